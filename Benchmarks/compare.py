"""Measures CotrainLens and its peers in turn, round after round, and writes results/table.md and results/results.json.

Every measurement is a process of its own: the peer's, then ours, then the next, so that whatever the machine does
meanwhile falls on both. The medians over rounds stand, with the range beside them.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass

HERE = pathlib.Path(__file__).resolve().parent
OURS = [str(HERE / ".build/release/benchmarks")]
# Share of the machine from which on other work makes a number doubtful.
DISTURBED = 0.05
PEER = [sys.executable, str(HERE / "peers/peer.py")]


@dataclass
class Pair:
    """One row: a peer's measurement beside ours, and how many times as fast ours should be."""

    title: str
    peer: str
    ours: str
    aim: float | None = None


PAIRS = [
    Pair("Toy step (5 × 64, batch 256), PyTorch eager", "toy-step", "toy-step", aim=2.0),
    Pair("Toy step, PyTorch eager with fused Adam", "toy-step-fused", "toy-step"),
    Pair("Toy step, PyTorch, six networks by baddbmm", "toy-step-batched", "toy-step", aim=1.3),
    Pair("Whole toy sweep, PyTorch, two processes, networks by baddbmm", "toy-sweep", "toy-sweep", aim=1.3),
    Pair("Larger step (4 × 256, batch 256), PyTorch eager, fused AdamW", "larger-step", "larger-step", aim=1.15),
    Pair("Larger step, two threads", "larger-step-two-threads", "larger-step-two-threads", aim=1.15),
    Pair("Normal sampling, single, numpy", "normal-float", "normal-float"),
    Pair("Normal sampling, double, numpy", "normal-double", "normal-double"),
    Pair("sgemm 256×64×64, torch.mm", "sgemm-256x64x64", "sgemm-256x64x64"),
    Pair("sgemm 256×256×256, torch.mm", "sgemm-256x256x256", "sgemm-256x256x256"),
    Pair("sgemm 2048³, torch.mm", "sgemm-2048", "sgemm-2048"),
    Pair("sgemm 2048³, torch.mm, two threads", "sgemm-2048-two-threads", "sgemm-2048-two-threads"),
    Pair("Unbiased MMD², 5000 × 64, numpy", "mmd2-5000x64", "mmd2-5000x64", aim=5),
    Pair("Unbiased MMD², 5000 × 64, median bandwidth, numpy", "mmd2-median-5000x64", "mmd2-median-5000x64"),
    Pair("Unbiased MMD², 50 000 × 64, numpy in blocks", "mmd2-50000x64", "mmd2-50000x64"),
    Pair("Energy distance, 5000 × 64, numpy", "energy-5000x64", "energy-5000x64"),
    Pair("Linear CKA, 5000 × 512, numpy", "cka-5000x512", "cka-5000x512", aim=1),
    Pair("Gaussian CKA, 5000 × 64, numpy", "cka-rbf-5000x64", "cka-rbf-5000x64"),
    Pair("15 nearest of 20 000 × 64, scikit-learn", "neighbors-20000x64", "neighbors-20000x64", aim=2.0),
    Pair("15 nearest, double, scikit-learn", "neighbors-double-20000x64", "neighbors-double-20000x64"),
    Pair("UMAP 5000 × 64, umap-learn, compiled", "umap-5000x64", "umap-5000x64", aim=2.0),
    *[
        Pair(f"Logistic regression, {words}, scikit-learn {solver}", f"{name}-{solver}", name, aim=1.5)
        for name, words in (
            ("logistic-20000x512", "20 000 × 512"),
            ("logistic-correlated-20000x512", "correlated rows"),
        )
        for solver in ("newton-cholesky", "lbfgs")
    ],
    Pair("Exact W₂, 2000 × 64, POT emd2", "w2-2000x64-simplex", "w2-2000x64", aim=5),
    Pair("Exact W₂, 2000 × 64, scipy linear_sum_assignment", "w2-2000x64-assignment", "w2-2000x64", aim=3),
    Pair("Sliced W₂, 5000 × 64, 500 directions, POT", "sliced-w2-5000x64", "sliced-w2-5000x64", aim=10),
    Pair("Sinkhorn 2000 × 2000, POT sinkhorn_log", "sinkhorn-log-2000", "sinkhorn-2000", aim=3),
    Pair("Sinkhorn 2000 × 2000, POT sinkhorn", "sinkhorn-2000", "sinkhorn-2000", aim=1),
    Pair("Closed form, 200 × 20 000 × 20 levels, numpy", "posteriors-200x20000x20", "posteriors-200x20000x20"),
    Pair("Closed form, 1000 × 100 000 × 20 levels, numpy", "posteriors-1000x100000x20", "posteriors-1000x100000x20"),
    Pair("Its influences, 200 × 20 000 × 20, numpy's masses", "posteriors-200x20000x20", "influence-200x20000x20"),
    Pair("Pushing steps with coverage, one core, gym-pusht", "pushing-steps", "pushing-steps", aim=30),
    Pair("Pushing frames 96 × 96, one core, gym-pusht", "pushing-frames", "pushing-frames", aim=10),
    Pair("Steps, coverage and frames, gym-pusht", "pushing-steps-with-frames", "pushing-steps-with-frames"),
    Pair("Memory of a pushing world, gym-pusht", "pushing-world-memory", "pushing-world-memory"),
    Pair("2000 demonstrations with frames, zarr-python", "demonstrations-zarr", "demonstrations-zarr"),
    Pair("200 demonstrations with frames, numpy's npz", "demonstrations-npz", "demonstrations-npz"),
    Pair("200 demonstrations with frames, h5py", "demonstrations-hdf5", "demonstrations-hdf5"),
]


def output(command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def machine():
    cpu = [line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    caches = sorted(pathlib.Path("/sys/devices/system/cpu/cpu0/cache").glob("index*"))
    flags = next((line for line in open("/proc/cpuinfo") if line.startswith("flags")), "")
    memory = next(int(line.split()[1]) for line in open("/proc/meminfo") if line.startswith("MemTotal"))
    system = dict(line.rstrip().split("=", 1) for line in open("/etc/os-release") if "=" in line)
    return {
        "processor": cpu[0] if cpu else platform.machine(),
        "cores": os.cpu_count(),
        "vectors": "AVX-512" if "avx512f" in flags else "AVX2" if "avx2" in flags else "baseline",
        "caches": [f"L{(c / 'level').read_text().strip()} {(c / 'size').read_text().strip()}" for c in caches],
        "memory": f"{memory / 2**20:.0f} GiB",
        "system": system.get("PRETTY_NAME", "").strip('"'),
    }


def versions():
    swift = output(["swift", "--version"]).splitlines()[0]
    commit = output(["git", "-C", str(HERE), "rev-parse", "--short", "HEAD"])
    return {"peers": output(PEER + ["about"]), "swift": swift, "blas": output(OURS + ["about"]), "commit": commit}


def busy_seconds():
    """Processor seconds that anything on this machine has used, those taken by its host included."""
    fields = open("/proc/stat").readline().split()[1:]
    user, nice, system, _, _, interrupts, soft, steal = (int(field) for field in fields[:8])
    return (user + nice + system + interrupts + soft + steal) / os.sysconf("SC_CLK_TCK")


def watched_run(command):
    """A measurement's line, with the share of the machine that other work took meanwhile."""
    own, busy, begin = os.times(), busy_seconds(), time.perf_counter()
    result = json.loads(output(command))
    now, wall = os.times(), time.perf_counter() - begin
    used = now.children_user + now.children_system - own.children_user - own.children_system
    result["others"] = max(0.0, busy_seconds() - busy - used) / (wall * os.cpu_count())
    return result


def measure(pairs, rounds):
    """One list of results a side and pair, in the order measured; a side that cannot measure a pair stays empty."""
    available = set(output(OURS).split())
    found = {(pair.title, side): [] for pair in pairs for side in ("peer", "ours")}
    for round in range(rounds):
        for pair in pairs:
            for side, command, name in (("peer", PEER, pair.peer), ("ours", OURS, pair.ours)):
                if side == "ours" and name not in available:
                    continue
                result = watched_run(command + [name])
                found[pair.title, side].append(result)
                print(f"{round + 1}/{rounds} {side:4} {name}: {result['value']:.4g} {result['unit']}", flush=True)
    return found


def summary(results):
    if not results:
        return None
    values = [result["value"] for result in results]
    keys = results[0]["details"]
    return {
        "median": statistics.median(values),
        "lowest": min(values),
        "highest": max(values),
        "values": values,
        "unit": results[0]["unit"],
        "details": {key: statistics.median(result["details"][key] for result in results) for key in keys},
        "others": statistics.median(result["others"] for result in results),
    }


def row(pair, found):
    peer, ours = (summary(found[pair.title, side]) for side in ("peer", "ours"))
    ratio = None
    if ours:
        ratio = peer["median"] / ours["median"]
        if peer["unit"].endswith("/s"):
            ratio = 1 / ratio
    return {"title": pair.title, "unit": peer["unit"], "aim": pair.aim, "ratio": ratio, "peer": peer, "ours": ours}


def table(document):
    """The Markdown page."""

    def cell(side):
        if side is None:
            return "not measured"
        mark = " *" if side["others"] > DISTURBED else ""
        return f"{side['median']:.4g} ({side['lowest']:.4g}–{side['highest']:.4g}){mark}"

    about, tools = document["machine"], document["versions"]
    lines = [
        f"Measured {document['date']} at commit {tools['commit']}, {document['rounds']} rounds, the two sides in turn; "
        "medians, lowest–highest in brackets.",
        "",
        f"Machine: {about['processor']}, {about['cores']} cores, {about['vectors']}, {', '.join(about['caches'])}, "
        f"{about['memory']}, {about['system']}. {tools['peers']}. {tools['swift']}. {tools['blas']}.",
        "",
        "| measurement | unit | peer | CotrainLens | times as fast | aim |",
        "|---|---|---|---|---|---|",
    ]
    for r in document["rows"]:
        ratio = "" if r["ratio"] is None else f"{r['ratio']:.2f}"
        aim = "" if r["aim"] is None else f"≥ {r['aim']}"
        lines.append(f"| {r['title']} | {r['unit']} | {cell(r['peer'])} | {cell(r['ours'])} | {ratio} | {aim} |")
    if any(s and s["others"] > DISTURBED for r in document["rows"] for s in (r["peer"], r["ours"])):
        lines += [
            "",
            f"\\* other work took more than {DISTURBED:.0%} of the machine meanwhile.",
        ]
    parts = [
        f"- {r['title']}, {side}: " + ", ".join(f"{key} {value:.4g}" for key, value in r[side]["details"].items())
        for r in document["rows"]
        for side in ("peer", "ours")
        if r[side] and r[side]["details"]
    ]
    return "\n".join(lines + (["", "In detail (medians):", ""] + parts if parts else [])) + "\n"


def main():
    names = sorted({name for pair in PAIRS for name in (pair.peer, pair.ours)})
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="how often each side measures everything (at least 5)")
    parser.add_argument(
        "--only", nargs="+", choices=names, metavar="NAME", help=f"measure only these: {' '.join(names)}"
    )
    parser.add_argument("--output", type=pathlib.Path, default=HERE / "results", help="folder to write to")
    options = parser.parse_args()
    if options.rounds < 5:
        parser.error("--rounds must be at least 5: a median of fewer says little")
    pairs = [pair for pair in PAIRS if not options.only or {pair.peer, pair.ours} & set(options.only)]
    found = measure(pairs, options.rounds)
    document = {
        "date": datetime.date.today().isoformat(),
        "rounds": options.rounds,
        "machine": machine(),
        "versions": versions(),
        "rows": [row(pair, found) for pair in pairs],
    }
    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / "results.json").write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    page = table(document)
    (options.output / "table.md").write_text(page)
    print("\n" + page)


if __name__ == "__main__":
    main()
