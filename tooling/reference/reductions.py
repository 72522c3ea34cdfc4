"""Reductions, scans along an axis, sorting and searching: NaN, ties, signed zero, empty arrays, axes."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from table import Table

table = Table("reductions")
F = np.float32
nan, inf = np.nan, np.inf

VECTORS = {
    "plain": np.array([3, -1, 4, -1, 5, -9, 2, 6], F),
    "ties": np.array([1, 3, 3, 0, 0, 3, 1], F),
    "zeros": np.array([0, -0.0, 0, -0.0], F),
    "nan": np.array([1, nan, -2, nan, 5, inf, -inf], F),
    "infinite": np.array([1, inf, -2, inf, 5], F),
    "cancelling": np.array([inf, -inf, 1], F),
    "one": np.array([7], F),
    "int32": np.array([3, -1, 2**31 - 1, 1, 0], np.int32),
    "uint32": np.array([3, 2**32 - 1, 1, 0], np.uint32),
    "bool": np.array([True, False, True, True]),
}
SMALL = {name: VECTORS[name] for name in ("plain", "ties", "nan", "bool")}
MATRIX = np.array([[3, 1, 2, 5], [9, 1, 4, 0], [2, 8, 4, 4]], F)
CUBE = np.random.default_rng(0).normal(size=(2, 3, 4)).astype(F)

REDUCTIONS = {name: getattr(jnp, name) for name in "sum prod max min mean var std any all argmax argmin count_nonzero".split()}
NAN_REDUCTIONS = {name: getattr(jnp, name) for name in "nansum nanprod nanmax nanmin nanmean nanargmax nanargmin nanvar".split()}
for name, f in REDUCTIONS.items():
    for label, x in VECTORS.items():
        table.case("reduce", f"{name} {label}", {"function": name}, {"x": x}, {"result": f(jnp.asarray(x))})
    for axis in (0, 1, -1, 2, (0, 1), (0, 2), (2, 1), None, ()):
        if name.startswith("arg") and isinstance(axis, tuple):
            continue
        for keepdims in (False, True):
            params = {"function": name, "axis": axis, "keepdims": keepdims}
            table.case("reduce axis", f"{name} {axis} {keepdims}", params, {"x": CUBE}, {"result": f(jnp.asarray(CUBE), axis=axis, keepdims=keepdims)})
    for shape, axis in [((0,), None), ((0, 3), 0), ((0, 3), 1), ((2, 0), 1)]:
        params = {"function": name, "shape": shape, "axis": axis}
        try:
            result = f(jnp.zeros(shape, F), axis=axis)
        except ValueError:
            table.case("reduce empty", f"{name} {list(shape)} {axis}", {**params, "error": True})
        else:
            table.case("reduce empty", f"{name} {list(shape)} {axis}", params, {}, {"result": result})
for name, f in NAN_REDUCTIONS.items():
    for label in ("plain", "nan"):
        table.case("reduce", f"{name} {label}", {"function": name}, {"x": VECTORS[label]}, {"result": f(jnp.asarray(VECTORS[label]))})
for ddof in (0, 1):
    params = {"function": "var", "ddof": ddof}
    table.case("reduce", f"var ddof {ddof}", params, {"x": VECTORS["plain"]}, {"result": jnp.var(jnp.asarray(VECTORS["plain"]), ddof=ddof)})
x, where = VECTORS["plain"], np.array([1, 0, 1, 1, 0, 0, 0, 1], bool)
for name in ("sum", "prod", "mean", "var"):
    table.case("reduce", f"{name} where", {"function": name}, {"x": x, "where": where}, {"result": REDUCTIONS[name](jnp.asarray(x), where=where)})
for name in ("max", "min"):
    result = REDUCTIONS[name](jnp.asarray(x), where=where, initial=-100.0 if name == "max" else 100.0)
    table.case("reduce", f"{name} where", {"function": name, "initial": -100 if name == "max" else 100}, {"x": x, "where": where}, {"result": result})
for label in ("plain", "nan", "infinite", "cancelling"):
    table.case("logsumexp", label, {}, {"x": VECTORS[label]}, {"result": jax.nn.logsumexp(jnp.asarray(VECTORS[label]))})
    table.case("softmax", label, {}, {"x": VECTORS[label]}, {"result": jax.nn.softmax(jnp.asarray(VECTORS[label]))})
table.case("logsumexp", "all minus infinity", {}, {"x": np.full(3, -inf, F)}, {"result": jax.nn.logsumexp(jnp.full(3, -inf))})

CUMULATIVE = {name: getattr(lax, name) for name in "cumsum cumprod cummax cummin cumlogsumexp".split()}
for name, f in CUMULATIVE.items():
    for label in ("plain", "ties", "nan", "int32", "uint32"):
        x = VECTORS[label]
        if name == "cumlogsumexp" and x.dtype != F:
            continue
        for reverse in (False, True):
            params = {"function": name, "axis": 0, "reverse": reverse}
            table.case("cumulative", f"{name} {label} {reverse}", params, {"x": x}, {"result": f(jnp.asarray(x), 0, reverse)})
    for axis in (0, 1):
        params = {"function": name, "axis": axis, "reverse": False}
        table.case("cumulative", f"{name} matrix {axis}", params, {"x": MATRIX}, {"result": f(jnp.asarray(MATRIX), axis)})
result = jnp.cumsum(jnp.asarray(VECTORS["bool"]))
table.case("cumulative", "jnp.cumsum bool", {"function": "cumsum", "axis": 0, "reverse": False}, {"x": VECTORS["bool"]}, {"result": result})

for label, x in VECTORS.items():
    x_ = jnp.asarray(x)
    for descending in (False, True):
        table.case("sort", f"{label} {descending}", {"descending": descending}, {"x": x},
                   {"sorted": jnp.sort(x_, descending=descending), "order": jnp.argsort(x_, descending=descending)})
    if x.dtype != bool:
        values, order = lax.top_k(x_, 1 if label == "one" else 3)
        table.case("top_k", label, {"k": len(values)}, {"x": x}, {"values": values, "indices": order})
for axis in (0, 1, -1, None):
    table.case("sort", f"matrix {axis}", {"axis": axis, "descending": False}, {"x": MATRIX},
               {"sorted": jnp.sort(jnp.asarray(MATRIX), axis=axis), "order": jnp.argsort(jnp.asarray(MATRIX), axis=axis)})
first, second, third = np.array([2, 1, 2, 1, 2], np.int32), np.array([5, 7, 5, 6, 4], F), np.arange(5, dtype=np.int32)
for num_keys in (1, 2):
    result = lax.sort((jnp.asarray(first), jnp.asarray(second), jnp.asarray(third)), num_keys=num_keys)
    table.case("sort several", f"{num_keys} keys", {"numKeys": num_keys}, {"0": first, "1": second, "2": third}, dict(zip("012", result)))
edges, points = np.array([1, 3, 3, 5], F), np.array([0, 1, 2, 3, 4, 5, 6, nan, inf, -inf], F)
for side in ("left", "right"):
    table.case("searchsorted", side, {"side": side}, {"sorted": edges, "x": points}, {"result": jnp.searchsorted(edges, points, side=side)})
for f, name in [(jnp.round, "round"), (jnp.trunc, "trunc"), (jnp.rint, "rint")]:
    x = np.array([-2.5, -1.5, -0.5, -0.2, 0.2, 0.5, 1.5, 2.5], F)
    table.case("rounding", name, {"function": name}, {"x": x}, {"result": f(x)})
for args in [(0, 1, 5), (1, 10, 4), (-1, 1, 3), (2, 2, 3), (0, 1, 1), (0, 0.1, 11), (3, -7, 50)]:
    table.case("linspace", str(args), {"start": args[0], "stop": args[1], "num": args[2]}, {}, {"result": jnp.linspace(*args)})
for args in [(0, 5, 1), (0, 1, 0.1), (5, 0, -2), (0.5, 3, 0.7), (3, 3, 1)]:
    table.case("arange", str(args), {"start": args[0], "stop": args[1], "step": args[2]}, {}, {"result": jnp.arange(*args)})

table.write()
