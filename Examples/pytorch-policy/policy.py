"""Two domains on toy data, and a small flow-matching policy for them.

A state (u, v) on a plane is seen as (u, v, z): the domains differ in z, by GAP. The action is a point of a spiral that
u runs along; the real domain's spiral is shifted by (3, 3). An episode sweeps along u while v wanders, so rows of an
episode are alike. Real demonstrations are few and none goes beyond u = 0.8.
"""

import math

import torch
from torch import nn

GAP = 1.0
ROWS = 12
"""Rows of an episode."""


def episodes(domain, count, generator, longest=1.0):
    """`count` demonstrations: observations [count, ROWS, 3] and actions [count, ROWS, 2]."""
    start, end = longest * torch.rand(2, count, 1, generator=generator)
    u = start + (end - start) * torch.linspace(0, 1, ROWS)
    v = torch.rand(count, 1, generator=generator) + 0.05 * torch.randn(count, ROWS, generator=generator).cumsum(1)
    z = torch.full_like(u, 1 + GAP * (domain == "real"))
    angle = 1.5 * math.pi * (1 + 2 * u)
    action = torch.stack([angle * angle.cos(), angle * angle.sin()], 2) + 3 * (domain == "real")
    return torch.stack([u, v, z], 2), action + 0.3 * torch.randn(action.shape, generator=generator)


class Policy(nn.Module):
    """Noise becomes an action along a learned velocity field, in Euler steps.

    encoder: what is seen, [n, 3] → [n, 16]. trunk: that with the action so far and the flow time, [n, 16 + 2 + 1] →
    [n, 32], two layers. head: the velocity, [n, 2]. Actions are divided by SCALE inside.
    """

    SCALE = 8.0

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(3, 64), nn.SiLU(), nn.Linear(64, 16), nn.SiLU())
        self.trunk = nn.Sequential(
            nn.Sequential(nn.Linear(19, 128), nn.SiLU(), nn.Linear(128, 32), nn.SiLU()),
            nn.Sequential(nn.Linear(32, 128), nn.SiLU(), nn.Linear(128, 32), nn.SiLU()),
        )
        self.head = nn.Linear(32, 2)

    def velocity(self, features, action, time):
        return self.head(self.trunk(torch.cat([features, action, time], 1)))

    def loss(self, observation, action, generator):
        """Flow matching: the velocity on the straight path from noise to the action."""
        action = action / self.SCALE
        noise = torch.randn(action.shape, generator=generator)
        time = torch.rand(len(action), 1, generator=generator)
        velocity = self.velocity(self.encoder(observation), (1 - time) * noise + time * action, time)
        return (velocity - (action - noise)).square().mean()

    def forward(self, observation, noise, steps=20):
        """Samples actions [n, 2] from noise [n, 2]. The encoder runs once, trunk and head once a step."""
        features, action = self.encoder(observation), noise
        for step in range(steps):
            time = torch.full((len(action), 1), step / steps)
            action = action + self.velocity(features, action, time) / steps
        return self.SCALE * action
