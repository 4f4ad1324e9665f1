import Tensors
import Testing

/// Windows on shared memory, and the value semantics they must not break.
struct ViewTests {
  /// 0, 1, 2, … in row-major order.
  private func counting(_ shape: [Int]) -> Tensor<Double> {
    Tensor(shape: shape) { buffer in for i in 0..<buffer.count { buffer[i] = Double(i) } }
  }

  @Test func viewsShowTheSameMemory() throws {
    let a = counting([4, 6])
    for view in try [
      a.rows(1..<3), a.slice(2..<5, axis: 1), a.row(at: 2), a.transposed(), a.reshaped([3, 8]), a.reshaped([-1]),
      a.broadcast(to: [5, 4, 6]), a.slice(1..<2, axis: 0).broadcast(to: [7, 6]),
    ] {
      #expect(view.storage === a.storage)
    }
    #expect(try a.transposed().contiguous().storage !== a.storage)
  }

  @Test func slicesRowsAndTransposesReadWhereTheyStand() throws {
    let a = counting([3, 4])
    #expect(try a.slice(1..<3, axis: 1).elements == [1, 2, 5, 6, 9, 10])
    #expect(try a.rows(1..<3).elements == [4, 5, 6, 7, 8, 9, 10, 11])
    #expect(a.row(at: 2).elements == [8, 9, 10, 11])
    #expect(try a.transposed().elements == [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11])
    #expect(try a.transposed().slice(1..<2, axis: 0).elements == [1, 5, 9])
    #expect(try a.transposed().reshaped([2, 6]).elements == [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11])
    #expect(try a.slice(3..<3, axis: 1).elements == [])
    #expect(a[2, 1] == 9)
    #expect(try a.transposed()[1, 2] == 9)
  }

  @Test func permutingThreeAxesMatchesTheIndices() throws {
    let a = counting([2, 3, 4])
    let p = try a.permuted([2, 0, 1])
    #expect(p.shape == [4, 2, 3])
    for i in 0..<2 { for j in 0..<3 { for k in 0..<4 { #expect(p[k, i, j] == a[i, j, k]) } } }
    #expect(try p.contiguous().permuted([1, 2, 0]) == a)
  }

  @Test func writingToACopyLeavesTheOriginal() throws {
    let original = counting([2, 3])
    var copy = original
    copy[0, 1] = 99
    #expect(original.elements == [0, 1, 2, 3, 4, 5])
    #expect(copy.elements == [0, 99, 2, 3, 4, 5])

    for makeView: (Tensor<Double>) throws -> Tensor<Double> in [
      { try $0.transposed() }, { try $0.slice(1..<3, axis: 1) }, { $0.row(at: 1) }, { try $0.reshaped([6]) },
      { try $0.broadcast(to: [2, 2, 3]) },
    ] {
      var view = try makeView(original)
      let before = view.elements
      view.withUnsafeMutableBuffer { $0[0] += 100 }
      #expect(original.elements == [0, 1, 2, 3, 4, 5])
      #expect(view.elements == [before[0] + 100] + before.dropFirst())
    }
  }

  @Test func writingToTheOriginalLeavesItsViews() throws {
    var a = counting([2, 3])
    let row = a.row(at: 0)
    let transposed = try a.transposed()
    a[0, 0] = -1
    #expect(row.elements == [0, 1, 2])
    #expect(transposed.elements == [0, 3, 1, 4, 2, 5])
  }

  @Test func writingWithoutACopyStaysInPlace() {
    var a = counting([8])
    let before = ObjectIdentifier(a.storage)
    for i in 0..<8 { a[i] += 1 }
    #expect(ObjectIdentifier(a.storage) == before)
    #expect(a.elements == [1, 2, 3, 4, 5, 6, 7, 8])
  }

  @Test func aStretchedTensorBecomesIndependentNumbersWhenWritten() throws {
    var a = try Tensor<Float>([1, 2]).broadcast(to: [2, 2])
    a[0, 0] = 9
    #expect(a.elements == [9, 2, 1, 2])
  }

  @Test func concatenationFollowsTheAxis() throws {
    let a = counting([2, 2])
    let b = try counting([2, 2]).transposed()
    #expect(try Tensor.concatenated([a, b]).elements == [0, 1, 2, 3, 0, 2, 1, 3])
    #expect(try Tensor.concatenated([a, b], axis: 1).elements == [0, 1, 0, 2, 2, 3, 1, 3])
    #expect(try Tensor.concatenated([a, Tensor.zeros([0, 2])]) == a)
    let c = counting([2, 1, 2])
    #expect(try Tensor.concatenated([c, c + 10], axis: 1).elements == [0, 1, 10, 11, 2, 3, 12, 13])
    #expect(throws: ShapeError.self) { try Tensor<Double>.concatenated([]) }
    #expect(throws: ShapeError.self) { try Tensor.concatenated([a, counting([2, 3])]) }
    #expect(throws: ShapeError.self) { try Tensor.concatenated([a, counting([2])]) }
    let error = #expect(throws: ShapeError.self) { try Tensor.concatenated([a, counting([3, 3])], axis: 1) }
    #expect(
      error?.description == "concatenated along axis 1: expected equal lengths elsewhere, found [2, 2] and [3, 3]")
  }

  @Test func rowsAreGatheredInTheirOrder() throws {
    let a = counting([3, 2])
    #expect(try a.gatherRows([2, 0, 2]).elements == [4, 5, 0, 1, 4, 5])
    #expect(try a.transposed().gatherRows([1]).elements == [1, 3, 5])
    #expect(try a.gatherRows([]).shape == [0, 2])
    #expect(try counting([4]).gatherRows([3, 1]).elements == [3, 1])
    for bad in [[3], [-1], [0, 1, 7]] {
      #expect(throws: ShapeError("gatherRows", expected: "indices within the first axis", found: [3, 2], bad)) {
        try a.gatherRows(bad)
      }
    }
    #expect(throws: ShapeError.self) { try Tensor<Double>(1).gatherRows([0]) }
  }

  @Test func shapesThatDoNotFitAreRefusedWithTheirReason() throws {
    let a = counting([2, 3])
    let messages: [(String, () throws -> Tensor<Double>)] = [
      ("Tensor: expected 5 elements, found [2, 3]", { try Tensor([1, 2, 3, 4, 5], shape: [2, 3]) }),
      ("Tensor(rows:): expected rows of 2 numbers, found [1]", { try Tensor(rows: [[1, 2], [3]]) }),
      ("slice 1..<4 of axis 1: expected a range within that axis, found [2, 3]", { try a.slice(1..<4, axis: 1) }),
      ("slice 0..<1 of axis 2: expected a range within that axis, found [2, 3]", { try a.slice(0..<1, axis: 2) }),
      ("transposed: expected a matrix, found [6]", { try a.reshaped([6]).transposed() }),
      ("permuted [0, 0]: expected each axis once, found [2, 3]", { try a.permuted([0, 0]) }),
      ("reshaped to [4, -1]: expected 6 elements, found [2, 3]", { try a.reshaped([4, -1]) }),
      ("reshaped to [-1, -1]: expected 6 elements, found [2, 3]", { try a.reshaped([-1, -1]) }),
      ("reshaped to [-2, -3]: expected 6 elements, found [2, 3]", { try a.reshaped([-2, -3]) }),
      ("broadcast: expected lengths of 1 or those of [3, 3], found [2, 3]", { try a.broadcast(to: [3, 3]) }),
      ("broadcast: expected at most rank 1, found [2, 3]", { try a.broadcast(to: [3]) }),
      ("sum: expected an axis 2, found [2, 3]", { try a.sum(axis: 2) }),
      ("mean: expected a non-empty axis 0, found [0, 3]", { try Tensor.zeros([0, 3]).mean(axis: 0) }),
      ("matrix product: expected [n, k] and [k, m], found [2, 3] and [2, 3]", { try a.multiplied(by: a) }),
    ]
    for (message, operation) in messages {
      let error = #expect(throws: ShapeError.self) { _ = try operation() }
      #expect(error?.description == message)
    }
  }

  @Test func emptyTensorsAreContiguousAndPassThroughEveryOperation() throws {
    let empty = try counting([3, 4]).slice(2..<2, axis: 1)
    #expect(empty.isContiguous)
    #expect(empty.elements.isEmpty)
    #expect((empty + 1).shape == [3, 0])
    #expect(empty.softmax().shape == [3, 0])
    #expect(empty.logSumExp().elements == [-.infinity, -.infinity, -.infinity])
    #expect(try empty.sum(axis: 1).elements == [0, 0, 0])
    #expect(empty.sum() == 0)
    #expect(empty.isFinite)
    #expect(try empty.transposed().shape == [0, 3])
    #expect(try empty.reshaped([0, 7]).shape == [0, 7])
  }

  @Test func convertingToTheOtherPrecisionRoundsEachNumber() throws {
    let a = wave([3, 5], 0.2, as: Double.self)
    #expect(try a.transposed().converted(to: Float.self).elements == a.transposed().elements.map { Float($0) })
  }

  @Test func aTensorDescribesItself() throws {
    #expect(Tensor<Float>(2).description == "2.0")
    #expect(try Tensor<Float>(rows: [[1, 2], [3, 4]]).description == "[[1.0, 2.0],\n [3.0, 4.0]]")
  }
}
