"""The closed formula that every input of models.py comes from, and how a tensor is written down."""

import torch


def matrix(rows, columns, a):
    i = torch.arange(rows)[:, None].double()
    j = torch.arange(columns)[None, :].double()
    return torch.sin(a + 0.7 * i + 1.3 * j) + 0.25 * torch.cos(0.11 * i * j + a)


def flat(tensor):
    return tensor.detach().reshape(-1).tolist()
