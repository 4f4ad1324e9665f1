import Foundation

/// One number that this program can measure, under the name its peer has in `peers/peer.py`.
struct Measurement: Sendable {
  /// What came out: the number in `unit`, and what there is to say about it (the parts of a time, the share of a peak).
  struct Result: Encodable {
    var measurement: String
    var unit: String
    var value: Double
    var details: [String: Double]
  }

  var name: String
  var unit: String
  var body: @Sendable () throws -> Value

  struct Value {
    var number: Double
    var details: [String: Double] = [:]
  }

  init(_ name: String, unit: String, body: @escaping @Sendable () throws -> Value) {
    self.name = name
    self.unit = unit
    self.body = body
  }

  func run() throws -> Result {
    let value = try body()
    return Result(measurement: name, unit: unit, value: value.number, details: value.details)
  }
}

/// Wall seconds of one call of `step`, averaged over `steps` calls after `warmup` uncounted ones.
func secondsPerStep(_ steps: Int, warmup: Int, _ step: () throws -> Void) rethrows -> Double {
  for _ in 0..<warmup { try step() }
  let clock = ContinuousClock()
  let begin = clock.now
  for _ in 0..<steps { try step() }
  return seconds(clock.now - begin) / Double(steps)
}

func seconds(_ duration: Duration) -> Double {
  Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
}

/// How many a second: by the clock on the wall, and by what this process had of the processor, which other work on the
/// machine does not change.
struct Rate {
  let perSecond: Double
  let perProcessorSecond: Double

  init(of count: Int, _ body: () throws -> Void) rethrows {
    let clock = ContinuousClock()
    let (begin, busy) = (clock.now, processorSeconds())
    try body()
    perSecond = Double(count) / seconds(clock.now - begin)
    perProcessorSecond = Double(count) / (processorSeconds() - busy)
  }
}

private func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// The most memory this process has held, as Linux counts it, MiB.
func peakMemory() -> Double { memory("VmHWM:") }

/// The memory this process holds, MiB.
func residentMemory() -> Double { memory("VmRSS:") }

private func memory(_ name: String) -> Double {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
  return (line.split(separator: " ").compactMap { Double($0) }.first ?? .nan) / 1024
}
