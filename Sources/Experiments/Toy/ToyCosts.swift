import Foundation
import Statistics

/// What the toy figures cost on two cores, in minutes, and how sharp their presets make the claims.
///
/// A network of the default setting takes about 1.7 s on one core, a closed form 1.2 s.
enum ToyCosts {
  static let instant = costs(smoke: 0.1, standard: 0.1, paper: 0.1, claims: [])
  static let predictions = costs(smoke: 0.1, standard: 2, paper: 9, claims: ["M1"])
  static let loss = costs(smoke: 0.1, standard: 12, paper: 48, claims: ["M2", "M3", "M4", "M6"])
  static let anova = costs(smoke: 0.1, standard: 6, paper: 23, claims: ["M5"])
  static let sensitivity = costs(smoke: 0.1, standard: 35, paper: 140, claims: [])
  static let alignment = costs(smoke: 0.5, standard: 15, paper: 60, claims: [])
  static let reweighting = costs(smoke: 0.2, standard: 2, paper: 12, claims: ["M9"])
  static let influence = costs(smoke: 0.2, standard: 4, paper: 110, claims: [])
  static let regimes = costs(smoke: 0.5, standard: 25, paper: 240, claims: [])
  static let mixture = costs(smoke: 0.3, standard: 5, paper: 25, claims: [])

  /// Standard deviation from seed to seed of each claim's statistic, measured at the default setting.
  private static let seedDeviation = [
    "M1": 0.023, "M2": 0.094, "M3": 0.92, "M4": 0.6, "M5": 0.086, "M6": 0.33, "M9": 0.032,
  ]

  private static func costs(
    smoke: Double, standard: Double, paper: Double, claims: [String]
  ) -> [Preset: FigureDescription.Cost] {
    func halfWidths(seeds: Int) -> [String: String] {
      let quantile = StudentDistribution(degreesOfFreedom: Double(seeds - 1)).quantile(0.975)
      return Dictionary(
        uniqueKeysWithValues: claims.map { claim in
          (claim, String(format: "%.2g", quantile * seedDeviation[claim]! / Double(seeds).squareRoot()))
        })
    }
    return [
      // Fewer than five seeds decide nothing.
      .smoke: .init(minutes: smoke), .standard: .init(minutes: standard, halfWidths: halfWidths(seeds: 5)),
      .paper: .init(minutes: paper, halfWidths: halfWidths(seeds: 20)),
    ]
  }
}
