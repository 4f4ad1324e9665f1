import Foundation
import Statistics

/// A number for a reader: three significant digits, a true minus sign, a dash for what is missing.
func shortNumber(_ number: Double?) -> String {
  guard let number else { return "–" }
  guard number.isFinite else { return "\(number)" }
  return String(format: "%.3g", number).replacingOccurrences(of: "-", with: "−")
}

/// "[0.1, 0.2]"; nothing where there is no interval.
func shortInterval(_ interval: Interval?) -> String {
  interval.map { "[\(shortNumber($0.lower)), \(shortNumber($0.upper))]" } ?? ""
}
