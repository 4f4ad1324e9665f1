/// The probes under the names a user types.
public enum ProbeRegistry {
  /// Those that are taken when none is named.
  public static let all: [any Probe] = [LinearProbe(), NetworkProbe.twoLayer, NeighborProbe()]

  public static func probe(named name: String) -> (any Probe)? { all.first { $0.name == name } }

  /// Everything that can be named, with what it says of itself: `cotrain probe --list`.
  public static let declarations: [ProbeDeclaration] =
    [
      ProbeDeclaration(
        .crossFitted(LinearProbe()), title: "logistic regression, L2 penalty of C = 1 on standardised columns",
        cost: "O(n d² + d³)", source: "scikit-learn's LogisticRegression"),
      ProbeDeclaration(
        .crossFitted(NetworkProbe.twoLayer), title: "one hidden layer of 128 units, AdamW, domains weighing the same",
        cost: "20 passes, at least 500 steps of 256 rows", source: "the mechanistic study's two-layer probe"),
      ProbeDeclaration(
        .crossFitted(NeighborProbe()), title: "vote of the 15 nearest rows, standardised columns", cost: "O(n² d)",
        source: "Cover and Hart, IEEE Trans. Information Theory 13 (1967)"),
    ]
    + [
      (WindowProtocol.embedding, "embeddings"), (WindowProtocol.activation, "last activations and actions"),
    ].flatMap { windows, what in
      let hidden = windows.training.hidden.map(String.init).joined(separator: ", ")
      return [
        ProbeDeclaration(
          .windows(windows), title: "hidden layers of \(hidden), for \(what): accuracy at the best epoch of one split",
          cost: "20 passes", source: "the empirical study's train_binary_classifiers.py"),
        ProbeDeclaration(
          .crossFitted(windows.crossFitted), title: "the same network at its last epoch, folds of whole episodes",
          cost: "20 passes a fold", source: "beside the study's protocol"),
      ]
    }
}

/// What a probe says of itself.
public struct ProbeDeclaration: Sendable {
  public enum Method: Sendable {
    /// Every row is scored by a probe fitted on other episodes.
    case crossFitted(any Probe)
    /// One split over windows; accuracy alone, without an interval.
    case windows(WindowProtocol)
  }

  public let method: Method
  public let title: String
  /// Of one fit, in rows and columns.
  public let cost: String
  public let source: String

  init(_ method: Method, title: String, cost: String, source: String) {
    self.method = method
    self.title = title
    self.cost = cost
    self.source = source
  }

  /// What a user types.
  public var name: String {
    switch method {
    case .crossFitted(let probe): probe.name
    case .windows(let windows): windows.name
    }
  }
}
