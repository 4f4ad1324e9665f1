/// The files that demonstrations are written to.
public enum DemonstrationFormat: String, Sendable, CaseIterable {
  /// The toolkit's own: states and commands, pictures drawn when needed.
  case demos
  /// The empirical study's arrays in one file for numpy.
  case npz
  /// The empirical study's store.
  case zarr
  /// robomimic's file.
  case hdf5

  /// What a file's name says; nil where it does not end in .demos, .npz, .zarr, .hdf5 or .h5.
  public init?(ofPath path: String) {
    switch path.split(separator: ".", omittingEmptySubsequences: false).last.map({ $0.lowercased() }) {
    case "demos": self = .demos
    case "npz": self = .npz
    case "zarr": self = .zarr
    case "hdf5", "h5": self = .hdf5
    default: return nil
    }
  }
}
