"""A larger step in PyTorch: 4 hidden layers of 256, a 64-wide sinusoidal embedding of time, batch 256, fused AdamW."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from toy import BATCH, SOURCE, TARGET, Cell, samples

EMBEDDING, WIDTH, DEPTH, MIXING = 64, 256, 4, 0.1


class LargerNetwork:
    def __init__(self):
        torch.manual_seed(0)
        sizes = [2 + EMBEDDING + 3] + [WIDTH] * DEPTH + [2]
        layers = []
        for i, o in zip(sizes, sizes[1:]):
            layers += [nn.Linear(i, o), nn.SiLU()]
        self.network = nn.Sequential(*layers[:-1])
        self.optimizer = torch.optim.AdamW(self.network.parameters(), lr=1e-3, weight_decay=1e-2, fused=True)
        self.table = samples(Cell(offset=1.0, mixing=MIXING, seed=0))
        half = EMBEDDING // 2
        # Time runs over [0, 1]; the embedding expects steps, here a thousand of them.
        self.frequencies = 1000 * torch.exp(torch.arange(half) * (-math.log(10000) / (half - 1)))

    def step(self):
        is_target = torch.rand(BATCH) < MIXING
        rows = torch.where(is_target, torch.randint(TARGET, (BATCH,)), TARGET + torch.randint(SOURCE, (BATCH,)))
        x, y = self.table[rows].split([3, 2], dim=1)
        noise, t = torch.randn(BATCH, 2), torch.rand(BATCH, 1)
        angle = t * self.frequencies
        input = torch.cat([torch.lerp(noise, y, t), angle.sin(), angle.cos(), x], dim=1)
        loss = F.mse_loss(self.network(input), y - noise)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        return loss
