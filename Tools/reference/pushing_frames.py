"""Pictures of gym-pusht for the tests of PlanarPushing's camera.

gym-pusht 0.1.8, pymunk 6.11.1, pygame 2.6.1 (SDL 2.28.4), opencv-python 4.14.0.94, numpy 2.4.6 (pushing.requirements.txt).

    python -m venv .venv && .venv/bin/pip install -r Tools/reference/pushing.requirements.txt
    SDL_VIDEODRIVER=dummy .venv/bin/python -P Tools/reference/pushing_frames.py Tests/PlanarPushingTests/Reference/frames.npz

-P keeps this folder off the import path. `states` [20, 5] are pusher x and y, block x and y, and angle: random, with the
pusher in view, which is to say clear of the block, since gym-pusht marks contacts with red dots. `frames`
[20, 96, 96, 3] are the observations of these states, and `parts` [20, 4, 96, 96] what is seen in each of their pixels
at their centre: goal, block, pusher, wall, 0 or 1. They are gym-pusht's drawing on its screen of 512 × 512, where every
pixel has the colour of one thing, resized to the nearest. `given` is the observation of the trajectory's start in
pushing.json, whose first state is [256, 400, 256, 300, .5].
"""

import sys

import cv2
import gym_pusht  # noqa: F401
import numpy as np
import pygame
import shapely
from gym_pusht.envs.pusht import PushTEnv, pymunk_to_shapely

COLOURS = {
    "goal": ["LightGreen"], "block": ["LightSlateGray", (143, 163, 184)], "pusher": ["RoyalBlue", (78, 126, 255)],
    "wall": ["LightGray"],
}


def colour(name):
    return tuple(pygame.Color(name))[:3] if isinstance(name, str) else name


def observe(env, start):
    observation, _ = env.reset(options={"reset_to_state": start})
    agent, block = env.agent.position, env.block.position
    screen = np.transpose(np.array(pygame.surfarray.pixels3d(env._draw())), (1, 0, 2))
    # The screen's pixel that holds the centre of each pixel of the observation.
    centres = ((np.arange(96) + 0.5) * 512 / 96).astype(int)
    picked = screen[centres][:, centres]
    parts = [
        np.any([(picked == colour(name)).all(-1) for name in names], axis=0) for names in COLOURS.values()
    ]
    return [agent.x, agent.y, block.x, block.y, env.block.angle], observation, np.stack(parts)


def main(path):
    env = PushTEnv(obs_type="pixels", render_mode="rgb_array")
    random = np.random.default_rng(20260721)
    rows = []
    while len(rows) < 20:
        start = [
            int(random.integers(50, 450)), int(random.integers(50, 450)),
            int(random.integers(100, 400)), int(random.integers(100, 400)), float(random.uniform(-np.pi, np.pi)),
        ]
        row = observe(env, start)
        block = pymunk_to_shapely(env.block, env.block.shapes)
        if block.distance(shapely.Point(row[0][:2])) > 18 and env.n_contact_points == 0:
            rows.append(row)
    states, frames, parts = (np.array(column) for column in zip(*rows))
    given = observe(env, [256, 400, 256, 300, 0.5])[1]
    np.savez_compressed(
        path, states=states.astype(np.float64), frames=frames.astype(np.uint8), parts=parts.astype(np.uint8), given=given)


if __name__ == "__main__":
    main(sys.argv[1])
