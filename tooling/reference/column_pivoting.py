"""QR factorisations with exchanged columns."""

import jax.scipy.linalg as la
import numpy as np
from jax import lax

from calls import Calls

calls = Calls("column-pivoting")
rng = np.random.default_rng(5)


def normal(*shape, dtype=np.float32):
    x = rng.normal(size=shape)
    return (x + 1j * rng.normal(size=shape) if np.issubdtype(dtype, np.complexfloating) else x).astype(dtype)


def qr(a, mode, pivoting):
    """As NumPy calls the modes: SciPy's full factors are complete, and r alone is as tall as that of thin factors."""
    if mode == "r":
        return la.qr(a, mode="economic", pivoting=pivoting)[1:]
    return la.qr(a, mode="full", pivoting=pivoting)


SHAPES = [(1, 1), (3, 3), (5, 3), (3, 5), (2, 4, 3)]
for dtype, mode in ((np.float32, "complete"), (np.float64, "complete"), (np.complex64, "complete"), (np.float32, "r")):
    for shape in SHAPES:
        calls.call("qr", qr, normal(*shape, dtype=dtype), mode=mode, pivoting=True)
for shape in SHAPES:
    calls.call("qr of lax", lax.linalg.qr, normal(*shape), full_matrices=False, pivoting=True)
# Columns that differ in size beyond the range of squares, that are multiples of each other, and that are zero.
calls.call("qr", qr, (normal(4, 3) * [1e-30, 1e30, 1]).astype(np.float32), mode="complete", pivoting=True)
calls.call("qr", qr, np.array([[1, 2, 4], [1, 2, 4]], np.float32), mode="r", pivoting=True)
calls.call("qr", qr, np.array([[0, 0, 3], [0, 1, 0]], np.float32), mode="r", pivoting=True)

calls.write()
