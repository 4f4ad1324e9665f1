/// This package's version, as `cotrain --version` prints it.
public let packageVersion = "0.1.0"
