"""Promotion of all pairs of dtypes, and functions of every integer dtype and of bfloat16 at their extremes.

As the arrays of this repository do, JAX runs with 32-bit defaults here and has 64-bit dtypes where they are asked for.
"""

import jax
import jax.numpy as jnp
import ml_dtypes
import numpy as np
from jax import lax

from table import Table

jax.config.update("jax_explicit_x64_dtypes", "allow")
table = Table("dtypes")
convert = jax._src.lax.lax._convert_element_type

INTEGERS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
FLOATS = ["bfloat16", "float16", "float32", "float64"]
COMPLEX = ["complex64", "complex128"]
DTYPES = ["bool", *INTEGERS, *FLOATS, *COMPLEX]


def typed(dtype, weak):
    return f"{dtype}{'*' if weak else ''}"


def element(x):
    if np.issubdtype(x.dtype, np.integer) or x.dtype == bool:
        return str(int(x))
    value = float(x)
    return "N" if np.isnan(value) else f"{'-' if value < 0 else ''}I" if np.isinf(value) else repr(value).removesuffix(".0")


def described(x):
    return typed(x.dtype, x.weak_type) + " " + " ".join(map(element, np.asarray(x).reshape(-1)))


def promotion():
    weak = ["int32", "float32", "complex64"]
    kinds = [*DTYPES, *(f"{dtype}*" for dtype in weak)]
    arrays = [convert(jnp.zeros(1, kind.removesuffix("*")), weak_type=kind.endswith("*")) for kind in kinds]
    joined = {}
    for kind, x in zip(kinds, arrays):
        types = (jax._src.dtypes.result_type(x, y, return_weak_type_flag=True) for y in arrays)
        joined[kind] = " ".join(typed(*both) for both in types)
    table.case("promotion", "result_type", params={"kinds": kinds, "joined": joined})
    promoted = {a: " ".join(str(jnp.promote_types(a, b)) for b in DTYPES) for a in DTYPES}
    table.case("promotion", "promote_types", params={"kinds": DTYPES, "joined": promoted})
    scalars = {"2": 2, "0.5": 0.5, "true": True}
    with_numbers = {name: " ".join(typed((jnp.ones(1, d) + n).dtype, (jnp.ones(1, d) + n).weak_type) for d in DTYPES) for name, n in scalars.items()}
    table.case("promotion", "numbers", params={"kinds": DTYPES, "joined": with_numbers})
    table.case("promotion", "can_cast", params={"kinds": DTYPES, "joined": {a: " ".join(str(int(jnp.can_cast(a, b))) for b in DTYPES) for a in DTYPES}})
    categories = ["bool", "signed integer", "unsigned integer", "integral", "real floating", "complex floating", "numeric"]
    table.case("promotion", "isdtype", params={"kinds": DTYPES, "joined": {c: " ".join(str(int(jnp.isdtype(jnp.dtype(d), c))) for d in DTYPES) for c in categories}})
    abstract = ["generic", "number", "integer", "signedinteger", "unsignedinteger", "inexact", "floating", "complexfloating"]
    table.case("promotion", "issubdtype", params={"kinds": DTYPES, "joined": {c: " ".join(str(int(jnp.issubdtype(jnp.dtype(d), getattr(jnp, c)))) for d in DTYPES) for c in abstract}})


def extremes(dtype):
    if dtype == "bfloat16":
        return np.array([0, -0.0, 1, -1.5, 0.1, 3e38, -1e-30, 257, np.inf, -np.inf, np.nan], ml_dtypes.bfloat16)
    low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
    values = [0, 1, 2, 3, 7, high, high - 1, high // 3]
    return np.array([*values, *([-1, -2, low, low + 1] if low < 0 else [9, high // 2 + 1])], dtype)


COMMON = ["add", "subtract", "multiply", "floor_divide", "remainder", "maximum", "minimum", "less"]
ON_INTEGERS = ["bitwise_xor", "left_shift", "right_shift"]
LAX = ["div", "rem"]
LAX_ON_INTEGERS = ["shift_left", "shift_right_logical", "shift_right_arithmetic"]
UNARY = ["negative", "abs", "sign"]
FOLDS = ["sum", "prod", "max", "mean", "argmax", "cumsum", "sort"]


def record(group, name, dtype, f):
    try:
        table.case(group, f"{name} {dtype}", params={"result": described(f())})
    except (TypeError, ValueError):
        pass  # Some functions need a default integer of 64 bits for their 64-bit arguments.


def sweep():
    for dtype in [*INTEGERS, "bfloat16"]:
        values = extremes(dtype)
        table.case("values", dtype, params={"values": " ".join(map(element, values))})
        x, y = jnp.asarray(np.repeat(values, len(values)), dtype), jnp.asarray(np.tile(values, len(values)), dtype)
        assert x.dtype == dtype
        integral = dtype != "bfloat16"
        for name in COMMON + ON_INTEGERS * integral:
            record("binary", name, dtype, lambda: getattr(jnp, name)(x, y))
        for name in LAX + LAX_ON_INTEGERS * integral + ["nextafter"] * (not integral):
            record("lax", name, dtype, lambda: getattr(lax, name)(x, y))
        v = jnp.asarray(values, dtype)
        for name in UNARY + ["invert"] * integral:
            record("unary", name, dtype, lambda: getattr(jnp, name)(v))
        folded = v if integral else v[2:5]
        for name in FOLDS:
            record("fold", name, dtype, lambda: getattr(jnp, name)(folded))
        record("fold", "dot", dtype, lambda: jnp.dot(folded, folded))
        for exponent in range(4):
            record("fold", f"power {exponent}", dtype, lambda: lax.integer_pow(v, exponent))
        for to in ["bool", *INTEGERS, "bfloat16", "float16", "float32", "float64"]:
            record("convert", to, dtype, lambda: v.astype(to))
    for dtype in ["float16", "float32", "float64"]:
        values = np.array([0.5, -0.5, 1.9, -1.9, 127.5, -129, 255.9, 300, -40000, 65504, np.nan, np.inf, -np.inf], dtype)
        if dtype != "float16":
            values = np.concatenate([values, np.array([3e9, -3e9, 5e9, 1e19, -1e19, 2e19, 1e30], dtype)])
        table.case("values", dtype, params={"values": " ".join(map(element, values))})
        for to in ["bool", *INTEGERS, "bfloat16"]:
            record("convert", to, dtype, lambda: jnp.asarray(values, dtype).astype(to))


def random():
    key = jax.random.key(7)
    for dtype in ["uint8", "uint16", "uint64"]:
        record("random", "bits", dtype, lambda: jax.random.bits(key, (5,), dtype))
    for dtype in ["int8", "uint8"]:
        record("random", "randint -3 100", dtype, lambda: jax.random.randint(key, (6,), -3, 100, dtype))
    record("random", "uniform", "bfloat16", lambda: jax.random.uniform(key, (8,), "bfloat16"))


for group in [promotion, sweep, random]:
    group()
table.write()
