"""The toy experiment in PyTorch: data, networks, one training step, evaluation.

π(y | x) with x in R³ and y in R²: a 5 × 64 SiLU network is the velocity field of flow matching along the straight path
y_t = (1 − t)·noise + t·y, trained by Adam on batches of 256 that mix 30 target and 3000 source samples.
"""

import math
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F

SOURCE, TARGET, BATCH, WIDTH, DEPTH, RATE = 3000, 30, 256, 64, 5, 3e-3
SIZES = [6] + [WIDTH] * DEPTH + [2]


@dataclass
class Cell:
    """One network of the sweep."""

    offset: float
    mixing: float
    seed: int


def roll(u):
    angle = 1.5 * math.pi * (1 + 2 * u)
    return torch.stack([angle * torch.cos(angle), angle * torch.sin(angle)], dim=-1)


def samples(cell):
    """The target's samples, then the source's: columns u, v, z, y₁, y₂."""
    generator = torch.Generator().manual_seed(cell.seed)
    source, target = torch.rand(SOURCE, 2, generator=generator), torch.rand(TARGET, 2, generator=generator)
    target[:, 0] *= 0.8
    actions = roll(target[:, 0]) + 3 + 0.3 * torch.randn(TARGET, 2, generator=generator)
    return torch.cat(
        [
            torch.cat([target, torch.full((TARGET, 1), 1 + cell.offset), actions], dim=1),
            torch.cat([source, torch.ones(SOURCE, 1), roll(source[:, 0])], dim=1),
        ]
    )


class OneNetwork:
    """The step as anybody writes it: `nn.Sequential`, autograd, one optimiser."""

    def __init__(self, cell, fused):
        torch.manual_seed(cell.seed)
        layers = []
        for i, o in zip(SIZES, SIZES[1:]):
            layers += [nn.Linear(i, o), nn.SiLU()]
        self.network = nn.Sequential(*layers[:-1])
        self.optimizer = torch.optim.Adam(self.network.parameters(), lr=RATE, fused=fused)
        self.table, self.mixing = samples(cell), cell.mixing

    def step(self):
        is_target = torch.rand(BATCH) < self.mixing
        rows = torch.where(is_target, torch.randint(TARGET, (BATCH,)), TARGET + torch.randint(SOURCE, (BATCH,)))
        x, y = self.table[rows].split([3, 2], dim=1)
        noise, t = torch.randn(BATCH, 2), torch.rand(BATCH, 1)
        velocity = self.network(torch.cat([torch.lerp(noise, y, t), t, x], dim=1))
        loss = F.mse_loss(velocity, y - noise)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        return loss


class BatchedNetworks:
    """Several networks of the sweep as one: every layer is a single `torch.baddbmm` over [networks, batch, width]."""

    def __init__(self, cells):
        count = len(cells)
        torch.manual_seed(cells[0].seed)
        self.weights, self.biases = [], []
        for i, o in zip(SIZES, SIZES[1:]):
            bound = 1 / math.sqrt(i)
            self.weights.append(torch.empty(count, i, o).uniform_(-bound, bound).requires_grad_())
            self.biases.append(torch.empty(count, 1, o).uniform_(-bound, bound).requires_grad_())
        self.optimizer = torch.optim.Adam(self.weights + self.biases, lr=RATE, fused=True)
        self.table = torch.cat([samples(cell) for cell in cells])
        self.mixing = torch.tensor([cell.mixing for cell in cells])[:, None]
        self.first = (torch.arange(count) * (SOURCE + TARGET))[:, None]
        self.shape = (count, BATCH)
        self.offsets = torch.tensor([cell.offset for cell in cells])

    def velocity(self, input):
        for weight, bias in zip(self.weights[:-1], self.biases[:-1]):
            input = F.silu(torch.baddbmm(bias, input, weight))
        return torch.baddbmm(self.biases[-1], input, self.weights[-1])

    def step(self, rate=RATE):
        is_target = torch.rand(self.shape) < self.mixing
        rows = torch.where(is_target, torch.randint(TARGET, self.shape), TARGET + torch.randint(SOURCE, self.shape))
        x, y = self.table[rows + self.first].split([3, 2], dim=2)
        noise, t = torch.randn(*self.shape, 2), torch.rand(*self.shape, 1)
        velocity = self.velocity(torch.cat([torch.lerp(noise, y, t), t, x], dim=2))
        # The sum over networks of each one's mean, so that every network sees its own loss.
        loss = (velocity - (y - noise)).square().mean(dim=(1, 2)).sum()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.param_groups[0]["lr"] = rate
        self.optimizer.step()
        return loss

    @torch.no_grad()
    def evaluate(self, points=2000, steps=100, chunk=500):
        """Mean squared error a coordinate of sampled actions on the target plane, one number a network.

        Points go through in chunks, which stay in the second cache and take a fifth less time than all at once.
        """
        errors = [self.squared_errors(chunk, steps) for _ in range(points // chunk)]
        return torch.cat(errors, dim=1).mean(dim=(1, 2))

    def squared_errors(self, points, steps):
        conditions = torch.rand(self.shape[0], points, 3)
        conditions[:, :, 2] = 1 + self.offsets[:, None]
        truth = roll(conditions[:, :, 0]) + 3
        y = torch.randn_like(truth)
        for k in range(steps):
            t = torch.full_like(y[:, :, :1], k / steps)
            y += self.velocity(torch.cat([y, t, conditions], dim=2)) / steps
        return (y - truth).square()


def train(cells, steps):
    """Trains cells together, the rate falling to zero along a cosine."""
    networks = BatchedNetworks(cells)
    for k in range(steps):
        networks.step(RATE * 0.5 * (1 + math.cos(math.pi * k / steps)))
    return networks
