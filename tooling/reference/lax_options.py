"""Functions of lax and NumPy with the options that are rarely given: methods of rounding, dtypes of positions, negative starts."""

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
from jax import lax

from numpy_calls import Calls

table = Calls("lax-options")
x = jnp.arange(24, dtype="float32").reshape(2, 3, 4)
METHODS = {"awayFromZero": lax.RoundingMethod.AWAY_FROM_ZERO, "toNearestEven": lax.RoundingMethod.TO_NEAREST_EVEN}
EDGES = np.array([0.0, -0.0, 0.5, -0.5, 1.5, -2.5, 0.49999997, 8388607.5, -1e30, np.inf, -np.inf, np.nan, 1e-40])
for dtype in ("float32", "float64", "float16"):
    edge = jnp.asarray(EDGES).astype(dtype)
    table.call("round", edge, f=lax.round)
    for method, theirs in METHODS.items():
        table.call("round", edge, given=[edge, method], f=lambda x, m=theirs: lax.round(x, m))
square = jnp.asarray([[1.0, np.nan, 3], [7, 7, -1]], "float32")
for name in ("argmax", "argmin"):
    for dtype in ("int8", "uint16", "int64"):
        table.call(name, square, given=[square, 1, dtype], f=lambda x, n=name, d=dtype: getattr(lax, n)(x, 1, d))
table.call("full_like", square, given=[square, 2.5, "int32"], f=lambda x: lax.full_like(x, 2.5, "int32"))
table.call("full_like", square, given=[square, 3, "float64", [2]], f=lambda x: lax.full_like(x, 3, "float64", (2,)))
table.call("reshape", square, given=[square, [3, 2], [1, 0]], f=lambda x: lax.reshape(x, (3, 2), (1, 0)), grad=True)
strict = {"allow_negative_indices": False}
for start in (-2, 1, 5):
    at = jnp.asarray(start, "int32")
    table.call("dynamic_slice", x[0], at, jnp.maximum(at, 0), given=[x[0], [at, max(start, 0)], [2, 3], strict], f=lambda x, a, b: lax.dynamic_slice(x, (a, b), (2, 3), **strict))
    table.call("dynamic_index_in_dim", x[0], at, given=[x[0], at, {"axis": 1, **strict}], f=lambda x, a: lax.dynamic_index_in_dim(x, a, 1, **strict))
    table.call("dynamic_slice_in_dim", x[0], at, given=[x[0], at, 2, 1, strict], f=lambda x, a: lax.dynamic_slice_in_dim(x, a, 2, 1, **strict))
    put = jnp.ones((1, 2), "float32")
    table.call("dynamic_update_slice", x[0], put, at, given=[x[0], put, [at, max(start, 0)], strict], f=lambda x, u, a: lax.dynamic_update_slice(x, u, (a, jnp.int32(max(start, 0))), **strict))
    table.call("dynamic_update_slice_in_dim", x[0], x[1], at, given=[x[0], x[1, :2], at, 0, strict], f=lambda x, u, a: lax.dynamic_update_slice_in_dim(x, u[:2], a, 0, **strict))
    table.call("dynamic_update_index_in_dim", x[0], x[1, 0], at, given=[x[0], x[1, 0], at, 0, strict], f=lambda x, u, a: lax.dynamic_update_index_in_dim(x, u, a, 0, **strict))
short = jnp.asarray([[100, 100], [-7, 3]], "int8")
for dtype in ("int8", "uint8", "bool", "int32", "float16"):
    for name in ("sum", "prod"):
        values = short.astype(dtype)
        table.call(name, values, given=[values, {"axis": 0, "promote_integers": False}], f=lambda x, n=name: getattr(jnp, n)(x, axis=0, promote_integers=False))
for mode in ("fill", "clip"):
    index = jnp.asarray([[-1, 2, 0]], "int32")
    table.call("take_along_axis", square, index, given=[square, index, 1, {"mode": mode, "wrap_negative_indices": False}], f=lambda x, i, m=mode: jnp.take_along_axis(x, i, 1, mode=m, wrap_negative_indices=False))
for dtype in ("int8", "uint32", "int64"):
    table.call("argsort", square, given=[square, {"axis": 1, "dtype": dtype}], f=lambda x, d=dtype: jnp.argsort(x, axis=1, dtype=d))
table.write()
