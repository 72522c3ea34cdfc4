"""Linear systems solved step by step, of jax.scipy.sparse.linalg."""

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy.sparse import linalg

from numpy_calls import Calls

table = Calls("sparse-linalg")
random = np.random.default_rng(3)
n = 5
square = random.standard_normal((n, n))
definite = square @ square.T / 4 + np.eye(n)
general = square + 3 * np.eye(n)
other = random.standard_normal((n, n))
b, guess = random.standard_normal(n), random.standard_normal(n)
hermitian = definite + 0.3j * (other - other.T)
near = np.diag(1 / np.diag(definite))

for dtype in (np.float32, np.float64):
    with jax.enable_x64(dtype == np.float64):

        def call(name, A, b=b, **options):
            cast = lambda x: x.astype(np.result_type(dtype, np.complex64) if np.iscomplexobj(x) else dtype)
            options = {k: cast(v) if isinstance(v, np.ndarray) else v for k, v in options.items()}
            solve = getattr(linalg, name)
            narrow = lambda x: x.astype(np.int32) if x.dtype.kind == "i" else x
            f = lambda A, b: jax.tree.map(narrow, solve(A, b, **{k: jnp.asarray(v) if isinstance(v, np.ndarray) else v for k, v in options.items()}))
            A, b = cast(A), cast(b)
            table.call(name, A, b, given=[A, b, options], f=f, grad=not np.iscomplexobj(A) and options.get("maxiter") != 2)

        for name, A in (("cg", definite), ("bicgstab", general), ("gmres", general)):
            tight = dict(tol=1e-7) if dtype == np.float32 else dict(tol=1e-12)
            call(name, A, M=near, **tight)
            call(name, A, maxiter=2)
            if dtype == np.float32:
                continue
            call(name, A, **tight)
            call(name, A, x0=guess, **tight)
            call(name, A, tol=1e-2)
            call(name, A, tol=0.0, atol=1e-2)
            call(name, A, b=b * 0)
            call(name, np.eye(n))
            call(name, hermitian if name == "cg" else general + 1j * other, b=b + 1j * guess, **tight)
        call("gmres", general, solve_method="incremental", **tight)
        if dtype == np.float32:
            continue
        call("gmres", general, solve_method="incremental", restart=2, maxiter=2)
        call("gmres", general, solve_method="incremental", restart=3, maxiter=40, M=near)
        call("gmres", general, restart=3, maxiter=40)
        call("gmres", general, restart=1, maxiter=2)
        call("gmres", general + 1j * other, b=b + 1j * guess, solve_method="incremental")
table.write()
