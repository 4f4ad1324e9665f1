// swift-tools-version: 6.1
import PackageDescription

// A module imports only modules that stand above it; ARCHITECTURE.md says why each is there.
let package = Package(
  name: "CotrainLens",
  products: [
    .executable(name: "cotrain", targets: ["cotrain"]),
    .library(
      name: "CotrainLens",
      targets: [
        "Tensors", "Statistics", "Storage", "Models", "Training", "Alignment", "Probes", "Reweighting", "ToyModel",
        "PlanarPushing", "PushingPolicies", "Diagnosis", "Experiments", "Inspection",
      ]),
    // What Fuzzing/ builds: the readers without all that is built on them.
    .library(name: "Storage", targets: ["Storage"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/swiftcsv/SwiftCSV", exact: "0.10.0"),
  ],
  targets: [
    .systemLibrary(name: "OpenBLAS", path: "System/OpenBLAS"),
    .systemLibrary(name: "GSL", path: "System/GSL"),
    .systemLibrary(name: "OpenSSL", path: "System/OpenSSL"),
    .systemLibrary(name: "Zlib", path: "System/Zlib"),
    .systemLibrary(name: "LZ4", path: "System/LZ4"),
    .systemLibrary(name: "Zstd", path: "System/Zstd"),
    .systemLibrary(name: "Blosc", path: "System/Blosc"),
    .systemLibrary(name: "Chipmunk", path: "System/Chipmunk"),
    .systemLibrary(name: "Cairo", path: "System/Cairo"),
    .systemLibrary(name: "WebP", path: "System/WebP"),
    .target(name: "Kernels", exclude: ["README.md"]),
    .target(name: "Tensors", dependencies: ["Kernels", "OpenBLAS"], exclude: ["README.md"]),
    .target(name: "Statistics", dependencies: ["Tensors", "GSL"], exclude: ["README.md"]),
    .target(name: "HDF5Survey", exclude: ["README.md"], linkerSettings: [.linkedLibrary("hdf5_serial")]),
    .target(name: "HDF5Output", exclude: ["README.md"], linkerSettings: [.linkedLibrary("hdf5_serial")]),
    .target(
      name: "Storage",
      dependencies: ["Tensors", "OpenSSL", "Zlib", "LZ4", "Zstd", "Blosc", "HDF5Survey", "HDF5Output"],
      exclude: ["README.md"]),
    .target(
      name: "PlanarPushing", dependencies: ["Tensors", "Storage", "Chipmunk", "Cairo", "WebP"], exclude: ["README.md"]),
    .target(name: "Recordings", dependencies: ["Tensors", "Statistics", "Storage"], exclude: ["README.md"]),
    .target(name: "Alignment", dependencies: ["Kernels", "Tensors", "Statistics"], exclude: ["README.md"]),
    .target(name: "Models", dependencies: ["Tensors", "Kernels"], exclude: ["README.md"]),
    .target(name: "Training", dependencies: ["Models", "Storage"], exclude: ["README.md"]),
    .target(
      name: "PushingPolicies", dependencies: ["PlanarPushing", "Training", "Models", "Statistics", "Tensors"],
      exclude: ["README.md"]),
    .target(
      name: "Probes", dependencies: ["Training", "Alignment", "Statistics", "Models", "Tensors"],
      exclude: ["README.md"]),
    .target(name: "Reweighting", dependencies: ["Kernels", "Tensors", "Statistics", "Models"], exclude: ["README.md"]),
    .target(name: "ToyModel", dependencies: ["Training", "Reweighting"], exclude: ["README.md"]),
    .target(
      name: "Diagnosis", dependencies: ["Alignment", "Probes", "Reweighting", "Statistics", "Tensors"],
      exclude: ["README.md"]),
    .target(
      name: "Experiments",
      dependencies: [
        "ToyModel", "PlanarPushing", "PushingPolicies", "Diagnosis", "Probes", "Reweighting", "Alignment", "Statistics",
        "Storage", "OpenBLAS", "GSL", "Yams", "SwiftCSV",
      ],
      exclude: ["README.md"],
      resources: [.copy("Resources")]),
    .target(
      name: "Inspection",
      dependencies: [
        "Experiments", "Diagnosis", "Recordings", "Alignment", "Probes", "Reweighting", "Statistics", "Storage",
      ],
      exclude: ["README.md"]),
    .executableTarget(
      name: "cotrain",
      dependencies: [
        "Experiments", "Inspection", "PlanarPushing",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "notebooks-cli",
      exclude: ["README.md"]),
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(
      name: "TensorsTests", dependencies: ["Tensors", "Kernels", "OpenBLAS"], resources: [.copy("Reference")]),
    .testTarget(name: "StatisticsTests", dependencies: ["Statistics"], resources: [.copy("Reference")]),
    .testTarget(
      name: "StorageTests", dependencies: ["TestSupport", "Storage", "Tensors"], resources: [.copy("Reference")]),
    .testTarget(
      name: "PlanarPushingTests", dependencies: ["TestSupport", "PlanarPushing", "Storage", "Tensors"],
      resources: [.copy("Reference")]),
    .testTarget(
      name: "PushingPoliciesTests",
      dependencies: ["TestSupport", "PushingPolicies", "PlanarPushing", "Training", "Models", "Statistics", "Tensors"]),
    .testTarget(
      name: "RecordingsTests", dependencies: ["TestSupport", "Recordings", "Storage", "Tensors"]),
    .testTarget(
      name: "AlignmentTests", dependencies: ["Alignment", "Statistics", "Tensors"], resources: [.copy("Reference")]),
    .testTarget(name: "ModelsTests", dependencies: ["Models"], resources: [.copy("Reference")]),
    .testTarget(
      name: "TrainingTests", dependencies: ["TestSupport", "Training", "Models", "Storage", "Tensors"],
      resources: [.copy("Reference")]),
    .testTarget(
      name: "ProbesTests", dependencies: ["Probes", "Alignment", "Statistics", "Tensors"],
      resources: [.copy("Reference")]),
    .testTarget(
      name: "ReweightingTests", dependencies: ["Reweighting", "Models", "Statistics", "Tensors"],
      resources: [.copy("Reference")]),
    .testTarget(name: "ToyModelTests", dependencies: ["ToyModel", "Training", "Reweighting", "Models", "Tensors"]),
    .testTarget(name: "DiagnosisTests", dependencies: ["Diagnosis", "Probes", "Alignment", "Statistics", "Tensors"]),
    .testTarget(name: "ExperimentsTests", dependencies: ["TestSupport", "Experiments", "ToyModel"]),
    .testTarget(name: "CommandTests", dependencies: ["TestSupport", "cotrain", "Storage"], resources: [.copy("Help")]),
  ],
  swiftLanguageModes: [.v6]
)
