"""Functions of matrices, forms under orthogonal transformations, and equations with matrices."""

import jax
import jax.numpy as jnp
import jax.scipy.linalg as jsl
import numpy as np

from calls import Calls

calls = Calls("matrix-functions")
F, D, I = np.float32, np.float64, np.int32
rng = np.random.default_rng(2)
call = calls.call
la = jnp.linalg


def normal(*shape, dtype=D):
    return rng.normal(size=shape).astype(dtype)


for n in (1, 2, 4):
    call("hessenberg", jsl.hessenberg, normal(n, n))
    call("hessenberg", jsl.hessenberg, normal(n, n), calc_q=True)
call("hessenberg", jsl.hessenberg, normal(2, 3, 3), calc_q=True)
call("eigh_tridiagonal", jsl.eigh_tridiagonal, normal(5), normal(4), eigvals_only=True)
call("eigh_tridiagonal", jsl.eigh_tridiagonal, normal(5), normal(4), eigvals_only=True, select="i", select_range=[1, 3])
call("eigh_tridiagonal", jsl.eigh_tridiagonal, normal(1), normal(0), eigvals_only=True)
for side in ("right", "left"):
    call("polar", jsl.polar, normal(3, 3), side=side, method="svd")
    call("polar", jsl.polar, normal(2, 3, 2), side=side, method="svd")
call("polar", jsl.polar, normal(3, 2))
for m, n in [(4, 2), (2, 4), (3, 3)]:
    call("qr_multiply", jsl.qr_multiply, normal(m, n), normal(2, m))
    call("qr_multiply", jsl.qr_multiply, normal(m, n), normal(min(m, n), 2), mode="left")
call("qr_multiply", jsl.qr_multiply, normal(4, 2), normal(4))
call("qr_multiply", jsl.qr_multiply, normal(4, 2), normal(2), mode="left")
call("solve_sylvester", jsl.solve_sylvester, normal(3, 3), normal(2, 2), normal(3, 2))
call("solve_sylvester", jsl.solve_sylvester, normal(2, 3, 3), normal(2, 2), normal(3, 2))
call("solve_sylvester", jsl.solve_sylvester, np.eye(2), -np.eye(2), normal(2, 2))
with jax.enable_x64(True):
    calls.record("tridiagonalSolve", jax.lax.linalg.tridiagonal_solve(*(a := [normal(5), normal(5), normal(5), normal(5, 2)])), *a)
    calls.record("tridiagonalSolve", jax.lax.linalg.tridiagonal_solve(*(a := [normal(2, 3), normal(2, 3), normal(2, 3), normal(2, 3, 1)])), *a)

for scale in (0.01, 0.3, 1.0, 5.0, 40.0):
    call("expm", jsl.expm, scale * normal(3, 3))
    call("expm", jsl.expm, (scale * normal(3, 3)).astype(F))
call("expm", jsl.expm, np.zeros((2, 2)))
call("expm", jsl.expm, normal(2, 2, 2))
call("expm", jsl.expm, np.triu(normal(3, 3)), upper_triangular=True)
call("expm", jsl.expm, 100 * np.eye(2), max_squarings=3)
call("expm", jsl.expm, np.array([[0, 1], [-1, 0]], I))
call("expm_frechet", jsl.expm_frechet, normal(3, 3), normal(3, 3))
call("expm_frechet", jsl.expm_frechet, normal(2, 2), normal(2, 2), compute_expm=False)
for n in (0, 1, 2, 3, 5, -1, -2):
    call("matrix_power", la.matrix_power, normal(2, 2), n)
call("matrix_power", la.matrix_power, normal(2, 3, 3), 4)
call("matrix_power", la.matrix_power, np.array([[1, 2], [3, 4]], I), 3)
for p in (None, 1, -1, 2, -2, np.inf, -np.inf, "fro"):
    call("cond", la.cond, normal(3, 3), p=p)
call("cond", la.cond, normal(3, 2))
call("cond", la.cond, np.ones((2, 2)))
call("cond", la.cond, np.zeros((2, 2)), p=1)
call("cond", la.cond, normal(2, 2, 2), p=1)
call("tensorinv", la.tensorinv, normal(2, 3, 6))
call("tensorinv", la.tensorinv, normal(6, 2, 3), 1)
call("tensorsolve", la.tensorsolve, normal(2, 3, 6), normal(2, 3))
call("tensorsolve", la.tensorsolve, normal(2, 6, 3), normal(2, 3), axes=[1])

calls.write()
