import HDF5Survey

/// Everything in an HDF5 file, as a child reported it.
package struct HDF5Listing {
  private static let rankLimit = 32
  /// Of the chunks of a dataset that a child reports without being asked for them.
  private static let placeLimit = 1 << 12

  private(set) var groups: [String] = []
  private(set) var datasets: [HDF5Dataset] = []
  /// What is not read, and why.
  private(set) var refusals: [ArrayFileError] = []

  /// - Throws: `ArrayFileError` for a file any part of which is damaged.
  package init(_ report: HDF5Report) throws(ArrayFileError) {
    var report = report
    var keys: Set<String> = []
    while let kind = try report.next() {
      let key = try report.text()
      guard kind == HDF5_REPORT_REFUSAL || keys.insert(key).inserted else {
        throw ArrayFileError(path: report.path, key: key, .damaged("the file has two objects of this name"))
      }
      do throws(ArrayFileError) {
        switch kind {
        case HDF5_REPORT_GROUP: groups.append(key)
        case HDF5_REPORT_REFUSAL: throw try Self.refusal(&report, key)
        case HDF5_REPORT_DATASET: datasets.append(try Self.dataset(&report, key))
        default: throw report.garbled
        }
      } catch {
        guard error.key == key, !error.isDamage else { throw error }
        refusals.append(error)
      }
    }
  }

  private static func refusal(_ report: inout HDF5Report, _ key: String) throws(ArrayFileError) -> ArrayFileError {
    let isDamage = try report.number(atMost: 1) == 1
    let text = try report.text()
    return ArrayFileError(path: report.path, key: key, isDamage ? .damaged(text) : .unsupported(text))
  }

  private static func dataset(_ report: inout HDF5Report, _ key: String) throws(ArrayFileError) -> HDF5Dataset {
    let kind = try report.number(atMost: 4)
    let size = try report.number(atMost: 8)
    let isBigEndian = try report.number(atMost: 1) == 1
    let lengths = try lengths(&report, rank: report.number(atMost: rankLimit))
    let fill = try report.data()
    let layout = try layout(&report, rank: lengths.count)
    guard let type = elementType(kind: kind, size: size), fill.isEmpty || fill.count == size else {
      throw report.garbled
    }

    let shape = lengths.compactMap { Int(exactly: $0) }
    guard shape.count == lengths.count, type.byteCount(of: shape) != nil else {
      throw ArrayFileError(
        path: report.path, key: key, .unsupported("its shape \(lengths) takes more bytes than 63 bits can count"))
    }
    let isByteSwapped = isBigEndian != (1.bigEndian == 1)
    return HDF5Dataset(
      key: key, shape: shape, type: type, isByteSwapped: size > 1 && isByteSwapped,
      fill: fill.isEmpty ? [UInt8](repeating: 0, count: size) : isByteSwapped ? fill.reversed() : fill, layout: layout)
  }

  private static func lengths(_ report: inout HDF5Report, rank: Int) throws(ArrayFileError) -> [UInt64] {
    var lengths: [UInt64] = []
    for _ in 0..<rank { lengths.append(try report.word()) }
    return lengths
  }

  private static func layout(_ report: inout HDF5Report, rank: Int) throws(ArrayFileError) -> HDF5Dataset.Layout {
    switch try report.number() {
    case HDF5_LAYOUT_ABSENT: return .absent
    case HDF5_LAYOUT_CONTIGUOUS: return .contiguous(address: try report.word())
    case HDF5_LAYOUT_COMPACT: return .compact(try report.data())
    case HDF5_LAYOUT_CHUNKED:
      let chunk = try lengths(&report, rank: rank)
      let edgesAreUnfiltered = try report.number(atMost: 1) == 1
      var filters: [HDF5Dataset.Filter] = []
      for _ in 0..<(try report.number(atMost: 32)) {
        filters.append(
          .init(number: Int(truncatingIfNeeded: try report.word()), setting: try report.word(), name: try report.text())
        )
      }
      var places: [HDF5Chunks.Place] = []
      for _ in 0..<(try report.number(atMost: placeLimit)) { places.append(try HDF5Chunks.Place(&report)) }
      return .chunked(chunk, filters, edgesAreUnfiltered: edgesAreUnfiltered, places: places)
    default: throw report.garbled
    }
  }

  private static func elementType(kind: Int, size: Int) -> ElementType? {
    switch (kind, size) {
    case (HDF5_KIND_BOOLEAN, 1): .boolean
    case (HDF5_KIND_SIGNED, 1): .signed8
    case (HDF5_KIND_SIGNED, 2): .signed16
    case (HDF5_KIND_SIGNED, 4): .signed32
    case (HDF5_KIND_SIGNED, 8): .signed64
    case (HDF5_KIND_UNSIGNED, 1): .unsigned8
    case (HDF5_KIND_UNSIGNED, 2): .unsigned16
    case (HDF5_KIND_UNSIGNED, 4): .unsigned32
    case (HDF5_KIND_UNSIGNED, 8): .unsigned64
    case (HDF5_KIND_FLOAT, 2): .float16
    case (HDF5_KIND_FLOAT, 4): .float32
    case (HDF5_KIND_FLOAT, 8): .float64
    case (HDF5_KIND_BRAIN_FLOAT, 2): .brainFloat16
    default: nil
    }
  }
}

extension ArrayFileError {
  /// Whether the file contradicts itself, rather than holding something that is not read.
  fileprivate var isDamage: Bool {
    switch reason {
    case .unsupported, .tooLarge: false
    default: true
    }
  }
}
