"""Orders and searches: sorts, partitions, largest elements, places in sorted arrays, values between points."""

from itertools import product

import jax.numpy as jnp
import numpy as np
from jax import lax

from option_rows.arrays import values

INF = float("inf")
DTYPES = ["float32", "float64", "float16", "bfloat16", "int32", "int8", "uint32", "uint8", "bool", "complex64", "int64", "uint64"]
SHAPES = [(), (0,), (1,), (6,), (2, 3), (3, 0), (0, 3), (2, 2, 2)]


def record(sweep):
    def call(name, *args, **options):
        sweep.call(name, getattr(jnp, name), *args, **options)

    def strict(name, *args, **options):
        sweep.call(f"lax.{name}", getattr(lax, name), *args, **options)

    for name, shape, descending, stable in product(["sort", "argsort"], SHAPES, [False, True], [True, False]):
        for axis in [None, 0, -1, 1, -2]:
            call(name, values(shape, "int32"), axis=axis, descending=descending, stable=stable)
    for name, dtype, descending in product(["sort", "argsort"], DTYPES, [False, True]):
        call(name, values((6,), dtype), descending=descending)
        call(name, values((8,), dtype, "ends"), descending=descending)
        call(name, values((2, 8), dtype, "ends"), axis=0, descending=descending)
    for shape, kth, axis in product([(6,), (2, 3), (0,), (1,), ()], [0, 1, -1, 3, -7], [-1, 0, 1, None]):
        call("partition", values(shape, "int32", "ranks"), kth, axis=axis)
    for dtype in DTYPES:
        call("partition", values((6,), dtype), 2)
        call("partition", values((8,), dtype, "ends"), 4)
        call("sort_complex", values((4,), dtype))
    for shapes, axis in product([[(4,)], [(4,), (4,)], [(2, 3), (2, 3)], [], [(0,), (0,)], [(4,), (3,)], [()]], [-1, 0, 1]):
        call("lexsort", [values(s, "int32", "positive", seed=k + 1) for k, s in enumerate(shapes)], axis=axis)
    call("lexsort", [values((8,), "float32", "ends"), values((8,), "bool")])
    for name in ["argmax", "argmin", "nanargmax", "nanargmin"]:
        for shape, axis, keepdims in product(SHAPES, [None, 0, -1, 3], [False, True]):
            call(name, values(shape, "int32"), axis=axis, keepdims=keepdims)
        for dtype in DTYPES:
            call(name, values((8,), dtype, "ends"))
            call(name, values((5,), dtype))
        call(name, np.full((2, 2), np.nan, np.float32), axis=1)
    for k, shape in product([0, 1, 3, -1, 7], [(5,), (2, 3), (0,), (3, 0), ()]):
        strict("top_k", values(shape), k)
    for dtype in DTYPES:
        strict("top_k", values((8,), dtype, "ends"), 3)
        for axis in [0, -1]:
            strict("top_k", values((2, 5), dtype), 1, given=[values((2, 5), dtype), 1, axis], axis=axis)
    for name in ["cumsum", "cumprod", "cummax", "cummin", "cumlogsumexp"]:
        for shape, axis, reverse in product([(4,), (2, 3), (0,), (2, 0)], [0, 1, -1], [False, True]):
            strict(name, values(shape), axis, reverse)
        for dtype in DTYPES:
            strict(name, values((4,), dtype), 0, True)
        strict(name, values((8,), "float32", "ends"), 0)
        strict(name, values((8,), "float32", "ends"), 0, True)

    # Places in sorted arrays.
    ends = np.array([-INF, -1, -0.0, 0, 0, 2, INF, np.nan], np.float32)
    for side, method in product(["left", "right", "other"], ["scan", "scan_unrolled", "sort", "compare_all", "other"]):
        for n, shape in product([0, 1, 5], [(), (0,), (4,), (2, 3)]):
            call("searchsorted", np.sort(values((n,))), values(shape, seed=2), side=side, method=method)
        call("searchsorted", ends, ends, side=side, method=method)
        call("searchsorted", ends[:3], ends, side=side, method=method)
        call("searchsorted", np.sort(values((5,), "int8")), values((3,)), side=side, method=method)
        call("searchsorted", np.sort(values((5,), "uint32", "ends")), values((3,), "int32", "ends"), side=side, method=method)
        call("searchsorted", values((5,), seed=3), values((4,)), side=side, method=method, sorter=np.argsort(values((5,), seed=3)).astype(np.int32))
        call("searchsorted", values((2, 3)), values((4,)), side=side, method=method)
    for dtype in DTYPES:
        call("searchsorted", np.sort(values((5,), dtype)), values((4,), dtype, seed=2))
    for right, n, shape in product([False, True], [0, 1, 4], [(), (0,), (4,), (2, 2)]):
        call("digitize", values(shape), np.sort(values((n,), seed=2)), right=right)
        call("digitize", values(shape), np.sort(values((n,), seed=2))[::-1].copy(), right=right)
    for right in [False, True]:
        call("digitize", ends, ends[:7], right=right)
        call("digitize", ends, ends[6::-1].copy(), right=right)
        call("digitize", values((4,), "int32"), np.sort(values((3,), "int32")), right=right)
        call("digitize", values((4,)), values((2, 2)), right=right)

    # Values between points.
    for left, right, period in product([None, -9.0, "extrapolate"], [None, 9.0, "extrapolate"], [None, 1.5, -3.0, 0.0]):
        options = {k: v for k, v in [("left", left), ("right", right), ("period", period)] if v is not None}
        for n, shape in product([1, 2, 4], [(), (0,), (5,), (2, 2)]):
            call("interp", 2 * values(shape, seed=2), np.sort(values((n,), "float32", "ranks")), values((n,), seed=3), **options)
        call("interp", ends, np.array([-1, 0, 2], np.float32), np.array([3, 1, 4], np.float32), **options)
        call("interp", np.array([-1, 0, 0.5, 1], np.float32), np.array([0, 0, 1, 1], np.float32), np.array([1, 2, 3, 4], np.float32), **options)
    for dtype in ["float64", "float16", "int32", "bool", "complex64"]:
        call("interp", values((4,)), np.array([-1, 0, 2], np.float32), values((3,), dtype))
        if dtype != "complex64":
            call("interp", values((4,), dtype), np.array([-1, 0, 2], np.float32), values((3,)))
            call("interp", values((4,)), np.sort(values((3,), dtype, "ranks")), values((3,)))
    call("interp", values((4,)), np.zeros(0, np.float32), np.zeros(0, np.float32))
    call("interp", values((4,)), values((3,)), values((2,)))
    call("interp", values((4,)), values((2, 2)), values((2, 2)))
