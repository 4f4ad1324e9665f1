"""zarr-python, numpy and h5py writing the arrays that Sources/benchmarks/DemonstrationFiles.swift draws and writes.

The arrays come from a store that ours made, are read into memory untimed, and only their writing is timed: drawing is in
our time and not in theirs. Compression is the same on both sides: Blosc's LZ4 at level 5 with shuffled bytes, zlib's
level 1. zarr writes two chunks at a time, each compressed on one thread; Blosc's own two threads on one chunk after
another take longer. Ours waits until the disk has a file, these do not.
"""

import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import zipfile

import numpy

OURS = os.environ.get("BENCHMARKS", str(pathlib.Path(__file__).resolve().parents[1] / ".build/release/benchmarks"))
CAMERA = "overhead_camera"


class Store:
    """A store of ours in a folder of its own, where peers may write, too."""

    def __init__(self, count):
        self.count = count

    def __enter__(self):
        import zarr

        self.folder = pathlib.Path(tempfile.mkdtemp())
        subprocess.run([OURS, "store", str(self.folder / "ours.zarr"), str(self.count)], check=True)
        self.root = zarr.open(str(self.folder / "ours.zarr"), "r")
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def arrays(self):
        return {key: array[:] for key, array in self.root["data"].arrays()}

    def size(self, path):
        path = self.folder / path
        files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
        return sum(file.stat().st_size for file in files)

    def result(self, seconds, path):
        return {"value": seconds, "details": {"MB written": self.size(path) / 1e6}}


def write_zarr(count):
    import zarr
    from numcodecs import Blosc, blosc

    blosc.use_threads = False
    with Store(count) as store, concurrent.futures.ThreadPoolExecutor(2) as threads:
        begin = time.perf_counter()
        root = zarr.open_group(str(store.folder / "theirs.zarr"), "w")
        made = {}
        for key, array in store.root["data"].arrays():
            made[key] = root.create_dataset(
                f"data/{key}", shape=array.shape, chunks=array.chunks, dtype=array.dtype,
                compressor=Blosc("lz4", 5, Blosc.SHUFFLE),
            )
        root.create_dataset("meta/episode_ends", data=store.root["meta/episode_ends"][:])
        seconds = time.perf_counter() - begin
        for key, array in store.root["data"].arrays():
            # Twenty chunks at a time are held in memory.
            chunk = array.chunks[0]
            for first in range(0, len(array), 20 * chunk):
                part = array[first : first + 20 * chunk]

                def write(place):
                    made[key][first + place : first + min(place + chunk, len(part))] = part[place : place + chunk]

                begin = time.perf_counter()
                list(threads.map(write, range(0, len(part), chunk)))
                seconds += time.perf_counter() - begin
        return store.result(seconds, "theirs.zarr")


def write_npz(count):
    with Store(count) as store:
        arrays = store.arrays()
        begin = time.perf_counter()
        with zipfile.ZipFile(store.folder / "theirs.npz", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for key, array in arrays.items():
                with archive.open(f"{key}.npy", "w", force_zip64=True) as file:
                    numpy.lib.format.write_array(file, array, allow_pickle=False)
        return store.result(time.perf_counter() - begin, "theirs.npz")


def write_hdf5(count):
    import h5py

    with Store(count) as store:
        arrays, ends = store.arrays(), store.root["meta/episode_ends"][:]
        begin = time.perf_counter()
        with h5py.File(store.folder / "theirs.hdf5", "w") as file:
            for place, (first, end) in enumerate(zip([0, *ends[:-1]], ends)):
                group = file.create_group(f"data/demo_{place}")
                group.attrs["num_samples"] = end - first
                for key, array in arrays.items():
                    if key == CAMERA:
                        chunks = (min(16, end - first), *array.shape[1:])
                        group.create_dataset(
                            f"obs/{key}", data=array[first:end], chunks=chunks, compression="gzip", compression_opts=1
                        )
                    else:
                        group.create_dataset(key if key == "action" else f"obs/{key}", data=array[first:end])
        return store.result(time.perf_counter() - begin, "theirs.hdf5")


MEASUREMENTS = {
    "demonstrations-zarr": (lambda: write_zarr(2000), "s"),
    "demonstrations-npz": (lambda: write_npz(200), "s"),
    "demonstrations-hdf5": (lambda: write_hdf5(200), "s"),
}
