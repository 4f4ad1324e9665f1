import Foundation
import Synchronization

/// How far a long computation has come, on standard error: count, rate, time left and a message such as the loss.
///
/// On a terminal one line is drawn over and over. Elsewhere, and under `NO_COLOR`, a plain line is printed at each
/// tenth of the way, so that a log shows progress too. Safe to call from any thread.
public final class ProgressBar: Sendable {
  /// How progress is shown.
  public enum Style: Sendable {
    /// One line that redraws itself, as wide as the terminal.
    case line(width: Int)
    /// A new line at each tenth of the way.
    case log

    /// What suits standard error here and now.
    public static func detected(
      environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> Style {
      let isPlain = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
      guard isatty(STDERR_FILENO) == 1, !isPlain, environment["TERM"] != "dumb" else { return .log }
      var size = winsize()
      let isKnown = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
      return .line(width: isKnown ? Int(size.ws_col) : 80)
    }
  }

  private struct State {
    var completed = 0.0
    var message = ""
    var lastDrawn = -Double.infinity
    var lastTenth = 0
    var isFinished = false
  }

  private let title: String
  private let total: Int
  private let unit: String
  private let style: Style
  private let print: @Sendable (String) -> Void
  private let now: @Sendable () -> Double
  private let start: Double
  /// Completed units that took no time, such as results found on disk: they count, but not towards the rate.
  private let head: Double
  private let state = Mutex(State())

  /// - Parameters:
  ///   - total: number of units that make the whole.
  ///   - unit: the plural of what is counted, such as "trials".
  ///   - alreadyCompleted: units that were there before this process started.
  ///   - print: takes text for standard error.
  ///   - now: seconds on a clock that never goes back.
  public init(
    title: String, total: Int, unit: String, alreadyCompleted: Int = 0, style: Style = .detected(),
    print: @escaping @Sendable (String) -> Void = { FileHandle.standardError.write(Data($0.utf8)) },
    now: @escaping @Sendable () -> Double = { ProcessInfo.processInfo.systemUptime }
  ) {
    self.title = title
    self.total = max(total, 1)
    self.unit = unit
    self.style = style
    self.print = print
    self.now = now
    self.start = now()
    self.head = Double(alreadyCompleted)
    state.withLock {
      $0.completed = head
      $0.lastTenth = Int(head / Double(self.total) * 10)
    }
  }

  /// Says how many units are complete; a fraction stands for units under way.
  public func update(_ completed: Double, message: String? = nil) {
    state.withLock { state in
      guard !state.isFinished else { return }
      state.completed = min(max(state.completed, completed), Double(total))
      if let message { state.message = message }
      draw(&state)
    }
  }

  /// Leaves the last line standing. Further updates are ignored.
  public func finish() {
    state.withLock { state in
      guard !state.isFinished else { return }
      if case .line(let width) = style { print("\r" + text(state, width: width) + "\n") }
      state.isFinished = true
    }
  }

  private func draw(_ state: inout State) {
    let time = now()
    switch style {
    case .line(let width):
      guard time - state.lastDrawn >= 0.1 else { return }
      state.lastDrawn = time
      print("\r" + text(state, width: width))
    case .log:
      let tenth = Int(state.completed / Double(total) * 10)
      guard tenth > state.lastTenth else { return }
      state.lastTenth = tenth
      print(facts(state).joined(separator: "  ") + "\n")
    }
  }

  private func text(_ state: State, width: Int) -> String {
    let cells = 20
    let filled = Int(state.completed / Double(total) * Double(cells))
    var facts = facts(state)
    facts.insert(String(repeating: "━", count: filled) + String(repeating: "─", count: cells - filled), at: 1)
    let line = facts.joined(separator: "  ")
    return line.count < width
      ? line.padding(toLength: width - 1, withPad: " ", startingAt: 0) : String(line.prefix(width - 1))
  }

  private func facts(_ state: State) -> [String] {
    let elapsed = now() - start
    let done = state.completed - head
    var facts = [title, "\(Int(state.completed))/\(total) \(unit)"]
    if done > 0, elapsed > 0 {
      let rate = done / elapsed
      facts.append(rate >= 1 ? "\(rounded(rate)) \(unit)/s" : "\(rounded(1 / rate)) s each")
      facts.append(
        state.completed < Double(total)
          ? "\(Self.duration((Double(total) - state.completed) / rate)) left" : "took \(Self.duration(elapsed))")
    }
    if !state.message.isEmpty { facts.append(state.message) }
    return facts
  }

  private func rounded(_ number: Double) -> String {
    number >= 10 ? String(Int(number.rounded())) : String(format: "%.1f", number)
  }

  /// Seconds as people say them: "8 s", "3 min 20 s", "2 h 05 min".
  public static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite else { return "unknown" }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return String(format: "%d min %02d s", whole / 60, whole % 60) }
    return String(format: "%d h %02d min", whole / 3600, whole % 3600 / 60)
  }
}
