import Tensors

/// Storages that a tape hands out again and again, so that a step after warm-up allocates none.
///
/// Capacities are powers of two: batches whose domains vary in size from step to step still find a buffer that fits.
struct BufferPool<Scalar: TensorScalar> {
  private var free = [[TensorStorage<Scalar>]](repeating: [], count: Int.bitWidth)
  private var taken: [TensorStorage<Scalar>] = []
  /// Those that somebody still looked at when they were asked for.
  private var overdue: [TensorStorage<Scalar>] = []

  /// A tensor with unspecified contents.
  mutating func take(_ shape: [Int]) -> Tensor<Scalar> {
    let count = shape.reduce(1, *)
    let bucket = Self.bucket(count)
    let storage = free[bucket].popLast() ?? TensorStorage<Scalar>(capacity: 1 << bucket)
    taken.append(storage)
    return Tensor(storage: storage, shape: shape)
  }

  /// Takes every storage back that nobody looks at any more.
  ///
  /// The others are asked for once more at the next call, for a variable of the last step may live to the end of its
  /// scope; what is still in use then is left to its users.
  mutating func reclaim() {
    for index in overdue.indices where isKnownUniquelyReferenced(&overdue[index]) { recycle(overdue[index]) }
    overdue.removeAll(keepingCapacity: true)
    for index in taken.indices {
      if isKnownUniquelyReferenced(&taken[index]) { recycle(taken[index]) } else { overdue.append(taken[index]) }
    }
    taken.removeAll(keepingCapacity: true)
  }

  private mutating func recycle(_ storage: TensorStorage<Scalar>) {
    free[Self.bucket(storage.capacity)].append(storage)
  }

  /// The number of the smallest power of two that is not below `count`.
  private static func bucket(_ count: Int) -> Int {
    count <= 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount
  }
}
