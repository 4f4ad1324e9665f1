#!/usr/bin/env python3
"""Opens the files that `cotrain demonstrations` writes with other people's readers, and compares what they find.

    cotrain demonstrations --expert human --domain target --count 20 --seed 3 --out set.demos
    for format in npz zarr hdf5; do cotrain demonstrations --from set.demos --frames --out set.$format; done
    python Tools/open_demonstrations.py set.demos set.npz set.zarr set.hdf5

The toolkit's own file, read by safetensors, is the reference: rows in metres are worked out from its pixels here, in
numpy. Then numpy opens the npz file, zarr-python the store, once array by array and once as the study's replay buffer
goes about it, and robomimic's SequenceDataset and its script `get_dataset_info` the HDF5 file.

Prints what was found and ends with 1 when a name, shape, type, episode end, attribute or number is not what it should be,
with 2 where robomimic is not there.

robomimic asks for a package that has to be compiled and is not needed to read files:

    pip install -r Tools/open_demonstrations.requirements.txt && pip install --no-deps robomimic==0.3.0
"""

import argparse
import contextlib
import io
import json
import platform
import subprocess
import sys
from dataclasses import dataclass

import h5py
import numcodecs
import numpy as np
import safetensors
import zarr

CAMERA = "overhead_camera"
NUMBERS = {"state": 3, "action": 2, "target": 3, "slider_state": 3, "command": 2}
# Of a number in metres: the toolkit and numpy may round sums differently.
TOLERANCE = 1e-12
# The study's windows: steps, and rows repeated before the first and after the last.
HORIZON, BEFORE, AFTER = 16, 1, 7


class Findings:
    """What was asked of the files, and what was otherwise."""

    def __init__(self):
        self.reader, self.asked, self.wrong = "", 0, []

    def begin(self, reader):
        self.reader = reader
        print(f"\n{reader}")

    def say(self, text):
        print(f"  {text}")

    def expect(self, holds, text):
        self.asked += 1
        if not holds:
            self.wrong.append(f"{self.reader}: {text}")
            if len(self.wrong) <= 20:
                print(f"  WRONG: {text}")

    def equal(self, found, expected, what):
        self.expect(found == expected, f"{what} is {found!r}, expected {expected!r}")

    def same(self, found, expected, what, tolerance=0.0):
        """Shapes and numbers; types are asked for where they matter."""
        found, expected = np.asarray(found), np.asarray(expected)
        if found.shape != expected.shape:
            self.expect(False, f"{what} has the shape {found.shape}, expected {expected.shape}")
            return
        if tolerance == 0:
            holds = np.array_equal(found, expected)
        else:
            holds = bool(np.all(np.abs(found - expected) <= tolerance))
        self.expect(holds, f"{what} has other numbers")


@dataclass
class Reference:
    """The demonstrations as the toolkit's own file has them, one row a state, in the study's metres."""

    metadata: dict
    ends: np.ndarray
    arrays: dict
    simulator: np.ndarray
    pictures: np.ndarray | None = None

    @property
    def starts(self):
        return np.concatenate([[0], self.ends[:-1]])


def read_own(path, findings):
    findings.begin(f"safetensors {safetensors.__version__}: {path}")
    with safetensors.safe_open(path, "numpy") as file:
        metadata = file.metadata()
        arrays = {key: file.get_tensor(key) for key in file.keys()}
    lengths, attempts = arrays["lengths"], arrays["attempts"]
    findings.equal(metadata["format"], "cotrain demonstrations", "format")
    findings.equal(arrays["states"].shape, (int(lengths.sum()) + len(lengths), 5), "the shape of states")
    findings.equal(arrays["commands"].shape, (int(lengths.sum()), 2), "the shape of commands")
    findings.expect(bool(np.all(np.diff(attempts) > 0)), "attempts do not increase")
    findings.expect(bool(np.all(np.isfinite(arrays["outcomes"][:, 2]))), "a demonstration did not return")
    shapes = json.loads(metadata["domain"])["shapes"]
    ends = np.cumsum(lengths + 1)
    rows = {name: np.zeros((int(ends[-1]), columns)) for name, columns in NUMBERS.items()}
    end_of_commands = np.cumsum(lengths)
    for episode, (end, length) in enumerate(zip(ends, lengths)):
        part = slice(int(end - length - 1), int(end))
        states = arrays["states"][part]
        commands = arrays["commands"][int(end_of_commands[episode] - length) : int(end_of_commands[episode])]
        centre = shapes[int(attempts[episode]) % len(shapes)]["centre"]
        rows["state"][part, :2] = metres(states[:, :2])
        rows["action"][part] = metres(np.concatenate([states[1:, :2], states[-1:, :2]]))
        rows["command"][part] = metres(np.concatenate([commands, commands[-1:]]))
        rows["slider_state"][part] = block_in_metres(states[:, 2:], centre)
        rows["target"][part] = rows["slider_state"][part][-1]
    findings.say(f"{len(lengths)} demonstrations, {int(lengths.sum())} control steps, seed {metadata['seed']}")
    return Reference(metadata, ends, rows, arrays["states"])


def metres(points):
    """The study's frame: x to the right and y up, the middle of the goal's bar at (.587, 0), 727 px a metre."""
    return np.stack([0.587 + (points[:, 0] - 256) / 727, (226 - points[:, 1]) / 727], axis=1)


def block_in_metres(poses, centre):
    """Poses (x, y, angle) of a block's frame as position of its centre and angle."""
    sine, cosine = np.sin(poses[:, 2]), np.cos(poses[:, 2])
    place = poses[:, :2] + np.stack(
        [centre[0] * cosine - centre[1] * sine, centre[0] * sine + centre[1] * cosine], axis=1
    )
    return np.column_stack([metres(place), -poses[:, 2]])


def check_rows(found, reference, findings):
    """Arrays of rows by the study's names, from whichever reader."""
    for name, columns in NUMBERS.items():
        findings.expect(name in found, f"there is no {name}")
        if name not in found:
            continue
        numbers = np.asarray(found[name])
        findings.equal(numbers.dtype, np.dtype("float64"), f"the type of {name}")
        findings.same(numbers, reference.arrays[name], name, TOLERANCE)
    if CAMERA in found:
        pictures = np.asarray(found[CAMERA])
        findings.equal(pictures.dtype, np.dtype("uint8"), "the type of the pictures")
        findings.equal((len(pictures), pictures.shape[-1], pictures.ndim), (int(reference.ends[-1]), 3, 4), "pictures")
        # Of two states that differ the pictures do, most of the time.
        differing = np.mean(np.any(pictures[1:] != pictures[:-1], axis=(1, 2, 3)))
        findings.expect(differing > 0.3, f"only {differing:.0%} of pictures differ from the one before")
        if reference.pictures is None:
            reference.pictures = pictures
        findings.same(pictures, reference.pictures, "pictures")


def read_npz(path, reference, findings):
    findings.begin(f"numpy {np.__version__}, load: {path}")
    with np.load(path, allow_pickle=False) as file:
        arrays = {key: file[key] for key in file.files}
    findings.equal(arrays["episode_ends"].dtype, np.dtype("int64"), "the type of episode_ends")
    findings.same(arrays["episode_ends"], reference.ends, "episode_ends")
    check_rows(arrays, reference, findings)
    findings.say(", ".join(f"{key} {array.shape} {array.dtype}" for key, array in arrays.items()))


def read_zarr(path, reference, findings):
    findings.begin(f"zarr-python {zarr.__version__} with numcodecs {numcodecs.__version__}: {path}")
    root = zarr.open(path, mode="r")
    ends = root["meta/episode_ends"]
    findings.equal((ends.dtype, ends.shape), (np.dtype("int64"), (len(reference.ends),)), "episode_ends")
    findings.same(ends[:], reference.ends, "episode_ends")
    data = {key: array for key, array in root["data"].arrays()}
    # As in the study's own store.
    chunks = {"action": 2048, "command": 2048, "state": 1024, "slider_state": 1024, "target": 1024, CAMERA: 128}
    for key, array in data.items():
        findings.equal(array.chunks, (chunks[key], *array.shape[1:]), f"the chunks of {key}")
        findings.equal(array.compressor.codec_id, "blosc", f"the compressor of {key}")
    check_rows({key: array[:] for key, array in data.items()}, reference, findings)
    attributes = dict(root.attrs)
    findings.equal(attributes.get("demonstrations"), len(reference.ends), "the attribute demonstrations")
    findings.equal(str(attributes.get("seed")), reference.metadata["seed"], "the attribute seed")
    expert = json.loads(reference.metadata["character"])["name"]
    findings.equal(attributes.get("expert"), expert, "the attribute expert")
    findings.say(", ".join(f"{key} {array.shape} {array.dtype} {array.chunks[0]}/chunk" for key, array in data.items()))
    read_as_study(path, reference, findings)


def read_as_study(path, reference, findings):
    """What the study's replay buffer does: everything under meta whole, the asked keys under data as they stand, all as
    long as the last episode end says; then windows of 16 rows that may begin one row before an episode and end seven
    after it, edges repeated."""
    group = zarr.open_group(store=zarr.DirectoryStore(path), mode="r")
    meta = {key: value[:] if value.shape else np.array(value) for key, value in group["meta"].items()}
    findings.equal(sorted(meta), ["episode_ends"], "meta")
    keys = ["state", "action", "target"] + ([CAMERA] if CAMERA in group["data"] else [])
    data = {key: group["data"][key] for key in keys}
    for key, array in data.items():
        findings.equal(array.shape[0], int(meta["episode_ends"][-1]), f"the rows of {key}")
    windows, start = 0, 0
    for end in meta["episode_ends"]:
        length = int(end) - start
        windows += max(0, length - HORIZON + 1 + BEFORE + AFTER)
        # actionₜ = positionₜ₊₁, the last repeated; the target is where the block ended.
        state, action = data["state"][start:end], data["action"][start:end]
        findings.same(action[:-1], state[1:, :2], f"the actions up to row {end}")
        findings.same(action[-1], state[-1, :2], f"the action of row {end - 1}")
        target = data["target"][start:end]
        findings.expect(bool(np.all(target == target[-1])), f"the target changes before row {end}")
        start = int(end)
    findings.equal(windows, int(np.sum(np.diff(meta["episode_ends"], prepend=0) - 7)), "the number of windows")
    findings.say(f"as the study's replay buffer: {len(meta['episode_ends'])} episodes, {windows} windows")


def read_robomimic(path, reference, findings):
    try:
        import robomimic
        import robomimic.utils.obs_utils as observations
        import torch
        from robomimic.utils.dataset import SequenceDataset
    except ImportError as error:
        print(f"\nrobomimic cannot be imported ({error}); see the head of this script", file=sys.stderr)
        sys.exit(2)
    findings.begin(f"robomimic {robomimic.__version__} with torch {torch.__version__}, h5py {h5py.__version__}: {path}")
    count, rows = len(reference.ends), np.diff(reference.ends, prepend=0)
    with h5py.File(path, "r") as file:
        data = file["data"]
        findings.equal(sorted(data), sorted(f"demo_{place}" for place in range(count)), "data")
        findings.equal(int(data.attrs["total"]), int(reference.ends[-1]), "the attribute total")
        environment = json.loads(data.attrs["env_args"])
        findings.expect({"env_name", "type", "env_kwargs"} <= set(environment), "env_args lacks a key")
        findings.equal(environment["type"], 2, "the type of environment (gym)")
        findings.equal(str(environment["env_kwargs"]["seed"]), reference.metadata["seed"], "the seed in env_args")
        for place in range(count):
            findings.equal(int(data[f"demo_{place}"].attrs["num_samples"]), int(rows[place]), f"num_samples of {place}")
            part = slice(reference.starts[place], reference.ends[place])
            findings.same(data[f"demo_{place}/states"][:], reference.simulator[part], f"the states of {place}")
            findings.same(data[f"demo_{place}/dones"][:], [0] * (rows[place] - 1) + [1], f"dones of {place}")
            findings.equal(float(data[f"demo_{place}/rewards"][-1]), 1.0, f"the last reward of {place}")
        pictures = CAMERA in data["demo_0/obs"]
        next_observations = "next_obs" in data["demo_0"]
        masks = {name: [text.decode() for text in file["mask"][name][:]] for name in file["mask"]}
    findings.equal(sorted(masks), ["train", "valid"], "masks")
    findings.equal(sorted(sum(masks.values(), [])), sorted(f"demo_{place}" for place in range(count)), "demos in masks")

    low_dimensional = ["state", "slider_state", "target"]
    keys = low_dimensional + ([CAMERA] if pictures else [])
    expected = {"obs/" + key: reference.arrays[key] for key in low_dimensional}
    if pictures:
        expected["obs/" + CAMERA] = reference.pictures
    expected["actions"] = reference.arrays["command"]
    specifications = {"low_dim": low_dimensional, "rgb": [CAMERA] if pictures else []}
    with contextlib.redirect_stdout(io.StringIO()):
        observations.initialize_obs_utils_with_obs_specs({"obs": specifications})

    def dataset(**arguments):
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            return SequenceDataset(
                hdf5_path=path, obs_keys=keys, dataset_keys=("actions", "rewards", "dones"),
                load_next_obs=next_observations, **arguments,
            )

    def compare(set_, demos, stacked, length, tolerance, every=1):
        """Every item is a window around a row, the first and the last row repeated beyond an episode's ends."""
        index = 0
        for demo in demos:
            place = int(demo[5:])
            start, end = int(reference.starts[place]), int(reference.ends[place])
            for row in range(start, end):
                if index % every == 0 and index < len(set_):
                    item = set_[index]
                    window = np.clip(np.arange(row - stacked + 1, row + length), start, end - 1)
                    for name, numbers in expected.items():
                        found = item["obs"][name[4:]] if name.startswith("obs/") else item[name]
                        limit = 0 if found.dtype == np.uint8 else tolerance
                        findings.same(found, numbers[window], f"{name} of item {index} of {demo}", limit)
                index += 1
        findings.equal(len(set_), index, "the number of items")

    everything = [f"demo_{place}" for place in range(count)]
    # As it trains diffusion policies: two observations, sixteen actions; pictures from the file.
    compare(dataset(seq_length=15, frame_stack=2), everything, 2, 15, TOLERANCE, every=3)
    # Held in memory, actions are single precision.
    for name, demos in masks.items():
        subset = dataset(seq_length=10, filter_by_attribute=name, hdf5_cache_mode="low_dim")
        ordered = sorted(demos, key=lambda demo: int(demo[5:]))
        findings.equal(list(subset.demos), ordered, f"the demonstrations under {name}")
        compare(subset, ordered, 1, 10, 1e-6, every=7)
    # The statistics by which robomimic normalises are those of all rows.
    statistics = dataset(seq_length=1, hdf5_normalize_obs=True).get_obs_normalization_stats()
    for name in low_dimensional:
        findings.same(np.ravel(statistics[name]["mean"]), reference.arrays[name].mean(axis=0), f"mean of {name}", 1e-6)
    batch = next(iter(torch.utils.data.DataLoader(dataset(seq_length=8), batch_size=4, shuffle=False)))
    findings.equal(tuple(batch["actions"].shape), (4, 8, 2), "the shape of a batch of actions")
    script = subprocess.run(
        [sys.executable, "-m", "robomimic.scripts.get_dataset_info", "--dataset", path], capture_output=True, text=True
    )
    findings.expect(script.returncode == 0, f"get_dataset_info fails: {script.stderr.strip().splitlines()[-1:]}")
    findings.expect(f"total trajectories: {count}" in script.stdout, "get_dataset_info counts other trajectories")
    findings.say(
        f"{count} demonstrations, {int(reference.ends[-1])} items; masks "
        + ", ".join(f"{name} {len(demos)}" for name, demos in sorted(masks.items()))
        + f"; observations {', '.join(keys)}; {'with' if next_observations else 'without'} next_obs"
    )
    totals = [line for line in script.stdout.splitlines() if line.startswith(("total", "action"))]
    findings.say(f"get_dataset_info: {', '.join(totals)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("own", metavar="FILE.demos", help="the toolkit's own file")
    parser.add_argument("others", nargs="+", metavar="FILE", help="the same demonstrations as .npz, .zarr, .hdf5")
    options = parser.parse_args()
    findings = Findings()
    print(f"Python {platform.python_version()}")
    reference = read_own(options.own, findings)
    readers = {"npz": read_npz, "zarr": read_zarr, "hdf5": read_robomimic}
    for path in options.others:
        kind = path.rstrip("/").rsplit(".", 1)[-1]
        if kind not in readers:
            parser.error(f"{path}: expected a name that ends in .npz, .zarr or .hdf5")
        readers[kind](path, reference, findings)
    print(f"\n{findings.asked} questions, {len(findings.wrong)} answered wrongly")
    sys.exit(1 if findings.wrong else 0)


if __name__ == "__main__":
    main()
