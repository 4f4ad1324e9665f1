import Foundation
import OpenBLAS

/// `benchmarks` prints the names it can measure, `benchmarks NAME` measures one and prints a line of JSON, and
/// `benchmarks about` prints which BLAS it runs on.
///
/// Names are shared with `peers/peer.py`, and `compare.py` calls the two in turn. A new measurement is one more entry
/// in a list like those below.
@main
enum Benchmarks {
  static let measurements =
    TrainingSteps.measurements + ToySweep.measurements + NormalSampling.measurements + MatrixProducts.measurements
    + Discrepancies.measurements
    + LogisticRegressions.measurements
    + Neighbors.measurements
    + Transport.measurements
    + ClosedForm.measurements
    + Pushing.measurements
    + DemonstrationFiles.measurements

  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard let name = arguments.first else {
      for measurement in measurements { print(measurement.name) }
      return
    }
    if name == "about" {
      print(String(cString: openblas_get_config()))
      return
    }
    // The arrays that peers write.
    if name == "store", arguments.count == 3, let path = arguments.dropFirst().first, let count = Int(arguments.last!) {
      try DemonstrationFiles.writeStore(of: count, to: path)
      return
    }
    guard arguments.count == 1, let measurement = measurements.first(where: { $0.name == name }) else {
      let names = measurements.map(\.name).joined(separator: " ")
      FileHandle.standardError.write(Data("usage: benchmarks NAME, one of: \(names)\n".utf8))
      exit(64)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(measurement.run()), as: UTF8.self))
  }
}
