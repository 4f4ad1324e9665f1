"""The toy sweep in PyTorch as a user with two cores would run it: two processes, one thread each, batched networks."""

import itertools
import multiprocessing
import time

import torch

from toy import Cell, train

# A part of the sweep: 3 offsets × 4 mixing ratios × 2 seeds. The whole is 9 × 11 × 5 networks of 4000 steps.
PART = [Cell(*c) for c in itertools.product((0.01, 1.0, 10.0), (0.001, 0.1, 0.5, 0.99), (0, 1))]
PART_STEPS, WHOLE_NETWORKS, WHOLE_STEPS = 1000, 9 * 11 * 5, 4000
PROCESSES, GROUP = 2, 12


def worker(cells):
    """Wall seconds of training and of evaluation."""
    torch.set_num_threads(1)
    train(cells[:2], 3).evaluate(steps=2)
    training = evaluation = 0.0
    for first in range(0, len(cells), GROUP):
        begin = time.perf_counter()
        networks = train(cells[first : first + GROUP], PART_STEPS)
        middle = time.perf_counter()
        assert networks.evaluate().isfinite().all()
        training, evaluation = training + middle - begin, evaluation + time.perf_counter() - middle
    return training, evaluation


def measure():
    """Seconds of the whole sweep, from those of the part by the slower process; loading torch is not counted."""
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        times = pool.map(worker, [PART[p::PROCESSES] for p in range(PROCESSES)], chunksize=1)
    training, evaluation = (max(column) for column in zip(*times))
    whole = WHOLE_NETWORKS / len(PART) * (training * WHOLE_STEPS / PART_STEPS + evaluation)
    return {"value": whole, "details": {"training of the part": training, "evaluation of the part": evaluation}}
