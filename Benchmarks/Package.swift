// swift-tools-version: 6.1
import PackageDescription

// Measures CotrainLens beside the software one would use instead. `./run` sets everything up; README.md has the table.
let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "CotrainLens", path: "..")],
  targets: [
    .target(name: "MachinePeak"),
    .executableTarget(
      name: "benchmarks", dependencies: ["MachinePeak", .product(name: "CotrainLens", package: "CotrainLens")]),
  ],
  swiftLanguageModes: [.v6]
)
