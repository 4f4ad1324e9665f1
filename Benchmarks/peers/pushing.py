"""gym-pusht on one thread, on the episode that Sources/benchmarks/Pushing.swift plays: the same starts and commands.

Seconds are those of the processor, on both sides; those on the wall stand beside them.

The environment is taken without gymnasium's wrappers, which only add to a step, and is told its commands as pymunk's own
vectors: with numpy's arrays, which its users give it, it is a tenth slower.
"""

import contextlib
import io
import math
import os
import resource
import time

EPISODE = 300


def environment(**arguments):
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    with contextlib.redirect_stdout(io.StringIO()):
        from gym_pusht.envs.pusht import PushTEnv

        return PushTEnv(**arguments)


def start(number):
    return [256, 400, 256, 300, 0.5 + 0.1 * (number % 10)]


def commands():
    from pymunk.vec2d import Vec2d

    return [
        Vec2d(256 + 150 * math.cos(0.05 * step), 256 + 150 * math.sin(0.083 * step)) for step in range(EPISODE)
    ]


def play(world, count):
    asked, coverage = commands(), 0.0
    for step in range(count):
        if step % EPISODE == 0:
            world.reset(options={"reset_to_state": start(step // EPISODE)})
        coverage += world.step(asked[step % EPISODE])[4]["coverage"]
    return coverage / count


def steps(count, observed):
    world = environment(obs_type=observed)
    play(world, count // 10)
    begin, busy = time.perf_counter(), time.process_time()
    play(world, count)
    wall, processor = time.perf_counter() - begin, time.process_time() - busy
    coverage = play(environment(obs_type="state"), 10 * EPISODE)
    details = {"per second on the wall": count / wall, "mean coverage": coverage}
    return {"value": count / processor, "details": details}


def frames(count):
    """Its pictures alone: of an episode's states, one after another, between steps that are not timed."""
    world = environment(obs_type="state")
    world.reset(options={"reset_to_state": start(0)})
    asked, wall, processor = commands(), 0.0, 0.0
    for step in range(count):
        world.step(asked[step % EPISODE])
        begin, busy = time.perf_counter(), time.process_time()
        world._render()
        wall, processor = wall + time.perf_counter() - begin, processor + time.process_time() - busy
    return {"value": count / processor, "details": {"per second on the wall": count / wall}}


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 1024


def memory(count):
    worlds = [environment(obs_type="state")]
    asked = commands()
    worlds[0].reset(options={"reset_to_state": start(0)})
    worlds[0].step(asked[0])
    before = resident()
    for number in range(count):
        worlds.append(environment(obs_type="state"))
        worlds[-1].reset(options={"reset_to_state": start(number)})
    for step in range(20):
        for world in worlds[1:]:
            world.step(asked[step])
    return {"value": (resident() - before) / count, "details": {"worlds": count}}


MEASUREMENTS = {
    "pushing-steps": (lambda: steps(3000, "state"), "steps/s"),
    "pushing-steps-with-frames": (lambda: steps(1500, "pixels"), "steps/s"),
    "pushing-frames": (lambda: frames(1500), "frames/s"),
    "pushing-world-memory": (lambda: memory(100), "KiB per world"),
}
