"""The closed form as one writes it in numpy, double precision: demonstrations in blocks that stay in the cache, their
kernel evaluated once for all noise levels, the sums relative to the largest logit so far. As many threads as BLAS takes;
numpy's exponentials run on one.
"""

import resource
import time

import numpy


def problem(queries, demonstrations):
    generator = numpy.random.default_rng(0)
    real = demonstrations // 50
    shift = numpy.where(numpy.arange(demonstrations) < real, 0, 0.3)[:, None]
    latents = generator.standard_normal((demonstrations, 64)) + shift
    actions = generator.standard_normal((demonstrations, 32)) + shift
    own, asked = generator.standard_normal((queries, 32)), generator.standard_normal((queries, 64))
    return real, latents, actions, own, asked, generator.standard_normal((queries, 32))


def posteriors(real, latents, actions, own, asked, noise, bandwidth=8, levels=20, block=2048, rows=256):
    """Log evidence, effective sample size and answer of each domain at every level and query."""
    count, width = own.shape
    latent_norms, action_norms = (latents**2).sum(1), (actions**2).sum(1)
    domains = [(0, real), (real, len(actions))]
    evidence, sizes = numpy.empty((levels, count, 2)), numpy.empty((levels, count, 2))
    answers = numpy.empty((2, levels, count, width))
    for first in range(0, count, rows):
        chosen = slice(first, min(first + rows, count))
        z = asked[chosen]
        for domain, (begin, end) in enumerate(domains):
            top = numpy.full((levels, len(z)), -numpy.inf)
            total, squares = numpy.zeros_like(top), numpy.zeros_like(top)
            sums = numpy.zeros((levels, len(z), width))
            for start in range(begin, end, block):
                part = slice(start, min(start + block, end))
                prior = z @ latents[part].T
                prior *= 2
                prior -= latent_norms[part]
                prior -= (z**2).sum(1)[:, None]
                prior *= 1 / (2 * bandwidth**2)
                for level in range(levels):
                    signal, sigma = level / levels, 1 - level / levels
                    x = signal * own[chosen] + sigma * noise[chosen]
                    logits = (x * (signal / sigma**2)) @ actions[part].T
                    logits += prior
                    logits -= action_norms[part] * (signal**2 / (2 * sigma**2))
                    largest = numpy.maximum(top[level], logits.max(1))
                    scale = numpy.exp(top[level] - largest)
                    logits -= largest[:, None]
                    weights = numpy.exp(logits, out=logits)
                    total[level] = total[level] * scale + weights.sum(1)
                    squares[level] = squares[level] * scale**2 + numpy.einsum("ij,ij->i", weights, weights)
                    sums[level] = sums[level] * scale[:, None] + weights @ actions[part]
                    top[level] = largest
            evidence[:, chosen, domain] = top + numpy.log(total / (end - begin))
            sizes[:, chosen, domain] = total**2 / squares
            answers[domain][:, chosen] = sums / total[:, :, None]
    return evidence, sizes, answers


def measured(queries, demonstrations):
    arguments = problem(queries, demonstrations)
    begin = time.perf_counter()
    posteriors(*arguments)
    seconds = time.perf_counter() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"value": seconds, "details": {"peak memory, MiB": memory}}


MEASUREMENTS = {
    "posteriors-1000x100000x20": (lambda: measured(1000, 100_000), "s"),
    "posteriors-200x20000x20": (lambda: measured(200, 20_000), "s"),
}
