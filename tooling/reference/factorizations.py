"""Systems of equations, determinants, Cholesky and LU factors, with derivatives."""

import jax
import jax.numpy as jnp
import jax.scipy.linalg as jsl
import numpy as np

from calls import Calls

calls = Calls("factorizations")
F, D, I = np.float32, np.float64, np.int32
nan, inf = np.nan, np.inf
rng = np.random.default_rng(0)


def normal(*shape, dtype=F):
    return rng.normal(size=shape).astype(dtype)


def positive(*shape, dtype=F):
    x = rng.normal(size=shape)
    return (x @ np.swapaxes(x, -1, -2) + shape[-1] * np.eye(shape[-1])).astype(dtype)


def regular(*shape, dtype=F):
    return (rng.normal(size=shape) + 3 * np.eye(shape[-1])).astype(dtype)


def leaves(results):
    return [x for x in jax.tree.leaves(results) if jnp.issubdtype(jnp.asarray(x).dtype, jnp.floating)]


def call(name, f, *arguments, grad=(), given=None, **options):
    """Records a call; for each argument in `grad` also the gradient of a sum of all results with unlike weights."""
    recorded = arguments if given is None else given
    with jax.enable_x64(any(getattr(x, "dtype", None) == D for x in jax.tree.leaves(arguments))):
        results = f(*arguments, **options)
        results = [x for x in results if not isinstance(x, bool)] if isinstance(results, (tuple, list)) else results
        calls.record(name, results, *recorded, **options)
        for k in grad:

            def weighted(x):
                out = leaves(f(*(x if n == k else a for n, a in enumerate(arguments)), **options))
                return sum(jnp.sum(y * jnp.cos(jnp.arange(y.size, dtype=y.dtype)).reshape(y.shape)) for y in out)

            calls.record(f"gradient {k} of {name}", jax.grad(weighted)(jnp.asarray(arguments[k])), *recorded, **options)


# Cholesky
for n in (1, 2, 3, 6):
    call("cholesky", jnp.linalg.cholesky, positive(n, n), grad=[0])
call("cholesky", jnp.linalg.cholesky, positive(0, 0))
call("cholesky", jnp.linalg.cholesky, positive(2, 3, 3), grad=[0], upper=True)
call("cholesky", jnp.linalg.cholesky, positive(12, 12, dtype=D), grad=[0])
call("cholesky", jnp.linalg.cholesky, np.array([[2, 1], [1, 2]], I))
call("cholesky", jnp.linalg.cholesky, np.array([[2, 5], [1, 2]], F), symmetrize_input=False)
call("cholesky", jnp.linalg.cholesky, np.array([[2, 1], [1, 2]], F), symmetrize_input=False, upper=True)
call("cholesky", jnp.linalg.cholesky, np.array([[[2, 1], [1, 2]], [[1, 2], [2, 1]], [[0, 0], [0, 0]], [[nan, 0], [0, 1]], [[1, 0], [0, inf]]], F))
call("cholesky", jnp.linalg.cholesky, -positive(3, 3), upper=True)
for lower in (False, True):
    call("cho_factor", jsl.cho_factor, normal(3, 3) + 5 * np.eye(3, dtype=F), lower=lower)
c = np.linalg.cholesky(positive(3, 3)).astype(F)
for lower, factor in ((True, c), (False, c.T.copy()), (True, np.stack([c, 2 * c]))):
    for b in (normal(3), normal(3, 2), normal(2, 3, 1), np.array([1, 2, 3], I)):
        results = jsl.cho_solve((jnp.asarray(factor), lower), jnp.asarray(b))
        calls.record("cho_solve", results, factor, lower, b)

# Triangular systems
for n, b in [(3, (3,)), (3, (3, 2)), (4, (2, 4, 1)), (1, (1, 1)), (0, (0, 2))]:
    for lower in (False, True):
        for trans in (0, 1, "T", 2):
            call("solve_triangular", jsl.solve_triangular, regular(n, n), normal(*b), grad=[0, 1] if n == 3 else [], trans=trans, lower=lower)
call("solve_triangular", jsl.solve_triangular, regular(3, 3), normal(3), grad=[0], unit_diagonal=True)
call("solve_triangular", jsl.solve_triangular, regular(2, 3, 3), normal(2, 3), trans="N")
call("solve_triangular", jsl.solve_triangular, regular(3, 3, dtype=D), normal(3))
call("solve_triangular", jsl.solve_triangular, np.array([[1, 2], [0, 0]], F), np.array([1, 2], F))
call("solve_triangular", jsl.solve_triangular, np.array([[1, 2], [0, 0]], F), np.array([1, 0], F))
for left_side in (False, True):
    for transpose_a in (False, True):
        a, b = regular(2, 3, 3), normal(2, 3, 3)
        call("triangular_solve", jax.lax.linalg.triangular_solve, a, b, grad=[0, 1], left_side=left_side, transpose_a=transpose_a, lower=left_side, unit_diagonal=transpose_a)

# LU
for shape in [(1, 1), (3, 3), (2, 4), (4, 2), (5, 5), (2, 3, 3), (0, 0), (3, 0), (12, 12)]:
    call("lu_factor", jsl.lu_factor, normal(*shape), grad=[0] if min(shape) > 0 else [])
    if len(shape) == 2 and min(shape) > 0:
        call("lu", jsl.lu, normal(*shape), grad=[0])
        call("lu", jsl.lu, normal(*shape), permute_l=True)
        call("lax_lu", jax.lax.linalg.lu, normal(*shape, dtype=D))
call("lu_factor", jsl.lu_factor, np.array([[1, 2], [3, 4]], I))
call("lu_factor", jsl.lu_factor, np.array([[0, 0], [0, 0]], F))
call("lu_factor", jsl.lu_factor, np.array([[1, 2], [2, 4]], F))
call("lu_factor", jsl.lu_factor, np.array([[0, 1], [0, 2]], F))
call("lu_factor", jsl.lu_factor, np.array([[-2, 1], [2, 2]], F))
for pivots, size in [([1, 1], 2), ([2, 3, 2], 4), ([0], 1), ([[1, 1, 2], [2, 2, 2]], 3), ([], 2)]:
    call("lu_pivots_to_permutation", jax.lax.linalg.lu_pivots_to_permutation, np.array(pivots, I), size)
for a in (normal(3, 3), normal(2, 3, 3)):
    factors, pivots = jsl.lu_factor(a)
    for b in (normal(3), normal(3, 2), normal(2, 3, 1)):
        for trans in (0, 1, 2):
            results = jsl.lu_solve((factors, pivots), jnp.asarray(b), trans)
            calls.record("lu_solve", results, np.asarray(factors), np.asarray(pivots), b, trans=trans)

# Systems of equations
for a, b in [((1, 1), (1,)), ((3, 3), (3,)), ((3, 3), (3, 2)), ((2, 3, 3), (3,)), ((2, 3, 3), (3, 3)), ((3, 3), (2, 3, 1)), ((2, 1, 3, 3), (4, 3, 2)), ((0, 0), (0,)), ((0, 0), (0, 2)), ((11, 11), (11, 9))]:
    call("solve", jnp.linalg.solve, normal(*a), normal(*b), grad=[0, 1] if min(a) > 0 else [])
call("solve", jnp.linalg.solve, normal(4, 4, dtype=D), normal(4), grad=[0, 1])
call("solve", jnp.linalg.solve, np.array([[1, 2], [3, 4]], I), np.array([1, 2], I))
call("solve", jnp.linalg.solve, np.array([[0, 0], [0, 0]], F), np.array([1, 2], F))
call("solve", jnp.linalg.solve, np.array([[1, 2], [2, 4]], F), np.array([1, 3], F))
for lower in (False, True):
    a = positive(3, 3)
    a[0, 2 * 1] += 1
    for b in (normal(3), normal(3, 2)):
        call("solve", jsl.solve, a, b, grad=[0, 1], assume_a="pos", lower=lower)
call("solve", jsl.solve, normal(3, 3), normal(3), assume_a="sym", lower=True)
call("solve", jsl.solve, -positive(3, 3), normal(3), assume_a="pos")
for shape in [(1, 1), (3, 3), (2, 4, 4), (0, 0), (9, 9)]:
    call("inv", jnp.linalg.inv, normal(*shape), grad=[0] if min(shape) > 0 else [])
call("inv", jnp.linalg.inv, np.array([[2, 1], [1, 1]], I))
call("inv", jnp.linalg.inv, np.zeros((2, 2), F))

# Determinants
singular = [np.diag([1, 2, 0, 3]), np.diag([0, 2, 0, 3]), np.ones((4, 4)), np.arange(16).reshape(4, 4), np.zeros((5, 5))]
for x in [*(normal(n, n) for n in (1, 2, 3, 4, 5, 6)), *(normal(2, n, n) for n in (1, 2, 3, 4)), normal(5, 5, dtype=D)]:
    call("det", jnp.linalg.det, x, grad=[0])
    call("slogdet", jnp.linalg.slogdet, x, grad=[0])
call("slogdet", jnp.linalg.slogdet, normal(4, 4), method="qr")
for x in singular:
    call("det", jnp.linalg.det, x.astype(D), grad=[0])
for x in [np.zeros((2, 2)), np.zeros((4, 4)), np.diag([1, 0, 2]), np.eye(3)[[1, 0, 2]], np.eye(4)[[1, 2, 3, 0]], -np.eye(5), 1e20 * np.eye(4), 1e-20 * np.eye(4), np.zeros((0, 0)), np.full((3, 3), nan), np.ones((2, 2)), np.zeros((1, 1)), np.array([[-2.0]])]:
    call("slogdet", jnp.linalg.slogdet, x.astype(F))
    call("det", jnp.linalg.det, x.astype(F))
call("det", jnp.linalg.det, np.array([[1, 2], [3, 5]], I))
call("slogdet", jnp.linalg.slogdet, np.array([[1, 2], [3, 5]], I))



def packed_of(a):
    """The reflectors of a QR factorisation, and their factors."""
    h, taus = jnp.linalg.qr(a, mode="raw")
    return np.asarray(h.mT), np.asarray(taus)


# Functions of lax alone
for n, dtype in ((1, F), (3, F), (6, D)):
    upper = np.swapaxes(np.linalg.cholesky(positive(n, n, dtype=D)), -1, -2).astype(dtype)
    call("cholesky_update", jax.lax.linalg.cholesky_update, upper, normal(n, dtype=dtype))
    call("cholesky_update", jax.lax.linalg.cholesky_update, upper, np.zeros(n, dtype))
for m, n in ((3, 3), (4, 2), (1, 1), (20, 18)):
    packed, taus = packed_of(normal(m, n))
    for left in (True, False):
        for transpose in (True, False):
            c = normal(m, 2) if left else normal(2, m)
            call("ormqr", jax.lax.linalg.ormqr, packed, taus, c, left=left, transpose=transpose)
packed, taus = packed_of(normal(2, 3, 2))
call("ormqr", jax.lax.linalg.ormqr, packed, taus, normal(2, 3, 1))
for m, n in ((3, 2), (2, 3), (1, 1), (2, 0)):
    call("symmetric_product", jax.lax.linalg.symmetric_product, normal(m, n), normal(m, m), alpha=2.0, beta=0.5, symmetrize_output=True)
call("symmetric_product", jax.lax.linalg.symmetric_product, normal(2, 3, 2), normal(2, 3, 3))
for shape, dtype in (((1, 1), F), ((2, 2), F), ((5, 5), F), ((2, 3, 3), F), ((6, 6), D), ((20, 20), D)):
    for lower in (True, False):
        call("tridiagonal", jax.lax.linalg.tridiagonal, normal(*shape, dtype=dtype), lower=lower)

calls.write()
