"""The part of models.py that asks diffusers' DDPM and DDIM schedulers.

diffusers keeps its tables in single precision. Here the same schedulers run on the same formulas in double precision:
`double_tables` replaces `betas`, `alphas` and `alphas_cumprod`, and everything after them follows the tables' type.
The script asserts that the single-precision tables agree and that diffusers' published sums come out of both.
"""

import itertools
import math

import torch
from diffusers import DDIMScheduler, DDPMScheduler
from diffusers.schedulers import scheduling_ddpm

from models_inputs import flat, matrix

COUNT = 768


def double_tables(scheduler):
    """Gives a scheduler double-precision tables by the formulas of its class, and checks them against its own."""
    config = scheduler.config
    count = config.num_train_timesteps
    if config.beta_schedule == "linear":
        betas = torch.linspace(config.beta_start, config.beta_end, count, dtype=torch.float64)
    else:

        def alpha_bar(t):
            return math.cos((t + 0.008) / 1.008 * math.pi / 2) ** 2

        betas = torch.tensor(
            [min(1 - alpha_bar((i + 1) / count) / alpha_bar(i / count), 0.999) for i in range(count)],
            dtype=torch.float64,
        )
    single = scheduler.alphas_cumprod
    scheduler.betas, scheduler.alphas = betas, 1 - betas
    scheduler.alphas_cumprod = torch.cumprod(scheduler.alphas, dim=0)
    scheduler.one = torch.tensor(1.0, dtype=torch.float64)
    if isinstance(scheduler, DDIMScheduler):
        scheduler.final_alpha_cumprod = scheduler.one if config.set_alpha_to_one else scheduler.alphas_cumprod[0]
    assert ((single - scheduler.alphas_cumprod) / scheduler.alphas_cumprod).abs().max() < 1e-4
    return scheduler, single


def noise_schedules():
    cases = []
    for schedule in ("squaredcos_cap_v2", "linear"):
        scheduler, single = double_tables(DDPMScheduler(num_train_timesteps=100, beta_schedule=schedule))
        cases.append(
            {
                "schedule": schedule,
                "steps": 100,
                "betas": flat(scheduler.betas),
                "alphasCumprod": flat(scheduler.alphas_cumprod),
                "alphasCumprodSingle": flat(single.double()),
            }
        )
    return {
        "source": "diffusers DDPMScheduler(num_train_timesteps=100, beta_start=.0001, beta_end=.02)",
        "formula": "linear: evenly spaced betas; squaredcos_cap_v2: beta_i = min(1 - f((i+1)/n)/f(i/n), .999), "
        "f(t) = cos²((t + .008)/1.008·pi/2); alphasCumprod_i = product of 1 - beta up to i",
        "tolerance": 1e-12,
        "note": "here the tolerance is relative to |expected| alone, for the last cosine value is 2e-7; "
        "alphasCumprodSingle is diffusers' own table; at the clipped end it is off by 1e-5 of its value",
        "cases": cases,
    }


def variances():
    ddim, ddpm = (double_tables(kind())[0] for kind in (DDIMScheduler, DDPMScheduler))
    published = {(0, 0): 0.0, (420, 400): 0.14771, (980, 960): 0.32460, (487, 486): 0.00979, (999, 998): 0.02}
    cases = []
    for (t, previous), value in published.items():
        found = ddim._get_variance(t, previous).item()
        assert abs(found - value) < 1e-5
        cases.append({"sampler": "ddim", "step": t, "previous": previous, "variance": found, "published": value})
    for t, value in {0: 0.0, 487: 0.00979, 999: 0.02}.items():
        found = ddpm._get_variance(t).item()
        assert abs(found - value) < 1e-5
        cases.append({"sampler": "ddpm", "step": t, "previous": t - 1, "variance": found, "published": value})
    return {
        "source": "diffusers tests/schedulers/test_scheduler_ddim.py and test_scheduler_ddpm.py, test_variance",
        "inputs": "1000 training steps, linear betas from .0001 to .02, variance_type fixed_small (floor 1e-20)",
        "tolerance": 1e-12,
        "publishedTolerance": 1e-5,
        "cases": cases,
    }


def sampler_steps():
    sample, output, noise = (matrix(2, 3, a) for a in (0.3, 1.1, 2.0))
    scheduling_ddpm.randn_tensor = lambda *_, **__: noise
    cases = []
    for schedule, prediction, clip in itertools.product(
        ("squaredcos_cap_v2", "linear"), ("epsilon", "v_prediction", "sample"), (True, False)
    ):
        settings = dict(num_train_timesteps=100, beta_schedule=schedule, prediction_type=prediction, clip_sample=clip)
        common = {"schedule": schedule, "prediction": prediction, "clip": clip}
        ddpm, _ = double_tables(DDPMScheduler(variance_type="fixed_small", **settings))
        for t in (99, 50, 1, 0):
            found = ddpm.step(output, t, sample)
            cases.append(
                {
                    "sampler": "ddpm",
                    **common,
                    "step": t,
                    "previous": t - 1,
                    "eta": 1.0,
                    "denoised": flat(found.pred_original_sample),
                    "next": flat(found.prev_sample),
                }
            )
        ddim, _ = double_tables(DDIMScheduler(set_alpha_to_one=True, **settings))
        ddim.set_timesteps(10)
        for t, eta in itertools.product((90, 50, 0), (0.0, 0.5)):
            found = ddim.step(output, t, sample, eta=eta, variance_noise=noise)
            cases.append(
                {
                    "sampler": "ddim",
                    **common,
                    "step": t,
                    "previous": t - 10,
                    "eta": eta,
                    "denoised": flat(found.pred_original_sample),
                    "next": flat(found.prev_sample),
                }
            )
    return {
        "source": "diffusers DDPMScheduler.step (fixed_small) and DDIMScheduler.step (set_alpha_to_one, 10 "
        "inference steps), "
        "100 training steps",
        "inputs": "sample M(2,3,.3), model output M(2,3,1.1), noise M(2,3,2); previous < 0 means alphaCumprod 1; "
        "DDIM keeps the model's noise estimate when it clips (use_clipped_model_output=False)",
        "tolerance": 1e-9,
        "cases": cases,
    }


def sampler_loops():
    """Sums of |x| after whole sampling loops with the model x·t/(t+1) on x = k/768, k = 0…767."""
    cosine = {"num_train_timesteps": 100, "beta_schedule": "squaredcos_cap_v2"}
    velocity = {"prediction_type": "v_prediction"}
    cases = [
        loop_case("ddim, epsilon", DDIMScheduler, {}, published=172.0067),
        loop_case("ddim, v", DDIMScheduler, velocity, published=52.5302),
        loop_case("ddim, alpha to one", DDIMScheduler, {"beta_start": 0.01}, published=149.8295),
        loop_case(
            "ddim, alpha not to one", DDIMScheduler, {"beta_start": 0.01, "set_alpha_to_one": False}, published=149.0784
        ),
        loop_case("ddim from added noise", DDIMScheduler, {}, skipped=8, published=354.5418),
        loop_case("ddim, eta .5", DDIMScheduler, {}, noisy=True, eta=0.5),
        loop_case("ddim, epsilon, cosine, no clipping", DDIMScheduler, {**cosine, "clip_sample": False}),
        loop_case("ddpm, epsilon, no noise", DDPMScheduler, {}),
        loop_case("ddpm, epsilon", DDPMScheduler, {}, noisy=True),
        loop_case("ddpm, v", DDPMScheduler, velocity, noisy=True),
        loop_case("ddpm, epsilon, cosine", DDPMScheduler, cosine, noisy=True),
    ]
    return {
        "source": "diffusers tests/schedulers/test_scheduler_ddim.py test_full_loop_*, recomputed; loops without a "
        "published sum are ours, because the published DDPM sums (258.9606, v 202.0296) need torch's random numbers",
        "inputs": "x = k/768, k = 0…767; model x·t/(t+1); 10 inference steps (DDIM) or all (DDPM); where noisy, "
        "the noise of "
        "step t is M(1,768,.37t), else 0; skipped > 0: that many first timesteps are left out and the loop starts "
        "from add_noise(x, (767-k)/768); timesteps lists at most the first 10",
        "tolerance": 1e-8,
        "publishedTolerance": 1e-2,
        "cases": cases,
    }


def loop_case(name, kind, settings, noisy=False, eta=0.0, skipped=0, published=None):
    is_ddim = kind is DDIMScheduler

    def made():
        scheduler = kind(**settings)
        scheduler.set_timesteps(10 if is_ddim else scheduler.config.num_train_timesteps)
        return scheduler

    double, single = (run_loop(s, noisy, eta, skipped) for s in (double_tables(made())[0], made()))
    if published is not None:
        assert abs(single - published) < 1e-2 and abs(double - published) < 1e-2, (name, single, double)
    config, timesteps = made().config, made().timesteps.tolist()
    return {
        "name": name,
        "sampler": "ddim" if is_ddim else "ddpm",
        "schedule": config.beta_schedule,
        "trainingSteps": config.num_train_timesteps,
        "inferenceSteps": len(timesteps),
        "betaStart": config.beta_start,
        "betaEnd": config.beta_end,
        "prediction": config.prediction_type,
        "clip": config.clip_sample,
        "alphaToOne": getattr(config, "set_alpha_to_one", True),
        "eta": eta if is_ddim else 1.0,
        "noisy": noisy,
        "skipped": skipped,
        "timesteps": timesteps[skipped:][:10],
        "sum": double,
        "mean": double / COUNT,
        "singleSum": single,
        "published": published,
    }


def run_loop(scheduler, noisy, eta, skipped):
    kind = scheduler.alphas_cumprod.dtype
    x = (torch.arange(COUNT, dtype=torch.float64).reshape(1, COUNT) / COUNT).to(kind)
    timesteps = scheduler.timesteps[skipped:]
    if skipped:
        x = scheduler.add_noise(x, x.flip(1), timesteps[:1])
    for t in timesteps.tolist():
        noise = (matrix(1, COUNT, 0.37 * t) if noisy else torch.zeros(1, COUNT)).to(kind)
        if isinstance(scheduler, DDIMScheduler):
            x = scheduler.step(x * t / (t + 1), t, x, eta=eta, variance_noise=noise).prev_sample
        else:
            scheduling_ddpm.randn_tensor = lambda *_, **__: noise
            x = scheduler.step(x * t / (t + 1), t, x).prev_sample
    return x.abs().sum().item()
