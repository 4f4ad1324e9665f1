/// What a policy that answers with chunks sees and predicts at once, and how windows are cut from episodes for it.
///
/// A window starts at a step s and holds the `horizon` actions s, s + 1, … and the observations s … s + `observed` − 1;
/// the last of these is *now*. Windows start up to `padBefore` steps before an episode and end up to `padAfter` steps
/// after it, its first and last step repeated, so an episode of L steps has
///
///     L − horizon + 1 + padBefore + padAfter
///
/// of them: L − 7 in the study's form.
public struct WindowForm: Sendable, Equatable, Codable {
  public var horizon: Int
  public var observed: Int
  public var padBefore: Int
  public var padAfter: Int
  /// Which of the predicted actions are executed before the next prediction.
  ///
  /// The action of *now* is number `observed` − 1. The study's `predict_action` returns 1 ..< 9 accordingly, while its
  /// deployed controller executes 2 ..< 10, because there a prediction takes about a step to arrive. Here the world waits
  /// for the policy and a demonstration's command is the one given in the state beside it, so 1 ..< 9 is right.
  public var executed: Range<Int>

  /// The study's: horizon 16, two observations, padding 1 and 7, eight actions executed.
  public static let study = WindowForm(horizon: 16, observed: 2, padBefore: 1, padAfter: 7, executed: 1..<9)

  public init(horizon: Int, observed: Int, padBefore: Int, padAfter: Int, executed: Range<Int>) {
    precondition(observed > 0 && observed <= horizon, "the observations are among the horizon’s steps")
    precondition(
      padBefore >= 0 && padBefore < horizon && padAfter >= 0 && padAfter < horizon, "padding is in 0 ..< horizon")
    precondition(
      !executed.isEmpty && executed.lowerBound >= 0 && executed.upperBound <= horizon,
      "what is executed is some of what is predicted")
    self.horizon = horizon
    self.observed = observed
    self.padBefore = padBefore
    self.padAfter = padAfter
    self.executed = executed
  }

  /// The number of windows of an episode with so many steps.
  public func count(ofSteps steps: Int) -> Int {
    steps == 0 ? 0 : max(0, steps - horizon + 1 + padBefore + padAfter)
  }
}
