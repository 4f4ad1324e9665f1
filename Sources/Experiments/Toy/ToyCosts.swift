/// What the toy figures cost on two cores, in minutes, and how sharp `standard` makes their claims.
///
/// A network of the default setting takes about 1.8 s on one core, a closed form 1.3 s. Half-widths were computed from
/// the spread of single seeds at the default setting.
enum ToyCosts {
  static let instant: [Preset: FigureDescription.Cost] = [
    .smoke: .init(minutes: 0.1), .standard: .init(minutes: 0.1), .paper: .init(minutes: 0.1),
  ]
  static let predictions: [Preset: FigureDescription.Cost] = [
    .smoke: .init(minutes: 0.3), .standard: .init(minutes: 3), .paper: .init(minutes: 12),
  ]
  static let loss: [Preset: FigureDescription.Cost] = [
    .smoke: .init(minutes: 0.3), .standard: .init(minutes: 14), .paper: .init(minutes: 56),
  ]
  static let anova: [Preset: FigureDescription.Cost] = [
    .smoke: .init(minutes: 0.1), .standard: .init(minutes: 7), .paper: .init(minutes: 27),
  ]
  static let sensitivity: [Preset: FigureDescription.Cost] = [
    .smoke: .init(minutes: 0.4), .standard: .init(minutes: 50), .paper: .init(minutes: 200),
  ]
}
