import Foundation
import OpenSSL

/// A SHA-256 digest: the name of some bytes.
public struct Digest: Hashable, Sendable {
  private let bytes: [UInt8]

  /// 64 hexadecimal digits, lower case.
  public var hexadecimal: String {
    bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }

  /// The digest of bytes in memory.
  public init(of data: Data) {
    var bytes = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    data.withUnsafeBytes { buffer in
      _ = SHA256(buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), buffer.count, &bytes)
    }
    self.bytes = bytes
  }

  /// The digest of a file, read in blocks of 1 MiB.
  /// - Throws: Foundation's error when the file cannot be read.
  public init(ofFile path: String) throws {
    let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    defer { try? file.close() }
    let context = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(context) }
    EVP_DigestInit_ex(context, EVP_sha256(), nil)
    while let block = try file.read(upToCount: 1 << 20), !block.isEmpty {
      block.withUnsafeBytes { _ = EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
    }
    var bytes = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    EVP_DigestFinal_ex(context, &bytes, nil)
    self.bytes = bytes
  }
}

/// Version of the library that computes digests, such as "3.0.11".
public var openSSLVersion: String { String(cString: OpenSSL_version(OPENSSL_VERSION_STRING)) }
