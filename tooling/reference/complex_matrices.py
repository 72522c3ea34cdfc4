"""Functions of complex matrices: values where they are unique."""

import jax.numpy as jnp
import jax.scipy.linalg as sl
import numpy as np

from calls import Calls

calls = Calls("complex-matrices")
call = calls.call
la = jnp.linalg
C, Z = np.complex64, np.complex128
rng = np.random.default_rng(3)


def normal(*shape, dtype=Z):
    return (rng.normal(size=shape) + 1j * rng.normal(size=shape)).astype(dtype)


def adjoint(x):
    return np.conj(np.swapaxes(x, -1, -2))


def positive(*shape, dtype=Z):
    x = normal(*shape)
    return (x @ adjoint(x) + np.eye(shape[-1])).astype(dtype)


SQUARES = [(1, 1), (2, 2), (4, 4), (2, 3, 3), (0, 0)]
for shape in SQUARES:
    for upper in (False, True):
        call("cholesky", la.cholesky, positive(*shape), upper=upper)
    for UPLO in ("L", "U"):
        for symmetrize in (True, False):
            call("eigvalsh", la.eigvalsh, normal(*shape), UPLO=UPLO, symmetrize_input=symmetrize)
    call("solve", la.solve, normal(*shape), normal(*shape[:-1], 2))
    call("inv", la.inv, normal(*shape))
    call("det", la.det, normal(*shape))
    call("slogdet", la.slogdet, normal(*shape))
    for trans in (0, 1, 2) if len(shape) == 2 else ():
        for lower in (False, True):
            call("solve_triangular", sl.solve_triangular, normal(*shape), normal(*shape[:-1], 2), trans=trans, lower=lower)
            call("solve_triangular", sl.solve_triangular, normal(*shape), normal(*shape[:-1], 2), trans=trans, lower=lower, unit_diagonal=True)
call("cholesky", la.cholesky, normal(3, 3))
call("cholesky", la.cholesky, positive(3, 3, dtype=C))
call("cholesky", la.cholesky, positive(3, 3), symmetrize_input=False)
call("solve", la.solve, normal(3, 3), np.array([1.0, 2.0, 3.0]))
call("solve", la.solve, rng.normal(size=(3, 3)), normal(3))
call("solve", la.solve, normal(3, 3, dtype=C), normal(3, 2, dtype=C))
call("solve", sl.solve, positive(3, 3), normal(3, 2), assume_a="pos")
call("solve", sl.solve, positive(3, 3), normal(3, 2), assume_a="pos", lower=True)
call("inv", la.inv, normal(5, 5, dtype=C))
call("det", la.det, np.array([[1, 2j], [2j, -4]]))
call("det", la.det, normal(6, 6, dtype=C))
call("slogdet", la.slogdet, np.array([[1, 1j, 0], [1j, -1, 0], [0, 0, 1]]))
call("slogdet", la.slogdet, normal(5, 5, dtype=C))
for shape in [(1, 1), (4, 4), (5, 3), (3, 5), (2, 3, 2), (0, 3), (3, 0)]:
    if len(shape) == 2:
        call("lu", sl.lu, normal(*shape))
    if 0 not in shape:
        call("lu_factor", sl.lu_factor, normal(*shape))
    for mode in ("reduced", "complete", "r"):
        call("qr", la.qr, normal(*shape), mode=mode)
    call("svdvals", la.svdvals, normal(*shape))
    if 0 not in shape:
        call("pinv", la.pinv, normal(*shape))
        call("matrix_rank", la.matrix_rank, normal(*shape))
        call("cond", la.cond, normal(*shape))
call("lu", sl.lu, np.array([[0, 1j], [0, 2]]))
call("lu", sl.lu, normal(3, 3, dtype=C), permute_l=True)
call("qr", la.qr, normal(4, 3, dtype=C))
call("qr", la.qr, np.diag([1.0 + 0j, -2, 3j]))
call("svdvals", la.svdvals, normal(4, 4) @ np.diag([1, 1, 0, 0]))
call("svdvals", la.svdvals, normal(4, 3, dtype=C))
call("eigvalsh", la.eigvalsh, np.ones((4, 4), Z))
call("eigvalsh", la.eigvalsh, positive(4, 4, dtype=C))
call("pinv", la.pinv, normal(4, 4) @ np.diag([1, 1, 0, 0]))
call("norm", la.norm, normal(3, 3), ord=2)
call("norm", la.norm, normal(3, 3), ord="nuc")
for side in ("right", "left"):
    call("polar", sl.polar, normal(3, 3), side=side, method="svd")
    call("polar", sl.polar, normal(4, 2) if side == "right" else normal(2, 4), side=side, method="svd")
call("expm", sl.expm, normal(3, 3))
call("expm", sl.expm, 5 * normal(3, 3))
call("expm", sl.expm, normal(2, 3, 3, dtype=C))
for shape in [(1, 1), (2, 2), (5, 5)]:
    call("sqrtm", sl.sqrtm, normal(*shape))
    # Without eigenvalues on the negative axis, where rounding chooses the root.
    call("sqrtm", sl.sqrtm, rng.normal(size=shape) + 3 * np.eye(shape[0]))
    call("sqrtm", sl.sqrtm, normal(*shape, dtype=C))
call("sqrtm", sl.sqrtm, positive(4, 4))
call("sqrtm", sl.sqrtm, np.array([[1.0, 2], [0, 4]]))
call("sqrtm", sl.sqrtm, np.array([[2, 1], [1, 3]], np.int32))
for x in (normal(3, 3), rng.normal(size=(4, 4)), np.array([[1.0, 2], [0, 3]], np.float32)):
    wide = x.dtype in (np.float64, Z)
    with __import__("jax").enable_x64(wide):
        calls.record("funm", [np.asarray(sl.funm(jnp.asarray(x), jnp.exp))], x, "exp")
        calls.record("funm", [np.asarray(y) for y in sl.funm(jnp.asarray(x), jnp.sin, disp=False)], x, "sin", disp=False)
for shape in [(1, 1), (4, 4), (5, 3), (3, 5), (2, 3, 2)]:
    m, n = shape[-2:]
    call("qr", la.qr, normal(*shape), mode="raw")
    for conjugate in (False, True):
        call("qr_multiply", sl.qr_multiply, normal(*shape), normal(2, m), conjugate=conjugate)
        call("qr_multiply", sl.qr_multiply, normal(*shape), normal(min(m, n), 2), mode="left", conjugate=conjugate)
    call("qr_multiply", sl.qr_multiply, normal(*shape), normal(2, m), pivoting=True)
    call("qr_multiply", sl.qr_multiply, normal(*shape, dtype=C), normal(2, m, dtype=C), pivoting=True, conjugate=True)
    call("qr_multiply", sl.qr_multiply, rng.normal(size=shape), rng.normal(size=(2, m)), pivoting=True)
    call("qr_multiply", sl.qr_multiply, rng.normal(size=shape), normal(2, m))
call("qr_multiply", sl.qr_multiply, normal(4, 2), normal(4))
for shape in [(1, 1), (2, 2), (5, 5), (2, 3, 3)]:
    call("hessenberg", sl.hessenberg, normal(*shape))
    call("hessenberg", sl.hessenberg, normal(*shape), calc_q=True)
call("hessenberg", sl.hessenberg, normal(4, 4, dtype=C), calc_q=True)
call("hessenberg", sl.hessenberg, np.diag([1.0 + 0j, -2, 3j]), calc_q=True)
for shape in [(1, 1), (3, 3)]:
    call("sqrtm", sl.sqrtm, (rng.normal(size=shape) + 3 * np.eye(shape[-1])).astype(np.float16))
calls.write()
