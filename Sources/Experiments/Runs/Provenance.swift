import Foundation
import GSL
import Kernels
import OpenBLAS
import Storage

/// provenance.json: where a run's numbers come from. It says what ran; config.yaml says what to run.
struct Provenance: Codable, Sendable {
  /// One call of the command that worked on the folder; resuming adds one.
  struct Invocation: Codable, Sendable {
    let commandLine: [String]
    let started: String
    let wallSeconds: Double
    let jobs: Int
    let program: Program
    let trials: SweepTally
    /// "finished", or why it did not.
    let end: String
  }

  /// The build that ran.
  struct Program: Codable, Sendable, Equatable {
    let version: String
    /// SHA-256 of the executable.
    let executable: String
    /// nil when the executable does not stand in a checkout.
    let commit: String?
    let isDirty: Bool?
  }

  struct Platform: Codable, Sendable {
    let system: String
    let processor: String
    let cores: Int
    let openBLASCore: String
    /// The x86-64 level whose clone of each kernel ran.
    let kernelLevel: Int
    let libraries: [String: String]
  }

  var figure: String
  var seed: Int
  var platform: Platform
  /// SHA-256 of the files that the figure read.
  var inputs: [String: String]
  var invocations: [Invocation]

  static func read(from path: String) -> Provenance? {
    FileManager.default.contents(atPath: path).flatMap { try? JSONText.decode(Provenance.self, from: $0) }
  }
}

extension Provenance.Platform {
  static let current = Provenance.Platform(
    system: ProcessInfo.processInfo.operatingSystemVersionString, processor: processorName,
    cores: ProcessInfo.processInfo.processorCount, openBLASCore: String(cString: openblas_get_corename()),
    kernelLevel: Int(kernel_instruction_level()),
    libraries: [
      "OpenBLAS": String(cString: openblas_get_config()).trimmingCharacters(in: .whitespaces),
      "GSL": GSL_VERSION,
      "OpenSSL": openSSLVersion,
      "gnuplot": Gnuplot.version ?? "not installed",
    ])

  private static var processorName: String {
    let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = lines.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
  }
}

extension Provenance.Program {
  static let current: Provenance.Program = {
    let executable = executablePath
    let folder = PathParts(executable).folder
    func git(_ arguments: [String]) -> String? {
      guard let (status, output, _) = try? ChildProcess.run(["git"] + arguments, in: folder), status == 0 else {
        return nil
      }
      return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
    // A checkout of another package may surround the executable; its commit would say nothing.
    let isOwnCheckout =
      git(["rev-parse", "--show-toplevel"]).flatMap {
        try? String(contentsOfFile: $0 + "/Package.swift", encoding: .utf8)
      }?
      .contains("name: \"CotrainLens\"") ?? false
    let commit = isOwnCheckout ? git(["rev-parse", "HEAD"]) : nil
    return Provenance.Program(
      version: packageVersion, executable: (try? Digest(ofFile: executable).hexadecimal) ?? "unknown",
      commit: commit, isDirty: commit == nil ? nil : git(["status", "--porcelain"]).map { !$0.isEmpty })
  }()

  private static var executablePath: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? Bundle.main.executablePath ?? CommandLine.arguments[0]
  }
}
