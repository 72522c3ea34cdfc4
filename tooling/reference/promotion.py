"""Result dtype and weak type of a binary operation for every pair of operand kinds."""

import itertools

import jax
import jax.numpy as jnp

from table import Table

table = Table("promotion")

STRONG = ["bool", "int32", "uint32", "float32", "float64"]
WEAK = {"number bool": True, "number int": 2, "number float": 2.5}
FUNCTIONS = {
    "add": jnp.add, "multiply": jnp.multiply, "true_divide": jnp.true_divide, "floor_divide": jnp.floor_divide,
    "remainder": jnp.remainder, "power": jnp.power, "maximum": jnp.maximum, "arctan2": jnp.arctan2,
    "less": jnp.less, "where": lambda x, y: jnp.where(True, x, y),
}
UNARY = {name: getattr(jnp, name) for name in "negative abs sign exp sqrt sin floor square isnan sum mean max prod argmax cumsum var".split()}


def operand(kind):
    if kind in WEAK:
        return WEAK[kind]
    if kind.startswith("weak "):
        # What an operation on numbers alone gives: an array whose dtype yields to others.
        return jnp.asarray({"weak int32": 1, "weak float32": 1.5, "weak int64": 1, "weak float64": 1.5}[kind])
    return jnp.ones((), kind)


for x64 in (False, True):
    jax.config.update("jax_enable_x64", x64)
    strong = STRONG if x64 else STRONG[:-1]
    kinds = [*strong, *WEAK, *(["weak int64", "weak float64"] if x64 else ["weak int32", "weak float32"])]
    for a, b in itertools.product(kinds, kinds):
        for name, f in FUNCTIONS.items():
            try:
                result = f(operand(a), operand(b))
            except TypeError:
                params = {"function": name, "x64": x64, "x": a, "y": b, "error": True}
            else:
                params = {"function": name, "x64": x64, "x": a, "y": b, "dtype": result.dtype.name, "weakType": bool(result.weak_type)}
            table.case("binary", f"{name}({a}, {b}){' x64' if x64 else ''}", params)
    for a in kinds:
        for name, f in UNARY.items():
            try:
                result = f(operand(a))
            except TypeError:
                params = {"function": name, "x64": x64, "x": a, "error": True}
            else:
                params = {"function": name, "x64": x64, "x": a, "dtype": result.dtype.name, "weakType": bool(result.weak_type)}
            table.case("unary", f"{name}({a}){' x64' if x64 else ''}", params)

table.write()
