"""Decompositions of matrices and what is made of them: values where they are unique, derivatives of functions that forget signs."""

import jax
import jax.numpy as jnp
import numpy as np

from calls import Calls

calls = Calls("decompositions")
F, D, I = np.float32, np.float64, np.int32
nan, inf = np.nan, np.inf
rng = np.random.default_rng(1)
call = calls.call
la = jnp.linalg


def normal(*shape, dtype=D):
    return rng.normal(size=shape).astype(dtype)


def symmetric(n, dtype=D):
    x = rng.normal(size=(n, n))
    return (x + x.T).astype(dtype)


def hilbert(n):
    return 1 / (np.arange(n)[:, None] + np.arange(n) + 1.0)


SHAPES = [(1, 1), (2, 2), (4, 4), (5, 3), (3, 5), (4, 1), (1, 4), (2, 3, 2), (0, 3), (3, 0), (0, 0)]
for shape in SHAPES:
    for mode in ("reduced", "complete", "r", "raw", "full"):
        call("qr", la.qr, normal(*shape), mode=mode)
call("qr", la.qr, normal(4, 3, dtype=F))
call("qr", la.qr, np.array([[1, 2], [3, 4]], I))
call("qr", la.qr, np.zeros((2, 2)))
call("qr", la.qr, np.diag([1.0, -2.0, 3.0]))
call("qr", la.qr, np.array([[1e200, 2e200], [3e200, -1e200]]))
call("qr", la.qr, np.array([[1e-200, 2e-200], [3e-200, -1e-200]]))

HARD = {
    "hilbert": hilbert(6),
    "zero": np.zeros((3, 3)),
    "identity": np.eye(3),
    "ones": np.ones((4, 4)),
    "graded": np.array([[10.0 ** -(i + j) for j in range(5)] for i in range(5)]) + np.diag(10.0 ** -np.arange(0, 10, 2)),
    "clustered": np.diag([1.0, 1 + 1e-10, 1 - 1e-10, 2]) + 1e-12,
    "wilkinson": np.diag(np.abs(np.arange(-4, 5.0))) + np.diag(np.ones(8), 1) + np.diag(np.ones(8), -1),
    "large": np.array([[1e300, 1e299], [1e299, -1e300]]),
    "small": np.array([[1e-300, 1e-301], [1e-301, -1e-300]]),
}
for name, x in HARD.items():
    for f in ("eigvalsh", "svdvals"):
        call(f, getattr(la, f), x)
for n in (0, 1, 2, 5):
    call("eigvalsh", la.eigvalsh, symmetric(n))
for UPLO in ("L", "U"):
    for symmetrize in (True, False):
        call("eigvalsh", la.eigvalsh, normal(3, 3), UPLO=UPLO, symmetrize_input=symmetrize)
call("eigvalsh", la.eigvalsh, symmetric(3, F))
call("eigvalsh", la.eigvalsh, np.array([[2, 1], [1, 3]], I))
call("eigvalsh", la.eigvalsh, normal(2, 3, 3))
for shape in SHAPES:
    call("svdvals", la.svdvals, normal(*shape))
    call("svd", la.svd, normal(*shape), compute_uv=False)
call("svd", la.svd, normal(3, 3), compute_uv=False, hermitian=True)
call("svd", la.svd, symmetric(4), compute_uv=False, hermitian=True)
call("svdvals", la.svdvals, normal(3, 2, dtype=F))

LOW = normal(5, 2) @ normal(2, 4)
for shape in SHAPES:
    x = normal(*shape)
    call("pinv", la.pinv, x)
    call("matrix_rank", la.matrix_rank, x) if x.size else None
call("pinv", la.pinv, LOW)
call("pinv", la.pinv, np.zeros((2, 3)))
call("pinv", la.pinv, normal(3, 3), rtol=0.5)
call("pinv", la.pinv, normal(2, 3, 3), rtol=np.array([0.0, 0.5]))
call("pinv", la.pinv, normal(3, 3), rcond=0.5)
call("pinv", la.pinv, symmetric(3), hermitian=True)
call("pinv", la.pinv, normal(3, 3), hermitian=True)
call("pinv", la.pinv, normal(3, 2, dtype=F))
for x in (LOW, np.zeros((3, 3)), hilbert(4), np.array([[1, 2], [2, 4]], I), np.array([0.0, 1]), np.array(0.0), normal(2, 3, 3)):
    call("matrix_rank", la.matrix_rank, x)
call("matrix_rank", la.matrix_rank, np.diag([4.0, 2, 1]), rtol=1.5)
call("matrix_rank", la.matrix_rank, np.diag([4.0, 2, 1]), tol=3.0)
call("matrix_rank", la.matrix_rank, np.diag([4.0, -2, 0]), hermitian=True)
call("matrix_rank", la.matrix_rank, np.stack([np.eye(2), np.ones((2, 2))]), rtol=np.array([0.5, 3.0]))

for m, n in [(4, 2), (3, 3), (2, 4), (3, 1), (1, 3)]:
    call("lstsq", la.lstsq, normal(m, n), normal(m))
    call("lstsq", la.lstsq, normal(m, n), normal(m, 2))
    call("lstsq", la.lstsq, normal(m, n), normal(m), numpy_resid=True)
call("lstsq", la.lstsq, LOW, normal(5))
call("lstsq", la.lstsq, LOW, normal(5), numpy_resid=True)
call("lstsq", la.lstsq, np.diag([1.0, 0.1]), normal(2), rcond=0.5)
call("lstsq", la.lstsq, np.diag([1.0, 0.1]), normal(2), rcond=-1.0)
call("lstsq", la.lstsq, np.array([[1, 2], [3, 4], [5, 7]], I), np.array([1, 2, 3], I))
call("lstsq", la.lstsq, np.zeros((0, 2)), np.zeros(0))
call("lstsq", la.lstsq, np.zeros((2, 0)), normal(2))

ORDERS = (None, 1, -1, 2, -2, inf, -inf, "fro", "nuc")
for order in ORDERS:
    for keepdims in (False, True):
        call("norm", la.norm, normal(2, 3), ord=order, keepdims=keepdims)
        call("norm", la.norm, normal(2, 3, 2), ord=order, axis=[2, 0], keepdims=keepdims)
    call("norm", la.norm, normal(2, 3, 4), ord=order, axis=[-2, -1])
    if order is not None:
        call("matrix_norm", la.matrix_norm, normal(2, 3, 2), ord=order)
        call("matrix_norm", la.matrix_norm, normal(3, 2), ord=order, keepdims=True)
for order in (None, 0, 1, 2, 3, 0.5, -2, inf, -inf):
    call("norm", la.norm, normal(4), ord=order)
    call("norm", la.norm, normal(2, 3), ord=order, axis=1)
call("norm", la.norm, normal(2, 3, 2))
call("norm", la.norm, normal(2, 3, 2), keepdims=True)
call("norm", la.norm, np.array([3, -4], I))
call("norm", la.norm, np.array([3, -4], I), ord=1)
call("norm", la.norm, np.array([[nan, 1], [2, 3]], F), ord=1)
call("norm", la.norm, np.array([[nan, 1], [2, 3]], F), ord=2)
call("norm", la.norm, np.array([[1, inf], [2, 3]], F), ord=inf)
call("norm", la.norm, np.zeros((0, 2), F), ord=1)
call("norm", la.norm, np.zeros((0, 2), F), ord=2)
call("matrix_norm", la.matrix_norm, normal(2, 2))

# Derivatives


def squares(*places):
    """The results, of which some are known but for signs."""
    return lambda results: [r * r if i in places else r for i, r in enumerate(results)]


def listed(result):
    return [result]


DERIVED = {
    "qr": (la.qr, listed, [(3, 3), (4, 2), (2, 4), (2, 3, 2)], {}),
    "qrComplete": (lambda x: la.qr(x, mode="complete"), listed, [(4, 2), (2, 4), (3, 3)], {}),
    "eigh": (la.eigh, squares(1), [(3, 3), (1, 1), (2, 3, 3)], {}),
    "eigvalsh": (la.eigvalsh, listed, [(3, 3)], {}),
    "svd": (lambda x: la.svd(x, full_matrices=False), squares(0, 2), [(3, 3), (4, 2), (2, 4), (2, 3, 2)], {}),
    "svdvals": (la.svdvals, listed, [(3, 3), (4, 2)], {}),
    "pinv": (la.pinv, listed, [(3, 3), (4, 2), (2, 4), (2, 3, 2)], {}),
    "pinvHermitian": (lambda x: la.pinv(x, hermitian=True), listed, [(3, 3)], {}),
    "lstsq": (lambda x: la.lstsq(x, jnp.cos(jnp.arange(x.shape[0])))[:2], lambda r: list(r), [(4, 2), (5, 3)], {}),
    "nuclearNorm": (lambda x: la.norm(x, "nuc"), listed, [(3, 2)], {}),
    "spectralNorm": (lambda x: la.norm(x, 2), listed, [(3, 2)], {}),
    "norm": (la.norm, listed, [(3,), (2, 3)], {}),
    "norm3": (lambda x: la.norm(x, 3), listed, [(3,)], {}),
}
SPECIAL = {
    "eigh": [np.eye(2), np.zeros((2, 2))],
    "eigvalsh": [np.eye(3)],
    "svd": [np.eye(2), np.diag([2.0, 1, 0])],
    "svdvals": [np.eye(3), np.zeros((2, 2))],
    "pinv": [LOW],
    "norm": [np.zeros(2)],
    "qr": [np.zeros((2, 2))],
}
with jax.enable_x64(True):
    for name, (f, forget, shapes, _) in DERIVED.items():
        def outputs(x, f=f, forget=forget):
            r = f(x)
            return jax.tree.leaves(forget(r))

        for at, x in enumerate([*(normal(*shape) for shape in shapes), *SPECIAL.get(name, [])]):
            x = jnp.asarray(x)
            primals, pull = jax.vjp(outputs, x)
            weights = [jnp.asarray(normal(*p.shape)) for p in primals]
            direction = jnp.asarray(normal(*x.shape))
            _, tangents = jax.jvp(outputs, (x,), (direction,))
            gradient = lambda y: jax.vjp(outputs, y)[1](weights)[0]
            inputs = {"x": x, "direction": direction, **{f"weight{i}": w for i, w in enumerate(weights)}}
            results = {f"tangent{i}": t for i, t in enumerate(tangents)}
            results["gradient"] = gradient(x)
            if at < len(shapes):
                results["second"] = jax.jvp(gradient, (x,), (direction,))[1]
            calls.table.case("derivative", f"{name} {at} {list(x.shape)}", {"function": name}, inputs, results)

calls.write()
