"""Distributions of jax.scipy.stats: values on a grid of points and parameters, types of the results, derivatives."""

import inspect
import math

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy import stats

from table import Table

table = Table("stats")
inf, nan = math.inf, math.nan
POINTS = {
    "x": [-inf, -40, -3, -0.5, -0.0, 0.0, 1e-3, 0.25, 0.75, 1, 1.5, 3, 6.25, 40, inf, nan],
    "q": [-0.5, 0, 1e-6, 0.1, 0.25, 0.5, 0.9, 1 - 1e-6, 1, 1.5, nan],
    "k": [-inf, -1, 0, 1, 2, 3, 4.5, 7, 30, inf, nan],
}
# Parameters behind the point: own ones, then the location, then the scale.
SCALES = [(0, 1), (0.5, 2), (-1, 0.25), (0, -1)]
PARAMETERS = {
    "norm": SCALES,
    "cauchy": SCALES,
    "expon": SCALES,
    "gumbel_l": SCALES,
    "gumbel_r": SCALES,
    "laplace": SCALES,
    "logistic": SCALES,
    "uniform": SCALES,
    "beta": [(2, 3, 0, 1), (0.5, 0.75, -1, 3), (1, 1, 0, 1), (0, 1, 0, 1)],
    "chi2": [(3, 0, 1), (0.5, 0.5, 2), (20, 0, 0.5)],
    "gamma": [(2, 0, 1), (0.5, 0.5, 2), (20, 0, 0.5)],
    "pareto": [(2, 0, 1), (0.5, 0.5, 2), (3, -1, 0.25)],
    "t": [(3, 0, 1), (0.5, 0.5, 2), (30, 0, 0.5)],
    "truncnorm": [(-1, 2, 0, 1), (0.5, 3, 0.25, 2), (-6, -3, 0, 1), (2, 1, 0, 1)],
    "gennorm": [(2,), (1,), (0.5,), (4,)],
    "vonmises": [(2,), (0.1,), (30,), (-1,)],
    "wrapcauchy": [(0.4,), (0.9,), (0,), (1,)],
    "bernoulli": [(0.3, 0), (0, 0), (1, 1), (0.75, 0.5)],
    "betabinom": [(5, 2, 3, 0), (10, 0.5, 0.75, 1), (0, 1, 1, 0), (-1, 1, 1, 0)],
    "binom": [(5, 0.3, 0), (10, 0.75, 1), (0, 0.5, 0), (3, 1, 0)],
    "geom": [(0.3, 0), (0.75, 1), (1, 0)],
    "nbinom": [(5, 0.3, 0), (2.5, 0.75, 1), (1, 1, 0)],
    "poisson": [(2, 0), (0.25, 1), (30, 0)],
}
FUNCTIONS = "logpdf pdf cdf logcdf sf logsf ppf isf pmf logpmf".split()
MIDDLE = {"x": [0.25, 0.75, 1.5], "q": [0.1, 0.25, 0.9], "k": [0, 2, 3]}


def tree_type(x):
    return f"{x.dtype}{'*' if x.weak_type else ''}"


def grid(points, sets, dtype):
    """Points along the last axis, sets of parameters along the first."""
    parameters = np.array(sets, dtype)[:, :, None]
    return np.array(points, dtype), [np.array(p) for p in parameters.transpose(1, 0, 2)]


def derivatives(f, arguments):
    """By each argument, or by the point alone."""
    try:
        return jnp.stack(jax.grad(lambda *args: f(*args).sum(), range(len(arguments)))(*arguments))
    except ValueError:
        # The incomplete beta function has no derivatives by its parameters.
        return jnp.stack([jax.grad(lambda *args: f(*args).sum())(*arguments)])
    except TypeError:
        # JAX's derivatives of Gumbel's distributions fail (an integer among floats), so these are differences.
        with jax.enable_x64(True):
            wide = [np.array(a, np.float64) for a in arguments]
            steps = [[a + h * (i == j) for j, a in enumerate(wide)] for i in range(len(wide)) for h in (1e-5, -1e-5)]
            values = np.array([f(*step) for step in steps])
            return ((values[::2] - values[1::2]) / 2e-5).astype(np.float32)


def record(name, f, point, sets):
    given = [p for p in inspect.signature(f).parameters]
    sets = [s[: len(given) - 1] for s in sets]
    # A number alone, and an array of integers, which ndtri does not take.
    types = [tree_type(f(0.5, *sets[0]))]
    if not (name.startswith("norm") and point == "q"):
        types.append(tree_type(f(jnp.arange(2), *sets[0])))
    results = {}
    x, parameters = grid(POINTS[point], sets, np.float32)
    results["float32"] = f(x, *parameters)
    full = [np.broadcast_to(a, (2, 3)).astype(np.float32) for a in grid(MIDDLE[point], sets[:2], np.float32)[1]]
    middle = np.broadcast_to(np.array(MIDDLE[point], np.float32), (2, 3))
    arguments = [middle, *full]
    results["derivatives"] = derivatives(f, arguments)
    with jax.enable_x64(True):
        x, parameters = grid(POINTS[point][1:-2], sets[:2], np.float64)
        results["float64"] = f(x, *parameters)
    table.case(
        "distributions",
        name,
        {"points": [str(v).replace("inf", "Infinity") for v in POINTS[point]], "sets": sets, "middle": MIDDLE[point], "types": types},
        {},
        results,
    )


for distribution, sets in PARAMETERS.items():
    module = getattr(stats, distribution)
    for function in FUNCTIONS:
        if hasattr(module, function):
            f = getattr(module, function)
            discrete = hasattr(module, "pmf")
            point = "q" if function in ("ppf", "isf") else "k" if discrete else "x"
            record(f"{distribution}.{function}", f, point, sets)

table.write()
