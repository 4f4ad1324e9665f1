"""Reference values for layers, losses, noise schedules and optimisers: what PyTorch and diffusers answer.

    python3 -m venv .venv && .venv/bin/pip install -r Tools/reference/models.requirements.txt
    .venv/bin/python Tools/reference/models.py

writes Tests/ModelsTests/Reference/models.json and Tests/TrainingTests/Reference/training.json.

Everything is computed in double precision on inputs that a closed formula gives, so a test needs no file of inputs:
M(n,d,a) is the n×d matrix A[i,j] = sin(a + 0.7i + 1.3j) + 0.25 cos(0.11ij + a), row-major, i and j from 0.
Numbers that diffusers and candle publish in their own tests are recorded beside the recomputed ones, and the script
fails when the two disagree.
"""

import importlib.metadata
import json
import pathlib
import platform

import torch
from diffusers.models.embeddings import get_timestep_embedding
from torch.nn import functional as F

from models_inputs import flat, matrix
from models_schedules import noise_schedules, sampler_loops, sampler_steps, variances
from models_training import averaging, gradient_clipping, learning_rates, optimizers, regressions

TESTS = pathlib.Path(__file__).resolve().parents[2] / "Tests"
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def gradients(output, upstream, inputs):
    """∂(Σ upstream ⊙ output)/∂ each input."""
    return [flat(g) for g in torch.autograd.grad(output, inputs, upstream)]


def activations():
    functions = {"relu": F.relu, "silu": F.silu, "gelu": F.gelu, "tanh": torch.tanh, "mish": F.mish}
    x = torch.cat([3 * matrix(4, 6, 0.3).reshape(-1), torch.tensor([-50.0, -20, -10, -5, 5, 10, 20, 50])])
    cases = []
    for name, function in functions.items():
        input = x.clone().requires_grad_()
        output = function(input)
        (derivative,) = torch.autograd.grad(output.sum(), input)
        cases.append({"name": name, "output": flat(output), "derivative": flat(derivative)})
    return {
        "source": "torch.nn.functional relu, silu, gelu (exact, by erf), mish; torch.tanh",
        "inputs": "x = 3·M(4,6,.3) flattened, then -50, -20, -10, -5, 5, 10, 20, 50",
        "tolerance": 1e-12,
        "x": flat(x),
        "cases": cases,
    }


def normalizations():
    def case(name, shape, x, weight, bias, upstream, function):
        x = x.reshape(shape).requires_grad_()
        weight.requires_grad_(), bias.requires_grad_()
        output = function(x, weight, bias)
        dx, dweight, dbias = gradients(output, upstream.reshape(shape), [x, weight, bias])
        return {
            "name": name,
            "shape": shape,
            "x": flat(x),
            "weight": flat(weight),
            "bias": flat(bias),
            "upstream": flat(upstream),
            "output": flat(output),
            "inputGradient": dx,
            "weightGradient": dweight,
            "biasGradient": dbias,
        }

    def layer(x, weight, bias):
        return F.layer_norm(x, [6], weight, bias, eps=1e-5)

    def group(groups):
        return lambda x, weight, bias: F.group_norm(x, groups, weight, bias, eps=1e-5)

    def affine():
        return 1 + 0.5 * matrix(1, 6, 0.5).reshape(-1), matrix(1, 6, 0.9).reshape(-1)

    return {
        "source": "torch.nn.functional.layer_norm, group_norm; eps 1e-5, variance divided by n",
        "inputs": "x = M(rows,columns,.3), upstream gradient M(rows,columns,1.1) with rows·columns = 4·6 or 12·5 "
        "reshaped; "
        "weight 1 + .5·M(1,6,.5), bias M(1,6,.9)",
        "tolerance": 1e-11,
        "cases": [
            case("layer norm over the last axis", [4, 6], matrix(4, 6, 0.3), *affine(), matrix(4, 6, 1.1), layer),
            case("group norm, 2 groups of channels", [4, 6], matrix(4, 6, 0.3), *affine(), matrix(4, 6, 1.1), group(2)),
            case(
                "group norm, 3 groups, length 5", [2, 6, 5], matrix(12, 5, 0.3), *affine(), matrix(12, 5, 1.1), group(3)
            ),
        ],
    }


def network():
    """A whole small network: loss and every gradient."""
    sizes = [6, 5, 4, 2]
    weights = [(0.6 * matrix(o, i, 0.3 + k)).requires_grad_() for k, (i, o) in enumerate(zip(sizes, sizes[1:]))]
    biases = [(0.1 * matrix(1, o, 0.8 + k).reshape(-1)).requires_grad_() for k, o in enumerate(sizes[1:])]
    x, target = matrix(7, 6, 0.2), matrix(7, 2, 1.7)
    hidden = x
    for weight, bias in list(zip(weights, biases))[:-1]:
        hidden = F.silu(F.linear(hidden, weight, bias))
    output = F.linear(hidden, weights[-1], biases[-1])
    loss = F.mse_loss(output, target)
    grads = torch.autograd.grad(loss, weights + biases)
    return {
        "source": "torch autograd through linear and silu, mean squared error over all elements",
        "inputs": "sizes 6, 5, 4, 2; layer k from 0: weight [out,in] .6·M(out,in,.3+k), bias .1·M(1,out,.8+k); "
        "x = M(7,6,.2), target M(7,2,1.7)",
        "tolerance": 1e-12,
        "sizes": sizes,
        "output": flat(output),
        "loss": loss.item(),
        "weightGradients": [flat(g) for g in grads[:3]],
        "biasGradients": [flat(g) for g in grads[3:]],
    }


def time_embeddings():
    times = torch.tensor([0.0, 0.37, 1, 5, 50, 99])
    cases = []
    for width in (6, 8, 64):
        half = width // 2
        angles = times[:, None] * torch.exp(-torch.log(torch.tensor(10000.0)) * torch.arange(half) / (half - 1))
        expected = torch.cat([angles.sin(), angles.cos()], dim=1)
        single = get_timestep_embedding(times, width, flip_sin_to_cos=False, downscale_freq_shift=1)
        assert (single - expected).abs().max() < 2e-5, "the formula is not diffusers'"
        cases.append({"width": width, "output": flat(expected)})
    return {
        "source": "diffusers get_timestep_embedding(flip_sin_to_cos=False, downscale_freq_shift=1), which is "
        "diffusion_policy's SinusoidalPosEmb, evaluated in double precision (diffusers' own is single; they "
        "agree within 2e-5 at t = 99)",
        "formula": "half = width/2; [sin(t·f_k), …, cos(t·f_k), …], f_k = exp(-k·ln 10000/(half-1)), k = 0…half-1",
        "tolerance": 1e-12,
        "times": flat(times),
        "cases": cases,
    }


def losses():
    def case(name, function, logits, **extra):
        logits = logits.clone().requires_grad_()
        loss = function(logits)
        (gradient,) = torch.autograd.grad(loss, logits)
        return {
            "name": name,
            "shape": list(logits.shape),
            "prediction": flat(logits),
            **extra,
            "loss": loss.item(),
            "gradient": flat(gradient),
        }

    logits = torch.cat([4 * matrix(1, 8, 0.3).reshape(-1), torch.tensor([-100.0, -30, 30, 100])])
    labels = torch.tensor([0.0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 0])
    weight = torch.tensor(2.5)
    scores, classes = 3 * matrix(5, 4, 0.3), torch.tensor([0, 3, 1, 1, 2])
    prediction, target = matrix(3, 4, 0.3), matrix(3, 4, 1.1)
    return {
        "source": "torch.nn.functional binary_cross_entropy_with_logits, cross_entropy, mse_loss; reduction mean",
        "inputs": "logits 4·M(1,8,.3) then -100, -30, 30, 100; scores 3·M(5,4,.3); prediction M(3,4,.3), target "
        "M(3,4,1.1)",
        "tolerance": 1e-12,
        "cases": [
            case(
                "binary cross entropy with logits",
                lambda l: F.binary_cross_entropy_with_logits(l, labels),
                logits,
                target=flat(labels),
            ),
            case(
                "binary cross entropy with logits, positive weight 2.5",
                lambda l: F.binary_cross_entropy_with_logits(l, labels, pos_weight=weight),
                logits,
                target=flat(labels),
            ),
            case("cross entropy", lambda s: F.cross_entropy(s, classes), scores, target=flat(classes.double())),
            case("mean squared error", lambda p: F.mse_loss(p, target), prediction, target=flat(target)),
        ],
    }


def compact(value, depth=0):
    """JSON with objects on lines of their own and lists of numbers on one line."""
    pad = "  " * (depth + 1)
    if isinstance(value, dict):
        body = ",\n".join(f"{pad}{json.dumps(k)}: {compact(v, depth + 1)}" for k, v in value.items())
        return "{\n" + body + "\n" + pad[2:] + "}"
    if isinstance(value, list) and value and isinstance(value[0], (dict, list)):
        return "[\n" + ",\n".join(pad + compact(v, depth + 1) for v in value) + "\n" + pad[2:] + "]"
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def write(path, rule, sections):
    packages = {name: importlib.metadata.version(name) for name in ("torch", "numpy", "diffusers")}
    document = {
        "generator": "Tools/reference/models.py",
        "versions": {"python": platform.python_version(), **packages},
        "rule": rule,
        **sections,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(compact(document) + "\n")


def main():
    rule = (
        "M(n,d,a): A[i,j] = sin(a + 0.7i + 1.3j) + 0.25 cos(0.11ij + a), i and j from 0, row-major; a double-"
        "precision answer agrees when |found - expected| <= tolerance·max(1, |expected|)"
    )
    models = {
        "activations": activations(),
        "normalizations": normalizations(),
        "network": network(),
        "timeEmbeddings": time_embeddings(),
        "losses": losses(),
        "noiseSchedules": noise_schedules(),
        "variances": variances(),
        "samplerSteps": sampler_steps(),
        "samplerLoops": sampler_loops(),
    }
    training = {
        "optimizers": optimizers(),
        "regressions": regressions(),
        "learningRates": learning_rates(),
        "averaging": averaging(),
        "gradientClipping": gradient_clipping(),
    }
    write(TESTS / "ModelsTests/Reference/models.json", rule, models)
    write(TESTS / "TrainingTests/Reference/training.json", rule, training)


if __name__ == "__main__":
    main()
