"""Texts of arrays, as NumPy and JAX write them."""

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np

from table import Table
from numpy_calls import camel

table = Table("printing")
nan, inf = np.nan, np.inf


def text(x, note="", **options):
    x = jnp.asarray(x)
    values = np.asarray(x)
    with np.printoptions(**options):
        params = {"options": {camel(k): v for k, v in options.items()}, "weak": bool(x.weak_type), "str": str(x) if values.shape else str(values[()]), "repr": repr(x)}
    table.case("text", f"{len(table.lines)} {x.dtype}{list(x.shape)} {note}", params, {"x": values}, {})


FLOATS = [
    [0.0], [1.5, 2], [1.5, -2, 30], [1e-5, 1], [1e5, 1e6 - 1], [1e6, 1], [123456.789, 0.001], [0.1, 0.2, 1 / 3], [1e20, -1e-20], [1, nan], [inf, -inf, 2.25],
    [nan, nan], [-0.0, 0.0], [1e-45, 1], [3.4e38], [1 / 3, 1e10], [12345678.9], [0.5, 2.5, 3.5, 0.125], [1000.5, 1], [9999.9, 0.00012], [],
]  # fmt: skip
for dtype in ("float32", "float64", "float16", "bfloat16"):
    for row in FLOATS:
        text(jnp.asarray(np.array(row, "float64")).astype(dtype))
for dtype in ("int8", "uint8", "int32", "uint32", "int64", "bool"):
    text(np.array([0, 1, 100, 27]).astype(dtype))
    text(np.array([[1], [0]]).astype(dtype))
text(np.array([-128, 127, 5], "int8"))
text(np.array([-(2**31), 2**31 - 1], "int32"))
for value in (1.5, 1e-5, 1e16, 123456789.0, nan, -inf, -0.0, 1 / 3):
    text(np.array(value, "float32"))
    text(np.array(value, "float64"))
for value in (True, np.int32(-7), np.uint8(9), np.complex64(1 - 2j), np.complex128(0.1j)):
    text(np.array(value))
text(jnp.asarray(1.5), "weak")
text(jnp.asarray(7), "weak")
text(jnp.asarray([1.0]) * 2)
text(np.array([[1 + 2j, -0.5 + 1e-3j], [nan + 1j, 3 - 1j * inf]], "complex64"))
text(np.array([1 + 2j, 1e7 - 3.5j]))
text(np.zeros((0, 3), "float32"))
text(np.arange(24, dtype="float32").reshape(2, 3, 4))
text(np.arange(16).reshape(2, 2, 2, 2).astype("int32"))
text(np.linspace(0, 1, 40, dtype="float32"))
text(np.arange(60, dtype="int32") * 1000)
text(np.arange(2000, dtype="int32"))
text(np.arange(2000, dtype="float32").reshape(40, 50))
text(np.arange(1200, dtype="float32").reshape(3, 20, 20))
text(np.linspace(-1, 1, 18).reshape(2, 9))
MIXED = np.array([[1 / 3, -2.5, 1e-3], [100.125, 0, nan]], "float32")
for options in (
    {"precision": 2}, {"precision": 0}, {"precision": 3, "floatmode": "fixed"}, {"floatmode": "unique"}, {"floatmode": "maxprec_equal", "precision": 4},
    {"suppress": True, "precision": 3}, {"sign": "+"}, {"sign": " "}, {"nanstr": "missing", "infstr": "endless"}, {"linewidth": 20}, {"threshold": 3, "edgeitems": 1},
    {"precision": 12},
):  # fmt: skip
    text(MIXED, **options)
    text(MIXED.astype("float64"), **options)
    text(np.array([[1, -2, 300], [4, 5, 6]], "int32"), **options)
    text(np.array([1e-10, 2.5, 1e9]), **options)
    text(np.array([0.5, 1.5, 2.5, 3.5]), **options)
    text(np.array([1 + 0.001j, -3.25j]), **options)
table.write()
