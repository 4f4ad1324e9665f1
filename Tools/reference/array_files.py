"""Array files as numpy and safetensors write them, and a check of those that CotrainLens writes.

numpy 2.3.5, safetensors 0.8.0 (array_files.requirements.txt).

    python -m venv .venv && .venv/bin/pip install -r Tools/reference/array_files.requirements.txt
    .venv/bin/python -P Tools/reference/array_files.py write Tests/StorageTests/Reference/arrays
    COTRAIN_WRITTEN_FILES=written swift test -c release --filter WrittenArrayFilesTests
    .venv/bin/python -P Tools/reference/array_files.py check written

The numbers are closed formulas of the place in row-major order, `values` below, so that a test can recompute them.
Members of the matrix files are called TYPE-BYTEORDER-ORDER-vVERSION-SHAPE, as in "f4-be-F-v2-5x3x2". Every file has
the same bytes on every run.
"""

import io
import itertools
import pathlib
import pickle
import struct
import sys
import warnings
import zipfile

import numpy as np
import safetensors
import safetensors.numpy

warnings.filterwarnings("ignore", category=UserWarning)  # numpy warns of files that need version 2.0 or 3.0

TYPES = ["b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"]
SHAPES = [(), (0,), (7,), (1, 1), (5, 0), (0, 3), (4, 9), (5, 3, 2), (2, 3, 2, 4), (2, 1, 3, 1, 2)]


def values(code, shape):
    """Element k: (11 + 37 k) mod 2^bits as an integer of the type; (k - 7) / 3 for f4 and f8, (k - 7) · 0.375 for f2;
    whether 11 + 37 k is a multiple of 3 for booleans."""
    k = np.arange(int(np.prod(shape)), dtype=np.int64)
    if code == "b1":
        numbers = (11 + 37 * k) % 3 == 0
    elif code == "f2":
        numbers = ((k - 7) * 0.375).astype(np.float16)
    elif code[0] == "f":
        numbers = ((k - 7) / 3).astype(code)
    else:
        # Wide integers use their upper bits as well.
        numbers = ((11 + 37 * k).astype(np.uint64) * np.uint64(0x0123456789ABCDEF)).astype(code)
    return numbers.reshape(shape)


SPECIALS = [np.nan, np.inf, -np.inf, -0.0, 6e-8, -65504.0, 1.0]


def npy(array, version):
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array, version=version)
    return buffer.getvalue()


def matrix():
    """Types, byte orders, orders and versions at one shape; the other shapes at one type."""
    for code, end, order, version in itertools.product(TYPES, "<>", "CF", [1, 2, 3]):
        if code[1] == "1" and end == ">":
            continue
        array = np.asarray(values(code, (5, 3, 2)), dtype=end + code, order=order)
        yield f"{code}-{'be' if end == '>' else 'le'}-{order}-v{version}-5x3x2", npy(array, (version, 0))
    for shape, order in itertools.product([shape for shape in SHAPES if shape != (5, 3, 2)], "CF"):
        array = np.asarray(values("f4", shape), order=order)
        yield f"f4-le-{order}-v1-{'x'.join(map(str, shape))}", npy(array, (1, 0))
    for code in ["f2", "f4", "f8"]:
        yield f"specials-{code}", npy(np.array(SPECIALS).astype(code), (1, 0))


def archive(members, method):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as target:
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            info.external_attr = 0o600 << 16
            with target.open(info, "w") as member:
                member.write(data)
    return buffer.getvalue()


class Stream(io.RawIOBase):
    """What cannot be sought, such as a pipe: sizes then follow a member's bytes."""

    def __init__(self):
        self.data = bytearray()

    def writable(self):
        return True

    def write(self, data):
        self.data += data
        return len(data)


def write(folder):
    folder.mkdir(parents=True, exist_ok=True)
    members = [(name + ".npy", data) for name, data in matrix()]
    (folder / "matrix-stored.npz").write_bytes(archive(members, zipfile.ZIP_STORED))
    (folder / "matrix-deflated.npz").write_bytes(archive(members, zipfile.ZIP_DEFLATED))

    np.save(folder / "plain.npy", values("f4", (5, 3, 2)))
    np.save(folder / "fortran.npy", np.asfortranarray(values("f8", (4, 9))))
    arrays = {"layer/0": values("f4", (5, 3)), "Δz": values("f8", (4, 9)), "episodes": values("i8", (7,))}
    np.savez(folder / "savez.npz", **arrays)
    np.savez_compressed(folder / "savez_compressed.npz", **arrays)
    np.savez(folder / "empty.npz")
    stream = Stream()
    np.savez_compressed(stream, **arrays)
    (folder / "streamed.npz").write_bytes(bytes(stream.data))

    tensors = {code: values(code, (5, 3, 2)) for code in TYPES if code != "b1"}
    tensors |= {"bool": values("b1", (5, 3, 2)), "scalar": values("f4", ()), "empty": values("f8", (0, 3))}
    tensors["specials"] = np.array(SPECIALS, dtype="f4")
    (folder / "numpy.safetensors").write_bytes(safetensors.numpy.save(tensors, metadata={"Δ": "z\n"}))
    # bfloat16 keeps the upper half of (k - 7) · 0.375, which is exact.
    brain = (((np.arange(30) - 7) * 0.375).astype("<f4").view("<u4") >> 16).astype("<u2")
    eight = np.zeros(4, dtype="u1")
    raw = {
        name: safetensors.TensorSpec(dtype=kind, shape=shape, data_ptr=array.ctypes.data, data_len=array.nbytes)
        for name, kind, shape, array in [
            ("brain", "bfloat16", [5, 3, 2], brain),
            ("eight", "float8_e4m3fn", [4], eight),
        ]
    }
    (folder / "brain.safetensors").write_bytes(safetensors.serialize(raw))

    # What has to be refused.
    refused = {
        "objects": np.array([{"a": 1}, None], dtype=object),
        "text": np.array(["real", "sim"]),
        "bytes": np.array([b"real", b"sim"]),
        "dates": np.array(["2026-01-01"], dtype="M8[D]"),
        "durations": np.array([1, 2], dtype="m8[s]"),
        "complex": np.array([1j, 2]),
        "records": np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f8")]),
        "raw": np.zeros(3, dtype="V2"),
        "long": np.zeros(2, dtype=np.longdouble),
    }
    np.savez(folder / "refused.npz", layer=values("f4", (5, 3)), **refused)
    (folder / "pickle.pkl").write_bytes(pickle.dumps({"layer": [1.0, 2.0]}, protocol=2))
    torch = [("archive/data.pkl", pickle.dumps({"w": 1}, protocol=2)), ("archive/data/0", bytes(16))]
    (folder / "torch.pt").write_bytes(archive(torch, zipfile.ZIP_STORED))


def check(folder):
    """Opens what WrittenArrayFilesTests wrote and compares every bit."""
    compared = 0

    def same(found, expected):
        nonlocal compared
        assert found.dtype == expected.dtype and found.shape == expected.shape, (found.dtype, found.shape)
        assert found.tobytes() == expected.tobytes(), (found, expected)
        compared += 1

    codes = {"float": "f4", "double": "f8"}
    for kind, code in codes.items():
        for shape in SHAPES:
            name = f"{kind}-{'x'.join(map(str, shape))}"
            same(np.load(folder / f"{name}.npy"), values(code, shape))
    same(np.load(folder / "integers.npy"), 37 * np.arange(7) + 11)
    for file in ["stored.npz", "deflated.npz", "zip64.npz"]:
        assert zipfile.ZipFile(folder / file).testzip() is None
        assert {info.date_time for info in zipfile.ZipFile(folder / file).infolist()} == {(1980, 1, 1, 0, 0, 0)}
        with np.load(folder / file) as arrays:
            assert len(arrays.files) == 2 * len(SHAPES) + 2, arrays.files
            for kind, code in codes.items():
                for shape in SHAPES:
                    same(arrays[f"{kind}-{'x'.join(map(str, shape))}"], values(code, shape))
            same(arrays["integers"], 37 * np.arange(7) + 11)
            same(arrays["layer/Δz"], values("f4", (4, 9)))
    tensors = safetensors.numpy.load_file(folder / "written.safetensors")
    for kind, code in codes.items():
        for shape in SHAPES:
            same(tensors[f"{kind}-{'x'.join(map(str, shape))}"], values(code, shape))
    with safetensors.safe_open(folder / "written.safetensors", "np") as file:
        assert file.metadata() == {"Δ": "z\n"}, file.metadata()
    print(f"{compared} arrays are equal in every bit")


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ["write", "check"]:
        sys.exit(__doc__)
    {"write": write, "check": check}[sys.argv[1]](pathlib.Path(sys.argv[2]))
