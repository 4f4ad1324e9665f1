// swift-tools-version: 6.1
import PackageDescription

// One libFuzzer target for each reader of Storage; README.md says how to run them. A reader more is a name more in
// `readers` and a folder with its one function.
let readers = ["Npy", "Npz", "Safetensors", "HDF5", "Zarr", "ArrayFiles"]

let package = Package(
  name: "Fuzzing",
  dependencies: [.package(name: "CotrainLens", path: "..")],
  targets: [
    .target(name: "FuzzedFile", dependencies: [.product(name: "Storage", package: "CotrainLens")])
  ]
    + readers.map { reader in
      .executableTarget(
        name: "Fuzz\(reader)",
        dependencies: ["FuzzedFile", .product(name: "Storage", package: "CotrainLens")],
        // libFuzzer brings its own main.
        swiftSettings: [.unsafeFlags(["-parse-as-library"])])
    },
  swiftLanguageModes: [.v6]
)
