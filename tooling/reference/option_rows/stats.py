"""Distributions at the ends of their supports and beyond, with parameters that are none, of every dtype; ranks, modes, errors."""

import inspect
from itertools import product

import jax.numpy as jnp
import numpy as np
from jax.scipy import stats

from option_rows.arrays import values

INF, NAN = float("inf"), float("nan")
# Own parameters: usual ones, those at the ends of what is allowed, and those that are none.
OWN = {
    "norm": [()], "cauchy": [()], "expon": [()], "gumbel_l": [()], "gumbel_r": [()], "laplace": [()], "logistic": [()], "uniform": [()],
    "beta": [(2, 3), (1, 1), (0, 1), (-1, 2), (NAN, 1), (INF, 1)],
    "chi2": [(3,), (1,), (2,), (0,), (-1,), (NAN,), (INF,)],
    "gamma": [(2,), (1,), (0,), (-1,), (NAN,), (INF,)],
    "pareto": [(2,), (1,), (0,), (-1,), (NAN,), (INF,)],
    "t": [(3,), (1,), (0,), (-1,), (NAN,), (INF,)],
    "truncnorm": [(-1, 2), (0, INF), (-INF, 0), (-INF, INF), (1, 1), (2, 1), (NAN, 1)],
    "gennorm": [(2,), (1,), (0,), (-1,), (NAN,), (INF,)],
    "vonmises": [(2,), (0,), (-1,), (NAN,), (INF,)],
    "wrapcauchy": [(0.5,), (0,), (1,), (-0.5,), (NAN,)],
    "bernoulli": [(0.25,), (0,), (1,), (-0.5,), (1.5,), (NAN,)],
    "betabinom": [(5, 2, 3), (0, 1, 1), (3, 0, 1), (-1, 1, 1), (NAN, 1, 1)],
    "binom": [(5, 0.25), (0, 0.5), (3, 0), (3, 1), (3, 1.5), (-1, 0.5), (2.5, 0.5), (NAN, 0.5), (3, NAN)],
    "geom": [(0.25,), (0,), (1,), (-0.5,), (1.5,), (NAN,)],
    "nbinom": [(5, 0.25), (0, 0.5), (3, 0), (3, 1), (-1, 0.5), (3, 1.5), (NAN, 0.5)],
    "poisson": [(2,), (0,), (-1,), (NAN,), (INF,)],
}  # fmt: skip
FUNCTIONS = "logpdf pdf cdf logcdf sf logsf ppf isf pmf logpmf entropy".split()
POINTS = [-INF, -2, -1, -0.5, -0.0, 0.0, 0.5, 1, 1.5, 2, 5, INF, NAN]
CHANCES = [-0.5, -0.0, 0, 0.25, 0.5, 1, 1.5, NAN]
SCALES = [(), (0.5,), (0.5, 2), (-1, 0), (0, -1), (NAN, 1), (0, NAN), (INF, 1), (0, INF)]


def record(sweep):
    for distribution, sets in OWN.items():
        module = getattr(stats, distribution)
        for function in FUNCTIONS:
            if not hasattr(module, function):
                continue
            f = getattr(module, function)
            name = f"stats.{distribution}.{function}"
            given = list(inspect.signature(f).parameters)
            points = np.array(CHANCES if function in ("ppf", "isf") else POINTS, np.float32)
            call = lambda *args: sweep.call(name, f, *args)
            lead = [] if function == "entropy" else [points]
            places = given.count("loc") + given.count("scale")
            for own in sets:
                call(*lead, *map(np.float32, own))
            for where in SCALES:
                if 0 < len(where) <= places:
                    call(*lead, *map(np.float32, sets[0]), *map(np.float32, where))
            for dtype in ["float64", "float16", "bfloat16", "int32", "uint8", "bool"]:
                some = values((4,), dtype, "unit" if function in ("ppf", "isf") else "positive")
                call(*([] if function == "entropy" else [some]), *(np.asarray(o).astype(jnp.dtype("float32" if o != int(o) else dtype)) for o in sets[0]))
                call(*([] if function == "entropy" else [some]), *map(np.float32, sets[0]))
            if lead:
                call(values((0,)), *map(np.float32, sets[0]))
                call(values((2, 3), kind="unit"), *(np.full((2, 1), o, np.float32) for o in sets[0]))
                call(values((3,), kind="unit"), *(np.full((2,), o, np.float32) for o in sets[0]))
                if places:
                    call(values((3,), kind="unit"), *map(np.float32, sets[0]), np.array([[0], [0.5]], np.float32))

    def several(name, f, *args, **options):
        sweep.call(f"stats.{name}", f, *args, **options)

    for function in ["logpdf", "pdf"]:
        f = getattr(stats.multivariate_normal, function)
        for x, mean, cov in product([(), (1,), (2,), (3, 2), (0, 2)], [(), (1,), (2,)], [(), (2,), (2, 2), (1, 1)]):
            covariance = values(cov, kind="positive") if len(cov) < 2 else (np.eye(cov[0]) * 2 + 0.25).astype(np.float32)
            several(f"multivariateNormal.{function}", f, values(x), values(mean, seed=2), covariance)
        for covariance in [np.zeros((2, 2), np.float32), -np.eye(2, dtype=np.float32), np.float32(-1), np.array([[1, NAN], [NAN, 1]], np.float32)]:
            several(f"multivariateNormal.{function}", f, values((2,)), np.float32(0), covariance)
        f = getattr(stats.dirichlet, function)
        for x, alpha in [([0.25, 0.75], [1, 2]), ([0.25, 0.25, 0.5], [1, 2, 3]), ([0.25, 0.25], [1, 2, 3]), ([0, 1], [1, 2]), ([0.5, 0.6], [1, 2]), ([1, 0], [0, 1]),
                         ([0.5, 0.5], [-1, 1]), ([NAN, 1], [1, 2]), ([[0.25, 0.5], [0.75, 0.5]], [1, 2]), ([0.5], [1, 2]), ([], [1])]:
            several(f"dirichlet.{function}", f, np.array(x, np.float32), np.array(alpha, np.float32))
    for function in ["logpmf", "pmf"]:
        f = getattr(stats.multinomial, function)
        for x, n, p in [([1, 2], 3, [0.25, 0.75]), ([1, 2], 4, [0.25, 0.75]), ([0, 0], 0, [0.5, 0.5]), ([-1, 4], 3, [0.5, 0.5]), ([3, 0], 3, [1, 0]), ([2, 1], 3, [1, 0]), ([1, 2], 3, [0.5, 0.6])]:
            several(f"multinomial.{function}", f, np.array(x, np.int32), np.int32(n), np.array(p, np.float32))
            several(f"multinomial.{function}", f, np.array(x, np.float32), np.float32(n), np.array(p, np.float32))

    # Ranks, modes, standard errors.
    for method, shape, axis in product(["average", "min", "max", "dense", "ordinal", "other"], [(6,), (0,), (1,), (2, 3), (2, 0), ()], [None, 0, -1, 2]):
        several("rankdata", stats.rankdata, values(shape, "int32"), method, axis=axis)
    for method in ["average", "min", "max", "dense", "ordinal"]:
        several("rankdata", stats.rankdata, values((8,), "float32", "ends"), method)
        several("rankdata", stats.rankdata, values((6,), "bool"), method)
        several("rankdata", stats.rankdata, values((2, 8), "float32", "ends"), method, axis=1)
    for shape, axis, keepdims in product([(6,), (0,), (1,), (2, 3), (2, 0), (0, 2), ()], [None, 0, -1, 2], [False, True]):
        several("mode", stats.mode, values(shape, "int8", "positive"), axis=axis, keepdims=keepdims)
        several("sem", stats.sem, values(shape), axis=axis, keepdims=keepdims)
    for dtype in ["float32", "float16", "bool", "uint32", "float64"]:
        several("mode", stats.mode, values((6,), dtype))
        several("sem", stats.sem, values((6,), dtype))
    several("mode", stats.mode, values((8,), "float32", "ends"))
    for ddof, policy in product([0, 1, 2, 6, 7, -1], ["propagate", "omit", "raise"]):
        several("sem", stats.sem, values((6,)), ddof=ddof, nan_policy=policy)
        several("sem", stats.sem, np.array([[1, NAN, 3], [NAN, NAN, 1]], np.float32), axis=1, ddof=ddof, nan_policy=policy)
