"""Reductions by a body, of whole axes and of windows; bits of numbers; sorting of pairs; running log Σ exp."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from table import Table

table = Table("windows")
random = np.random.default_rng(0)
F = np.float32
nan, inf = np.nan, np.inf


def integers(shape, dtype=F, low=-3, high=4):
    return jnp.asarray(random.integers(low, high, size=shape).astype(dtype))


NEUTRAL = {
    "add": lambda d: 0,
    "mul": lambda d: 1,
    "max": lambda d: -inf if d == F else np.iinfo(d).min,
    "min": lambda d: inf if d == F else np.iinfo(d).max,
    "bitwise_and": lambda d: True,
    "bitwise_or": lambda d: False,
}
BODIES = {name: getattr(lax, name) for name in NEUTRAL} | {"sum and product": lambda a, b: a + b + a * b}


def reduce_window(name, body, shape, window, strides=None, padding="VALID", dtype=F, init=None, base=None, dilation=None):
    x = integers(shape, dtype)
    if init is None:
        init = NEUTRAL[body](dtype)
    call = lambda x: lax.reduce_window(x, np.array(init, dtype), BODIES[body], window, strides or (1,) * len(shape), padding, base, dilation)
    outputs = {"result": call(x)}
    if dtype == F and body in ("add", "max", "min") and init == NEUTRAL[body](F):
        ct = 1 + np.arange(outputs["result"].size, dtype=F).reshape(outputs["result"].shape) % 3
        # JAX cannot transpose the extremes of windows with gaps, or of an array that is cut.
        cut = not isinstance(padding, str) and min(low for pair in padding for low in pair) < 0
        if body == "add" or (dilation is None and not cut):
            outputs["cotangent"] = jax.vjp(call, x)[1](jnp.asarray(ct))[0]
        outputs["tangent"] = jax.jvp(call, (x,), (jnp.arange(x.size, dtype=F).reshape(x.shape),))[1]
    params = {"body": body, "init": str(init), "window": window, "strides": strides, "padding": padding, "base": base, "dilation": dilation}
    table.case("reduce_window", name, params, {"x": x}, outputs)


for body in ("add", "max", "min", "mul"):
    reduce_window(f"{body} plain", body, (5, 6), (2, 3))
    reduce_window(f"{body} same, strides", body, (7, 6), (3, 2), (2, 2), "SAME")
    reduce_window(f"{body} pairs", body, (2, 5), (1, 3), (1, 2), [(0, 0), (2, 1)])
    reduce_window(f"{body} dilations", body, (6, 3), (2, 2), (1, 1), [(1, 1), (1, 0)], base=(1, 2), dilation=(2, 1))
    reduce_window(f"{body} cut", body, (7,), (2,), (1,), [(-1, -2)])
    reduce_window(f"{body} integers", body, (5, 4), (2, 2), (2, 1), "SAME", np.int32)
    reduce_window(f"{body} too long", body, (2,), (3,))
reduce_window("max ties", "max", (6, 6), (3, 3), (3, 3))
reduce_window("all", "bitwise_and", (5, 4), (2, 2), None, "SAME", np.bool_)
reduce_window("any", "bitwise_or", (5, 4), (2, 2), None, "SAME", np.bool_)
reduce_window("body", "sum and product", (5, 4), (2, 2), None, "VALID", init=0)
reduce_window("body, padded", "sum and product", (5, 4), (2, 3), (2, 1), "SAME", init=0)
reduce_window("body of integers", "sum and product", (6,), (3,), None, "SAME", np.int32, init=0)

X = np.array([[3, -1, 4], [1, 5, -9], [2, 6, 5], [3, 5, 8]], F)
for name, body in BODIES.items():
    x = jnp.asarray(X > 2 if name.startswith("bitwise") else X)
    init = np.array(0 if name == "sum and product" else NEUTRAL[name](F), x.dtype)
    for axes in ((0,), (1,), (0, 1), ()):
        table.case("reduce", f"{name} {axes}", {"body": name, "init": str(init), "axes": axes}, {"x": x}, {"result": lax.reduce(x, init, body, axes)})
x, i = jnp.asarray(X), jnp.asarray(lax.broadcasted_iota(np.int32, X.shape, 0))
largest = lambda a, b: (jnp.where(a[0] >= b[0], a[0], b[0]), jnp.where(a[0] >= b[0], a[1], b[1]))
values, places = lax.reduce((x, i), (F(-inf), np.int32(-1)), largest, (0,))
table.case("reduce pair", "largest with place", {}, {"x": x, "i": i}, {"values": values, "places": places})

EDGES = {
    "int32": np.array([0, 1, -1, 7, 2**31 - 1, -(2**31), 12345, -98765, 65536], np.int32),
    "uint32": np.array([0, 1, 7, 2**32 - 1, 2**31, 123456789, 65535], np.uint32),
    "int8": np.array([0, 1, -1, 127, -128, 100, -77], np.int8),
    "uint16": np.array([0, 1, 255, 256, 65535, 40000], np.uint16),
}
# Readers have no narrow integers: those of 32 bits that hold them.
wide = lambda x: x if x.dtype.itemsize == 4 else x.astype(np.int32)
for dtype, x in EDGES.items():
    x = jnp.asarray(x)
    for name in ("clz", "population_count"):
        result = getattr(lax, name)(x)
        table.case("bits", f"{name} {dtype}", {"function": name, "dtype": dtype}, {"x": wide(x)}, {"result": wide(result)})
    y = x[::-1]
    table.case("mulhi", dtype, {"dtype": dtype}, {"x": wide(x), "y": wide(y)}, {"result": wide(lax.mulhi(x, y))})
    for axes in ((0,), ()):
        table.case("xor", f"{dtype} {axes}", {"axes": axes, "dtype": dtype}, {"x": wide(x)}, {"result": wide(lax.reduce_xor(x, axes))})
b = jnp.asarray([[True, False, True], [True, True, True]])
for axes in ((0,), (1,), (0, 1)):
    table.case("xor", f"bool {axes}", {"axes": axes, "dtype": "bool"}, {"x": b}, {"result": lax.reduce_xor(b, axes)})

floats = np.array([0, -0.0, 1, -1, 1.0009765625, 1.00048828125, 1.0014648, 1e-3, 1e-8, 6e-5, 6.1e-5, 65504, 65519, 65520, 7e4, 1e30, -1e30, inf, -inf, nan, 3.14159, 0.1], F)
for e, m in ((5, 10), (8, 7), (4, 3), (5, 2), (8, 23), (8, 0), (2, 23), (11, 52)):
    table.case("reduce_precision", f"{e} {m}", {"exponent": e, "mantissa": m}, {"x": floats}, {"result": lax.reduce_precision(jnp.asarray(floats), e, m)})

lines = {
    "plain": np.array([3, -1, 4, -1, 5, -9, 2, 6], F),
    "infinite": np.array([-inf, -inf, 1, -inf, 2, inf, 3], F),
    "nan": np.array([1, nan, 2], F),
    "large": np.array([1000, 999, 1001, -1000], F),
    "matrix": X,
    "complex": np.array([1 + 2j, 3 - 1j, -2 + 3j, 3 + 1j, 0.5, -1j], np.complex64),
    "complex matrix": np.array([[1 + 2j, 700 - 1j, -2 + 3j], [1 - 1j, 700 + 2j, -800]], np.complex64),
}
for name, x in lines.items():
    x = jnp.asarray(x)
    for axis in range(x.ndim):
        for reverse in (False, True):
            call = lambda x: lax.cumlogsumexp(x, axis, reverse)
            outputs = {"result": call(x)}
            if name not in ("infinite", "nan", "large"):
                outputs["cotangent"] = jax.vjp(call, x)[1](jnp.ones_like(x))[0]
                outputs["tangent"] = jax.jvp(call, (x,), (jnp.ones_like(x) * jnp.arange(x.shape[-1]),))[1]
            table.case("cumlogsumexp", f"{name} {axis} {reverse}", {"axis": axis, "reverse": reverse}, {"x": x}, outputs)

keys = jnp.asarray(np.array([[3, 1, 2, 1, nan], [0, -0.0, inf, -inf, 2]], F))
values = jnp.arange(10).reshape(2, 5)
for dimension in (0, 1, -1):
    k, v = lax.sort_key_val(keys, values, dimension)
    table.case("sort_key_val", str(dimension), {"dimension": dimension}, {"keys": keys, "values": values}, {"keys": k, "values": v})
scores = jnp.asarray(np.array([[3, 1, 4, 1, 5], [9, 2, 6, 5, 3]], F))
for name in ("approx_max_k", "approx_min_k"):
    for axis in (0, -1):
        v, i = getattr(lax, name)(scores, 2, axis)
        table.case("approx", f"{name} {axis}", {"function": name, "axis": axis}, {"x": scores}, {"values": v, "places": i})

table.write()
