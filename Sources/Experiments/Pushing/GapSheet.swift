import PlanarPushing

/// The layout of the contact sheet: a row for each family, a column for each level.
enum GapSheet {
  struct Cell {
    let domain: String
    let level: Int
    let caption: String
  }
  struct Row {
    let title: String
    let cells: [Cell]
  }

  static let rows: [Row] = {
    func row(_ family: DomainGap.Family, _ title: String, _ captions: [String]) -> Row {
      Row(
        title: title,
        cells: zip(family.levels, captions).map { Cell(domain: family.rawValue, level: $0, caption: "\($0): \($1)") })
    }
    let pair = ["source", "target"].map { Cell(domain: $0, level: 1, caption: $0) }
    let references: [(DomainGap.Family, String)] = [
      (.noVisualGap, "source, no visual gap"), (.noPhysicsGap, "source, no physics gap"), (.noGap, "source, no gap"),
    ]
    return [
      row(
        .colourShift, "colour shift: table from grey to blue, block from black to green",
        ["source", "a third", "two thirds", "all the way"]),
      row(
        .colourRandomisation, "colour randomisation: pusher, table and block in each of nine episodes",
        ["within .025", "within .1", "within .5", "any colour"]),
      row(
        .cameraPose, "camera pose: turned about the table's centre", ["source", "π/16", "π/8", "π/4"]),
      row(
        .centreOfMass, "centre of mass: ring nominal, dot true (not seen by the camera)",
        ["source", "+3 cm", "−3 cm", "−6 cm"]),
      row(
        .targetPose, "target pose: goal (dashes, not seen by the camera), block and pusher moved",
        ["source", "2.5 cm", "5 cm", "10 cm"]),
      row(.object, "object: blocks that episodes take turns with", ["source", "other shapes"]),
      row(
        .calibration, "calibration: keypoints where they are (rings) and where they are seen (dots)",
        ["exact", "source", ".6 cm, 1.5°", "1.2 cm, 3°"]),
      Row(
        title: "the base pair, and the source with gaps closed",
        cells: pair + references.map { Cell(domain: $0.rawValue, level: 1, caption: $1) }),
    ]
  }()

  /// The side of a picture, and the space around it.
  static let tile = 220
  private static let gap = 14
  private static let head = 30
  private static let foot = 24
  private static let title = 50

  static let size = (
    width: gap + 5 * (tile + gap), height: title + rows.count * (head + tile + foot) + gap
  )

  /// Lays out the pictures whose sides are `side` pixels.
  static func script(side: Int, comparedSide: Int) -> String {
    var lines = [
      "unset border", "unset tics", "unset key", "set margins 0, 0, 0, 0", "set datafile missing NaN",
      "set multiplot",
    ]
    let (width, height) = (Double(size.width), Double(size.height))
    let heading = "The source domain with one gap opened, by family and level, and the base pair"
    let legend =
      "Δ: mean absolute difference to the source's pictures of the same states, grey levels of 255, "
      + "at \(comparedSide) × \(comparedSide) pixels"
    for (text, y, font) in [(heading, 22, 18), (legend, 42, 12)] {
      lines.append(
        "set label \(Gnuplot.quoted(text)) at screen \(Double(gap) / width),\(1 - Double(y) / height) left font ',\(font)'"
      )
    }
    for (number, row) in rows.enumerated() {
      let top = title + number * (head + tile + foot)
      for (column, cell) in row.cells.enumerated() {
        let left = gap + column * (tile + gap)
        // The first plot draws the labels of the whole sheet as well.
        if number + column > 0 { lines.append("unset label") }
        if column == 0 {
          lines.append("set label \(Gnuplot.quoted(row.title)) at graph 0,1 offset character 0,0.7 left font ',15'")
        }
        lines += [
          "set origin \(Double(left) / width),\(1 - Double(top + head + tile) / height)",
          "set size \(Double(tile) / width),\(Double(tile) / height)",
          "set xrange [0:\(side)]", "set yrange [0:\(side)]",
          "set label \(Gnuplot.quoted(cell.caption)) at graph 0,0 offset character 0,-0.7 left font ',12'",
        ]
        let selected = "strcol(1) eq '\(cell.domain)' && $2 == \(cell.level)"
        func marks(_ mark: String) -> String {
          "'figure-markers.csv' using (\(selected) && strcol(3) eq '\(mark)' ? $4 : NaN):(\(side) - $5) skip 1"
        }
        var layers = [
          "'\(FigureData.path(ofPicture: "\(cell.domain)-\(cell.level)"))' binary filetype=png with rgbimage"
        ]
        layers.append(
          "'figure.csv' using (\(selected) && strcol(4) eq 'difference_to_source' ? \(side) : NaN):(0)"
            + ":(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555'"
        )
        switch cell.domain {
        case DomainGap.Family.centreOfMass.rawValue:
          layers += [
            "\(marks("nominal centre")) with points pointtype 6 pointsize 1.1 linewidth 2 linecolor '#ffffff'",
            "\(marks("centre of gravity")) with points pointtype 7 pointsize 0.7 linecolor '#ffd400'",
          ]
        case DomainGap.Family.targetPose.rawValue:
          layers += (1...BlockShape.tee.parts.count).map {
            "\(marks("goal \($0)")) with lines dashtype 2 linewidth 2 linecolor '#12a150'"
          }
        case DomainGap.Family.calibration.rawValue:
          layers += [
            "\(marks("keypoint")) with points pointtype 6 pointsize 0.8 linecolor '#ffffff'",
            "\(marks("keypoint seen")) with points pointtype 7 pointsize 0.5 linecolor '#ffd400'",
          ]
        default: break
        }
        lines.append("plot \(layers.joined(separator: ", \\\n  "))")
      }
    }
    lines.append("unset multiplot")
    return lines.joined(separator: "\n")
  }
}
