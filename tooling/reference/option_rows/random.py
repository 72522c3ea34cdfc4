"""Samplers with every shape, dtype and option, and with parameters at and beyond the ends of what is allowed."""

from itertools import product

import jax.numpy as jnp
import numpy as np
from jax import random

from option_rows.arrays import values

NAN, INF = float("nan"), float("inf")
FLOATS = ["float32", "float64", "float16", "bfloat16"]
SHAPES = [(), (0,), (1,), (3,), (2, 2), (2, 0)]
PLAIN = ["uniform", "normal", "exponential", "gumbel", "laplace", "logistic", "cauchy", "maxwell"]
# Those that are told parameters: some allowed ones, and some that are not.
TOLD = {
    "beta": [(1, 2), (0.5, 0.5), (0, 1), (-1, 1), (NAN, 1)],
    "chisquare": [(3,), (0,), (-1,), (NAN,)],
    "dirichlet": [],
    "double_sided_maxwell": [(0, 1), (1, 0), (0, -1), (NAN, 1)],
    "f": [(2, 3), (0, 1), (NAN, 1)],
    "gamma": [(2,), (0.5,), (0,), (-1,), (NAN,), (INF,)],
    "loggamma": [(2,), (0.5,), (0,), (-1,)],
    "generalized_normal": [(1,), (2,), (0.5,)],
    "pareto": [(1,), (2.5,), (0,), (-1,), (INF,)],
    "rayleigh": [(1,), (0,), (-1,), (NAN,)],
    "t": [(3,), (0.5,), (0,), (NAN,)],
    "triangular": [(0, 0.5, 1), (-1, -1, 2), (0, 2, 1), (1, 1, 1)],
    "truncated_normal": [(-1, 1), (0, INF), (-INF, INF), (1, 1), (2, 1), (5, 6), (NAN, 1)],
    "wald": [(1,), (0.25,), (0,), (-1,)],
    "weibull_min": [(1, 2), (0, 1), (1, 0), (-1, 1)],
    "lognormal": [(1,), (0,), (-1,), (NAN,)],
    "binomial": [(5, 0.25), (0, 0.5), (3, 0), (3, 1), (3, 1.5), (-1, 0.5), (NAN, 0.5), (50, 0.5)],
    "poisson": [(2,), (0,), (-1,), (30,), (NAN,)],
    "geometric": [(0.25,), (1,), (0,), (1.5,), (NAN,)],
    "bernoulli": [(0.25,), (0,), (1,), (-0.5,), (1.5,), (NAN,)],
}
NO_DTYPE = {"bernoulli"}


def record(sweep):
    keys = [np.asarray(random.PRNGKey(seed)) for seed in (0, 7)]
    key = keys[0]

    def call(name, *args, **options):
        sweep.call(f"random.{name}", getattr(random, name), *args, **options)

    for name, shape, dtype in product(PLAIN, SHAPES, FLOATS):
        call(name, key, shape, dtype)
    for name in PLAIN:
        for dtype in ["int32", "bool", "complex64"]:
            call(name, key, (2,), dtype)
        call(name, values((2,), "int32"), (2,))
        call(name, values((3,), "uint32"), (2,))
        call(name, key, (-1,))
    for name, sets in TOLD.items():
        for parameters in sets:
            told = list(map(np.float32, parameters))
            call(name, key, *told)
            call(name, keys[1], *told, shape=(4,))
        if not sets:
            continue
        told = sets[0]
        for shape in SHAPES:
            call(name, key, *map(np.float32, told), shape=shape)
            call(name, key, *(np.full((2,), p, np.float32) for p in told), shape=shape)
            call(name, key, *(np.full((2, 1), p, np.float32) for p in told), shape=shape)
        call(name, key, *(np.full((2,), p, np.float32) for p in told))
        call(name, key, *(np.full((k + 1, 1), p, np.float32) for k, p in enumerate(told)))
        call(name, key, *(np.zeros((0,), np.float32) for p in told))
        if name in NO_DTYPE:
            continue
        for dtype in ["int32", "int8", "uint8", "uint32", "int16", "bool"] if name in ("poisson", "geometric") else [*FLOATS, "int32"]:
            call(name, key, *map(np.float32, told), shape=(3,), dtype=dtype)
    for mode, p in product(["low", "high", "other"], [0.25, 1e-9, 0.0, 1.0]):
        call("bernoulli", key, np.float32(p), (4,), mode=mode)
    for dtype in ["int32", "float16", "bool", "float64"]:
        call("bernoulli", key, values((3,), dtype, "unit"), (3,))
    for mode, name, dtype in product([None, "low", "high", "other"], ["gumbel"], FLOATS):
        call(name, key, (4,), dtype, mode=mode)

    # Whole numbers.
    for dtype in ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"]:
        least, most = int(jnp.iinfo(dtype).min), int(jnp.iinfo(dtype).max)
        for low, high in [(0, 10), (0, 1), (5, 5), (7, 3), (0, 100)]:
            call("randint", key, (4,), low, high, dtype)
        if "64" not in dtype:
            for low, high in [(least, most), (least, least + 1), (most - 1, most), (0, most)]:
                call("randint", key, (4,), low, high, dtype)
            call("randint", key, (2, 2), values((2, 1), dtype), np.array([50, 60], dtype), dtype)
        for shape in [(), (0,), (2, 2)]:
            call("randint", key, shape, 0, 9, dtype)
    for dtype in ["float32", "bool"]:
        call("randint", key, (4,), 0, 9, dtype)
    call("randint", key, (4,), 0.5, 9.5)
    for dtype, shape in product(["uint8", "uint16", "uint32", "uint64"], SHAPES):
        call("bits", key, shape, dtype)
    for dtype in ["int32", "float32"]:
        call("bits", key, (2,), dtype)
    for dtype, shape in product(["int32", "int8", "float32", "float16", "bool", "uint8", "complex64"], [(), (5,), (0,)]):
        call("rademacher", key, shape, dtype)

    # Uniform numbers between bounds.
    for low, high in [(0, 1), (-1, 1), (1, 0), (2, 2), (NAN, 1), (0, INF), (-3e38, 3e38)]:
        call("uniform", key, (4,), minval=np.float32(low), maxval=np.float32(high))
    for dtype in FLOATS:
        call("uniform", key, (4,), dtype, minval=values((4,), "float32", "unit"), maxval=np.float32(3))
    call("uniform", key, (4,), minval=values((3,)), maxval=np.float32(3))
    call("uniform", key, (2, 2), minval=values((2, 1)), maxval=np.float32(3))

    # Choices and orders.
    for a, replace, p, shape in product([4, 1, (4,), (4, 2), (2, 4)], [True, False], [False, True], [(), (1,), (3,), (2, 2), (5,), (0,)]):
        given = a if isinstance(a, int) else values(a, "int32", "ranks")
        n = a if isinstance(a, int) else a[0]
        call("choice", key, given, shape, replace, **({"p": np.arange(1, n + 1).astype(np.float32) / (n * (n + 1) / 2)} if p else {}))
    for axis, replace in product([0, 1, -1, 2], [True, False]):
        call("choice", key, values((3, 4), "int32", "ranks"), (2,), replace, axis=axis)
    for p in [[0, 0, 1, 0], [0.5, 0.5, 0, 0], [0, 0, 0, 0], [1, 1, 1, 1], [NAN, 0.5, 0.25, 0.25], [0.5, 0.5], [-0.5, 0.5, 0.5, 0.5]]:
        for replace in [True, False]:
            call("choice", key, 4, (2,), replace, p=np.array(p, np.float32))
    for mode in [None, "low", "high"]:
        call("choice", key, 4, (3,), False, p=np.array([0.1, 0.2, 0.3, 0.4], np.float32), mode=mode)
    for a in [0, -1, ()]:
        for shape in [(), (2,), (0,)]:
            call("choice", key, values(a) if a == () else a, shape)
    for x, axis, independent in product([5, 1, 0, (4,), (3, 2), (2, 3), (0,), (2, 2, 2), ()], [0, 1, -1], [False, True]):
        call("permutation", key, x if isinstance(x, int) else values(x, "int32", "ranks"), axis=axis, independent=independent)
    for dtype in ["float16", "bool", "complex64", "uint8"]:
        call("permutation", key, values((5,), dtype))
    for shape, axis, replace in product([None, (), (2,), (3, 2), (2, 3), (0,)], [-1, 0, 1], [True, False]):
        call("categorical", key, values((2, 3)), axis=axis, shape=shape, replace=replace)
    for mode in [None, "low", "high"]:
        call("categorical", key, values((4,)), mode=mode)
    for logits in [[0, -INF, -INF], [-INF, -INF], [INF, 0], [NAN, 0], [0], []]:
        call("categorical", key, np.array(logits, np.float32))
        call("categorical", key, np.array(logits, np.float32), shape=(4,))
    for dtype in ["float64", "float16", "int32", "bool"]:
        call("categorical", key, values((4,), dtype))

    # Vectors.
    for alpha, shape, dtype in product([(3,), (2, 3), (1,), (0,), ()], [None, (), (2,), (0,), (3, 2)], ["float32", "float64"]):
        call("dirichlet", key, values(alpha, "float32", "positive"), shape, dtype)
    for n, p, shape in product([np.float32(5), np.array([5, 9], np.float32), np.float32(0)], [(3,), (2, 3), (1,)], [None, (2, 3), (3,)]):
        share = np.ones(p, np.float32) / p[-1]
        call("multinomial", key, n, share, **({} if shape is None else {"shape": shape}))
    for mean, cov, shape, method in product([(2,), (3, 2), ()], [(2, 2), (3, 2, 2), (1, 1)], [None, (), (3,), (2, 3)], ["cholesky", "other"]):
        n = cov[-1]
        matrix = np.broadcast_to((np.eye(n) * 2 + 0.25).astype(np.float32), cov).copy()
        call("multivariate_normal", key, values(mean), matrix, shape, method=method)
    for n, shape, m, dtype in product([0, 1, 3], [(), (2,), (0,)], [None, 1, 2, 4], ["float32", "float64", "float16", "complex64"]):
        call("orthogonal", key, n, shape, dtype, m)
    for d, p, shape, dtype in product([0, 1, 3], [1.0, 2.0, INF, 0.5], [(), (2,), (0,)], ["float32", "float64"]):
        call("ball", key, d, p, shape, dtype)

    # Keys.
    for seed in [0, 1, -1, 2**31 - 1, 2**31, 2**32 - 1, 2**32, -(2**31), 2**40 + 3, 2**53 - 1]:
        call("PRNGKey", seed)
    for n in [0, 1, 2, 5, (2, 2), (), (0,), -1]:
        call("split", key, n)
    for data in [0, 1, -1, 2**31 - 1, 2**32 - 1, 2**31]:
        call("fold_in", key, data)
    for data in [np.int32(-1), np.uint32(7), np.uint8(3), np.float32(1.5), np.array([1, 2], np.int32)]:
        call("fold_in", key, data)
