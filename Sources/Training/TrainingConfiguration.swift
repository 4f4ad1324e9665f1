/// Every knob of the core trainer, in one place.
public struct TrainingConfiguration: Codable, Sendable, Equatable {
  public var steps: Int
  public var batchSize: Int
  /// A batch is differentiated in this many equal parts, each on a thread of its own with random streams of its own;
  /// gradients are added in the order of the parts. Part of the configuration, never of the machine.
  public var batchParts: Int
  public var learningRate: Double
  public var schedule: LearningRateSchedule
  public var optimizer: OptimizerRule
  /// Gradients are scaled down to this Euclidean norm; nil leaves them alone.
  public var gradientClip: Double?
  /// Average of the weights, evaluated in their place; nil for none.
  public var average: MovingAverageRule?
  /// Steps between rows of the metrics.
  public var logInterval: Int
  /// Steps between validations; nil for none.
  public var validationInterval: Int?

  public init(
    steps: Int, batchSize: Int, batchParts: Int = 1, learningRate: Double, schedule: LearningRateSchedule = .cosine(),
    optimizer: OptimizerRule = .adamW(), gradientClip: Double? = nil, average: MovingAverageRule? = nil,
    logInterval: Int = 100, validationInterval: Int? = nil
  ) {
    precondition(batchParts > 0 && batchSize % batchParts == 0, "\(batchParts) parts divide a batch of \(batchSize)")
    precondition(steps >= 0 && batchSize > 0 && logInterval > 0, "steps, batch and interval are positive")
    self.steps = steps
    self.batchSize = batchSize
    self.batchParts = batchParts
    self.learningRate = learningRate
    self.schedule = schedule
    self.optimizer = optimizer
    self.gradientClip = gradientClip
    self.average = average
    self.logInterval = logInterval
    self.validationInterval = validationInterval
  }
}
