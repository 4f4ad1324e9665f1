import Storage
import Synchronization

/// The pictures of demonstrations, drawn when a writer asks for them.
public struct DemonstrationFrames: Sendable {
  /// The side of a picture in pixels.
  public let size: Int
  /// Draws a demonstration's states into `[states, size, size, 3]` bytes: the number of the demonstration, the steps.
  let draw: @Sendable (Int, Range<Int>, UnsafeMutableRawBufferPointer) throws -> Void

  public init(
    size: Int, draw: @escaping @Sendable (Int, Range<Int>, UnsafeMutableRawBufferPointer) throws -> Void
  ) {
    self.size = size
    self.draw = draw
  }

  private var frameSize: Int { size * size * 3 }

  /// The pictures of one demonstration.
  func array(ofEpisode episode: Int, rows: Int) -> ProducedArray {
    ProducedArray(shape: [rows, size, size, 3], type: .unsigned8) { range, target in
      try draw(episode, range, target)
    }
  }

  /// The pictures of all, one demonstration after another.
  /// - Parameter ends: the number of rows up to the end of each.
  func array(ends: [Int]) -> ProducedArray {
    ProducedArray(shape: [ends.last ?? 0, size, size, 3], type: .unsigned8) { range, target in
      var episode = ends.partitioningIndex { $0 > range.lowerBound }
      var first = range.lowerBound
      while first < range.upperBound {
        let start = episode == 0 ? 0 : ends[episode - 1]
        let end = min(range.upperBound, ends[episode])
        let part = target[(first - range.lowerBound) * frameSize..<(end - range.lowerBound) * frameSize]
        try draw(episode, first - start..<end - start, UnsafeMutableRawBufferPointer(rebasing: part))
        first = end
        episode += 1
      }
    }
  }
}

extension [Int] {
  /// The first place from which on the condition holds; it must not hold before and fail after.
  fileprivate func partitioningIndex(_ holds: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
