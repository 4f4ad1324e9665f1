import Statistics

extension ResultsTable {
  /// The same rows with a transformed response.
  /// - Throws: what `ResponseTransform.applied` throws, and `SampleError.constant` when nothing varies any more.
  public func transformed(by transform: ResponseTransform) throws -> ResultsTable {
    try ResultsTable(response: transform.applied(to: response), factors: factors, groups: groups)
  }

  /// Part of the rows, in the order given; a row may come several times.
  /// - Throws: `SampleError` when too few are left or nothing varies among them.
  public func rows(_ rows: [Int]) throws -> ResultsTable {
    try ResultsTable(
      response: rows.map { response[$0] }, factors: factors.map { $0.rows(rows) },
      groups: groups.isEmpty ? [] : rows.map { groups[$0] })
  }

  /// The rows of each cell, a cell being a combination of the factors' levels that occurs; in order of first appearance.
  public var cells: [[Int]] {
    let levels = factors.map(\.levels.ofRow)
    var places: [[Int]: Int] = [:]
    var cells: [[Int]] = []
    for row in response.indices {
      let cell = levels.map { $0[row] }
      if let place = places[cell] {
        cells[place].append(row)
      } else {
        places[cell] = cells.count
        cells.append([row])
      }
    }
    return cells
  }

  /// One row a cell: the mean response of its rows. Groups are gone.
  /// - Throws: `SampleError.constant` when all means are equal.
  public func cellMeans() throws -> ResultsTable {
    let cells = cells
    return try ResultsTable(
      response: cells.map { rows in rows.reduce(0) { $0 + response[$1] } / Double(rows.count) },
      factors: factors.map { $0.rows(cells.map { $0[0] }) })
  }
}

extension Factor {
  fileprivate func rows(_ rows: [Int]) -> Factor {
    switch values {
    case .categorical(let levels): Factor(name, .categorical(rows.map { levels[$0] }))
    case .numeric(let numbers): Factor(name, .numeric(rows.map { numbers[$0] }))
    }
  }
}
