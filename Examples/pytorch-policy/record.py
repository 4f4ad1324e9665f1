"""Records what the policies' layers answer to both domains: python record.py  (seconds)

recorded/{real,sim}.safetensors             the co-trained policy, at flow times 0, 0.5 and 0.75
recorded/real-only/{real,sim}.safetensors   the policy of the real demonstrations alone, on the same episodes and noise
recorded/step-…/{real,sim}.safetensors      the co-trained one on its way, at flow time 0
"""

import pathlib
import sys

import torch

from policy import ROWS, Policy, episodes

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "Tools"))  # or copy record_activations.py beside your code

from record_activations import Recorder  # noqa: E402

EPISODES = 30
STEPS = 20


@torch.no_grad()
def record(checkpoint, folder, calls):
    """Both domains: as many episodes, u and v of one distribution, and the same noise in row i of both."""
    policy = Policy().eval()
    policy.load_state_dict(torch.load(HERE / "checkpoints" / checkpoint, weights_only=True))
    folder.mkdir(exist_ok=True)
    # The trunk runs STEPS times in one pass; `calls` says which of these are kept.
    loop = {"encoder": "only", "**": calls}
    with Recorder(policy, ["encoder", "trunk.*"], folder / "{domain}.safetensors", calls=loop) as recorder:
        for seed, domain in enumerate(["real", "sim"], start=10):
            generator, noise = torch.Generator().manual_seed(seed), torch.Generator().manual_seed(20)
            observations, actions = episodes(domain, EPISODES, generator, longest=0.8)
            for episode in range(EPISODES):
                policy(observations[episode], torch.randn(ROWS, 2, generator=noise), steps=STEPS)
                recorder.rows(
                    domain=domain,
                    episode=episode,
                    action=actions[episode],
                    state=observations[episode][:, :2],
                    step=[call / STEPS for call in calls],
                )
    print("\n".join(recorder.summary()))


def main():
    torch.set_num_threads(1)
    folder = HERE / "recorded"
    folder.mkdir(exist_ok=True)
    record("cotrained.pt", folder, calls=[0, 10, 15])
    record("real-only.pt", folder / "real-only", calls=[0, 10, 15])
    for checkpoint in sorted((HERE / "checkpoints").glob("step-*.pt")):
        record(checkpoint.name, folder / checkpoint.stem, calls=[0])


if __name__ == "__main__":
    main()
