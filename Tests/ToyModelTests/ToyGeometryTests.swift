import Foundation
import Tensors
import Testing
import ToyModel

/// The recovered geometry: numbers measured on the study's own figures, with the precision of that measurement.
@Suite struct ToyGeometryTests {
  let geometry = ToyGeometry(ToyConfiguration(dz: 9, w: 0.1, seed: 0))

  @Test func theSourceIsASpiralFromRadiusOneAndAHalfPiToFourAndAHalfPi() {
    for (u, turns) in [(0.0, 1.5), (0.5, 3.0), (1.0, 4.5)] {
      let point = geometry.answer(u: u, on: .source)
      #expect(abs(hypot(point.y1, point.y2) - turns * .pi) < 1e-12)
    }
    // The radius is the angle all along: at 1.5π the point hangs below the origin, at 3π it lies to its left.
    #expect(abs(geometry.answer(u: 0, on: .source).y2 + 1.5 * .pi) < 1e-12)
    #expect(abs(geometry.answer(u: 0.5, on: .source).y1 + 3 * .pi) < 1e-12)
    for step in 0...100 {
      let point = geometry.answer(u: Double(step) / 100, on: .source)
      let radius = hypot(point.y1, point.y2)
      #expect(abs(point.y1 - radius * cos(radius)) < 1e-9 && abs(point.y2 - radius * sin(radius)) < 1e-9)
    }
  }

  /// (3, 3), so the two answers are 3√2 apart, squared 18, 9 a coordinate.
  @Test func theTargetIsTheSourceShiftedByThreeAlongBothCoordinates() {
    for step in 0...20 {
      let (source, target) = (
        geometry.answer(u: Double(step) / 20, on: .source), geometry.answer(u: Double(step) / 20, on: .target)
      )
      #expect(target.y1 == source.y1 + 3 && target.y2 == source.y2 + 3)
    }
  }

  @Test func planesLieAtOneAndAtOnePlusDeltaZ() throws {
    #expect(geometry.plane(of: .source) == 1 && geometry.plane(of: .target) == 10)
    for (side, z) in [(ToyGeometry.Side.source, 1.0), (.target, 10)] {
      let sample = try geometry.demonstrations(side)
      #expect((0..<sample.inputs.rows).allSatisfy { sample.inputs[$0, 2] == z })
    }
    let test = try geometry.testPoints()
    #expect((0..<test.inputs.rows).allSatisfy { test.inputs[$0, 2] == 10 })
  }

  @Test func countsAndSupportsAreThoseOfTheStudy() throws {
    let (source, target, test) = try (
      geometry.demonstrations(.source), geometry.demonstrations(.target), geometry.testPoints()
    )
    #expect(source.inputs.shape == [3000, 3] && source.answers.shape == [3000, 2])
    #expect(target.inputs.shape == [30, 3] && target.answers.shape == [30, 2])
    #expect(test.inputs.shape == [2000, 3] && test.answers.shape == [2000, 2])
    func range(_ sample: ToyGeometry.Sample, _ axis: Int) -> (Double, Double) {
      let values = (0..<sample.inputs.rows).map { sample.inputs[$0, axis] }
      return (values.min()!, values.max()!)
    }
    #expect(range(target, 0).0 >= 0 && range(target, 0).1 <= 0.8)
    #expect(range(target, 1).0 >= 0 && range(target, 1).1 <= 1)
    // The largest of 3000 uniform numbers is below .99 with probability 8e-14, of 2000 with 2e-9.
    for sample in [source, test] {
      for axis in 0...1 { #expect(range(sample, axis).0 < 0.01 && (0.99...1).contains(range(sample, axis).1)) }
    }
  }

  /// Sources and tests carry no noise. The sum of squares of 2·2000 errors over σ² is χ² with 4000 degrees of freedom:
  /// within 4000 ± 5·√8000 but for a probability of 1e-6.
  @Test func targetsCarryNormalNoiseOfDeviationPointThreeAndNothingElseDoes() throws {
    func errors(_ sample: ToyGeometry.Sample, _ side: ToyGeometry.Side) -> [Double] {
      (0..<sample.inputs.rows).flatMap { row in
        let clean = geometry.answer(u: sample.inputs[row, 0], on: side)
        return [sample.answers[row, 0] - clean.y1, sample.answers[row, 1] - clean.y2]
      }
    }
    #expect(errors(try geometry.demonstrations(.source), .source).allSatisfy { $0 == 0 })
    #expect(errors(try geometry.testPoints(), .target).allSatisfy { $0 == 0 })
    var many = ToyConfiguration(dz: 9, w: 0.1, seed: 0)
    many.setting.targetCount = 2000
    let noise = errors(try ToyGeometry(many).demonstrations(.target), .target)
    let chiSquared = noise.map { $0 * $0 / 0.09 }.reduce(0, +)
    #expect(abs(chiSquared - 4000) < 5 * 8000.0.squareRoot())
    // Independent coordinates: their correlation over 2000 pairs has standard deviation 1/√2000.
    let products = stride(from: 0, to: 4000, by: 2).map { noise[$0] * noise[$0 + 1] / 0.09 }
    #expect(abs(products.reduce(0, +) / 2000) < 5 / 2000.0.squareRoot())
  }

  @Test func everyNumberOfTheGeometryIsAParameter() throws {
    var configuration = ToyConfiguration(dz: -2, w: 0.1, seed: 0)
    configuration.setting.offset = 0.5
    configuration.setting.targetSupport = 0.3
    configuration.setting.targetNoise = 0
    configuration.setting.sourceNoise = 1
    configuration.setting.sourceCount = 7
    configuration.setting.targetCount = 400
    configuration.setting.testCount = 5
    let geometry = ToyGeometry(configuration)
    let (source, target) = try (geometry.demonstrations(.source), geometry.demonstrations(.target))
    #expect(geometry.plane(of: .target) == -1)
    #expect(source.inputs.rows == 7 && target.inputs.rows == 400)
    #expect(try geometry.testPoints().inputs.rows == 5)
    #expect((0..<400).allSatisfy { target.inputs[$0, 0] <= 0.3 })
    for row in 0..<400 {
      let clean = geometry.answer(u: target.inputs[row, 0], on: .source)
      #expect(target.answers[row, 0] == clean.y1 + 0.5 && target.answers[row, 1] == clean.y2 + 0.5)
    }
    #expect(source.answers[0, 0] != geometry.answer(u: source.inputs[0, 0], on: .source).y1)
  }

  // MARK: Seeds

  private func sample(_ change: (inout ToyConfiguration) -> Void) throws -> [[Double]] {
    var configuration = ToyConfiguration(dz: 1, w: 0.1, seed: 7)
    change(&configuration)
    let geometry = ToyGeometry(configuration)
    let (source, target, test) = try (
      geometry.demonstrations(.source), geometry.demonstrations(.target), geometry.testPoints()
    )
    return [source, target, test].flatMap { sample in
      [(0..<sample.inputs.rows).flatMap { [sample.inputs[$0, 0], sample.inputs[$0, 1]] }, sample.answers.elements]
    }
  }

  @Test func theDataDoNotDependOnDeltaZButForZ() throws {
    #expect(try sample { $0.dz = 0.01 } == sample { $0.dz = 50 })
    #expect(try sample { $0.w = 0 } == sample { $0.w = 1 })
  }

  @Test func theSamplingSeedMovesTheTestPointsAloneAndTheDataSeedTheDemonstrationsAlone() throws {
    let base = try sample { _ in }
    let resampled = try sample { $0.seeds.sampling = 8 }
    #expect(resampled[0...3] == base[0...3] && resampled[4] != base[4] && resampled[5] != base[5])
    let redrawn = try sample { $0.seeds.data = 8 }
    #expect((0...3).allSatisfy { redrawn[$0] != base[$0] } && redrawn[4...5] == base[4...5])
    #expect(try sample { ($0.seeds.initialization, $0.seeds.training) = (8, 9) } == base)
  }

  @Test func theDomainsAndTheirNoiseAreDrawnApart() throws {
    let base = try sample { _ in }
    let longer = try sample { ($0.setting.sourceCount, $0.setting.targetNoise) = (5000, 0.9) }
    #expect(longer[2] == base[2], "the target's inputs depend on neither the source's number nor the noise")
    #expect(Array(longer[0].prefix(6000)) == base[0], "more demonstrations are added to the same first ones")
    // Source and target inputs are no copies of one another.
    #expect(base[0].prefix(2).map { $0 * 0.8 } != Array(base[2].prefix(2)))
  }
}
