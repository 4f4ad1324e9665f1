"""HDF5 files and zarr stores for Tests/StorageTests/Reference/containers, by h5py and zarr.

    pip install -r Tools/reference/containers.requirements.txt
    python Tools/reference/containers.py write Tests/StorageTests/Reference/containers
    python Tools/reference/containers.py check FOLDER

`write` makes the files and `cases.json`, which says what is in them. `check` opens the zarr folders that
`ZarrContents` wrote into FOLDER (the test `foldersForZarrPython` does with COTRAIN_ZARR_FOLDERS=FOLDER) and compares.

Versions: numpy 2.3.5, h5py 3.16.0 with HDF5 2.0.0, zarr 2.18.7, numcodecs 0.15.2. Numbers follow a rule that the tests
repeat, so that they stand in no file but the ones under test. Written again, the files have the same bytes but for the
times in a virtual dataset of refused.h5 and in gzip's header in matrix.zarr.zip.
"""

import json
import os
import shutil
import sys
import zipfile

import numpy as np

RULE = (
    "with r = (7 (start + k) + 3) mod 101, k the row-major position from 0: "
    "booleans r mod 3 = 0, unsigned r, signed r - 50, floating (r - 50) / 4"
)
TYPES = ["?", "i1", "<i2", ">i2", "<i4", ">i4", "<i8", ">i8", "u1", "<u2", ">u2", "<u4", ">u4", "<u8", ">u8"]
TYPES += ["<f2", ">f2", "<f4", ">f4", "<f8", ">f8"]
NAMES = {"b": "boolean", "i": "signed", "u": "unsigned", "f": "float"}


def values(shape, dtype, start=0):
    dtype = np.dtype(dtype)
    r = (7 * (start + np.arange(int(np.prod(shape)), dtype=np.int64)) + 3) % 101
    if dtype.kind == "b":
        r = r % 3 == 0
    elif dtype.kind == "i":
        r = r - 50
    elif dtype.kind == "f":
        r = (r - 50) / 4
    return r.astype(dtype).reshape(shape)


def type_name(dtype):
    dtype = np.dtype(dtype)
    return NAMES[dtype.kind] + ("" if dtype.kind == "b" else str(8 * dtype.itemsize))


def spelled(dtype):
    """A name for a key."""
    return dtype.replace("<", "little-").replace(">", "big-").replace("?", "bool")


class Cases:
    def __init__(self):
        self.cases = []

    def add(self, file, key, shape, dtype, start=0, filled=None):
        """`filled`: rows from the first number on hold the second instead."""
        case = {"file": file, "key": key, "shape": list(shape), "type": type_name(dtype), "start": start}
        if filled is not None:
            case["filledFrom"], case["fill"] = filled
        self.cases.append(case)


# HDF5


def hdf5(folder, cases):
    import h5py

    # "latest" of HDF5 2.0 cannot be read by the libraries of today's distributions, 1.10 to 1.14.
    for version in ["earliest", "v110"]:
        name = f"matrix-{version}.h5"
        # A user block, as MATLAB writes one, in one of the two.
        block = 512 if version == "v110" else 0
        with h5py.File(f"{folder}/{name}", "w", libver=(version, "v110"), userblock_size=block) as file:

            def add(key, shape, dtype, **settings):
                file.create_dataset(key, data=values(shape, dtype), **settings)
                cases.add(name, key, shape, dtype)

            for dtype in TYPES:
                add(f"contiguous/{spelled(dtype)}", (5, 3), dtype)
                add(f"chunked/{spelled(dtype)}", (5, 3), dtype, chunks=(2, 2), compression="gzip", shuffle=True)
            settings = {
                "plain": {},
                "gzip": {"compression": "gzip"},
                "gzip9": {"compression": "gzip", "compression_opts": 9},
                "shuffle": {"shuffle": True},
                "fletcher32": {"fletcher32": True},
                "all": {"compression": "gzip", "shuffle": True, "fletcher32": True},
            }
            for label, setting in settings.items():
                grids = [((11,), (4,)), ((7, 5), (3, 2)), ((7, 5), (7, 5)), ((4, 3, 2, 3), (3, 2, 1, 2))]
                # An index of chunks takes 2 KiB and more in the older version of the format.
                for shape, chunks in grids if version == "v110" else grids[1:2]:
                    key = f"filters/{label}/{'x'.join(map(str, shape))}-by-{'x'.join(map(str, chunks))}"
                    add(key, shape, "<f4", chunks=chunks, **setting)
            for limit in [(None, 3), (20, 3), (None, None)]:
                key = "growing/" + "x".join(str(n or "any") for n in limit)
                add(key, (9, 3), "<i2", chunks=(4, 3), maxshape=limit, compression="gzip")
            # Rows that were never written, in a chunk that was begun, in chunks that were not, and in none at all.
            for key, chunks, written in [("partial", (4, 2), 6), ("unchunked", None, 0), ("untouched", (4, 2), 0)]:
                data = file.create_dataset(f"fill/{key}", (13, 2), ">i2", chunks=chunks, fillvalue=258)
                if written:
                    data[:written] = values((written, 2), ">i2")
                cases.add(name, f"fill/{key}", (13, 2), ">i2", filled=(written, 258))
            properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
            properties.set_obj_track_times(False)
            properties.set_layout(h5py.h5d.COMPACT)
            space = h5py.h5s.create_simple((6, 2))
            data = h5py.h5d.create(file.id, b"compact", h5py.h5t.IEEE_F64BE, space, properties)
            data.write(h5py.h5s.ALL, h5py.h5s.ALL, values((6, 2), ">f8"))
            cases.add(name, "compact", (6, 2), ">f8")
            add("number", (), "<f8")
            add("empty", (0, 4), "<f4", chunks=(2, 4), maxshape=(None, 4))
            file["linked"] = h5py.SoftLink("/contiguous")
            for dtype in TYPES:
                cases.add(name, f"linked/{spelled(dtype)}", (5, 3), dtype)

    with h5py.File(f"{folder}/robomimic.hdf5", "w") as file:
        data = file.create_group("data")
        data.attrs["total"] = 18
        # Written in an order that is neither that of the names nor that of the numbers.
        lengths = {0: 3, 1: 4, 2: 2, 10: 5, 11: 4}
        starts = {k: sum(n for j, n in lengths.items() if j < k) for k in lengths}
        for k in [10, 2, 0, 11, 1]:
            demo = data.create_group(f"demo_{k}")
            demo.attrs["num_samples"] = lengths[k]
            for key, width, dtype in [("actions", 3, "<f8"), ("obs/object", 2, "<f4"), ("rewards", None, "<f8")]:
                shape = (lengths[k],) if width is None else (lengths[k], width)
                packed = {"compression": "gzip", "chunks": (2,) + shape[1:]} if key == "obs/object" else {}
                demo.create_dataset(key, data=values(shape, dtype, start=starts[k] * (width or 1)), **packed)
            demo["obs/instruction"] = "push the T"
            if k != 2:
                demo["obs/only-some"] = values((lengths[k], 2), "f4")
            demo["obs/wider"] = values((lengths[k], 3 if k == 11 else 2), "f4")
            demo["obs/longer"] = values((lengths[k] + (k == 10), 2), "f4")
            demo["obs/other-type"] = values((lengths[k], 2), "f8" if k == 1 else "f4")
        file["mask/train"] = np.array([b"demo_0", b"demo_2"])
        for key, width, dtype in [("actions", 3, "<f8"), ("obs/object", 2, "<f4"), ("rewards", None, "<f8")]:
            cases.add("robomimic.hdf5", key, (18,) if width is None else (18, width), dtype)

    with h5py.File(f"{folder}/refused.h5", "w") as file:
        file["sound"] = values((2, 2), "f4")
        file["text"] = "a"
        file["texts"] = ["a", "b"]
        file["fixed-text"] = np.array([b"ab", b"c"])
        file["records"] = np.zeros(2, [("a", "f4"), ("b", "i2")])
        file["complex"] = np.zeros(2, "c8")
        file["references"] = np.array([file["sound"].ref], dtype=h5py.ref_dtype)
        file["sequences"] = np.array([np.arange(2), np.arange(3)], dtype=h5py.vlen_dtype("i4"))
        file["enumeration"] = np.zeros(2, h5py.enum_dtype({"red": 0, "green": 1, "blue": 2}, "i1"))
        file["opaque"] = np.zeros(2, "V3")
        file["nothing"] = h5py.Empty("f4")
        file.create_dataset("lzf", data=np.zeros((8, 8)), compression="lzf")
        file.create_dataset("scale-offset", data=np.zeros((8, 8), "i4"), scaleoffset=0)
        file["external-link"] = h5py.ExternalLink("other.h5", "/x")
        file["through-external-link"] = h5py.SoftLink("/external-link")
        file["dangling"] = h5py.SoftLink("/nowhere")
        file["round-1"] = h5py.SoftLink("/round-2")
        file["round-2"] = h5py.SoftLink("/round-1")
        group = file.create_group("group")
        group["up"] = h5py.SoftLink("/")
        group["itself"] = group
        # Other files named here do not exist where the tests run; reading them would be another error.
        file.create_dataset("external-storage", (2,), "f4", external=[("numbers.bin", 0, h5py.h5f.UNLIMITED)])
        layout = h5py.VirtualLayout((4,), "f4")
        layout[:] = h5py.VirtualSource("other.h5", "x", (4,))
        file.create_virtual_dataset("virtual", layout)
        space = h5py.h5s.create_simple((1 << 60, 3), (h5py.h5s.UNLIMITED, 3))
        properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        properties.set_obj_track_times(False)
        properties.set_chunk((1, 3))
        h5py.h5d.create(file.id, b"beyond-counting", h5py.h5t.IEEE_F64LE, space, properties)
        space = h5py.h5s.create_simple((1 << 50, 3), (h5py.h5s.UNLIMITED, 3))
        h5py.h5d.create(file.id, b"endless", h5py.h5t.IEEE_F32LE, space, properties)
        properties.set_chunk((1 << 20, 1 << 11))
        space = h5py.h5s.create_simple((1 << 21, 1 << 11), (h5py.h5s.UNLIMITED, h5py.h5s.UNLIMITED))
        h5py.h5d.create(file.id, b"huge-chunks", h5py.h5t.STD_I8LE, space, properties)

    with h5py.File(f"{folder}/bomb.h5", "w") as file:
        import zlib

        for key, packed in {
            "bomb": zlib.compress(bytes(64 << 10), 9),
            "short": zlib.compress(bytes(10)),
            "garbage": b"\x78\x9c" + bytes(range(40)),
            "cut": zlib.compress(bytes(range(64)))[:-8],
            "followed": zlib.compress(bytes(64)) + b"more",
            "sound": zlib.compress(values((16,), "<f4").tobytes()),
        }.items():
            data = file.create_dataset(key, (16,), "<f4", chunks=(16,), compression="gzip")
            data.id.write_direct_chunk((0,), packed)
        # More chunks than are looked up when the file is opened, most of them not there.
        data = file.create_dataset("sparse", (50_000, 2), "<i2", chunks=(5, 2), fillvalue=-7)
        data[:8] = values((8, 2), "<i2")
        data[49_990:] = values((10, 2), "<i2", start=99_980)
        data = file.create_dataset("wrong-checksum", (16,), "<f4", chunks=(16,), fletcher32=True)
        data.id.write_direct_chunk((0,), bytes(64) + b"\x01\x02\x03\x04")
        data = file.create_dataset("wrong-size", (16,), "<f4", chunks=(16,))
        data.id.write_direct_chunk((0,), bytes(60))
        data = file.create_dataset("skipped", (16,), "<f4", chunks=(16,), compression="gzip", shuffle=True)
        data.id.write_direct_chunk((0,), values((16,), "<f4").tobytes(), filter_mask=3)
    for key in ["sound", "skipped"]:
        cases.add("bomb.h5", key, (16,), "<f4")


# zarr


def forget_times(path):
    """Writes a zip archive again without the times of its members, so that equal contents have equal bytes."""
    with zipfile.ZipFile(path) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data)


def codecs():
    from numcodecs import LZ4, Blosc, GZip, Zlib, Zstd
    from numcodecs.blosc import list_compressors

    found = {"none": None, "zlib": Zlib(5), "gzip": GZip(5), "zstd": Zstd(3), "lz4": LZ4()}
    for name in list_compressors():
        for shuffle in [0, 1, 2]:
            found[f"blosc-{name}-{shuffle}"] = Blosc(name, 5, shuffle)
    return found


def zarr_stores(folder, cases):
    import zarr

    name = "matrix.zarr.zip"
    store = zarr.ZipStore(f"{folder}/{name}", mode="w")
    root = zarr.group(store)

    def add(key, shape, dtype, chunks, **settings):
        array = root.create_dataset(key, shape=shape, dtype=dtype, chunks=chunks, **settings)
        array[...] = values(shape, dtype)
        cases.add(name, key, shape, dtype)

    for dtype in TYPES:
        for order in "CF":
            add(f"types/{order}/{spelled(dtype)}", (7, 5), dtype, (4, 3), order=order)
    for label, codec in codecs().items():
        add(f"compressors/{label}", (40, 4), "<f4", (25, 4), compressor=codec)
    for order in "CF":
        for separator in "./":
            for shape, chunks in [((11,), (4,)), ((7, 5), (7, 5)), ((4, 3, 2, 3), (3, 2, 1, 2)), ((3, 2), (50, 9))]:
                key = f"chunks/{order}/{'dot' if separator == '.' else 'slash'}/{'x'.join(map(str, shape))}"
                add(key, shape, ">f4", chunks, order=order, dimension_separator=separator, compressor=None)
    for label, fill in {"nan": "NaN", "infinity": "Infinity", "minus-infinity": "-Infinity", "number": 2.5}.items():
        root.create_dataset(f"fill/{label}", shape=(5, 2), dtype="<f8", chunks=(2, 2), fill_value=float(fill))
        cases.add(name, f"fill/{label}", (5, 2), "<f8", filled=(0, fill))
    for dtype, fill in [(">i2", -258), ("u1", 255), ("<i8", -(1 << 40)), ("?", True), (">f2", 1.5), ("<f4", None)]:
        array = root.create_dataset(f"fill/{spelled(dtype)}", shape=(9, 2), dtype=dtype, chunks=(3, 1), fill_value=fill)
        array[:3] = values((3, 2), dtype)
        cases.add(name, f"fill/{spelled(dtype)}", (9, 2), dtype, filled=(3, float(fill or 0)))
    add("number", (), "<f8", ())
    root.create_dataset("empty", shape=(0, 4), dtype="<f4", chunks=(2, 4))
    cases.add(name, "empty", (0, 4), "<f4")
    for label, settings in {
        "refused/text": {"dtype": "U3"},
        "refused/bytes": {"dtype": "S3"},
        "refused/complex": {"dtype": "c8"},
        "refused/dates": {"dtype": "M8[s]"},
        "refused/records": {"dtype": [("a", "f4"), ("b", "i2")]},
        "refused/bz2": {"dtype": "f4", "compressor": __import__("numcodecs").BZ2()},
        "refused/delta": {"dtype": "i4", "filters": [__import__("numcodecs").Delta("i4")]},
    }.items():
        root.create_dataset(label, shape=(3,), chunks=(3,), **settings)
    store.close()
    forget_times(f"{folder}/{name}")

    # A replay buffer as diffusion_policy keeps it, as a folder and as a zip store.
    for name in ["replay.zarr", "replay.zarr.zip"]:
        store = zarr.ZipStore(f"{folder}/{name}", mode="w") if name.endswith("zip") else f"{folder}/{name}"
        root = zarr.group(store)
        data, meta = root.create_group("data"), root.create_group("meta")
        for key, width in [("action", 2), ("state", 5)]:
            data.create_dataset(key, data=values((12, width), "<f4"), chunks=(5, width))
            cases.add(name, key, (12, width), "<f4")
        data.create_dataset("img", data=values((12, 4, 4, 3), "u1"), chunks=(5, 4, 4, 3))
        cases.add(name, "img", (12, 4, 4, 3), "u1")
        meta.create_dataset("episode_ends", data=np.array([3, 7, 12]), chunks=(3,))
        if name.endswith("zip"):
            store.close()
            forget_times(f"{folder}/{name}")

    zarr.save_array(f"{folder}/array.zarr", values((6, 2), "<f8"), chunks=(4, 2))
    cases.add("array.zarr", "", (6, 2), "<f8")


def write(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    cases = Cases()
    hdf5(folder, cases)
    zarr_stores(folder, cases)
    lines = ",\n".join(json.dumps(case) for case in cases.cases)
    with open(f"{folder}/cases.json", "w") as file:
        file.write('{"rule": %s,\n"cases": [\n%s\n]}\n' % (json.dumps(RULE), lines))


def check(folder):
    import zarr

    for name in sorted(os.listdir(folder)):
        root = zarr.open(f"{folder}/{name}", mode="r")
        found = []
        # A visitor that returns something ends the visit.
        root.visititems(lambda key, item: found.append((key, item)))
        for key, array in found:
            if not isinstance(array, zarr.Array):
                continue
            expected = values(array.shape, array.dtype)
            if key == "meta/episode_ends":
                expected = np.array([3, 7, 12])
            assert array[...].dtype == expected.dtype and np.array_equal(array[...], expected), f"{name}/{key} differs"
            print(f"{name}/{key}: {array.dtype} {array.shape} chunks {array.chunks} {array.compressor}: equal")
        assert len(found) >= 5, f"{name} holds {found}"


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("write", "check"):
        sys.exit(__doc__)
    {"write": write, "check": check}[sys.argv[1]](sys.argv[2])
