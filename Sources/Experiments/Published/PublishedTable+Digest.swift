import Foundation
import Storage

extension PublishedTable {
  /// SHA-256 of the files of tables, by the name of the file.
  static func digests(of names: [String]) throws -> [String: String] {
    var digests = [String: String]()
    for name in names {
      guard let url = Bundle.module.url(forResource: "Resources/published/\(name)", withExtension: "csv") else {
        throw PublishedTableError.noTable(name)
      }
      digests["published/\(name).csv"] = try Digest(ofFile: url.path).hexadecimal
    }
    return digests
  }
}
