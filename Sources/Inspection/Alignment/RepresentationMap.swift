import Alignment
import Experiments
import Foundation
import Recordings
import Storage
import Tensors

/// The rows of every layer as points of a plane or of space, domains in colour, episodes as lines: `cotrain align --map`.
public struct RepresentationMap: Sendable {
  public enum Projection: String, Sendable, CaseIterable {
    /// The first principal components of all domains together.
    case pca
    case umap
  }

  public var projection: Projection
  /// 2 or 3.
  public var dimensions: Int
  /// Rows of a domain that are drawn, at most; whole episodes.
  public var maximumRows: Int
  public var seed: Int
  public var workers: Int

  public init(projection: Projection, dimensions: Int, maximumRows: Int, seed: Int, workers: Int) {
    self.projection = projection
    self.dimensions = dimensions
    self.maximumRows = maximumRows
    self.seed = seed
    self.workers = workers
  }

  static let columns = ["layer", "projection", "domain", "episode", "row", "x", "y"]

  /// One row a point: layer, projection, domain, episode (empty where none are known), row in the recording, coordinates.
  /// - Throws: `Interrupted`, and what reading the files throws.
  public func table(_ sources: [RecordingSource]) throws -> CSVTable {
    let domains = try DomainSet(sources, rowLimit: maximumRows, seed: UInt64(seed))
    var table = CSVTable(columns: Self.columns + (dimensions == 3 ? ["z"] : []))
    for layer in domains.layers {
      try Interruption.ofProcess.check()
      let parts = try domains.recordings.indices.map { try domains.rows(ofLayer: layer, domain: $0, as: Double.self) }
      let places = try project(try Tensor.concatenated(parts))
      var place = 0
      for (index, selection) in domains.selections.enumerated() {
        for (episode, rows) in selection.episodes.enumerated() {
          for row in rows.runs.joined() {
            table.append(
              [
                .text(layer), .text(projection.rawValue), .text(domains.recordings[index].name),
                selection.knowsEpisodes ? .integer(episode) : .missing, .integer(row),
              ] + (0..<dimensions).map { .number(places[place, $0]) })
            place += 1
          }
        }
      }
    }
    return table
  }

  private func project(_ rows: Tensor<Double>) throws -> Tensor<Double> {
    switch projection {
    case .pca: return try PrincipalComponents(of: rows, count: dimensions).projection(of: rows)
    case .umap:
      var umap = UMAP(seed: UInt64(seed))
      umap.dimensions = dimensions
      return try umap.projection(of: rows, workers: workers).positions.converted(to: Double.self)
    }
  }
}
