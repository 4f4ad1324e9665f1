import Kernels

/// The memory behind tensors: `capacity` numbers on a 64-byte boundary, freed with the last tensor that shows it.
public final class TensorStorage<Scalar: TensorScalar>: @unchecked Sendable {
  // Safe to send: tensors mutate a storage only when they hold the single reference to it.
  package let pointer: UnsafeMutablePointer<Scalar>
  package let capacity: Int

  /// Memory with unspecified contents.
  package init(capacity: Int) {
    let bytes = max(capacity, 1) * MemoryLayout<Scalar>.stride
    self.pointer = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64).bindMemory(
      to: Scalar.self, capacity: max(capacity, 1))
    self.capacity = capacity
    kernel_count_storage_allocation()
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }

  /// How many storages the calling thread has allocated so far.
  package static var allocationsOnThisThread: Int { kernel_storage_allocations() }
}
