"""Measures one peer and prints one JSON line: python peer.py NAME; python peer.py about prints versions."""

import json
import platform
import sys
import time
from importlib.metadata import version

import closed_form
import demonstration_files
import discrepancies
import logistic
import neighbors
import numpy
import pushing
import torch
import transport


def milliseconds_a_step(step, steps, warmup):
    for _ in range(warmup):
        step()
    begin = time.perf_counter()
    for _ in range(steps):
        step()
    return (time.perf_counter() - begin) / steps * 1e3


def toy_step(threads=1, fused=False):
    from toy import Cell, OneNetwork

    torch.set_num_threads(threads)
    return milliseconds_a_step(OneNetwork(Cell(1.0, 0.1, 0), fused).step, 1000, 200)


def toy_step_batched(networks=6):
    from toy import BatchedNetworks, Cell

    torch.set_num_threads(1)
    batched = BatchedNetworks([Cell(1.0, 0.1, seed) for seed in range(networks)])
    return milliseconds_a_step(batched.step, 300, 60) / networks


def larger_step(threads):
    from larger import LargerNetwork

    torch.set_num_threads(threads)
    return milliseconds_a_step(LargerNetwork().step, 300, 60)


def toy_sweep():
    from sweep import measure

    return measure()


def normals(kind):
    generator, numbers = numpy.random.default_rng(0), numpy.empty(1 << 20, dtype=kind)
    draw = lambda: generator.standard_normal(out=numbers, dtype=kind)
    return milliseconds_a_step(draw, 40, 5) * 1e6 / numbers.size


def matrix_product(threads, rows, inner, columns):
    """The best of many short bursts: other work on the machine only ever adds time."""
    torch.set_num_threads(threads)
    a, b, c = torch.rand(rows, inner) - 0.5, torch.rand(inner, columns) - 0.5, torch.empty(rows, columns)
    operations = 2 * rows * inner * columns
    burst = max(1, int(2e9 / operations))
    times = [milliseconds_a_step(lambda: torch.mm(a, b, out=c), burst, 1) for _ in range(12)]
    return operations / min(times) / 1e6


MEASUREMENTS = {
    "toy-step": (toy_step, "ms per step"),
    "toy-step-fused": (lambda: toy_step(fused=True), "ms per step"),
    "toy-step-batched": (toy_step_batched, "ms per step and network"),
    "toy-sweep": (toy_sweep, "s"),
    "larger-step": (lambda: larger_step(1), "ms per step"),
    "larger-step-two-threads": (lambda: larger_step(2), "ms per step"),
    "normal-float": (lambda: normals(numpy.float32), "ns per number"),
    "normal-double": (lambda: normals(numpy.float64), "ns per number"),
    "sgemm-256x64x64": (lambda: matrix_product(1, 256, 64, 64), "GFLOP/s"),
    "sgemm-256x256x256": (lambda: matrix_product(1, 256, 256, 256), "GFLOP/s"),
    "sgemm-2048": (lambda: matrix_product(1, 2048, 2048, 2048), "GFLOP/s"),
    "sgemm-2048-two-threads": (lambda: matrix_product(2, 2048, 2048, 2048), "GFLOP/s"),
    **discrepancies.MEASUREMENTS,
    **logistic.MEASUREMENTS,
    **neighbors.MEASUREMENTS,
    **transport.MEASUREMENTS,
    **closed_form.MEASUREMENTS,
    **pushing.MEASUREMENTS,
    **demonstration_files.MEASUREMENTS,
}


def main():
    if sys.argv[1:] == ["about"]:
        others = (f"{name} {version(name)}" for name in ("gym-pusht", "pymunk", "zarr", "h5py"))
        print(
            f"Python {platform.python_version()}, PyTorch {torch.__version__}, numpy {numpy.__version__}, "
            + ", ".join(others)
        )
        return
    if len(sys.argv) != 2 or sys.argv[1] not in MEASUREMENTS:
        sys.exit("usage: peer.py NAME, one of: " + " ".join(MEASUREMENTS))
    function, unit = MEASUREMENTS[sys.argv[1]]
    found = function()
    found = found if isinstance(found, dict) else {"value": found, "details": {}}
    print(json.dumps({"measurement": sys.argv[1], "unit": unit, **found}))


if __name__ == "__main__":
    main()
