"""Linear algebra that is composed of other functions: norms, products, structured and named matrices."""

import jax.numpy as jnp
import jax.scipy.linalg as jsl
import numpy as np

from calls import Calls

calls = Calls("matrices")
F, D, I = np.float32, np.float64, np.int32
nan, inf = np.nan, np.inf
rng = np.random.default_rng(0)


def normal(*shape, dtype=F):
    return rng.normal(size=shape).astype(dtype)


def call(name, f, *arguments, **options):
    calls.call(name, f, *arguments, **options)


# Structured matrices
for c, r in [((3,), (2,)), ((1,), (3,)), ((4,), (1,)), ((2, 3), (4,)), ((3,), (2, 2)), ((0,), (2,)), ((2,), (0,))]:
    call("toeplitz", jsl.toeplitz, normal(*c), normal(*r))
    call("hankel", jsl.hankel, normal(*c), normal(*r))
for x in [normal(3), normal(1), normal(0), normal(2, 3), np.arange(4, dtype=I), np.array([1, nan, -inf], F), normal(3, dtype=D), np.array([1, 2], np.float16), np.array([True, False])]:
    if not np.isnan(x).any():  # JAX multiplies by zeros and ones, which spreads NaN over the matrix.
        call("toeplitz", jsl.toeplitz, x)
        call("hankel", jsl.hankel, x)
    call("circulant", jsl.circulant, x)
    if x.dtype != bool:
        call("fiedler", jsl.fiedler, x)
call("toeplitz", jsl.toeplitz, np.array([1, 2], I), normal(3))
call("toeplitz", jsl.toeplitz, F(2))
for x in [normal(2), normal(3), normal(4), normal(5), normal(6), normal(7), normal(2, 4), np.array([2, 4, 6], I), np.array([0, 1, 2], F), normal(4, dtype=D)]:
    call("companion", jsl.companion, x)
    call("fiedler_companion", jsl.fiedler_companion, x)
call("fiedler_companion", jsl.fiedler_companion, normal(1))
for f, s in [((2,), (1,)), ((4,), (3,)), ((2, 3), (2,)), ((3,), (2, 2))]:
    call("leslie", jsl.leslie, normal(*f), normal(*s))
call("leslie", jsl.leslie, np.array([1, 2, 3], I), np.array([4, 5], F))
for m, n in [(3, 2), (2, 4), (1, 3), (3, 1), (3, 3)]:
    for mode in ("full", "same", "valid"):
        call("convolution_matrix", jsl.convolution_matrix, normal(m), n, mode=mode)
call("convolution_matrix", jsl.convolution_matrix, normal(2, 3), 2)
call("block_diag", jsl.block_diag)
call("block_diag", jsl.block_diag, normal(2, 3), normal(2), F(4), normal(1, 1))
call("block_diag", jsl.block_diag, np.array([[1, 2]], I), normal(1, 2))
call("block_diag", jsl.block_diag, normal(0, 2), normal(2, 0), normal(1, 1, dtype=D))

# Matrices of their size alone
for n in (0, 1, 2, 5):
    call("hilbert", jsl.hilbert, n)
    call("pascal", jsl.pascal, n)
    if n > 0:
        call("invhilbert", jsl.invhilbert, n)
        call("invpascal", jsl.invpascal, n)
        call("helmert", jsl.helmert, n)
        call("helmert", jsl.helmert, n, full=True)
for kind in ("symmetric", "lower", "upper"):
    call("pascal", jsl.pascal, 4, kind=kind)
    call("invpascal", jsl.invpascal, 4, kind=kind)
for n in (1, 2, 8):
    call("hadamard", jsl.hadamard, n)
for dtype in ("float32", "complex64"):
    call("hadamard", jsl.hadamard, 4, dtype=dtype)

# Norms of vectors
specials = [np.array([3, -4, 0], F), np.array([nan, 1], F), np.array([-inf, 1], F), np.array([-0.0, 0.0], F), normal(4, dtype=D), np.array([3, -4], np.float16)]
for x in specials:
    for order in (2, 1, 0, 3, 0.5, -1, inf, -inf):
        call("vector_norm", jnp.linalg.vector_norm, x, ord=order)
for axis in (0, -1, [0, 1], [2, 0], None):
    for keepdims in (False, True):
        for order in (2, 1, inf, 3):
            call("vector_norm", jnp.linalg.vector_norm, normal(2, 3, 2), axis=axis, keepdims=keepdims, ord=order)
call("vector_norm", jnp.linalg.vector_norm, np.array([3, -4], I))
call("vector_norm", jnp.linalg.vector_norm, np.array([3, -4], I), ord=1)
call("vector_norm", jnp.linalg.vector_norm, np.array([3, -4], I), ord=inf)
call("vector_norm", jnp.linalg.vector_norm, normal(0))
call("vector_norm", jnp.linalg.vector_norm, normal(0), ord=inf)

# Products
call("cross", jnp.linalg.cross, normal(3), normal(3))
call("cross", jnp.linalg.cross, normal(2, 3), normal(3))
call("cross", jnp.linalg.cross, normal(3, 2), normal(3, 2), axis=0)
call("outer", jnp.linalg.outer, normal(3), normal(2))
call("outer", jnp.linalg.outer, np.array([1, 2], I), normal(0))
for offset in (0, 1, -1, 5):
    call("diagonal", jnp.linalg.diagonal, normal(2, 3, 4), offset=offset)
    call("trace", jnp.linalg.trace, normal(2, 3, 4), offset=offset)
call("trace", jnp.linalg.trace, np.arange(9, dtype=I).reshape(3, 3), dtype="float32")
for shapes in [((2, 3), (3, 4)), ((2, 3), (3, 4), (4, 1)), ((5,), (5, 2), (2, 4), (4,)), ((2, 2), (2, 5), (5, 2), (2, 3)), ((3,), (3,)), ((1, 4), (4, 1), (1, 6), (6, 2))]:
    call("multi_dot", jnp.linalg.multi_dot, [normal(*shape) for shape in shapes])
call("multi_dot", jnp.linalg.multi_dot, [np.array([[1, 2]], I), normal(2, 2), normal(2, dtype=D)])

calls.write()
