/// The registered measures that rest on moving one sample onto the other.
enum TransportMeasures {
  static let all: [any UnpairedMeasure] = [
    MarginalWasserstein(power: 1), MarginalWasserstein(power: 2),
    SlicedWasserstein(power: 1), SlicedWasserstein(power: 2), MaxSlicedWasserstein(),
    ExactWasserstein(power: 1), ExactWasserstein(power: 2),
    SinkhornCost(), SinkhornDivergence(), SinkhornDivergence(relativeMarginalPenalty: 1),
    PartialTransport(), GromovWasserstein(),
  ]
}
