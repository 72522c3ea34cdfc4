"""Slopes, areas, polynomials, grids and whatever else has options in NumPy."""

from itertools import product

import jax.numpy as jnp
import numpy as np

from option_rows.arrays import values

REAL = ["float32", "float64", "float16", "bfloat16", "int32", "uint8", "bool", "complex64"]
NAN = float("nan")


def record(sweep):
    def call(name, *args, **options):
        sweep.call(name, getattr(jnp, name), *args, **options)

    # Slopes and areas.
    for n, shape, axis in product([0, 1, 2, 3, 5], [(4,), (2, 3), (0,), (1,), ()], [0, -1, 1]):
        call("diff", values(shape), n=n, axis=axis)
    for prepend, append in product([None, 1.0, values((2,))], [None, 2.0, values((1,))]):
        options = {k: v for k, v in [("prepend", prepend), ("append", append)] if v is not None}
        call("diff", values((4,)), **options)
        call("diff", values((4,)), n=2, **options)
        call("diff", values((2, 3)), axis=0, **options)
        call("diff", values((2, 3), "int8"), axis=1, **{k: v for k, v in options.items() if isinstance(v, float)})
    for start, end in product([None, 9.0, values((2,))], [None, 8.0, values((1, 2))]):
        options = {k: v for k, v in [("to_begin", start), ("to_end", end)] if v is not None}
        for shape in [(4,), (0,), (1,), (2, 3), ()]:
            call("ediff1d", values(shape), **options)
    for dtype in REAL:
        call("diff", values((4,), dtype))
        call("ediff1d", values((4,), dtype))
        call("gradient", values((4,), dtype))
        call("trapezoid", values((4,), dtype))
        call("unwrap", values((5,), dtype))
    for shape in [(4,), (2, 3), (1,), (2,), (0,), (3, 1), (2, 2, 2), ()]:
        call("gradient", values(shape))
        call("gradient", values(shape), 0.5)
        for axis in [0, -1, 1, (0, 1), (1, 0), (0,), ()]:
            call("gradient", values(shape), axis=axis)
    call("gradient", values((4,)), np.array([0, 1, 3, 4], np.float32))
    call("gradient", values((2, 3)), np.array([0, 2], np.float32), np.array([0, 1, 3], np.float32))
    call("gradient", values((2, 3)), 2.0, 0.25)
    call("gradient", values((2, 3)), 2.0, 0.25, 1.0)
    call("gradient", values((4,)), np.array([0, 1, 3], np.float32))
    for dx, axis, shape in product([1.0, 0.25], [-1, 0, 1], [(4,), (2, 3), (1,), (2, 1)]):
        call("trapezoid", values(shape), dx=dx, axis=axis)
    for discont, period, axis in product([None, 1.0, 4.0], [2 * np.pi, 1.0, 4.0], [-1, 0]):
        call("unwrap", 3 * values((5,)), discont=discont, axis=axis, period=period)
        call("unwrap", 3 * values((2, 4)), discont=discont, axis=axis, period=period)
        call("unwrap", values((5,), "int32"), discont=discont, period=int(period))

    # Polynomials.
    for degree, n in product([0, 1, 2, 3], [4, 5, 2, 1]):
        x, y = values((n,), "float32", "ranks"), values((n,), seed=2)
        call("polyfit", x, y, degree)
        call("polyfit", x, values((n, 2), seed=2), degree)
        call("polyfit", x, y, degree, w=values((n,), kind="positive"))
        if n > degree + 1:
            call("polyfit", x, y, degree, full=True)
            call("polyfit", x, y, degree, cov=True)
            call("polyfit", x, y, degree, cov="unscaled")
            call("polyfit", x, y, degree, rcond=0.1)
    call("polyfit", values((4,)), values((3,)), 1)
    call("polyfit", values((4,)), values((4,)), -1)
    call("polyfit", values((0,)), values((0,)), 1)
    for m, k, shape in product([0, 1, 2, -1], [None, 3.0, [1.0, 2.0]], [(3,), (1,), (0,)]):
        call("polyint", values(shape), m, **({} if k is None else {"k": np.array(k, np.float32)}))
        call("polyder", values(shape), m)
    for a, b in [((3,), (2,)), ((2,), (3,)), ((1,), (1,)), ((0,), (2,)), ((2,), (0,)), ((), (2,)), ((4,), (1,))]:
        for name in ["polyadd", "polysub", "polymul", "polyval"]:
            call(name, values(a), values(b, seed=2))
        for trim in [False, True]:
            call("polymul", values(a), values(b, seed=2), trim_leading_zeros=trim)
            call("polydiv", values(a), values(b, kind="positive"), trim_leading_zeros=trim)
    call("polymul", np.array([0, 0, 1], np.float32), np.array([0, 2], np.float32), trim_leading_zeros=True)
    call("polydiv", np.array([0, 1, 1], np.float32), np.array([1, 2], np.float32), trim_leading_zeros=True)
    for unroll in [1, 16]:
        call("polyval", values((4,)), values((2, 2)), unroll=unroll)
    for one, other in product(REAL, ["float32", "int32"]):
        call("polyval", values((3,), one), values((2,), other))
        call("polymul", values((3,), one), values((2,), other))
        call("polyint", values((3,), one))
        call("polyder", values((3,), one))
    for p, strip in product([[1, -3, 2], [0, 0, 1, -1], [1, 0, 0], [0, 0], [5], [], [0, 1, -1, 0], [1, NAN]], [True, False]):
        call("roots", np.array(p, np.float32), strip_zeros=strip)
    for zeros in [[1, 2], [], [3], [[1, 2], [2, 5]], [0, 0]]:
        call("poly", np.array(zeros, np.float32))

    # Grids.
    for num, endpoint, retstep in product([0, 1, 2, 5, -1], [True, False], [True, False]):
        call("linspace", 1.0, 3.0, num, endpoint=endpoint, retstep=retstep)
        for name in ["geomspace", "logspace"]:
            call(name, 1.0, 3.0, num, endpoint=endpoint)
    for name, axis, endpoint in product(["linspace", "geomspace", "logspace"], [0, 1, -1, 2], [True, False]):
        call(name, values((2,), kind="positive"), 4.0, 3, axis=axis, endpoint=endpoint)
        call(name, values((2, 1), kind="positive"), values((3,), kind="positive", seed=2), 3, axis=axis, endpoint=endpoint)
    for name, dtype in product(["linspace", "geomspace", "logspace"], ["float32", "float16", "bfloat16", "int32", "uint8", "complex64"]):
        call(name, 1.0, 4.0, 4, dtype=dtype)
    call("geomspace", -1.0, -8.0, 4)
    call("geomspace", 1.0, -8.0, 4)
    call("geomspace", 0.0, 8.0, 4)
    for base in [2.0, 10.0, 0.5, 1.0]:
        call("logspace", 0.0, 3.0, 4, base=base)
    call("linspace", values((2,), "int32"), values((2,), "int32", seed=2), 3)
    call("linspace", values((2,), "complex64"), values((2,), "complex64", seed=2), 3)
    call("linspace", np.float32(np.inf), np.float32(1), 3)
    call("linspace", np.float32(NAN), np.float32(1), 3)
    for n, m, k, dtype in product([0, 1, 3], [None, 0, 2, 4], [-4, -1, 0, 2], [None, "int8", "complex64"]):
        for name in ["eye", "tri"]:
            sweep.call(name, getattr(jnp, name), n, m, k, **({} if dtype is None else {"dtype": dtype}))
    for n, increasing, shape in product([None, 0, 1, 3, 5], [False, True], [(3,), (0,), (2, 2)]):
        call("vander", values(shape), n, increasing)
        call("vander", values(shape, "int8"), n, increasing)
    for indexing, sparse, shapes in product(["xy", "ij", "other"], [False, True], [[(2,), (3,)], [(2,)], [(2,), (3,), (1,)], [(), (2,)], [(0,), (2,)], [(2, 2), (2,)]]):
        call("meshgrid", *(values(s, seed=k + 1) for k, s in enumerate(shapes)), indexing=indexing, sparse=sparse)
    for shape, sparse, dtype in product([(2, 3), (2,), (), (0, 2)], [False, True], ["int32", "float32", "int8"]):
        call("indices", shape, dtype=dtype, sparse=sparse)
    for n, ndim in product([0, 1, 3], [1, 2, 3]):
        sweep.call("diagIndices", jnp.diag_indices, n, ndim)
    for n, k, m in product([0, 2, 3], [-1, 0, 2], [None, 2, 4]):
        for name in ["tril_indices", "triu_indices"]:
            call(name, n, k, *([] if m is None else [m]))
    for n in [0, 1, 2, 5, -1]:
        for name in ["bartlett", "blackman", "hamming", "hanning"]:
            call(name, n)
        call("kaiser", n, 2.5)
        call("kaiser", n, 0.0)
        call("identity", n)

    # Elements.
    for dtype in [*REAL, "int8", "uint32"]:
        for decimals in [-2, -1, 0, 1, 3]:
            call("round", values((4,), dtype), decimals)
        for nan, above, below in [(None, None, None), (1.0, 2.0, 3.0), (0.0, None, -1.0)]:
            options = {k: v for k, v in [("nan", nan), ("posinf", above), ("neginf", below)] if v is not None}
            call("nan_to_num", values((8,), dtype, "ends"), **options)
        for low, high in [(None, None), (0, 1), (None, 1), (0, None), (1, 0)]:
            call("clip", values((8,), dtype, "ends"), low, high)
    call("round", np.array([0.5, 1.5, 2.5, -0.5, 12345.678, NAN, np.inf, 1e30, 3e38], np.float32), 2)
    call("round", np.array([15, 25, -15, 2147483647, -2147483648], np.int32), -1)
    for low, high in product([NAN, 0.0, values((3,))], [NAN, 1.0]):
        low = np.float32(low) if isinstance(low, float) else low
        call("clip", values((3,)), low, np.float32(high))
    for deg in [False, True]:
        for dtype in ["complex64", "float32", "int32", "bool"]:
            call("angle", values((4,), dtype), deg=deg)
    for rtol, atol, equal in product([0.0, 0.1, 1e-5], [0.0, 0.5], [False, True]):
        call("isclose", values((8,), kind="ends"), values((8,), kind="ends"), rtol=rtol, atol=atol, equal_nan=equal)
        call("isclose", values((4,)), values((4,), seed=2), rtol=rtol, atol=atol, equal_nan=equal)
        call("isclose", values((4,), "int8"), values((4,), "int8", seed=2), rtol=rtol, atol=atol, equal_nan=equal)
    for default, n in product([0.0, 9.0], [1, 2, 3]):
        call("select", [values((3,), "bool", seed=k) for k in range(1, n + 1)], [values((3,), seed=k) for k in range(1, n + 1)], default)
    call("select", [values((3,), "bool")], [values((3,)), values((3,))])
    call("select", [], [])
