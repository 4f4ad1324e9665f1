/// The style sheet of every page: light and dark after the reader's own choice, readable on a phone and on paper.
///
/// Colours are variables, and the drawings use the same ones. A colour is never alone in saying something.
enum PageStyle {
  static let text = colors + layout + tables + drawings + paper

  private static let colors = """
    :root { color-scheme: light dark;
      --page: #fcfcfb; --card: #ffffff; --ink: #1c2430; --faint: #5b6675; --rule: #dfe3e8; --grid: #eceff2;
      --disjoint: #9a4a06; --structured: #0b655e; --overlapping: #5b21b6; --undecided: #4b5666;
      --disjoint-wash: #fdf0e1; --structured-wash: #e3f5f1; --overlapping-wash: #f0eafc; --undecided-wash: #eef1f4;
      --line: #2c4a7c; --on-point: #ffffff; }
    @media (prefers-color-scheme: dark) { :root {
      --page: #14181d; --card: #1b2027; --ink: #e6e9ee; --faint: #a3adba; --rule: #343c47; --grid: #2a313a;
      --disjoint: #f0a35e; --structured: #5ccbb9; --overlapping: #b79cf5; --undecided: #aab4c0;
      --disjoint-wash: #33261a; --structured-wash: #17302d; --overlapping-wash: #2a2440; --undecided-wash: #262c34;
      --line: #8fb4f0; --on-point: #14181d; } }

    """

  private static let layout = """
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--page); color: var(--ink);
      font: 16px/1.55 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif; }
    header, main, footer { max-width: 66rem; margin: 0 auto; padding: 0 1.25rem; }
    header { padding-top: 2rem; }
    footer { padding-bottom: 3rem; color: var(--faint); font-size: .875rem; }
    h1 { font-size: 1rem; font-weight: 600; color: var(--faint); margin: 0 0 .75rem; }
    h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; }
    h3 { font-size: 1rem; margin: 1.25rem 0 .4rem; }
    p, ul { margin: .5rem 0; max-width: 46rem; }
    ul { padding-left: 1.2rem; }
    .verdict { border-left: .4rem solid var(--tone); background: var(--wash); border-radius: .4rem; padding: 1rem 1.25rem; }
    .verdict .regime { font-size: 1.9rem; line-height: 1.2; font-weight: 700; color: var(--tone); margin: 0 0 .3rem; }
    .disjoint { --tone: var(--disjoint); --wash: var(--disjoint-wash); }
    .structured { --tone: var(--structured); --wash: var(--structured-wash); }
    .overlapping { --tone: var(--overlapping); --wash: var(--overlapping-wash); }
    .undecided { --tone: var(--undecided); --wash: var(--undecided-wash); }
    .chip { display: inline-block; white-space: nowrap; color: var(--tone); background: var(--wash);
      border: 1px solid var(--tone); border-radius: 1rem; padding: 0 .6rem; font-size: .85rem; font-weight: 600; }
    .advice { border: 1px solid var(--rule); background: var(--card); border-radius: .4rem; padding: .75rem 1.25rem;
      margin: 1rem 0; max-width: 50rem; }
    .advice h3 { margin-top: .25rem; }
    .faint, .advice .faint { color: var(--faint); font-size: .9rem; }
    .name { overflow-wrap: anywhere; unicode-bidi: isolate; }
    details { margin: 1rem 0; }
    summary { cursor: pointer; font-weight: 600; }

    """

  private static let tables = """
    .scroll { overflow-x: auto; max-width: 100%; }
    table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; min-width: 100%; }
    caption { text-align: left; color: var(--faint); font-size: .9rem; padding: .25rem 0 .5rem; }
    th, td { text-align: left; vertical-align: top; padding: .4rem .9rem .4rem 0; border-bottom: 1px solid var(--rule); }
    thead th { color: var(--faint); font-weight: 600; vertical-align: bottom; }
    tbody th { font-weight: 600; min-width: 7rem; max-width: 16rem; }
    .interval { display: block; color: var(--faint); font-size: .82rem; white-space: nowrap; }

    """

  private static let drawings = """
    figure { margin: 1rem 0; }
    figcaption { color: var(--faint); font-size: .9rem; max-width: 46rem; margin-top: .4rem; }
    .wide { display: flex; flex-wrap: wrap; gap: 1.25rem; }
    .wide svg { flex: 1 1 20rem; min-width: 0; max-width: 38rem; height: auto; }
    .wide figcaption { flex: 1 1 14rem; }
    figcaption p { margin-top: 0; }
    figcaption ol { margin: .75rem 0; padding-left: 1.6rem; }
    figcaption li::marker { color: var(--tone); font-weight: 700; }
    .panels { display: flex; flex-wrap: wrap; gap: 1rem; }
    .panels svg { flex: 1 1 18rem; min-width: 0; max-width: 26rem; height: auto; }
    svg { background: var(--card); border: 1px solid var(--rule); border-radius: .4rem; display: block; }
    svg text { fill: var(--ink); font: 13px system-ui, "DejaVu Sans", sans-serif; }
    svg .tick { fill: var(--faint); font-size: 12.5px; }
    svg .title { fill: var(--ink); font-size: 13.5px; font-weight: 600; }
    svg .number { fill: var(--tone); font-size: 13px; font-weight: 700; paint-order: stroke; stroke: var(--card);
      stroke-width: 2.5px; }
    svg .leader { stroke: var(--tone); stroke-opacity: .5; }
    svg .region { fill: var(--wash); }
    svg .region-name { fill: var(--tone); font-size: 14px; font-weight: 600; }
    svg .grid { stroke: var(--grid); stroke-opacity: .8; }
    svg .axis { stroke: var(--faint); }
    svg .threshold { stroke: var(--faint); stroke-width: 1.3; stroke-dasharray: 5 4; }
    svg .course { fill: none; stroke: var(--faint); stroke-opacity: .55; stroke-width: 1.2; }
    svg .bar { stroke: var(--tone); stroke-width: 2; }
    svg .point { fill: var(--tone); stroke: var(--card); stroke-width: 1.5; }
    svg .arrow { stroke: var(--ink); stroke-width: 1.4; }
    svg .end { fill: var(--card); stroke: var(--tone); stroke-width: 2.5; }
    svg .line { fill: none; stroke: var(--shade, var(--line)); stroke-width: 2; }
    svg .dot { fill: var(--shade, var(--line)); }
    svg .band { fill: var(--shade, var(--line)); fill-opacity: .16; }
    svg .floor { fill: none; stroke: var(--faint); stroke-width: 1.3; stroke-dasharray: 1.5 3.5; }
    .shade-0 { --shade: color-mix(in srgb, var(--line) 30%, var(--card)); }
    .shade-1 { --shade: color-mix(in srgb, var(--line) 47%, var(--card)); }
    .shade-2 { --shade: color-mix(in srgb, var(--line) 65%, var(--card)); }
    .shade-3 { --shade: color-mix(in srgb, var(--line) 82%, var(--card)); }
    .shade-4 { --shade: var(--line); }
    svg .band.shade-0, svg .band.shade-1, svg .band.shade-2, svg .band.shade-3, svg .band.shade-4 { fill-opacity: .08; }

    """

  private static let paper = """
    @media print {
      :root { --page: #ffffff; --card: #ffffff; --ink: #000000; --faint: #444444; --rule: #bbbbbb; --grid: #e5e5e5;
        --disjoint: #9a4a06; --structured: #0b655e; --overlapping: #5b21b6; --undecided: #4b5666;
        --disjoint-wash: #fdf0e1; --structured-wash: #e3f5f1; --overlapping-wash: #f0eafc; --undecided-wash: #eef1f4;
        --line: #2c4a7c; --on-point: #ffffff; }
      body { font-size: 10.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
      h2 { break-after: avoid; } figure, tr, .advice, .verdict { break-inside: avoid; }
      .scroll { overflow: visible; } }

    """
}
