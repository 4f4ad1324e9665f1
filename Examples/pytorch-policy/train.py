"""Trains the policy and keeps checkpoints: python train.py  (half a minute on one core)

checkpoints/cotrained.pt   one row in five of every batch is real
checkpoints/real-only.pt   the same policy on the real demonstrations alone
checkpoints/step-….pt      the co-trained one on its way
"""

import pathlib
import time

import torch

from policy import Policy, episodes

STEPS = 3000
BATCH = 256
SERIES = (0, 100, 600, 3000)
FOLDER = pathlib.Path(__file__).parent / "checkpoints"


def demonstrations():
    """Real and simulated demonstrations as rows: 6 episodes, none beyond u = 0.8, and 250."""
    generator = torch.Generator().manual_seed(1)
    real = episodes("real", 6, generator, longest=0.8)
    sim = episodes("sim", 250, generator)
    return [part.flatten(0, 1) for part in real], [part.flatten(0, 1) for part in sim]


def train(real_share, series=()):
    """A policy of STEPS steps with `real_share` of every batch real, and its weights at the steps of `series`."""
    torch.manual_seed(0)
    policy = Policy()
    generator = torch.Generator().manual_seed(2)
    optimizer = torch.optim.Adam(policy.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    real_rows = round(BATCH * real_share)
    mixture = [(part, rows) for part, rows in zip(demonstrations(), (real_rows, BATCH - real_rows)) if rows]
    kept = {}
    for step in range(STEPS + 1):
        if step in series:
            kept[step] = {name: weights.clone() for name, weights in policy.state_dict().items()}
        batch = []
        for (observation, action), rows in mixture:
            chosen = torch.randint(len(observation), (rows,), generator=generator)
            batch.append((observation[chosen], action[chosen]))
        loss = policy.loss(*(torch.cat(part) for part in zip(*batch)), generator)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return policy, kept


@torch.no_grad()
def error(policy, longest=1.0, shortest=0.0):
    """Mean squared error of sampled actions on the real domain, for u between the two bounds."""
    generator = torch.Generator().manual_seed(3)
    observation, action = (part.flatten(0, 1) for part in episodes("real", 400, generator))
    wanted = (observation[:, 0] >= shortest) & (observation[:, 0] < longest)
    sampled = policy(observation, torch.randn(len(observation), 2, generator=generator))
    return (sampled - action)[wanted].square().mean().item()


def main():
    torch.set_num_threads(1)
    FOLDER.mkdir(exist_ok=True)
    started = time.time()
    for name, share, series in [("cotrained", 0.2, SERIES), ("real-only", 1.0, ())]:
        policy, kept = train(share, series)
        torch.save(policy.state_dict(), FOLDER / f"{name}.pt")
        for step, weights in kept.items():
            torch.save(weights, FOLDER / f"step-{step:04}.pt")
        print(
            f"{name}: squared error on the real domain {error(policy, longest=0.8):.2f} where it has demonstrations, "
            f"{error(policy, shortest=0.8):.2f} beyond ({time.time() - started:.0f} s)"
        )


if __name__ == "__main__":
    main()
