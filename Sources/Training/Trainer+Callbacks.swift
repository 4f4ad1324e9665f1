import Foundation
import Storage

extension Trainer {
  /// Saves a checkpoint every so many steps and after the last one. Writing metrics comes before it in the list of
  /// callbacks: then a run killed between the two has lost no row.
  /// - Precondition: `steps` is positive.
  public static func checkpointing(every steps: Int, to path: String) -> Callback {
    precondition(steps > 0, "checkpoints are a positive number of steps apart")
    return { trainer, report in
      if report.step % steps == 0 || report.step == trainer.configuration.steps { try trainer.save(to: path) }
    }
  }

  /// Writes `metrics.csv` and `metrics.jsonl` into a folder whenever there is a new row.
  public static func recordingMetrics(inFolder folder: String) -> Callback {
    { trainer, report in
      if trainer.metrics.last?.step == report.step { try Metrics(trainer.metrics).write(inFolder: folder) }
    }
  }

  /// Shows the step, the loss and the time left on a bar whose unit is the step.
  public static func showingProgress(on bar: ProgressBar) -> Callback {
    { trainer, report in
      bar.update(Double(report.step), message: String(format: "loss %.4g", report.loss))
      if report.step == trainer.configuration.steps { bar.finish() }
    }
  }
}
