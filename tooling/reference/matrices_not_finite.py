"""Singular values of matrices with an infinity or NaN at each place: they are NaN, and so is what is made of them."""

import jax.numpy as jnp
import numpy as np

from calls import Calls

calls = Calls("matrices-not-finite")
la = jnp.linalg
rng = np.random.default_rng(1)


def spoilt(value, *shape, dtype=np.float32):
    """As many matrices as they have places, each with the value at one of them."""
    size = int(np.prod(shape))
    stack = np.tile(rng.integers(-8, 9, size=shape) / 4, (size, *[1] * len(shape))).astype(dtype)
    stack.reshape(size, size)[np.arange(size), np.arange(size)] = value
    return stack


for dtype, shapes in ((np.float32, [(1, 1), (2, 2), (4, 3)]), (np.float64, [(3, 4)]), (np.complex64, [(3, 2)])):
    for value in (np.nan, np.inf, -np.inf):
        for shape in shapes:
            calls.call("svdvals", la.svdvals, spoilt(value, *shape, dtype=dtype))
for value in (np.nan, np.inf):
    x = spoilt(value, 3, 3)
    calls.call("matrixRank", la.matrix_rank, x)
    calls.call("cond", la.cond, x)
    for order in (2, -2, "nuc"):
        calls.call("matrixNorm", la.matrix_norm, x, ord=order)
# Only what is beside it in a batch is spoilt.
calls.call("svdvals", la.svdvals, np.array([[[0, np.inf], [1, 2]], [[1, 2], [3, 4]]], np.float32))

calls.write()
