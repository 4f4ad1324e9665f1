import Tensors

/// Storages that a tape hands out again and again, so that a step after warm-up allocates none.
///
/// Capacities are powers of two: batches whose domains vary in size from step to step still find a buffer that fits.
struct BufferPool<Scalar: TensorScalar> {
  private var free = [[TensorStorage<Scalar>]](repeating: [], count: Int.bitWidth)
  private var taken: [TensorStorage<Scalar>] = []

  /// A tensor with unspecified contents.
  mutating func take(_ shape: [Int]) -> Tensor<Scalar> {
    let count = shape.reduce(1, *)
    let bucket = count <= 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount
    let storage = free[bucket].popLast() ?? TensorStorage<Scalar>(capacity: 1 << bucket)
    taken.append(storage)
    return Tensor(storage: storage, shape: shape)
  }

  /// Takes every storage back that nobody looks at any more; the others are left to those who do.
  mutating func reclaim() {
    for index in taken.indices where isKnownUniquelyReferenced(&taken[index]) {
      let count = taken[index].capacity
      free[count <= 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount].append(taken[index])
    }
    taken.removeAll(keepingCapacity: true)
  }
}
