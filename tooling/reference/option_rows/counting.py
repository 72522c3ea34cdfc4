"""What counts and sums up: quantiles, histograms, sets, places of what is not zero, averages, covariances."""

from itertools import product

import jax.numpy as jnp
import numpy as np

from option_rows.arrays import values

NAN, INF = float("nan"), float("inf")
REAL = ["float32", "float64", "float16", "bfloat16", "int32", "uint8", "bool"]


def holes(shape):
    """An array with NaN in every third place."""
    x = values(shape).reshape(-1)
    x[::3] = NAN
    return x.reshape(shape)


def record(sweep):
    def call(name, *args, **options):
        sweep.call(name, getattr(jnp, name), *args, **options)

    # Quantiles.
    shapes = [(), (0,), (1,), (2,), (5,), (2, 3), (3, 0), (0, 3), (1, 4)]
    for name, method in product(["quantile", "nanquantile"], ["linear", "lower", "higher", "midpoint", "nearest", "inverted_cdf", "weibull", "other"]):
        for shape, axis, keepdims in product(shapes, [None, 0, -1], [False, True]):
            call(name, values(shape), 0.25, axis=axis, keepdims=keepdims, method=method)
            call(name, holes(shape), np.array([0, 0.5, 1], np.float32), axis=axis, keepdims=keepdims, method=method)
        for q in [0.0, 1.0, 0.5, -0.5, 1.5, NAN, 0.1, 0.9]:
            call(name, values((4,)), np.float32(q), method=method)
            call(name, values((5,)), np.float32(q), method=method)
        for dtype in REAL:
            call(name, values((4,), dtype), 0.375, method=method)
        call(name, values((4,)), np.array([[0.25, 0.5], [0, 1]], np.float32), axis=0, method=method)
        call(name, values((4,)), np.zeros(0, np.float32), axis=0, method=method)
        call(name, values((8,), "float32", "ends"), 0.5, method=method)
        call(name, values((2, 3, 2)), 0.25, axis=(0, 2), method=method)
        call(name, values((2, 3, 2)), 0.25, axis=(0, 2), keepdims=True, method=method)
        call(name, values((2, 3, 2)), 0.25, axis=(), method=method)
        call(name, values((4,)), np.int32(1), method=method)
    for name in ["percentile", "nanpercentile"]:
        for q, shape in product([0, 25, 100, 37.5, 101, -1], [(4,), (2, 3), (0,), ()]):
            call(name, values(shape), np.float32(q))
        for dtype in REAL:
            call(name, values((4,), dtype), np.array([25, 50], np.int32))
    for name in ["median", "nanmedian"]:
        for shape, axis, keepdims in product(shapes, [None, 0, -1, 1], [False, True]):
            call(name, values(shape), axis=axis, keepdims=keepdims)
            call(name, holes(shape), axis=axis, keepdims=keepdims)
        for dtype in REAL:
            call(name, values((3,), dtype))
            call(name, values((4,), dtype))
        call(name, values((2, 3, 2)), axis=(0, 1))
        call(name, values((2, 3, 2)), axis=())
        call(name, values((8,), "float32", "ends"))
    for shape, axis, keepdims in product(shapes, [None, 0, -1, (0, 1), ()], [False, True]):
        call("ptp", values(shape), axis=axis, keepdims=keepdims)
    for dtype in [*REAL, "int8", "complex64"]:
        call("ptp", values((3,), dtype, "ends"))

    # Histograms.
    for bins, span, density, weighted in product([1, 3, 0, -1, [0.0, 1.0, 2.0], [1.0, 0.0], [0.0], [-1.0, -1.0, 2.0]], [None, (0, 1), (-1, 2), (1, 1), (2, 1)], [None, True], [False, True]):
        x = values((7,))
        edges = np.array(bins, np.float32) if isinstance(bins, list) else bins
        call("histogram", x, edges, range=span, density=density, **({"weights": values((7,), kind="positive")} if weighted else {}))
    for shape in [(0,), (1,), (), (2, 3)]:
        for bins in [1, 4]:
            call("histogram", values(shape), bins)
            call("histogram_bin_edges", values(shape), bins)
            call("histogram_bin_edges", values(shape), bins, range=(-1, 3))
    for dtype in REAL:
        call("histogram", values((7,), dtype), 3)
        call("histogram", values((7,), dtype), 3, density=True)
        call("histogram", values((7,), "float32"), 3, weights=values((7,), dtype))
        call("histogram_bin_edges", values((7,), dtype), 3)
    call("histogram", np.array([1, NAN, 2], np.float32), 2)
    call("histogram", np.array([1, INF, 2], np.float32), 2)
    call("histogram", np.array([1, NAN, 2], np.float32), 2, range=(0, 3))
    call("histogram", np.array([1, INF, 2], np.float32), 2, range=(0, 3))
    call("histogram", np.array([3, 3, 3], np.float32), 2)
    for bins, span, density in product([2, [2, 3], [2], [1, 2, 3]], [None, ((0, 1), (-1, 2)), ((0, 1), None)], [None, True]):
        call("histogramdd", values((6, 2)), bins, range=span, density=density)
        call("histogram2d", values((6,)), values((6,), seed=2), bins, range=span, density=density)
        call("histogramdd", values((6, 2)), bins, range=span, density=density, weights=values((6,), kind="positive"))
    for shape in [(0, 2), (1, 1), (3,), (2, 0), ()]:
        call("histogramdd", values(shape), 2)

    # Counts.
    for options in [{}, {"minlength": 5}, {"length": 3}, {"length": 12}, {"minlength": 5, "length": 3}, {"length": 0}, {"minlength": -1}]:
        for x in [values((6,), "int32", "positive"), np.array([-1, 2, 0], np.int32), np.zeros(0, np.int32), values((5,), "uint8"), values((5,), "bool"), values((2, 2), "int32"), np.float32([1, 2]), np.int32(3)]:
            call("bincount", x, **options)
        for dtype in ["float32", "int32", "float16", "bool", "complex64"]:
            call("bincount", values((6,), "int32", "positive"), values((6,), dtype), **options)
        call("bincount", values((6,), "int32", "positive"), values((5,)), **options)

    # Sets.
    spread = {"return_index": True, "return_inverse": True, "return_counts": True}
    several = [values((6,), "int8"), values((6,), "bool"), values((8,), "float32", "ends"), values((0,)), values((1,)), values((2, 3), "int32", "positive"), values((), "float32"), values((5,), "complex64"), values((6,), "uint32", "ends"), values((6,), "bfloat16")]
    for x in several:
        for size, fill in product([None, 0, 1, 4, 9], [None, 0, 5]):
            call("unique", x, **spread, size=size, fill_value=fill)
        for only in spread:
            call("unique", x, **{only: True}, size=4)
        for equal in [True, False]:
            call("unique", x, equal_nan=equal)
            call("unique", x, equal_nan=equal, **spread)
        for name in ["unique_all", "unique_counts", "unique_inverse", "unique_values"]:
            call(name, x)
            call(name, x, size=4, fill_value=1)
    for shape, axis, size in product([(3, 2), (2, 2, 2), (0, 2), (2, 0), (1, 1)], [0, 1, -1, 2], [None, 1, 4]):
        call("unique", values(shape, "bool"), axis=axis, size=size, **spread)
    for name in ["union1d", "intersect1d", "setdiff1d", "setxor1d"]:
        for x, y in [((4,), (3,)), ((0,), (3,)), ((3,), (0,)), ((2, 2), (3,)), ((), (2,)), ((1,), (1,))]:
            for dtypes in [("int32", "int32"), ("float32", "int32"), ("bool", "bool"), ("uint8", "int8")]:
                for size, fill in [(None, None), (0, None), (2, None), (5, None), (5, 7)]:
                    call(name, values(x, dtypes[0], "positive"), values(y, dtypes[1], "positive", seed=2), size=size, fill_value=fill)
        call(name, values((8,), "float32", "ends"), values((8,), "float32", "ends"))
        call(name, values((8,), "float32", "ends"), values((3,)))
        if name != "union1d":
            call(name, values((4,), "int32", "ranks"), values((3,), "int32", "ranks"), assume_unique=True)
            call(name, values((4,), "int32", "ranks"), values((3,), "int32", "ranks"), assume_unique=True, size=5)
    for size in [None, 0, 2, 6]:
        call("intersect1d", values((5,), "int32", "positive"), values((4,), "int32", "positive", seed=2), return_indices=True, size=size)
    for invert, assume, method in product([False, True], [False, True], ["auto", "compare_all", "binary_search", "sort", "other"]):
        for x, y in [((4,), (3,)), ((0,), (3,)), ((3,), (0,)), ((2, 2), (3, 1)), ((), (2,))]:
            call("isin", values(x, "int32", "positive"), values(y, "int32", "positive", seed=2), invert=invert, assume_unique=assume, method=method)
        call("isin", values((8,), "float32", "ends"), values((8,), "float32", "ends"), invert=invert, method=method)
        call("isin", values((4,), "int8"), values((4,), "float16"), invert=invert, method=method)

    # Places of what is not zero.
    for shape, dtype in product([(), (0,), (4,), (2, 3), (2, 0), (2, 1, 2)], ["bool", "float32", "int8"]):
        for size, fill in product([None, 0, 2, 7], [None, -1, 3]):
            for name in ["nonzero", "argwhere", "flatnonzero", "where"]:
                call(name, values(shape, dtype), size=size, fill_value=fill)
        call("nonzero", values(shape, dtype), size=3, fill_value=tuple(range(len(shape))))
        call("count_nonzero", values(shape, dtype))
    call("flatnonzero", values((8,), "float32", "ends"))
    call("argwhere", values((5,), "complex64"), size=2)

    # Averages and covariances.
    for shape, axis, keepdims, returned in product([(4,), (2, 3), (0,), (2, 0), (), (1,)], [None, 0, -1, (0, 1), ()], [False, True], [False, True]):
        call("average", values(shape), axis=axis, keepdims=keepdims, returned=returned)
        call("average", values(shape), axis=axis, keepdims=keepdims, returned=returned, weights=values(shape, kind="positive", seed=2))
    for dtypes in product([*REAL, "complex64"], ["float32", "int32", "bool", "float16"]):
        call("average", values((4,), dtypes[0]), weights=values((4,), dtypes[1], "positive"), returned=True)
        call("average", values((4,), dtypes[0]), returned=True)
    for weights, axis in [((3,), 1), ((2,), 0), ((3,), 0), ((3,), None), ((3, 2), (1, 0)), ((2, 3), (0, 1))]:
        call("average", values((2, 3)), axis=axis, weights=values(weights, kind="positive"))
    call("average", values((3,)), weights=np.zeros(3, np.float32), returned=True)
    for name in ["cov", "corrcoef"]:
        for shape, rowvar in product([(3,), (2, 4), (4, 2), (1, 3), (3, 1), (0,), (2, 0), (0, 2), (), (1,), (2, 2, 2)], [True, False]):
            call(name, values(shape), rowvar=rowvar)
            call(name, values(shape), values(shape, seed=2), rowvar=rowvar)
        for dtype in [*REAL, "complex64"]:
            call(name, values((2, 4), dtype))
            call(name, values((4,), dtype), values((4,), "float32", seed=2))
    for bias, ddof in product([False, True], [None, 0, 1, 2, 4, 5]):
        call("cov", values((2, 4)), bias=bias, ddof=ddof)
        for frequencies, others in product([None, np.array([1, 2, 0, 3], np.int32)], [None, np.array([0.5, 1, 2, 0.25], np.float32), np.zeros(4, np.float32)]):
            call("cov", values((2, 4)), bias=bias, ddof=ddof, fweights=frequencies, aweights=others)
    call("cov", values((2, 4)), fweights=np.array([1, 2, 3], np.int32))
    call("cov", values((2, 4)), fweights=np.array([1.5, 2, 3, 1], np.float32))
    call("cov", values((2, 4)), aweights=np.array([[1, 2, 3, 1]], np.float32))
