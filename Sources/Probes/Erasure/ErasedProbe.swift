import Alignment
import Tensors

/// A probe of what is left of a layer after linear erasure: the eraser is fitted with the probe, inside the fold.
///
/// A linear probe of erased rows is at chance up to what sampling leaves; what a network or neighbours still read is
/// domain information that no linear map can take away.
public struct ErasedProbe: Probe {
  public let probe: any Probe

  public init(_ probe: any Probe) { self.probe = probe }

  public var name: String { "\(probe.name)-erased" }

  public func fit(_ rows: Tensor<Float>, isSim: [Bool], stream: RandomStream) throws -> any FittedProbe {
    var moments = DomainMoments(width: rows.columns)
    for side in [false, true] {
      try moments.add(rows.gatherRows(isSim.indices.filter { isSim[$0] == side }), isSim: side)
    }
    let eraser = try LinearErasure(moments)
    return FittedErasedProbe(
      probe: try probe.fit(eraser.apply(rows), isSim: isSim, stream: stream), eraser: eraser)
  }
}

private struct FittedErasedProbe: FittedProbe {
  let probe: any FittedProbe
  let eraser: LinearErasure

  var status: MeasuredValue.Status { probe.status }

  func logOdds(of rows: Tensor<Float>) throws -> [Double] { try probe.logOdds(of: eraser.apply(rows)) }
}
