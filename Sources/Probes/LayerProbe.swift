import Statistics

/// Makes rows of one layer and probe.
struct LayerProbe: Sendable {
  /// What was found for a statistic.
  struct Finding {
    var estimate: Estimate?
    /// In place of an estimate: a value without an interval.
    var value: Double?
    var separated: Double?
    /// What the reader must know of it.
    var notes: [String?] = []
  }

  let layer: String
  let probe: String
  let sample: DomainSample

  /// The row of a statistic: an error makes one without a value that says why.
  /// - Throws: a wish to stop, as it was.
  func row(_ statistic: ProbeStatistic, _ measure: () throws -> Finding) throws -> ProbeRow {
    switch try attempt(measure) {
    case .failure(let error): return row(statistic, Finding(), status: "no value: \(error)")
    case .success(let found):
      var leak: String?
      if !sample.knowsEpisodes {
        leak =
          "rows stand as episodes: neighbouring frames leak, the interval is too narrow"
          + (found.separated.map { "; with neighbours kept together the value is \(rounded($0))" } ?? "")
      }
      let notes = ([leak] + found.notes).compactMap { $0 }
      return row(statistic, found, status: notes.isEmpty ? "ok" : notes.joined(separator: "; "))
    }
  }

  /// Success or failure; a wish to stop is thrown on as it was.
  func attempt<Value>(_ work: () throws -> Value) throws -> Swift.Result<Value, any Error> {
    do { return .success(try work()) } catch let stop as Stop { throw stop.reason } catch { return .failure(error) }
  }

  /// Marks what is thrown as a wish to stop.
  func stoppable(_ work: () throws -> Void) throws {
    do { try work() } catch { throw Stop(reason: error) }
  }

  private struct Stop: Error {
    let reason: any Error
  }

  private func row(_ statistic: ProbeStatistic, _ found: Finding, status: String) -> ProbeRow {
    ProbeRow(
      layer: layer, probe: probe, statistic: statistic, value: found.value ?? found.estimate?.value,
      lower: found.estimate?.interval.lower, upper: found.estimate?.interval.upper, realRows: sample.realRows,
      simRows: sample.simRows, realEpisodes: sample.realEpisodes, simEpisodes: sample.simEpisodes, status: status,
      separatedValue: found.separated)
  }

  private func rounded(_ value: Double) -> Double { (value * 1e4).rounded() / 1e4 }
}
