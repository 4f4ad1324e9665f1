#!/usr/bin/env python3
"""Records what layers of a PyTorch policy answer, as a file that `cotrain` reads.

    from record_activations import Recorder

    with torch.no_grad(), Recorder(policy, ["encoder", "trunk.*"], "recorded/{domain}.safetensors") as recorder:
        for batch in batches:
            policy(batch["observation"])
            recorder.rows(episode=batch["episode"], domain=batch["domain"], action=batch["action"])

Rows go to disk as they come; memory holds those of one `rows()`. The file appears under its name when all is written,
and not at all when something fails. Copy this file beside your code: it needs torch and numpy (see Recorder for all it
can do). Without a line of your own around it, from the shell:

    python record_activations.py policy.py:batches --list
    python record_activations.py policy.py:batches --layers encoder 'trunk.*' --out 'recorded/{domain}.safetensors'

where `batches()` in policy.py returns the model and an iterable of dictionaries: "inputs" (a tensor, a tuple or
dictionary of arguments, or a function to call) and what `Recorder.rows` takes.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import difflib
import importlib.util
import json
import os
import re
import shutil
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Mapping

import numpy as np
import torch

ROLES = {"episodes", "actions", "action", "states", "state", "steps"}
"""Names of arrays in which `cotrain` looks for something else than a layer."""

LABELS = {"episode": "episodes", "action": "actions", "state": "states", "step": "steps"}
"""What `rows()` takes, and the array it goes to."""


class RecordingError(ValueError):
    """Something cannot be recorded as asked; the message says where and what to do."""


class Recorder:
    """Writes one array a layer, rows first, and what is known of the rows, to safetensors or npz.

    - model: a torch.nn.Module. Hooks are put on the modules when the recorder is made and taken off when it is closed.
    - patterns: module names, in the order wanted in the file. `*` stands for any characters but a dot, `**` for any,
      `?` for one and `[01]` for one of some. Where a module's output is no tensor, `lstm:0` and
      `backbone:last_hidden_state` pick one out of it, `lstm:1:0` out of what is inside. A dictionary names the arrays:
      {"shallow": "obs_encoder.out"}; "" is the model itself.
    - path: ends in .safetensors or .npz. With `{domain}` in it, each domain that `rows()` names has a file of its own.
    - pool: how a row of rank above one becomes a vector, or None to keep it (then `cotrain --pool` does it): "mean"
      over every axis between batch and last, "flatten", "token:K", or "spatial" over every axis after the channels.
    - batch_axis: where the rows stand in an output.
    - calls: what to do with a module that runs several times before `rows()`, as in a sampler's loop. "only": that is
      an error. A list: the calls of these numbers, from 0. "last": the last. "each": all.
    pool, batch_axis and calls are one value, or a dictionary from patterns to values with "**" for all others.

    Several calls. All rows of the first call come first, then all rows of the next. Modules that ran once (an encoder
    ahead of the loop) have their rows repeated, so that a row of the file is one observation at one step in all layers.
    The copies stand in the same episode. `step` then takes one value a call, all other labels one a row of the batch.

    Numbers of any type are written as float32. The file says in its metadata (in npz: in its member recording.json)
    what was recorded how. A module is heard when it is called, not when something else of it is (`module.encode(x)`),
    and not inside what torch.compile or torch.jit made of it: record the plain model.

    Disk: while it is closed, a recording takes its size and that of its largest layer again.
    """

    def __init__(self, model, patterns, path, *, pool=None, batch_axis=0, calls="only"):
        self.path = os.fspath(path)
        if not self.path.endswith((".safetensors", ".npz")):
            raise RecordingError(f"'{self.path}': expected a name that ends in .safetensors or .npz")
        folder = os.path.dirname(self.path) or "."
        if not os.path.isdir(folder):
            raise RecordingError(f"'{self.path}': there is no folder '{folder}'; make it first")
        if model.training:
            warnings.warn(
                "the model is in training mode, where dropout and batch norm act; call model.eval()", stacklevel=2
            )
        self._files = {}
        self._row_shapes = {}
        self._labels = None
        self._closed = False
        self._failure = None
        self._layers = _layers(model, patterns, {"pool": pool, "batch_axis": batch_axis, "calls": calls})
        # Every layer of a module has its own hook: one module may be in the file as 'lstm:0' and 'lstm:1:0'.
        self._hooks = [layer.module.register_forward_hook(layer.hear) for layer in self._layers]

    @property
    def layers(self) -> list[str]:
        """Names of the arrays, in the order of the file."""
        return [layer.name for layer in self._layers]

    def rows(self, *, episode=None, action=None, state=None, step=None, domain=None) -> int:
        """Takes what the layers answered since the last `rows()` as rows of the file, and says how many they are.

        Each label is one value for all rows or has one entry a row; an action or state is a vector or an array of any
        rank (a chunk of actions). Rows of one episode have one whole number, and no two episodes of a file share it.
        What is given the first time is given every time. After an error nothing of these rows is in the file, and the
        recorder can go on.
        """
        self._check_open()
        try:
            calls = _calls(self._layers)
        finally:
            self.forget()
        names = [layer.name for layer in self._layers]
        n, k = len(calls[0][0]), len(calls)
        arrays = {name: [call[i] for call in calls] for i, name in enumerate(names)}
        given = {"episode": episode, "action": action, "state": state, "step": step}
        for label, value in given.items():
            if value is not None:
                arrays[LABELS[label]] = _label(label, value, n, k)
        domains = _domains(domain, n)
        labels = {LABELS[label] for label, value in given.items() if value is not None}
        if self._labels not in (None, labels):
            raise RecordingError(
                f"rows() was given {sorted(self._labels)} before and {sorted(labels)} now; every row needs the same"
            )
        self._check_rows(arrays)
        for name in domains:
            if self._files and (name is None) != (None in self._files):
                raise RecordingError("rows() was given a domain sometimes; give it every time or never")
            self._check_domain(name, domains)
        # All is checked; from here on only the disk can fail, and then the recording is lost as a whole.
        self._labels = labels
        self._row_shapes.update((name, blocks[0].shape[1:]) for name, blocks in arrays.items())
        try:
            for name, chosen in domains.items():
                if name not in self._files:
                    self._files[name] = _RecordedFile(self._path(name), list(arrays))
                for call in range(k):
                    self._files[name].append({key: blocks[call][chosen] for key, blocks in arrays.items()})
        except BaseException as error:
            self._failure = error
            self.discard()
            raise
        return n * k

    def forget(self):
        """Drops what the layers answered since the last `rows()`, such as a warm-up's."""
        for layer in self._layers:
            layer.forget()

    def close(self):
        """Writes the files under their names, all or none."""
        if self._failure:
            raise RecordingError(f"'{self.path}' could not be written and is lost") from self._failure
        if self._closed:
            return
        if not self._files:
            self.discard()
            raise RecordingError(f"'{self.path}': nothing was recorded; call rows() after each pass through the model")
        if any(layer.count for layer in self._layers):
            warnings.warn("the model ran after the last rows(), which is not in the file", stacklevel=2)
        finished = []
        try:
            for domain, file in self._files.items():
                finished.append((file.assemble(self._metadata(domain)), file.path))
            for temporary, path in finished:
                os.replace(temporary, path)
            _sync_folder(os.path.dirname(self.path) or ".")
        finally:
            for temporary, _ in finished:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(temporary)
            self.discard()

    def discard(self):
        """Takes the hooks off and leaves no file. A file that was there before stays as it was."""
        for hook in self._hooks:
            hook.remove()
        for file in self._files.values():
            file.discard()
        self.forget()
        self._closed = True

    def summary(self) -> list[str]:
        """One line a file: its rows and the shapes of its arrays."""
        shapes = ", ".join(f"{name} {list(shape)}" for name, shape in self._row_shapes.items())
        return [f"{file.path}: {file.rows} rows of {shapes}" for file in self._files.values()]

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.close() if kind is None else self.discard()

    def _check_open(self):
        if self._closed:
            raise RecordingError(f"'{self.path}' is closed or discarded; make a new Recorder")

    def _check_rows(self, arrays):
        for name, blocks in arrays.items():
            shape = self._row_shapes.get(name, blocks[0].shape[1:])
            for block in blocks:
                if block.shape[1:] != shape:
                    raise RecordingError(
                        f"'{name}' has rows of shape {list(block.shape[1:])} where it had {list(shape)} before; bring "
                        "observations to one size, or pool what varies (pool='mean')"
                    )
                if not np.isfinite(block).all():
                    row = int(np.argwhere(~np.isfinite(block))[0][0])
                    raise RecordingError(
                        f"'{name}' is not finite in row {row} of these {len(block)}: cotrain would refuse the file; "
                        "see what the model answers there, and leave such rows out"
                    )

    def _check_domain(self, name, domains):
        if "{domain}" not in self.path:
            others = {*self._files, *domains} - {name}
            if others:
                raise RecordingError(
                    f"'{self.path}' was given the domains {name!r} and {others.pop()!r}; cotrain takes a file a "
                    "domain: put {domain} into the path"
                )
        elif not name or os.path.basename(name) != name:
            raise RecordingError(
                f"the path '{self.path}' is made of the domain; give rows(domain=...) a name, not {name!r}"
            )

    def _path(self, domain):
        return self.path if domain is None else self.path.replace("{domain}", domain)

    def _metadata(self, domain):
        layers = {
            layer.name: {
                "module": layer.module_name,
                "output": list(layer.keys),
                **layer.options,
                "row_shape": list(self._row_shapes[layer.name]),
            }
            for layer in self._layers
        }
        return {
            "recorder": "CotrainLens record_activations 1",
            **({} if domain is None else {"domain": domain}),
            "layers": json.dumps(layers),
            "torch": torch.__version__,
        }


class _Layer:
    """One array of the file: a module, what of its output is taken, and what it answered since the last rows()."""

    def __init__(self, name, module_name, module, keys, options):
        self.name, self.module_name, self.module, self.keys, self.options = name, module_name, module, keys, options
        calls = options["calls"]
        if not (
            calls in ("only", "last", "each")
            or isinstance(calls, (list, tuple, range))
            and len(calls) > 0
            and all(isinstance(call, int) and call >= 0 for call in calls)
            and list(calls) == sorted(set(calls))
        ):
            raise RecordingError(f"calls={calls!r}: expected 'only', 'last', 'each' or call numbers from 0, ascending")
        if not isinstance(calls, str):
            options["calls"] = list(calls)
        _pooled(None, options["pool"], name)
        self.forget()

    def forget(self):
        self.count, self.answers, self.shape = 0, [], None

    def hear(self, module, inputs, output):
        calls, number = self.options["calls"], self.count
        self.count += 1
        if calls == "only" and number > 0 or isinstance(calls, list) and number not in calls:
            return
        tensor = _chosen(output, self.keys, self.name)
        self.shape = list(tensor.shape)
        if not -tensor.ndim <= self.options["batch_axis"] < tensor.ndim:
            raise RecordingError(
                f"'{self.name}' gave {self.shape}, which has no axis {self.options['batch_axis']} for rows; choose its "
                "batch_axis"
            )
        rows = tensor.detach().movedim(self.options["batch_axis"], 0).to(torch.float32)
        rows = _pooled(rows if rows.ndim > 1 else rows[:, None], self.options["pool"], self.name)
        # A copy: what comes after may write into the output (ReLU(inplace=True)).
        answer = rows.to("cpu", copy=True, memory_format=torch.contiguous_format).numpy()
        if calls == "last":
            self.answers = []
        self.answers.append(answer)


def _layers(model, patterns, options):
    # Without what only holds others, such as ModuleList.
    modules = {
        name: module for name, module in model.named_modules() if module.forward.__name__ != "_forward_unimplemented"
    }
    if isinstance(patterns, str):
        patterns = [patterns]
    named = isinstance(patterns, Mapping)
    layers = []
    for array, pattern in patterns.items() if named else [(None, pattern) for pattern in patterns]:
        glob, *keys = pattern.split(":")
        found = [name for name in modules if _matches(glob, name) and (name or not glob)]
        if not found:
            near = (
                difflib.get_close_matches(glob.strip("*."), modules, n=6, cutoff=0.4)
                or [name for name in modules if name][:12]
            )
            raise RecordingError(
                f"no module is called '{glob}'; near are {', '.join(map(repr, near))} (--list shows all)"
            )
        if named and len(found) > 1:
            raise RecordingError(
                f"'{pattern}' stands for {len(found)} modules, {found[0]!r} and {found[1]!r} among them; name one for "
                f"'{array}'"
            )
        for name in found:
            layer = array or ":".join([name or "output"] + keys)
            if not any(layer == other.name for other in layers):
                chosen = {option: _option(option, value, name) for option, value in options.items()}
                layers.append(_Layer(layer, name, modules[name], keys, chosen))
    if not layers:
        raise RecordingError("no pattern is given; name modules, such as ['encoder', 'trunk.*']")
    for layer in layers:
        if layer.name.split("/")[-1] in ROLES:
            raise RecordingError(
                f"an array called '{layer.name}' is no layer to cotrain; name it otherwise: "
                f"patterns={{'{layer.name}_module': '{layer.module_name}'}}"
            )
    return layers


def _matches(glob, name):
    parts = re.split(r"(\*\*|\*|\?|\[[^\]]+\])", glob)
    wild = {"**": ".*", "*": "[^.]*", "?": "[^.]"}
    return re.fullmatch("".join(wild.get(p) or (p if p[:1] == "[" else re.escape(p)) for p in parts), name) is not None


def _option(option, value, name):
    if not isinstance(value, Mapping):
        return value
    for pattern, chosen in value.items():
        if _matches(pattern, name):
            return chosen
    raise RecordingError(f"{option}: no pattern fits '{name}'; add '**' for all others")


def _parts(output):
    """What is directly inside an output, by key; None for a tensor and for what has no parts."""
    if isinstance(output, torch.Tensor):
        return None
    if isinstance(output, Mapping):
        return {str(key): value for key, value in output.items()}
    if isinstance(output, (list, tuple)):
        return {str(index): value for index, value in enumerate(output)}
    if dataclasses.is_dataclass(output):
        return {field.name: getattr(output, field.name) for field in dataclasses.fields(output)}
    return None


def _tensors(output, place=()):
    if isinstance(output, torch.Tensor):
        return [(place, output)]
    return [found for key, value in (_parts(output) or {}).items() for found in _tensors(value, (*place, key))]


def _chosen(output, keys, name):
    """The tensor that keys lead to; without keys, the output or the only tensor in it."""
    found = [(place, tensor) for place, tensor in _tensors(output) if list(place[: len(keys)]) == list(keys)]
    if len(found) == 1:
        return found[0][1]
    inside = ", ".join(
        f"'{name.split(':')[0]}:{':'.join(place)}' {list(tensor.shape)}" for place, tensor in _tensors(output)
    )
    raise RecordingError(
        f"the output of '{name}' is {type(output).__name__}, not one tensor; "
        + (f"choose one of {inside}" if inside else "there is no tensor in it")
    )


def _pooled(tensor, pool, name):
    """Rows first; the definitions are those of `cotrain --pool`."""
    token = re.fullmatch(r"token:(\d+)", str(pool))
    if pool not in (None, "mean", "flatten", "spatial") and not token:
        raise RecordingError(f"pool={pool!r} for '{name}': expected 'mean', 'flatten', 'token:K' or 'spatial'")
    if tensor is None or pool is None or tensor.ndim <= 2:
        return tensor
    if token:
        if tensor.ndim != 3 or int(token[1]) >= tensor.shape[1]:
            raise RecordingError(
                f"'{name}' gave {list(tensor.shape)}, rows first; pool='{pool}' needs [rows, tokens, d] with more than "
                f"{token[1]} tokens"
            )
        return tensor[:, int(token[1])]
    if pool == "mean":
        return tensor.flatten(1, -2).mean(1)
    return tensor.flatten(1) if pool == "flatten" else tensor.flatten(2).mean(2)


def _calls(layers):
    """For each call that is recorded, one array a layer; equally many rows in all."""
    for layer in layers:
        calls = layer.options["calls"]
        if layer.count == 0:
            raise RecordingError(
                f"'{layer.name}' was not called since the last rows(); call the model first. Does it run in this pass, "
                "and by module(x) rather than module.method(x)?"
            )
        if calls == "only" and layer.count > 1:
            counts = ", ".join(f"'{other.name}' {other.count}" for other in layers)
            raise RecordingError(
                f"'{layer.name}' was called {layer.count} times since the last rows() (calls: {counts}). If a "
                "sampler's loop calls it, say which calls to record: calls=[0], 'last' or 'each'. If several passes were "
                "made, call rows() after each, or forget()"
            )
        if isinstance(calls, list) and layer.count > 1 and layer.count <= calls[-1]:
            raise RecordingError(
                f"'{layer.name}' was called {layer.count} times, and call {calls[-1]} (from 0) was to be recorded"
            )
        if isinstance(calls, list) and not layer.answers:
            raise RecordingError(
                f"'{layer.name}' was called once, and call {calls[0]} (from 0) was to be recorded; give it calls of "
                f"its own: calls={{'{layer.name}': 'only', '**': {calls}}}"
            )
    most = max(len(layer.answers) for layer in layers)
    for layer in layers:
        if len(layer.answers) not in (1, most):
            counts = ", ".join(f"'{other.name}' {len(other.answers)}" for other in layers)
            raise RecordingError(
                f"layers have different numbers of recorded calls ({counts}); choose calls for each, such as "
                f"calls={{'{layer.name}': 'last', '**': 'each'}}"
            )
    n = len(layers[0].answers[0])
    if any(len(answer) != n for layer in layers for answer in layer.answers):
        shapes = ", ".join(f"'{layer.name}' {len(layer.answers[0])} (its output is {layer.shape})" for layer in layers)
        raise RecordingError(
            f"layers have different numbers of rows: {shapes}. If rows do not stand first, say "
            "batch_axis={'NAME': 1, '**': 0}"
        )
    return [[layer.answers[call if len(layer.answers) > 1 else 0] for layer in layers] for call in range(most)]


def _label(label, value, n, k):
    """A label as k arrays of n rows."""
    array = np.asarray(
        value.detach().to("cpu", torch.float32 if value.is_floating_point() else torch.int64)
        if isinstance(value, torch.Tensor)
        else value
    )
    if array.dtype.kind not in "biuf":
        raise RecordingError(
            f"{label}={value!r}: expected numbers" + ("; number the episodes" if label == "episode" else "")
        )
    if label == "episode" and not (array == np.floor(array)).all():
        raise RecordingError(f"episode={value!r}: expected whole numbers")
    array = array.astype("<i8" if label == "episode" or label == "step" and array.dtype.kind != "f" else "<f4")
    if label == "step" and k > 1:
        if array.shape not in ((), (k,), (k, n)):
            raise RecordingError(
                f"step has shape {list(array.shape)}: {k} calls were recorded of {n} rows each; give one step a call"
            )
        return list(np.broadcast_to(array.reshape(array.shape + (1,) * (array.ndim == 1)), (k, n)))
    if label in ("episode", "step"):
        if array.size != n and array.size != 1 or array.ndim > 1 and array.shape != (n, 1):
            raise RecordingError(
                f"{label} has shape {list(array.shape)}; expected one number, or one for each of {n} rows"
            )
        array = np.broadcast_to(array.reshape(-1), (n,))
    elif n == 1 and array.shape[:1] != (1,):
        array = array[None]
    if array.ndim == 0 or len(array) != n:
        raise RecordingError(f"{label} has shape {list(array.shape)}; expected {n} rows first, as the layers have")
    return [array] * k


def _domains(domain, n):
    """The rows of each domain."""
    if domain is None or isinstance(domain, str):
        return {domain: slice(None)}
    names = list(domain)
    if len(names) != n or not all(isinstance(name, str) for name in names):
        raise RecordingError(f"domain={domain!r}: expected a name, or one for each of {n} rows")
    return {name: np.array([other == name for other in names]) for name in dict.fromkeys(names)}


class _RecordedFile:
    """A file to be. Until it is assembled its arrays are files without a name, which vanish with the process."""

    def __init__(self, path, names):
        self.path, self.rows = path, 0
        folder = os.path.dirname(path) or "."
        self.parts = {name: tempfile.TemporaryFile(dir=folder) for name in names}
        self.kinds = {}

    def append(self, arrays):
        for name, array in arrays.items():
            self.kinds[name] = (array.dtype, array.shape[1:])
            self.parts[name].write(np.ascontiguousarray(array))
        self.rows += len(array)

    def assemble(self, metadata):
        """Writes all to a file beside the final one and gives its name. Each part is let go when it is copied."""
        folder, name = os.path.split(self.path)
        handle, temporary = tempfile.mkstemp(prefix=f".{name}.", dir=folder or ".")
        try:
            with os.fdopen(handle, "w+b") as file:
                (self._write_npz if self.path.endswith(".npz") else self._write_safetensors)(file, metadata)
                file.flush()
                os.fsync(file.fileno())
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(temporary, 0o666 & ~mask)
        except BaseException:
            os.unlink(temporary)
            raise
        return temporary

    def _write_safetensors(self, file, metadata):
        header, offset = {"__metadata__": metadata}, 0
        # Wide numbers first, so that all stand at multiples of their size; layers stay in their order.
        order = sorted(self.parts, key=lambda name: -self.kinds[name][0].itemsize)
        for name in order:
            dtype, shape = self.kinds[name]
            end = offset + self.parts[name].tell()
            header[name] = {
                "dtype": {"<f4": "F32", "<i8": "I64"}[dtype.str],
                "shape": [self.rows, *shape],
                "data_offsets": [offset, end],
            }
            offset = end
        text = json.dumps(header).encode()
        text += b" " * (-len(text) % 8)
        file.write(len(text).to_bytes(8, "little") + text)
        for name in order:
            self._copy(name, file)

    def _write_npz(self, file, metadata):
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
            for name in self.parts:
                dtype, shape = self.kinds[name]
                # Every member has the same time, so that the same recording has the same bytes.
                with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w", force_zip64=True) as member:
                    np.lib.format.write_array_header_1_0(
                        member, {"descr": dtype.str, "fortran_order": False, "shape": (self.rows, *shape)}
                    )
                    self._copy(name, member)
            archive.writestr(zipfile.ZipInfo("recording.json"), json.dumps(metadata))

    def _copy(self, name, target):
        with self.parts[name] as part:
            part.seek(0)
            shutil.copyfileobj(part, target, 1 << 20)

    def discard(self):
        for part in self.parts.values():
            part.close()


def _sync_folder(folder):
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _run(model, inputs):
    if callable(inputs):
        inputs()
    elif isinstance(inputs, Mapping):
        model(**inputs)
    elif isinstance(inputs, (list, tuple)):
        model(*inputs)
    else:
        model(inputs)


def modules_heard(model, inputs) -> list[str]:
    """One line a module that runs: its name, type, number of calls, and the shapes of its output as it is selected."""
    heard = {}

    def hook(name):
        def hear(module, _, output):
            tensors = ", ".join(
                ":".join(["", *place]) + " " * bool(place) + str(list(tensor.shape))
                for place, tensor in _tensors(output)
            )
            heard[name] = (type(module).__name__, heard.get(name, ("", 0))[1] + 1, tensors)

        return hear

    hooks = [module.register_forward_hook(hook(name)) for name, module in model.named_modules()]
    try:
        _run(model, inputs)
    finally:
        for handle in hooks:
            handle.remove()
    order = [name for name, _ in model.named_modules() if name in heard]
    return [f"{name or '(the model)'}\t{heard[name][0]}\t{heard[name][1]}\t{heard[name][2]}" for name in order]


def _loaded(place):
    path, colon, function = place.rpartition(":")
    if not colon or not os.path.isfile(path):
        raise RecordingError(f"'{place}': expected FILE.py:FUNCTION, with a file that exists")
    sys.path.insert(0, os.path.dirname(os.path.abspath(path)))
    spec = importlib.util.spec_from_file_location(os.path.splitext(os.path.basename(path))[0], path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    if not hasattr(module, function):
        raise RecordingError(f"'{path}' has no function '{function}'")
    return getattr(module, function)()


def main(arguments=None):
    parser = argparse.ArgumentParser(
        description="Records what layers of a PyTorch model answer, as a file that cotrain reads.",
        epilog="FUNCTION returns the model and an iterable of dictionaries: 'inputs' (a tensor, a tuple or dictionary "
        "of arguments, or a function to call) and, where known, episode, domain, action, state, step.",
    )
    parser.add_argument("source", metavar="FILE.py:FUNCTION")
    parser.add_argument("--list", action="store_true", help="run the first inputs and list the modules that are called")
    parser.add_argument(
        "--layers", nargs="+", metavar="PATTERN", help="module names; * stands for all but a dot, ** for all"
    )
    parser.add_argument(
        "--out", metavar="PATH", help=".safetensors or .npz; {domain} in it stands for each row's domain"
    )
    parser.add_argument("--pool", help="mean, flatten, token:K or spatial")
    parser.add_argument("--batch-axis", type=int, default=0, help="where the rows stand in outputs; default 0")
    parser.add_argument(
        "--calls", default="only", help="of modules called in a loop: only, last, each, or numbers such as 0,25,50"
    )
    options = parser.parse_args(arguments)
    if not options.list and not (options.layers and options.out):
        parser.error("give --layers and --out, or --list")
    try:
        model, batches = _loaded(options.source)
        model.eval()
        with torch.no_grad():
            if options.list:
                print("\n".join(["module\ttype\tcalls\toutput"] + modules_heard(model, next(iter(batches))["inputs"])))
                return 0
            calls = options.calls if options.calls.isalpha() else [int(call) for call in options.calls.split(",")]
            with Recorder(
                model, options.layers, options.out, pool=options.pool, batch_axis=options.batch_axis, calls=calls
            ) as recorder:
                for batch in batches:
                    _run(model, batch["inputs"])
                    recorder.rows(**{label: value for label, value in batch.items() if label != "inputs"})
        print("\n".join(recorder.summary()), file=sys.stderr)
        return 0
    except RecordingError as error:
        print(f"record_activations: {error}", file=sys.stderr)
        return 65


if __name__ == "__main__":
    sys.exit(main())
