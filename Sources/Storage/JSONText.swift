import Foundation

/// JSON as this project writes it: keys sorted, shortest numbers, `"nan"`, `"inf"` and `"-inf"` as text.
public enum JSONText {
  /// For people: indented, with a final line feed.
  public static func pretty(_ value: some Encodable) throws -> Data {
    try encoder([.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]).encode(value) + Data("\n".utf8)
  }

  /// For digests: one line without spaces. Equal values have equal bytes.
  public static func canonical(_ value: some Encodable) throws -> Data {
    try encoder([.sortedKeys, .withoutEscapingSlashes]).encode(value)
  }

  public static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(type, from: data)
  }

  private static func encoder(_ formatting: JSONEncoder.OutputFormatting) -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = formatting
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }
}
