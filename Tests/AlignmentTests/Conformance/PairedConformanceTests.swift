import Alignment
import Statistics
import Tensors
import Testing

/// Every registered measure of paired rows does what its declaration says.
@Suite struct PairedConformanceTests {
  static let names = MeasureRegistry.paired.map(\.declaration.name)

  private func measure(_ name: String) throws -> any PairedMeasure { try MeasureRegistry.paired(named: name) }
  private let x = SampleMaps.normal(40, 4, 1)
  /// Related to x in half of its variance, and less wide.
  private let y: Tensor<Double>

  init() throws {
    y = try x.multiplied(by: SampleMaps.normal(4, 3, 2)) + 2 * SampleMaps.normal(40, 3, 3)
  }

  @Test(arguments: names) func symmetryIsAsDeclared(_ name: String) throws {
    let measure = try measure(name)
    // Of other widths and of one width.
    let isSymmetric = try [y, x + 2 * SampleMaps.normal(40, 4, 7)].allSatisfy { y in
      SampleMaps.isClose(
        try measure.value(between: x, and: y).value, try measure.value(between: y, and: x).value, 1e-8)
    }
    #expect(isSymmetric == measure.declaration.properties.contains(.symmetry))
  }

  @Test(arguments: names) func identityIsAsDeclared(_ name: String) throws {
    let measure = try measure(name)
    let value = try measure.value(between: x, and: x).value
    let atIdentity = measure.declaration.direction == .smallerIsCloser ? 0.0 : 1
    #expect(
      SampleMaps.isClose(value, atIdentity, 1e-6) == measure.declaration.properties.contains(.identity), "\(value)")
  }

  @Test(arguments: names) func aMeasureThatIsNotNegativeNeverIs(_ name: String) throws {
    let measure = try measure(name)
    guard measure.declaration.properties.contains(.nonNegative) else { return }
    for index in 0..<20 {
      let value = try measure.value(
        between: SampleMaps.normal(30, 3, 100 + index), and: SampleMaps.normal(30, 1 + index % 4, 200 + index)
      ).value
      #expect(value >= 0)
    }
  }

  @Test(arguments: names) func theTriangleInequalityHoldsWhereDeclared(_ name: String) throws {
    let measure = try measure(name)
    guard measure.declaration.properties.contains(.triangleInequality) else { return }
    for index in 0..<20 {
      let samples = (0..<3).map { SampleMaps.normal(20, 3, 300 + 3 * index + $0) }
      let (ab, bc, ac) = (
        try measure.value(between: samples[0], and: samples[1]).value,
        try measure.value(between: samples[1], and: samples[2]).value,
        try measure.value(between: samples[0], and: samples[2]).value
      )
      #expect(ac <= ab + bc + 1e-9)
    }
  }

  @Test(arguments: names, MeasureDeclaration.Invariance.allCases)
  func invariancesAreAsDeclared(_ name: String, _ invariance: MeasureDeclaration.Invariance) throws {
    let measure = try measure(name)
    let before = try measure.value(between: x, and: y).value
    // A map of its own for each representation.
    let moved = [(x, SampleMaps.apply(invariance, to: y, 6)), (SampleMaps.apply(invariance, to: x, 5), y)]
    let after = try moved.map { try measure.value(between: $0.0, and: $0.1).value }
    let declared = measure.declaration.invariances
    if declared.contains(invariance) || declared.contains(.linear) && invariance != .translation {
      for value in after { #expect(SampleMaps.isClose(before, value, 1e-6), "\(before) became \(value)") }
    } else {
      #expect(after.contains { !SampleMaps.isClose(before, $0, 1e-6) }, "\(invariance) may be declared")
    }
  }

  @Test(arguments: names) func theOrderOfPairsSaysNothing(_ name: String) throws {
    let measure = try measure(name)
    let order = (0..<40).map { ($0 * 7 + 3) % 40 }
    #expect(
      SampleMaps.isClose(
        try measure.value(between: x, and: y).value,
        try measure.value(between: x.gatherRows(order), and: y.gatherRows(order)).value, 1e-7))
  }

  @Test(arguments: names) func floatAgreesWithDouble(_ name: String) throws {
    let measure = try measure(name)
    let (a, b) = (x.converted(to: Float.self), y.converted(to: Float.self))
    let double = try measure.value(between: a.converted(to: Double.self), and: b.converted(to: Double.self)).value
    #expect(SampleMaps.isClose(try measure.value(between: a, and: b).value, double, 1e-4))
  }

  @Test(arguments: names) func relatedRepresentationsAreCloserThanUnrelatedOnes(_ name: String) throws {
    let measure = try measure(name)
    let related = try measure.value(between: x, and: x + 0.1 * SampleMaps.normal(40, 4, 8)).value
    let unrelated = try measure.value(between: x, and: SampleMaps.normal(40, 4, 9)).value
    #expect(measure.declaration.direction == .smallerIsCloser ? related < unrelated : related > unrelated)
  }

  @Test(arguments: names) func theNumberOfWorkersSaysNothing(_ name: String) throws {
    let measure = try measure(name)
    #expect(try measure.value(between: x, and: y, workers: 1) == measure.value(between: x, and: y, workers: 3))
  }

  @Test(arguments: names) func matricesOfUnequalLengthAreRefused(_ name: String) throws {
    let measure = try measure(name)
    #expect(throws: ShapeError.self) { try measure.value(between: x, and: y.rows(0..<39)) }
  }

  @Test(arguments: names) func degenerateSamplesGiveANumberOrAReason(_ name: String) throws {
    let measure = try measure(name)
    let duplicated = try x.gatherRows((0..<40).map { $0 / 10 })
    let flat = try x * Tensor([1, 0, 1, 0], shape: [1, 4])
    let samples: [(Tensor<Double>, Tensor<Double>)] = [
      (duplicated, y), (duplicated, duplicated), (flat, y), (flat, flat), (.ones([40, 4]), y),
      (.ones([40, 4]), .ones([40, 3])), (x * 1e15, y * 1e15), (x * 1e-15, y * 1e-15), (x * 1e-9, y * 1e9),
      (x.affine(scale: 1, shift: 1e6), y), (SampleMaps.normal(5, 8, 4), SampleMaps.normal(5, 8, 5)),
    ]
    for (index, (a, b)) in samples.enumerated() {
      for inFloat in [false, true] {
        do {
          let value =
            inFloat
            ? try measure.value(between: a.converted(to: Float.self), and: b.converted(to: Float.self)).value
            : try measure.value(between: a, and: b).value
          #expect(value.isFinite, "case \(index), Float: \(inFloat)")
        } catch let error as SampleError {
          #expect(!error.description.isEmpty)
        }
      }
    }
  }
}
