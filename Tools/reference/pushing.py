"""Reference values for the PlanarPushing module.

gym-pusht 0.1.8, pymunk 6.11.1 (Chipmunk 7.0.3), shapely 2.2.0, numpy 2.4.6 (pushing.requirements.txt).

    python -m venv .venv && .venv/bin/pip install -r Tools/reference/pushing.requirements.txt
    SDL_VIDEODRIVER=dummy .venv/bin/python -P Tools/reference/pushing.py > Tests/PlanarPushingTests/Reference/pushing.json

-P keeps this folder off the import path. Numbers are written so that they read back to the same bits. `trajectory` is
one episode of closed-form actions, every step. `episodes` are 40 of 150 random actions, whole pixels, every tenth step
kept: the first half roams the table, the second half stays near the block. `physics` are the same with friction, a
coasting block, a shifted centre of gravity, another mass and other gains: pymunk, with gym-pusht's world around it.
"""

import contextlib
import io
import json
import math
import sys

import gym_pusht  # noqa: F401
import numpy as np
import pymunk
import shapely
import shapely.geometry
from gym_pusht.envs.pusht import PushTEnv

KEPT = 10


class World(PushTEnv):
    """gym-pusht's world, with the parameters that a domain of ours may have."""

    def __init__(self, friction=0.0, shift=(0.0, 0.0), mass=1.0, inertia=1.0, gains=(100, 20), **arguments):
        super().__init__(**arguments)
        self.friction, self.shift, self.mass, self.inertia = friction, shift, mass, inertia
        self.k_p, self.k_v = gains

    def _setup(self):
        super()._setup()
        for shape in self._block_shapes:
            shape.friction = self.friction
        for shape in self.agent.shapes:
            shape.friction = 1.0
        if self.shift != (0.0, 0.0):
            # Before the body stands anywhere: set its centre where it was made.
            self.block.center_of_gravity = (self.shift[0], 45 + self.shift[1])
        self.block.mass = self.mass
        self.block.moment = self.mass * 3000.0 * self.inertia

    def start(self, state, angle_first=False):
        """gym-pusht's reset to a state; or its later order, angle before position."""
        if not angle_first:
            self.reset(options={"reset_to_state": list(state)})
            return
        self._setup()
        self.agent.position = list(state[:2])
        self.block.angle = state[4]
        self.block.position = list(state[2:4])
        self.space.step(self.dt)

    def row(self):
        agent, block = self.agent.position, self.block.position
        return [agent.x, agent.y, block.x, block.y, self.block.angle, self._get_coverage()]


def closed_form(k):
    if k < 10:
        return (256, 400 - 10 * k)
    if k < 20:
        return (256 + 8 * (k - 10), 300)
    if k < 30:
        return (336 - 12 * (k - 20), 300 - 8 * (k - 20))
    if k < 40:
        return (216 + 6 * (k - 30), 220 + 4 * (k - 30))
    return (276 - 14 * (k - 40), 260 + 2 * (k - 40))


def play(world, start, actions):
    world.start(start)
    rows = [world.row()]
    for action in actions:
        world.step(np.array(action, dtype=np.float64))
        rows.append(world.row())
    return rows


def random_start(random):
    return [
        int(random.integers(50, 450)), int(random.integers(50, 450)),
        int(random.integers(100, 400)), int(random.integers(100, 400)), float(random.uniform(-np.pi, np.pi)),
    ]


def random_episode(random, world, near, count=150):
    start = random_start(random)
    world.start(start)
    rows, actions = [world.row()], []
    for step in range(count):
        centre = world.block.local_to_world((0, 45)) if near else (256, 256)
        reach = 90 if near else 256
        # A command is held for two steps, so that the pusher gets somewhere.
        if step % 2 == 0:
            action = [int(np.clip(round(c + random.uniform(-reach, reach)), 0, 512)) for c in centre]
        actions.append(action)
        world.step(np.array(action, dtype=np.float64))
        rows.append(world.row())
    return {"start": start, "actions": [a for action in actions for a in action], "rows": rows[::KEPT]}


def convex(random, count):
    """A convex polygon of integers: the hull of random points."""
    points = random.integers(-80, 81, size=(count, 2))
    hull = shapely.geometry.MultiPoint([tuple(p) for p in points.tolist()]).convex_hull
    ring = [[int(x), int(y)] for x, y in list(hull.exterior.coords)[:-1]]
    return ring


def placed(ring, pose):
    c, s = math.cos(pose[2]), math.sin(pose[2])
    return shapely.geometry.Polygon([(pose[0] + x * c - y * s, pose[1] + x * s + y * c) for x, y in ring])


def main():
    random = np.random.default_rng(20260714)
    world = World()
    answer = {
        "versions": {
            "gym-pusht": "0.1.8", "pymunk": pymunk.version, "chipmunk": pymunk.chipmunk_version,
            "shapely": shapely.__version__, "numpy": np.__version__,
        },
        "trajectory": {
            "start": [256, 400, 256, 300, 0.5],
            "actions": [a for k in range(50) for a in closed_form(k)],
            "rows": play(world, [256, 400, 256, 300, 0.5], [closed_form(k) for k in range(50)]),
        },
    }
    resets = []
    for index in range(30):
        start = random_start(random)
        world.start(start)
        legacy = world.row()
        world.start(start, angle_first=True)
        resets.append({"start": start, "position_then_angle": legacy, "angle_then_position": world.row()})
    answer["resets"] = resets
    answer["episodes"] = [random_episode(random, world, near=index >= 20) for index in range(40)]

    domains = [
        {"friction": 0.5, "damping": 0.05},
        {"friction": 0.0, "damping": 0.3},
        {"friction": 1.0, "damping": 0.0, "shift": (0.0, -22.0)},
        {"friction": 0.5, "damping": 0.05, "shift": (8.0, 22.0), "mass": 2.5, "inertia": 0.7},
        {"friction": 0.2, "damping": 0.01, "shift": (0.0, 44.0), "gains": (60, 12)},
    ]
    answer["physics"] = []
    for domain in domains:
        other = World(**domain)
        for _ in range(2):
            episode = random_episode(random, other, near=True, count=100)
            answer["physics"].append({"domain": domain, **episode})

    coverages = []
    for _ in range(200):
        pose = [256 + random.normal() * 40, 256 + random.normal() * 40, math.pi / 4 + random.normal() * 0.5]
        world.start([20, 20, *pose], angle_first=True)
        world.block.angle, world.block.position = pose[2], pose[:2]
        coverages.append({"pose": pose, "coverage": world._get_coverage(), "reward": min(world._get_coverage() / 0.95, 1.0)})
    answer["coverages"] = coverages

    overlaps = []
    while len(overlaps) < 100:
        a = convex(random, int(random.integers(4, 12)))
        if len(a) < 3:
            continue
        goal = [256.0, 256.0, random.uniform(-np.pi, np.pi)]
        pose = [256 + random.normal() * 30, 256 + random.normal() * 30, random.uniform(-np.pi, np.pi)]
        own = placed(a, goal).intersection(placed(a, pose)).area / placed(a, goal).area
        overlaps.append({"polygon": a, "goal": goal, "pose": pose, "coverage": own})
    answer["overlaps"] = overlaps
    return answer


if __name__ == "__main__":
    with contextlib.redirect_stdout(io.StringIO()):
        result = main()
    json.dump(result, sys.stdout, separators=(",", ":"))
    print()
