import Alignment
import Statistics
import Tensors
import Testing

/// Every registered measure of two domains' own rows does what its declaration says.
@Suite struct UnpairedConformanceTests {
  static let names = MeasureRegistry.unpaired.map(\.declaration.name)

  /// A search that may miss its optimum promises less than its definition has: these may be more than they declare.
  private static let searches: Set = ["max-sliced-w2", "gromov-wasserstein"]

  private func measure(_ name: String) throws -> any UnpairedMeasure { try MeasureRegistry.unpaired(named: name) }
  private let x = SampleMaps.normal(24, 3, 1)
  /// Other numbers of rows, another shape.
  private let y = SampleMaps.normal(30, 3, 2).affine(scale: 1.6, shift: 0.7)
  private let z = SampleMaps.normal(24, 3, 3).affine(scale: 0.8, shift: -0.4)

  @Test(arguments: names) func symmetryIsAsDeclared(_ name: String) throws {
    let measure = try measure(name)
    let (forth, back) = (try measure.value(between: x, and: y).value, try measure.value(between: y, and: x).value)
    let declared = measure.declaration.properties.contains(.symmetry)
    if declared || !Self.searches.contains(name) { #expect(SampleMaps.isClose(forth, back, 1e-8) == declared) }
  }

  @Test(arguments: names) func identityIsAsDeclared(_ name: String) throws {
    let measure = try measure(name)
    let value = try measure.value(between: x, and: x).value
    let atIdentity = measure.declaration.direction == .smallerIsCloser ? 0.0 : 1
    #expect(
      SampleMaps.isClose(value, atIdentity, 1e-6) == measure.declaration.properties.contains(.identity), "\(value)")
  }

  @Test(arguments: names) func onlyARelativeMeasureIsNearOneBetweenSamplesOfOneDistribution(_ name: String) throws {
    let measure = try measure(name)
    let value = try measure.value(between: SampleMaps.normal(200, 2, 50), and: SampleMaps.normal(200, 2, 51)).value
    #expect((abs(value - 1) < 0.2) == measure.declaration.properties.contains(.relative), "\(value)")
  }

  @Test(arguments: names) func aMeasureThatIsNotNegativeNeverIs(_ name: String) throws {
    let measure = try measure(name)
    guard measure.declaration.properties.contains(.nonNegative) else { return }
    for index in 0..<20 {
      let (a, b) = (SampleMaps.normal(12, 2, 100 + index), SampleMaps.normal(9 + index % 5, 2, 200 + index))
      #expect(try measure.value(between: a, and: b).value >= 0)
    }
  }

  @Test(arguments: names) func theTriangleInequalityIsAsDeclared(_ name: String) throws {
    let measure = try measure(name)
    let declared = measure.declaration.properties.contains(.triangleInequality)
    func excess(_ a: Tensor<Double>, _ b: Tensor<Double>, _ c: Tensor<Double>) throws -> Double {
      let (ac, ab, bc) = (
        try measure.value(between: a, and: c).value, try measure.value(between: a, and: b).value,
        try measure.value(between: b, and: c).value
      )
      return (ac - ab - bc) / max(ac, 1e-300)
    }
    var largest = try excess(x, z, y)
    for step in [0.1, 0.5, 2] {
      // Equal steps on a line, and growth at an equal rate: where squares give themselves away.
      let moved = (0..<3).map { x.affine(scale: 1, shift: step * Double($0)) }
      let grown = (0..<3).map { x.affine(scale: 1 + step * Double($0), shift: 0) }
      largest = max(largest, try excess(moved[0], moved[1], moved[2]), try excess(grown[0], grown[1], grown[2]))
    }
    for index in 0..<10 {
      let samples = (0..<3).map { SampleMaps.normal(10, 2, 300 + 3 * index + $0) }
      largest = max(largest, try excess(samples[0], samples[1], samples[2]))
    }
    if declared {
      #expect(largest <= 1e-7)
    } else if measure.declaration.properties.contains(.identity), !Self.searches.contains(name) {
      #expect(largest > 1e-6, "the triangle inequality may be declared")
    }
  }

  @Test(arguments: names, MeasureDeclaration.Invariance.allCases)
  func invariancesAreAsDeclared(_ name: String, _ invariance: MeasureDeclaration.Invariance) throws {
    let measure = try measure(name)
    let before = try measure.value(between: x, and: y).value
    let after = try measure.value(
      between: SampleMaps.apply(invariance, to: x, 5), and: SampleMaps.apply(invariance, to: y, 5)
    ).value
    let declared = measure.declaration.invariances
    if declared.contains(invariance) || declared.contains(.linear) && invariance != .translation {
      #expect(SampleMaps.isClose(before, after, 1e-6), "\(before) became \(after)")
    } else if !Self.searches.contains(name) {
      #expect(!SampleMaps.isClose(before, after, 1e-6), "\(invariance) may be declared")
    }
  }

  @Test(arguments: names) func theOrderOfRowsSaysNothing(_ name: String) throws {
    let measure = try measure(name)
    let order = (0..<x.rows).map { ($0 * 7 + 3) % x.rows }
    let back = Array((0..<y.rows).reversed())
    #expect(
      SampleMaps.isClose(
        try measure.value(between: x, and: y).value,
        try measure.value(between: x.gatherRows(order), and: y.gatherRows(back)).value, 1e-7))
  }

  @Test(arguments: names) func floatAgreesWithDouble(_ name: String) throws {
    let measure = try measure(name)
    let (a, b) = (x.converted(to: Float.self), y.converted(to: Float.self))
    let double = try measure.value(between: a.converted(to: Double.self), and: b.converted(to: Double.self)).value
    #expect(SampleMaps.isClose(try measure.value(between: a, and: b).value, double, 1e-4))
  }

  @Test(arguments: names) func samplesMovedAndStretchedAreFarther(_ name: String) throws {
    let measure = try measure(name)
    let near = try measure.value(between: x, and: z).value
    let far = try measure.value(between: x, and: z.affine(scale: 3, shift: 5)).value
    #expect(measure.declaration.direction == .smallerIsCloser ? far > near : far < near)
  }

  @Test(arguments: names) func theNumberOfWorkersSaysNothing(_ name: String) throws {
    let measure = try measure(name)
    #expect(try measure.value(between: x, and: y, workers: 1) == measure.value(between: x, and: y, workers: 3))
  }

  @Test(arguments: names) func chosenGroupsGiveTheValueOfTheirRows(_ name: String) throws {
    let measure = try measure(name)
    // What is prepared on all rows may choose a bandwidth on them: the rows left out are copies of the others.
    let pooled = try GroupedRows.pooling([(x, [10, 14]), (y, [16, 14])])
    let prepared = try measure.prepare(pooled.rows, workers: 2)
    let all = try prepared.value(between: [0, 1], and: [2, 3]).value
    #expect(SampleMaps.isClose(all, try prepared.value(between: [1, 0], and: [3, 2]).value, 1e-9))
    let parts = try prepared.value(between: [1], and: [2])
    #expect(parts.value.isFinite)
    #expect(parts == (try measure.prepare(pooled.rows, workers: 1).value(between: [1], and: [2])))
  }

  @Test(arguments: names) func degenerateSamplesGiveANumberOrAReason(_ name: String) throws {
    let measure = try measure(name)
    let duplicated = try x.gatherRows((0..<24).map { $0 / 6 })
    let flat = try x * Tensor([1, 0, 1], shape: [1, 3])
    let samples: [(Tensor<Double>, Tensor<Double>)] = [
      (duplicated, y), (duplicated, duplicated), (flat, flat.affine(scale: 2, shift: 0)), (flat, y),
      (.ones([8, 3]), .ones([9, 3])), (.ones([8, 3]), .zeros([9, 3])), (x * 1e30, y * 1e30), (x * 1e-30, y * 1e-30),
      (x.affine(scale: 1, shift: 1e6), y.affine(scale: 1, shift: 1e6)), (x * 1e-9, y * 1e9),
    ]
    for (index, (a, b)) in samples.enumerated() {
      for inFloat in [false, true] {
        do {
          let value =
            inFloat
            ? try measure.value(between: a.clampedToFloat, and: b.clampedToFloat).value
            : try measure.value(between: a, and: b).value
          #expect(value.isFinite, "case \(index), Float: \(inFloat)")
        } catch let error as SampleError {
          #expect(!error.description.isEmpty)
        }
      }
    }
  }
}

extension Tensor<Double> {
  /// In Float, with scales beyond 10^±15 brought back to them, for Float's range ends at 10^±38.
  fileprivate var clampedToFloat: Tensor<Float> {
    let size = absolute().maximum()
    let factor = size > 1e20 ? 1e-15 : size < 1e-20 && size > 0 ? 1e15 : 1
    return (self * factor).converted(to: Float.self)
  }
}
