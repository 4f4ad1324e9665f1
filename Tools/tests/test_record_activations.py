"""What record_activations.py promises. Needs torch, numpy and safetensors; run by hand, `make test` does not:

    python -m unittest discover -s Tools/tests

Written with Python 3.11, torch 2.13.0, numpy 2.4.6, safetensors 0.8.0.
"""

import contextlib
import json
import resource
import subprocess
import sys
import tempfile
import unittest
import warnings
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import numpy as np
import torch
from safetensors import safe_open
from torch import nn

TOOLS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOOLS))

import record_activations  # noqa: E402
from record_activations import Recorder, RecordingError  # noqa: E402


class Policy(nn.Module):
    """An encoder ahead of a loop of three steps through a trunk and a head."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(3, 4), nn.ReLU(inplace=True))
        self.trunk = nn.ModuleList([nn.Linear(5, 5), nn.Linear(5, 5)])
        self.head = nn.Linear(5, 2)

    def forward(self, observation, steps=1):
        features, action = self.encoder(observation), 0
        for step in range(steps):
            x = torch.cat([features, torch.full((len(features), 1), step / 3)], 1)
            for layer in self.trunk:
                x = layer(x)
            action = action + self.head(x)
        return action


class Answering(nn.Module):
    """Answers whatever a function makes of the input, through a child that can be hooked."""

    def __init__(self, answer):
        super().__init__()
        self.child = nn.Identity()
        self.child.forward = answer
        self.eval()

    def forward(self, x):
        return self.child(x)


def read(path):
    if str(path).endswith(".npz"):
        with np.load(path) as file:
            return {name: file[name] for name in file.files if name != "recording.json"}
    with safe_open(path, "numpy") as file:
        return {name: file.get_tensor(name) for name in file.keys()}


def metadata(path):
    if str(path).endswith(".npz"):
        with np.load(path) as file:
            return json.loads(file["recording.json"])
    with safe_open(path, "numpy") as file:
        return file.metadata()


class RecorderTests(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = Path(holder.name)
        torch.manual_seed(0)
        self.policy = Policy().eval()
        self.x = torch.randn(6, 3)

    def record(self, model, patterns, x=None, name="a.safetensors", run=None, **options):
        """One pass, one rows(); the arrays."""
        labels = options.pop("labels", {})
        with torch.no_grad(), Recorder(model, patterns, self.folder / name, **options) as recorder:
            run(model) if run else model(self.x if x is None else x)
            recorder.rows(**labels)
        return read(self.folder / name)

    def refuses(self, *words):
        """A context in which a RecordingError has to say these words."""
        return self.assertRaisesRegex(RecordingError, "(?s)" + ".*".join(words))

    # What is recorded

    def test_layers_hold_what_the_modules_answered_in_either_format(self):
        with torch.no_grad():
            first = self.policy.encoder[0](self.x)
            trunk = self.policy.trunk[0](torch.cat([first.relu(), torch.zeros(6, 1)], 1))
        for name in ("a.safetensors", "a.npz"):
            arrays = self.record(self.policy, ["encoder.0", "trunk.0"], name=name)
            # encoder.0's own answer, though the ReLU after it writes into the same memory.
            np.testing.assert_array_equal(arrays["encoder.0"], first.numpy())
            np.testing.assert_array_equal(arrays["trunk.0"], trunk.numpy())
            self.assertLess(arrays["encoder.0"].min(), 0)

    def test_rows_of_all_passes_follow_each_other(self):
        with torch.no_grad(), Recorder(self.policy, "head", self.folder / "a.npz") as recorder:
            for start in (0, 2, 4):
                self.policy(self.x[start : start + 2])
                self.assertEqual(
                    recorder.rows(
                        episode=start, action=self.x[start : start + 2], state=self.x[start : start + 2, 0], step=0.5
                    ),
                    2,
                )
            whole = self.policy(self.x).numpy()
            recorder.forget()
        arrays = read(self.folder / "a.npz")
        np.testing.assert_allclose(arrays["head"], whole, atol=1e-6)
        np.testing.assert_array_equal(arrays["episodes"], [0, 0, 2, 2, 4, 4])
        np.testing.assert_array_equal(arrays["actions"], self.x.numpy())
        np.testing.assert_array_equal(arrays["states"], self.x[:, 0].numpy())
        np.testing.assert_array_equal(arrays["steps"], [0.5] * 6)
        self.assertEqual(arrays["episodes"].dtype, np.int64)

    def test_one_observation_at_a_time_takes_labels_without_a_batch_axis(self):
        with torch.no_grad(), Recorder(self.policy, "head", self.folder / "a.npz") as recorder:
            for row in self.x:
                self.policy(row[None])
                recorder.rows(episode=1, action=np.ones((8, 2)), state=row, step=3)
        arrays = read(self.folder / "a.npz")
        self.assertEqual(arrays["actions"].shape, (6, 8, 2))
        np.testing.assert_array_equal(arrays["states"], self.x.numpy())
        self.assertEqual(arrays["steps"].dtype, np.int64)

    def test_half_and_bfloat16_become_float32(self):
        for type in (torch.float16, torch.bfloat16, torch.float64):
            arrays = self.record(Answering(lambda x: x.to(type)), "child")
            np.testing.assert_array_equal(arrays["child"], self.x.to(type).to(torch.float32).numpy())
            self.assertEqual(arrays["child"].dtype, np.float32)

    def test_any_rank_is_kept_or_pooled(self):
        x = torch.randn(6, 5, 4, 3)
        model = Answering(lambda x: x)
        self.assertEqual(self.record(model, "child", x)["child"].shape, (6, 5, 4, 3))
        for pool, expected in {
            "mean": x.mean((1, 2)),
            "spatial": x.mean((2, 3)),
            "flatten": x.reshape(6, -1),
        }.items():
            arrays = self.record(model, "child", x, pool=pool)
            np.testing.assert_allclose(arrays["child"], expected.numpy(), atol=1e-6)
            self.assertEqual(json.loads(metadata(self.folder / "a.safetensors")["layers"])["child"]["pool"], pool)
        np.testing.assert_array_equal(self.record(model, "child", x[:, 0], pool="token:2")["child"], x[:, 0, 2].numpy())
        self.assertEqual(self.record(model, "child", x[:, 0, 0, 0])["child"].shape, (6, 1))
        with self.refuses("token:9", "more than 9"):
            self.record(model, "child", x[:, 0], pool="token:9")
        with self.refuses("'max'", "'mean'"):
            self.record(model, "child", x, pool="max")

    def test_rows_may_stand_on_another_axis(self):
        x = torch.randn(7, 6, 4)
        arrays = self.record(Answering(lambda x: x), "child", x, batch_axis={"child": 1}, pool="token:3")
        np.testing.assert_array_equal(arrays["child"], x[3].numpy())

    def test_tensors_are_taken_out_of_tuples_dictionaries_and_dataclasses(self):
        @dataclass
        class Output:
            hidden: torch.Tensor
            cache: object = None

        for answer, pattern, expected in [
            (lambda x: (x, (x + 1, x + 2)), "child:1:0", self.x + 1),
            (lambda x: (x,), "child", self.x),
            (lambda x: {"a": x, "b": [x + 1]}, "child:b", self.x + 1),
            (lambda x: OrderedDict(a=x, b=None), "child", self.x),
            (lambda x: Output(x + 3), "child", self.x + 3),
        ]:
            arrays = self.record(Answering(answer), pattern)
            np.testing.assert_array_equal(arrays[pattern], expected.numpy())
        with self.refuses("tuple", "'child:0' \\[6, 3\\], 'child:1'"):
            self.record(Answering(lambda x: (x, x)), "child")
        with self.refuses("no tensor"):
            self.record(Answering(lambda x: "text"), "child")

    def test_an_lstm_is_recorded_by_its_parts(self):
        model = nn.Sequential(nn.LSTM(3, 4, batch_first=True)).eval()
        x = torch.randn(6, 5, 3)
        with torch.no_grad():
            out, _ = model(x)
        np.testing.assert_array_equal(self.record(model, "0:0", x)["0:0"], out.numpy())
        with self.refuses("'0:1:0' 1 ", "batch_axis"):
            self.record(model, ["0:0", "0:1:0"], x)

    # Patterns

    def test_a_star_stops_at_a_dot_and_two_do_not(self):
        def names(patterns):
            recorder = Recorder(self.policy, patterns, self.folder / "a.npz")
            recorder.discard()
            return recorder.layers

        self.assertEqual(names("*"), ["encoder", "head"])  # a ModuleList is never called
        self.assertEqual(names("trunk.*"), ["trunk.0", "trunk.1"])
        self.assertEqual(names(["head", "**.[01]"]), ["head", "encoder.0", "encoder.1", "trunk.0", "trunk.1"])
        self.assertEqual(names(["trunk.1", "trunk.*"]), ["trunk.1", "trunk.0"])
        self.assertEqual(names({"deep": "trunk.1", "answer": ""}), ["deep", "answer"])

    def test_a_pattern_that_fits_nothing_lists_near_names(self):
        with self.refuses("'encodr.0'", "'encoder.0'"):
            Recorder(self.policy, "encodr.0", self.folder / "a.npz")
        with self.refuses("stands for 2 modules"):
            Recorder(self.policy, {"deep": "trunk.*"}, self.folder / "a.npz")

    def test_an_array_that_cotrain_would_not_take_for_a_layer_is_refused(self):
        model = nn.ModuleDict({"state": nn.Linear(3, 3)}).eval()
        with self.refuses("'state'", "patterns="):
            Recorder(model, "state", self.folder / "a.npz")

    def test_hooks_go_when_the_recorder_does(self):
        self.record(self.policy, "**")
        self.assertTrue(all(not module._forward_hooks for module in self.policy.modules()))

    def test_training_mode_is_warned_of(self):
        with self.assertWarnsRegex(UserWarning, "eval"):
            Recorder(self.policy.train(), "head", self.folder / "a.npz").discard()

    # Several calls

    def test_the_calls_of_a_loop_are_chosen_and_the_encoder_is_repeated(self):
        def sample(model):
            model(self.x, steps=3)

        with torch.no_grad():
            features = self.policy.encoder(self.x)
            first = [
                self.policy.trunk[0](torch.cat([features, torch.full((6, 1), step / 3)], 1)).numpy()
                for step in range(3)
            ]
        for calls, chosen in [("each", [0, 1, 2]), ([0, 2], [0, 2]), ("last", [2]), (range(2), [0, 1])]:
            arrays = self.record(
                self.policy,
                ["encoder", "trunk.0"],
                run=sample,
                calls=calls,
                labels={"step": [step / 3 for step in chosen], "episode": np.arange(6), "action": self.x},
            )
            np.testing.assert_array_equal(arrays["encoder"], np.tile(features.numpy(), (len(chosen), 1)))
            np.testing.assert_array_equal(arrays["trunk.0"], np.concatenate([first[step] for step in chosen]))
            np.testing.assert_allclose(arrays["steps"], np.repeat(chosen, 6) / 3, rtol=1e-6)
            np.testing.assert_array_equal(arrays["episodes"], np.tile(np.arange(6), len(chosen)))
            np.testing.assert_array_equal(arrays["actions"], np.tile(self.x.numpy(), (len(chosen), 1)))
        with self.refuses("'trunk.0' was called 3 times", "calls=\\[0\\]", "forget"):
            self.record(self.policy, ["encoder", "trunk.0"], run=sample)
        with self.refuses("called 3 times", "call 3"):
            self.record(self.policy, ["trunk.0"], run=sample, calls=[0, 3])
        with self.refuses("'encoder' was called once", "calls="):
            self.record(self.policy, ["encoder", "trunk.0"], run=sample, calls=[1])
        with self.refuses("one step a call"):
            self.record(self.policy, ["trunk.0"], run=sample, calls="each", labels={"step": [1, 2]})
        with self.refuses("ascending"):
            self.record(self.policy, ["trunk.0"], run=sample, calls=[2, 1])

    def test_calls_can_differ_by_pattern(self):
        def sample(model):
            model(self.x, steps=2)
            model.head(torch.zeros(6, 5))

        arrays = self.record(self.policy, ["trunk.0", "head"], run=sample, calls={"head": [0, 2], "**": "each"})
        np.testing.assert_array_equal(arrays["head"][6:], self.policy.head.bias.detach().numpy()[None].repeat(6, 0))
        with self.refuses("'trunk.0' 2, 'head' 3"):
            self.record(self.policy, ["trunk.0", "head"], run=sample, calls="each")

    # Domains

    def test_each_domain_has_its_file(self):
        with torch.no_grad(), Recorder(self.policy, "head", self.folder / "{domain}.safetensors") as recorder:
            self.policy(self.x)
            recorder.rows(domain=["real", "sim", "sim", "real", "sim", "sim"], episode=np.arange(6))
            self.policy(self.x[:1])
            recorder.rows(domain="real", episode=9)
        np.testing.assert_array_equal(read(self.folder / "real.safetensors")["episodes"], [0, 3, 9])
        np.testing.assert_array_equal(read(self.folder / "sim.safetensors")["episodes"], [1, 2, 4, 5])
        self.assertEqual(metadata(self.folder / "sim.safetensors")["domain"], "sim")
        with self.refuses("give rows\\(domain"):
            self.record(self.policy, "head", name="{domain}.npz")
        with self.refuses("not '../x'"):
            self.record(self.policy, "head", name="{domain}.npz", labels={"domain": "../x"})
        with self.refuses("a file a domain", "{domain}"):
            self.record(self.policy, "head", labels={"domain": ["real", "sim", "sim", "real", "sim", "sim"]})

    # Mistakes

    def test_a_refused_pass_leaves_nothing_and_recording_goes_on(self):
        model = Answering(lambda x: x)
        with Recorder(model, "child", self.folder / "a.npz") as recorder:
            model(self.x)
            recorder.rows(episode=0)
            for x, label, words in [
                (torch.randn(6, 4), 0, ("\\[4\\]", "\\[3\\]", "pool")),
                (torch.full((6, 3), torch.nan), 0, ("not finite in row 0",)),
                (self.x, 0.5, ("whole",)),
                (self.x, "one", ("number the episodes",)),
                (self.x, [1, 2], ("each of 6 rows",)),
                (self.x, None, ("'episodes'", "before")),
            ]:
                model(x)
                with self.refuses(*words):
                    recorder.rows(episode=label)
            with self.refuses("'child' was not called"):
                recorder.rows(episode=1)
            model(self.x + 1)
            recorder.rows(episode=1)
        self.assertEqual(read(self.folder / "a.npz")["child"].shape, (12, 3))

    def test_layers_of_different_row_counts_are_named(self):
        with self.refuses("'0' 6", "'1' 3", "\\[3, 6\\]", "batch_axis"):
            self.record(nn.Sequential(nn.Identity(), Answering(lambda x: x.T)).eval(), ["0", "1"])

    def test_a_pass_without_rows_is_warned_of(self):
        with self.assertWarnsRegex(UserWarning, "last rows"):
            with Recorder(self.policy, "head", self.folder / "a.npz") as recorder:
                self.policy(self.x)
                recorder.rows()
                self.policy(self.x)

    def test_paths_are_checked_before_anything_runs(self):
        for name, words in [("a.pt", "safetensors or .npz"), ("none/a.npz", "make it first")]:
            with self.refuses(words):
                Recorder(self.policy, "head", self.folder / name)

    # Files

    def test_nothing_is_left_of_a_recording_that_fails(self):
        target = self.folder / "a.npz"
        target.write_bytes(b"before")

        def fail_to_record(error=None, rows=True):
            with self.assertRaises((OSError, KeyError, RecordingError)):
                with Recorder(self.policy, "head", target) as recorder:
                    self.policy(self.x)
                    if rows:
                        recorder.rows()
                    if error:
                        raise error
            self.assertEqual([path.name for path in self.folder.iterdir()], ["a.npz"])
            self.assertEqual(target.read_bytes(), b"before")
            self.assertTrue(all(not module._forward_hooks for module in self.policy.modules()))

        fail_to_record(KeyError("stopped"))
        warnings.simplefilter("ignore")
        fail_to_record(rows=False)
        full = OSError(28, "No space left on device")
        with self.refuses("is lost"):
            with Recorder(self.policy, "head", target) as recorder:
                self.policy(self.x)
                with mock.patch("tempfile.TemporaryFile", side_effect=full), contextlib.suppress(OSError):
                    recorder.rows()
        for place in ("os.fsync", "os.replace", "shutil.copyfileobj", "tempfile.TemporaryFile"):
            with mock.patch(place, side_effect=full):
                fail_to_record()

    def test_nothing_is_left_when_the_process_is_killed_or_the_disk_is_full(self):
        script = """if True:
            import os, sys, torch, resource
            sys.path.insert(0, sys.argv[1])
            from record_activations import Recorder
            model = torch.nn.Sequential(torch.nn.Identity()).eval()
            with Recorder(model, "0", sys.argv[2]) as recorder:
                for _ in range(50):
                    model(torch.zeros(1000, 1000)); recorder.rows()
                    if sys.argv[3] == "kill": os.kill(os.getpid(), 9)
        """
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (30 << 20, 30 << 20))  # noqa: E731
        for name in ("a.npz", "a.safetensors"):
            for how in ("kill", "full"):
                result = subprocess.run(
                    [sys.executable, "-c", script, TOOLS, self.folder / name, how],
                    capture_output=True,
                    text=True,
                    preexec_fn=limit if how == "full" else None,
                )
                self.assertNotEqual(result.returncode, 0)
                self.assertEqual(list(self.folder.iterdir()), [], result.stderr)

    def test_the_same_recording_has_the_same_bytes_and_the_rights_of_a_new_file(self):
        for name in ("a.npz", "a.safetensors"):
            self.record(self.policy, "**", name=name)
            first = (self.folder / name).read_bytes()
            self.record(self.policy, "**", name=name)
            self.assertEqual((self.folder / name).read_bytes(), first)
            (self.folder / "other").touch()
            self.assertEqual((self.folder / name).stat().st_mode, (self.folder / "other").stat().st_mode)

    def test_memory_does_not_grow_with_the_recording(self):
        script = """if True:
            import sys, torch
            sys.path.insert(0, sys.argv[1])
            from record_activations import Recorder
            def peak():
                return int(next(l for l in open("/proc/self/status") if l.startswith("VmHWM")).split()[1]) >> 10
            model = torch.nn.Sequential(torch.nn.Identity()).eval()
            with Recorder(model, "0", sys.argv[2]) as recorder:
                for count in range(101):
                    model(torch.zeros(500, 1000)); recorder.rows(episode=count)
                    if count == 0: before = peak()
            print(peak() - before)
        """
        for name in ("a.npz", "a.safetensors"):
            grown = subprocess.run(
                [sys.executable, "-c", script, TOOLS, self.folder / name], capture_output=True, text=True, check=True
            )
            # A pass has 2 MB, the recording 200.
            self.assertLess(int(grown.stdout), 20)
            self.assertGreater((self.folder / name).stat().st_size, 200_000_000)

    # The command

    def command(self, *arguments):
        return subprocess.run(
            [sys.executable, TOOLS / "record_activations.py", *arguments],
            capture_output=True,
            text=True,
            cwd=self.folder,
        )

    def test_the_command_lists_and_records(self):
        (self.folder / "mine.py").write_text(
            "import torch\n"
            "def batches():\n"
            "    torch.manual_seed(0)\n"
            "    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.LSTM(4, 2))\n"
            "    return model, ({'inputs': torch.ones(5, 3), 'episode': i, 'domain': d}\n"
            "                   for i, d in enumerate(['real', 'sim', 'real']))\n"
        )
        result = self.command("mine.py:batches", "--list")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("0\tLinear\t1\t[5, 4]\n1\tLSTM\t1\t:0 [5, 2], :1:0 [1, 2]", result.stdout)
        result = self.command("mine.py:batches", "--layers", "0", "1:0", "--out", "{domain}.npz")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("real.npz: 10 rows of 0 [4], 1:0 [2], episodes []", result.stderr)
        np.testing.assert_array_equal(read(self.folder / "real.npz")["episodes"], [0] * 5 + [2] * 5)
        for arguments, words in [
            (["mine.py:batches", "--layers", "7", "--out", "{domain}.npz"], "no module is called '7'"),
            (["mine.py", "--list"], "expected FILE.py:FUNCTION"),
            (["mine.py:none", "--list"], "no function 'none'"),
        ]:
            result = self.command(*arguments)
            self.assertEqual(result.returncode, 65)
            self.assertIn(words, result.stderr)
        self.assertEqual(self.command("mine.py:batches").returncode, 2)


if __name__ == "__main__":
    unittest.main()
