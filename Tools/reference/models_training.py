"""The part of models.py about training: optimisers, learning rates, averages of weights, gradient clipping."""

import torch
from diffusers.optimization import get_cosine_schedule_with_warmup
from diffusers.training_utils import EMAModel
from torch.nn import functional as F

from models_inputs import flat, matrix


def optimizers():
    """20 steps on ½ wᵀHw − bᵀw, whose gradient Hw − b the test computes itself."""
    hessian = matrix(4, 4, 0.3) @ matrix(4, 4, 0.3).T / 4 + torch.eye(4)
    linear, start = matrix(1, 4, 1.1).reshape(-1), 2 * matrix(1, 4, 0.7).reshape(-1)
    settings = {
        "adamw, decay .01": (torch.optim.AdamW, dict(lr=0.1, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01)),
        "adamw, decay 1e-6, beta1 .95": (
            torch.optim.AdamW,
            dict(lr=0.05, betas=(0.95, 0.999), eps=1e-8, weight_decay=1e-6),
        ),
        "adam": (torch.optim.Adam, dict(lr=3e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0)),
        "sgd": (torch.optim.SGD, dict(lr=0.1, momentum=0, dampening=0, nesterov=False, weight_decay=0)),
        "sgd, decay .01": (torch.optim.SGD, dict(lr=0.1, momentum=0, dampening=0, nesterov=False, weight_decay=0.01)),
        "sgd, momentum": (torch.optim.SGD, dict(lr=0.1, momentum=0.9, dampening=0, nesterov=False, weight_decay=0)),
        "sgd, momentum, dampening": (
            torch.optim.SGD,
            dict(lr=0.1, momentum=0.9, dampening=0.1, nesterov=False, weight_decay=0),
        ),
        "sgd, nesterov, decay .01": (
            torch.optim.SGD,
            dict(lr=0.1, momentum=0.9, dampening=0, nesterov=True, weight_decay=0.01),
        ),
    }
    cases = []
    for name, (kind, arguments) in settings.items():
        w = start.clone().requires_grad_()
        optimizer = kind([w], **arguments)
        steps = []
        for _ in range(20):
            w.grad = (hessian @ w - linear).detach()
            optimizer.step()
            steps.append(flat(w))
        cases.append({"name": name, "arguments": arguments, "weights": steps})
    return {
        "source": "torch.optim AdamW (decoupled decay), Adam, SGD; eps is added after the square root of the "
        "corrected variance",
        "inputs": "H = M(4,4,.3)·M(4,4,.3)ᵀ/4 + I, b = M(1,4,1.1), w₀ = 2·M(1,4,.7); weights after each of 20 steps",
        "tolerance": 1e-11,
        "hessian": flat(hessian),
        "linear": flat(linear),
        "start": flat(start),
        "cases": cases,
    }


def regressions():
    """candle's optimiser tests: a linear regression from zero weights, loss Σ(prediction − y)²."""
    xs = torch.tensor([[2.0, 1], [7, 4], [-4, 12], [5, 8]])
    ys = xs @ torch.tensor([[3.0], [1.0]]) - 2
    settings = [
        (
            "adamw",
            torch.optim.AdamW,
            dict(lr=0.1, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01),
            100,
            [2.7257, 0.7097, 0.7873],
            5e-5,
        ),
        (
            "sgd",
            torch.optim.SGD,
            dict(lr=0.004, momentum=0, nesterov=False),
            1000,
            [2.9983196, 0.99790204, -1.9796902],
            5e-6,
        ),
        (
            "nesterov",
            torch.optim.SGD,
            dict(lr=0.004, momentum=0.1, nesterov=True),
            100,
            [1.07495, -9.90416, -1.8961483],
            1e-3,
        ),
    ]
    cases = []
    for name, kind, arguments, steps, published, tolerance in settings:
        w, b = torch.zeros(1, 2, requires_grad=True), torch.zeros(1, requires_grad=True)
        optimizer = kind([w, b], **arguments)
        for _ in range(steps):
            optimizer.zero_grad()
            ((F.linear(xs, w, b) - ys) ** 2).sum().backward()
            optimizer.step()
        found = flat(w) + flat(b)
        assert max(abs(f - p) for f, p in zip(found, published)) < tolerance, (name, found, published)
        cases.append(
            {
                "name": name,
                "arguments": arguments,
                "steps": steps,
                "weightsAndBias": found,
                "published": published,
                "publishedTolerance": tolerance,
            }
        )
    return {
        "source": "huggingface/candle candle-nn/tests/optim.rs (published, single precision) and torch.optim in double",
        "tolerance": 1e-8,
        "x": flat(xs),
        "y": flat(ys),
        "cases": cases,
        "note": "the nesterov case still oscillates after 100 steps, so single precision drifts from double",
    }


def learning_rates():
    cases = []
    for warmup, total in ((0, 4000), (10, 100), (500, 4000)):
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
        factor = get_cosine_schedule_with_warmup(optimizer, warmup, total).lr_lambdas[0]
        steps = sorted({0, 1, 2, max(warmup - 1, 0), warmup, warmup + 1, total // 2, total - 1, total, total + 1})
        cases.append({"warmup": warmup, "total": total, "steps": steps, "factors": [factor(s) for s in steps]})
    return {
        "source": "diffusers.optimization.get_cosine_schedule_with_warmup, num_cycles .5",
        "convention": "the optimiser's step n, counted from 0, uses rate·factor(n): with a warm-up the first "
        "step has rate 0",
        "tolerance": 1e-14,
        "cases": cases,
    }


def averaging():
    steps = list(range(21)) + [100, 1000, 100000]
    cases = []
    for power, after, ceiling in ((0.75, 0, 0.9999), (2 / 3, 0, 0.9999), (0.75, 10, 0.9999), (0.75, 0, 0.9)):
        model = EMAModel(
            [torch.zeros(1, requires_grad=True)],
            decay=ceiling,
            min_decay=0.0,
            update_after_step=after,
            use_ema_warmup=True,
            inv_gamma=1.0,
            power=power,
        )
        average, run = torch.tensor(0.0), []
        for step in range(15):
            decay = model.get_decay(step)
            average = decay * average + (1 - decay) * torch.sin(torch.tensor(0.3 + step))
            run.append(average.item())
        cases.append(
            {
                "inverseGamma": 1.0,
                "power": power,
                "updateAfterStep": after,
                "maximum": ceiling,
                "decays": [model.get_decay(s) for s in steps],
                "averages": run,
            }
        )
    return {
        "source": "diffusers.training_utils.EMAModel.get_decay with use_ema_warmup, the rule of "
        "diffusion_policy's EMAModel",
        "formula": "n = max(0, step - updateAfterStep - 1); decay 0 where n = 0, else min(1 - (1 + "
        "n/inverseGamma)^-power, maximum)",
        "convention": "step counts the updates made before this one (diffusion_policy: the decay is taken, then "
        "the counter "
        "rises), so the first two updates copy the weights; diffusers' own step() raises the counter first "
        "and copies once. averages: from 0, w at update n is sin(.3 + n), n from 0",
        "tolerance": 1e-13,
        "steps": steps,
        "cases": cases,
    }


def gradient_clipping():
    cases = []
    for limit in (0.5, 1.0, 100.0):
        first, second = torch.zeros(3, 4, requires_grad=True), torch.zeros(5, requires_grad=True)
        first.grad, second.grad = matrix(3, 4, 0.3), matrix(1, 5, 1.1).reshape(-1)
        norm = torch.nn.utils.clip_grad_norm_([first, second], limit)
        cases.append({"limit": limit, "norm": norm.item(), "clipped": [flat(first.grad), flat(second.grad)]})
    return {
        "source": "torch.nn.utils.clip_grad_norm_, which multiplies by min(1, limit/(norm + 1e-6))",
        "inputs": "gradients M(3,4,.3) and M(1,5,1.1)",
        "tolerance": 1e-12,
        "cases": cases,
    }
