import ArgumentParser
import Experiments
import Foundation
import Inspection
import Recordings

struct DiagnoseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diagnose",
    abstract: "Says of a trained policy, layer by layer, whether co-training did what it should.",
    discussion: """
      Each layer is disjoint (nothing carries over), structured aligned (simulation carries over, the domains are still \
      told apart), overlapping (one answer for both) or undecided, by rules that were set on the toy model. The last \
      layer speaks for the policy, so give --layers in the order of depth; by default it is that of the file. The table \
      goes to standard output, the verdict and the advice to standard error, and --out adds one HTML page with all of it.

      Examples:
        cotrain diagnose --real real.npz --sim sim.npz --out runs/diagnosis
        cotrain diagnose --real a/real.h5 --sim a/sim.h5 --layers encoder,trunk.1,trunk.3
        cotrain diagnose --real a/real.npz --sim a/sim.npz --compare b
        cotrain diagnose --real c/900/real.npz --sim c/900/sim.npz --series 'c/*' --out runs/course
        cotrain diagnose --real real.npz --sim sim.npz --step all
      """)

  @OptionGroup(title: "Domains") var domains: DomainOptions

  @Option(
    help: ArgumentHelp(
      """
      Another checkpoint on the same inputs: a folder that holds files of the same names. Standard output is then the \
      table of differences, other minus this one, with paired intervals where the episodes correspond.
      """, valueName: "folder"))
  var compare: String?

  @Option(help: ArgumentHelp("The same by files: the other checkpoint's real domain.", valueName: "file"))
  var compareReal: String?
  @Option(help: ArgumentHelp("And its simulated one.", valueName: "file"))
  var compareSim: String?

  @Option(
    help: ArgumentHelp(
      """
      Checkpoints of a training run: a pattern of folders in quotes, each with files of the same names. Standard output \
      is then the table of all of them, in the order of the numbers in their names.
      """, valueName: "pattern"))
  var series: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Only the rows of one flow or diffusion step ('steps' in the file), or 'all' for each step on its own. By default \
      the earliest where steps are flow times (between 0 and 1), otherwise all rows together.
      """, valueName: "number|all"))
  var step: String?

  @Option(
    parsing: .unconditional,
    help: """
      The share of the action in the policy's noisy input, 0 pure noise; past 0 the rules decide nothing. By default \
      the step where steps are flow times, otherwise 0.
      """)
  var flowTime: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Demonstrations of each domain that the policy was trained on, for the advice on the mixing ratio. By default the \
      recorded rows stand for them.
      """, valueName: "real,sim"))
  var trainedOn: String?

  @Option(parsing: .unconditional, help: "Splits into halves behind intervals and floors.")
  var resamples = 200

  @Option(
    parsing: .unconditional,
    help: "Rows of a domain that are looked at, at most (with --step: of a step); whole episodes are drawn.")
  var maxRows = 4096

  @Option(parsing: .unconditional, help: "Seed of everything random.")
  var seed = 0

  @Option(parsing: .unconditional, help: "Threads; by default one for each core. The numbers do not depend on it.")
  var jobs: Int?

  @Option(help: "Write tables, JSON, pictures and diagnosis.html into this folder.")
  var out: String?

  @Flag(help: "Print JSON in place of CSV, with the advice and the methods behind the numbers.")
  var json = false

  func run() throws {
    for (name, value, least) in [
      ("resamples", resamples, 20), ("max-rows", maxRows, 16), ("seed", seed, 0), ("jobs", jobs ?? 1, 1),
    ] where value < least {
      throw UsageError("--\(name) \(value): expected at least \(least)")
    }
    if let flowTime, !(0...1).contains(flowTime) {
      throw UsageError("--flow-time \(flowTime): expected a number from 0 to 1")
    }
    if !domains.domain.isEmpty, domains.domain.count != 2 {
      throw UsageError("diagnose takes two domains; --domain is given \(domains.domain.count) times")
    }
    let sources = try domains.sources()
    let (beside, only) = try asked(sources)
    // A folder that cannot be made is said before the work.
    let folder = try out.map { try InspectionFolder(path: $0) }
    let request = DiagnosisRequest(
      sources: sources, beside: beside, step: only, flowTime: flowTime, trainedOn: try demonstrations(),
      resamples: resamples, maximumRows: maxRows,
      seed: seed,
      workers: jobs ?? availableCores())
    let report = try request.run { StandardError.write("cotrain: \($0)\n") }
    let paths = try folder?.write(report)
    StandardError.write(report.summary)
    if let paths { StandardError.write("wrote \(paths.joined(separator: ", "))\n") }
    try StandardOutput.write(json ? String(decoding: try report.json(), as: UTF8.self) : report.table.text)
    if report.isPartial {
      StandardError.write("cotrain: interrupted; the diagnoses finished until then are in what was written\n")
      throw ExitCode(ExitStatus.interrupted.rawValue)
    }
  }

  /// - Throws: `UsageError` for anything but two counts.
  private func demonstrations() throws(UsageError) -> (real: Int, sim: Int)? {
    guard let trainedOn else { return nil }
    let counts = trainedOn.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard counts.count == 2, let real = counts[0], let sim = counts[1], real > 0, sim > 0 else {
      throw UsageError("--trained-on \(trainedOn): expected two numbers of demonstrations, such as 50,3000")
    }
    return (real, sim)
  }

  /// What stands beside the base, and the one step that is looked at.
  private func asked(_ sources: [RecordingSource]) throws -> (DiagnosisRequest.Beside, Double?) {
    var beside: [DiagnosisRequest.Beside] = []
    let files = CheckpointFiles(sources)
    if let compare { beside.append(.other(files.sources(in: compare))) }
    if compareReal != nil || compareSim != nil {
      guard let compareReal, let compareSim else {
        throw UsageError("give both --compare-real FILE and --compare-sim FILE")
      }
      beside.append(
        .other(zip(sources, [compareReal, compareSim]).map { $0.ofFile($1) }))
    }
    if let series { beside.append(.series(try files.matching(series))) }
    if step == "all" { beside.append(.steps) }
    guard beside.count <= 1 else {
      throw UsageError("give one of --compare, --compare-real with --compare-sim, --series and --step all")
    }
    var only: Double?
    if let step, step != "all" {
      guard let number = Double(step), number.isFinite else {
        throw UsageError("--step \(step): expected a number, or 'all'")
      }
      only = number
    }
    return (beside.first ?? .nothing, only)
  }
}

extension RecordingSource {
  /// The same reading of another file. Arrays named by path are looked for in that file by name instead.
  fileprivate func ofFile(_ file: String) -> RecordingSource {
    RecordingSource(name: name, file: file, layers: layers, pooling: pooling)
  }
}
