import Statistics

/// One coordinate of a layer, with its uncertainty and what it is where there is no difference.
public struct Reading: Sendable, Hashable {
  /// The estimator, as in the command's `--list`.
  public let estimator: String
  /// nil where `status` says why there is none.
  public let value: Double?
  /// Over episodes.
  public let interval: Interval?
  /// The same between halves of one domain's episodes: what the estimator gives where nothing differs.
  public let realFloor: Double?
  public let simFloor: Double?
  /// "ok", or what the reader must know of the value.
  public let status: String
  /// The estimator on halves of the episodes, for differences between layers and checkpoints; nil where there are none.
  public let halves: HalfSampleValues?

  public init(
    estimator: String, value: Double?, interval: Interval?, realFloor: Double?, simFloor: Double?, status: String,
    halves: HalfSampleValues? = nil
  ) {
    self.estimator = estimator
    self.value = value
    self.interval = interval
    self.realFloor = realFloor
    self.simFloor = simFloor
    self.status = status
    self.halves = halves
  }
}
