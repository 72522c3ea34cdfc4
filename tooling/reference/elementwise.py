"""Elementwise functions of jax.lax at edge values and at arbitrary points, in every dtype they are used with."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from table import Table

jax.config.update("jax_enable_x64", True)
table = Table("elementwise")

UNARY = {
    name: getattr(lax, name)
    for name in (
        "neg sign abs ceil floor is_finite exp exp2 expm1 log log1p sqrt rsqrt cbrt logistic square "
        "sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh erf erfc erf_inv lgamma digamma"
    ).split()
}
UNARY["round_half_to_even"] = lambda x: lax.round(x, lax.RoundingMethod.TO_NEAREST_EVEN)
UNARY["round_half_away_from_zero"] = lambda x: lax.round(x, lax.RoundingMethod.AWAY_FROM_ZERO)
UNARY |= {f"integer_pow {n}": lambda x, n=n: lax.integer_pow(x, n) for n in (-3, -2, -1, 0, 1, 2, 3, 7)}

BINARY = {name: getattr(lax, name) for name in "add sub mul div rem pow atan2 max min nextafter".split()}
BINARY |= {name: getattr(jnp, name) for name in "floor_divide remainder fmax fmin logaddexp hypot".split()}
COMPARISONS = {name: getattr(lax, name) for name in "eq ne lt le gt ge".split()}


def edges(dtype):
    """Values at which some function changes its formula, saturates or is undefined."""
    info = jnp.finfo(dtype)
    positive = [0, info.smallest_subnormal, info.tiny, 1e-8, 1e-4, 0.25, 0.5, 1 - info.epsneg, 1, 1 + info.eps, 1.5, 2, 2.5, 3.5,
                np.pi / 2, np.pi, 5, 10, 20, 88, 88.8, 100, 170, 709, 709.8, 746, 1e5, 2**23 + 0.5, 1e10, 1e20, 2**52 + 0.5,
                info.max, np.inf]
    positive = np.array(positive, dtype)
    return np.concatenate([positive, -positive, np.array([np.nan], dtype)])


def arbitrary(dtype, n, seed):
    """Numbers of both signs with magnitudes from 1e-4 to 1e3, most of them near one."""
    rng = np.random.default_rng(seed)
    return (rng.normal(size=n) * 10.0 ** rng.choice([-4, -2, -1, 0, 0, 0, 1, 2], n)).astype(dtype)


for dtype in ("float32", "float64"):
    x = np.concatenate([edges(dtype), arbitrary(dtype, 64, 0), np.random.default_rng(1).uniform(-1, 1, 24).astype(dtype)])
    for name, f in UNARY.items():
        table.case("unary", f"{name} {dtype}", {"function": name, "dtype": dtype}, {"x": x}, {"result": f(jnp.asarray(x))})
    few = np.array([0, 0.5, 1, 2, 3, jnp.finfo(dtype).max, np.inf], dtype)
    few = np.concatenate([few, -few, np.array([np.nan], dtype)])
    x, y = np.repeat(few, len(few)), np.tile(few, len(few))
    for name, f in COMPARISONS.items():
        params = {"function": name, "dtype": dtype}
        table.case("binary", f"{name} {dtype}", params, {"x": x, "y": y}, {"result": f(jnp.asarray(x), jnp.asarray(y))})
    x = np.concatenate([x, arbitrary(dtype, 16, 2), np.abs(arbitrary(dtype, 16, 3))])
    y = np.concatenate([y, arbitrary(dtype, 16, 4), arbitrary(dtype, 16, 5)])
    for name, f in BINARY.items():
        params = {"function": name, "dtype": dtype}
        table.case("binary", f"{name} {dtype}", params, {"x": x, "y": y}, {"result": f(jnp.asarray(x), jnp.asarray(y))})
    lower = np.array([0, 0, 0, 0, 0, 2, np.nan, 0, np.nan], dtype)
    x = np.array([-1, 0.5, 3, np.nan, -0.0, 1, 1, 1, np.nan], dtype)
    upper = np.array([1, 1, 1, 1, 1, -2, 1, np.nan, 1], dtype)
    result = lax.clamp(jnp.asarray(lower), jnp.asarray(x), jnp.asarray(upper))
    table.case("clamp", dtype, {"dtype": dtype}, {"lower": lower, "x": x, "upper": upper}, {"result": result})

INTEGER_UNARY = {name: getattr(lax, name) for name in ("neg", "sign", "abs", "bitwise_not", "population_count", "clz")}
INTEGER_BINARY = {name: getattr(lax, name) for name in "add sub mul div rem max min bitwise_and bitwise_or bitwise_xor".split()}
INTEGER_BINARY |= {name: getattr(jnp, name) for name in ("floor_divide", "remainder")}
SHIFTS = {name: getattr(lax, name) for name in ("shift_left", "shift_right_logical", "shift_right_arithmetic")}
INTEGERS = {
    "int32": [0, 1, 2, 3, 7, 100, 65537, 2**31 - 1, -1, -2, -3, -7, -100, -65537, -(2**31)],
    "uint32": [0, 1, 2, 3, 7, 100, 65537, 2**31 - 1, 2**31, 2**32 - 7, 2**32 - 1],
}
for dtype, values in INTEGERS.items():
    values = np.array(values, dtype)
    for name, f in INTEGER_UNARY.items():
        if name in ("neg", "abs") and dtype == "uint32":
            continue
        result = f(jnp.asarray(values))
        table.case("unary", f"{name} {dtype}", {"function": name, "dtype": dtype}, {"x": values}, {"result": result})
    x, y = np.repeat(values, len(values)), np.tile(values, len(values))
    for name, f in (INTEGER_BINARY | COMPARISONS).items():
        params = {"function": name, "dtype": dtype}
        table.case("binary", f"{name} {dtype}", params, {"x": x, "y": y}, {"result": f(jnp.asarray(x), jnp.asarray(y))})
    amounts = np.array([0, 1, 5, 31, 32, 33], dtype)
    x, y = np.repeat(values, len(amounts)), np.tile(amounts, len(values))
    for name, f in SHIFTS.items():
        params = {"function": name, "dtype": dtype}
        table.case("binary", f"{name} {dtype}", params, {"x": x, "y": y}, {"result": f(jnp.asarray(x), jnp.asarray(y))})
    base, exponent = np.repeat(values, 6), np.tile(np.array([0, 1, 2, 3, 5, 31], dtype), len(values))
    result = jnp.power(jnp.asarray(base), jnp.asarray(exponent))
    table.case("binary", f"power {dtype}", {"function": "power", "dtype": dtype}, {"x": base, "y": exponent}, {"result": result})
for name in ("bitwise_and", "bitwise_or", "bitwise_xor"):
    x, y = np.array([0, 0, 1, 1], bool), np.array([0, 1, 0, 1], bool)
    result = getattr(lax, name)(jnp.asarray(x), jnp.asarray(y))
    table.case("binary", f"{name} bool", {"function": name, "dtype": "bool"}, {"x": x, "y": y}, {"result": result})

# Conversions: rounding towards zero, saturation, NaN to 0, wrap-around between integers.
SOURCES = {
    "bool": np.array([False, True]),
    "int32": np.array(INTEGERS["int32"], np.int32),
    "uint32": np.array(INTEGERS["uint32"], np.uint32),
    "float32": np.array([0, -0.0, 0.5, -0.5, 1.5, -1.5, 2.5, 1e-45, 2**31, 2**32, 3e9, -3e9, 1e20, -1e20, np.inf, -np.inf, np.nan], np.float32),
    "float64": np.array([0, -0.0, 0.1, 1 / 3, 2**31 - 0.5, -(2**31) - 0.5, 2**32 - 0.5, 1e-46, 1e39, -1e39, np.inf, -np.inf, np.nan]),
}
for source, values in SOURCES.items():
    for target in SOURCES:
        result = jnp.asarray(values).astype(target)
        table.case("convert", f"{source} to {target}", {"from": source, "to": target}, {"x": values}, {"result": result})

table.write()
