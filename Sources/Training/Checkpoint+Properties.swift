import Foundation
import Models
import Storage
import Tensors

extension Trainer {
  /// What decides every bit of a run beside its network: configuration, seed, mixture, data, regularisers, validation.
  /// One line a property, so that an error can name the one that differs.
  var properties: [String: String] {
    var properties = ["scalar": "\(Scalar.self)", "seed": "\(seed)", "mixture.method": mixture.method.rawValue]
    for field in Mirror(reflecting: configuration).children {
      let value = Mirror(reflecting: field.value)
      let present: Any? = value.displayStyle == .optional ? value.children.first?.value : field.value
      properties["configuration.\(field.label ?? "")"] = present.map { String(describing: $0) } ?? "none"
    }
    for (index, domain) in mixture.domains.enumerated() {
      properties["mixture.domain\(index)"] = "\(domain.fingerprint), share \(mixture.shares[index])"
    }
    for (index, regularizer) in regularizers.enumerated() {
      properties["regularizer\(index)"] = "\(regularizer.term.name), weight \(regularizer.weight)"
    }
    for (index, domain) in validation.enumerated() { properties["validation\(index)"] = domain.fingerprint }
    return properties
  }
}

extension Domain {
  /// Its name, its size and the digest of its numbers, weights included.
  fileprivate var fingerprint: String {
    let digests = [observations, actions].map { tensor in
      tensor.withUnsafeBuffer { Digest(of: Data(buffer: $0)).hexadecimal.prefix(16) }
    }
    let data = "\(name), \(count) demonstrations, observations \(digests[0]), actions \(digests[1])"
    guard let weights else { return data }
    let digest = weights.values.withUnsafeBufferPointer { Digest(of: Data(buffer: $0)).hexadecimal.prefix(16) }
    return data + ", weights \(digest) by \(weights.effect.rawValue)"
  }
}
