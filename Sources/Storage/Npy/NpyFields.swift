/// The dictionary in an npy header: exactly `descr`, `fortran_order` and `shape`, in any order.
struct NpyFields {
  enum Descr {
    case text(String)
    /// A list or tuple, which describes records or arrays within an array.
    case structured
  }

  let descr: Descr
  let isFortranOrdered: Bool
  let shape: [Int]

  init(_ scanner: inout PythonLiteralScanner) throws(PythonLiteralScanner.Failure) {
    var descr: Descr?
    var isFortranOrdered: Bool?
    var shape: [Int]?
    try scanner.take("{")
    while !scanner.takeIfNext("}") {
      let key = try scanner.string()
      try scanner.take(":")
      switch key {
      case "descr" where descr == nil:
        // What records are made of does not matter: they are refused, and their numbers are not reached.
        if scanner.isNext("[") || scanner.isNext("(") {
          self.descr = .structured
          self.isFortranOrdered = false
          self.shape = []
          return
        }
        descr = .text(try scanner.string())
      case "fortran_order" where isFortranOrdered == nil: isFortranOrdered = try scanner.boolean()
      case "shape" where shape == nil: shape = try scanner.integers()
      default: throw scanner.failure("each of descr, fortran_order and shape once, found '\(key.prefix(40))'")
      }
      if !scanner.takeIfNext(",") {
        try scanner.take("}")
        break
      }
    }
    try scanner.end()
    guard let descr, let isFortranOrdered, let shape else {
      throw scanner.failure("all of descr, fortran_order and shape")
    }
    (self.descr, self.isFortranOrdered, self.shape) = (descr, isFortranOrdered, shape)
  }
}
