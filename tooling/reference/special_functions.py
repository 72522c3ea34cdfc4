"""Special functions: values and derivatives of JAX, beside values that SciPy computes in double precision from the same arguments."""

import sys

import jax
import jax.numpy as jnp
import numpy as np
import scipy.special as sp
from jax import lax
from jax.scipy import special

from table import Table

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_numpy_rank_promotion", "allow")
table = Table("special-functions")
rng = np.random.default_rng(7)

EDGES = [0.0, -0.0, 1.0, -1.0, 2.0, -2.5, np.inf, -np.inf, np.nan]


def spread(low, high, n):
    """Numbers of all magnitudes."""
    return 10.0 ** rng.uniform(low, high, n)


def within(low, high, n):
    return rng.uniform(low, high, n)


def both(x):
    return np.concatenate([x, -x])


def elementwise_derivative(f, k):
    return jax.grad(lambda *arguments: f(*arguments).sum(), argnums=k)


def row(name, jax_function, truth, *arguments, edges=None, derivatives=(0,), second=True):
    """One function at points, in both precisions.

    `derivatives` are the arguments by which JAX differentiates it; `edges` are further points at which only JAX's value counts.
    """
    for dtype in ("float32", "float64"):
        points = [jnp.asarray(a.astype(dtype)) for a in arguments]
        exact = [np.asarray(a, np.float64) for a in points]

        @jax.jit
        def everything(*points):
            results = {"value": jax_function(*points)}
            for k in derivatives:
                by = elementwise_derivative(jax_function, k)
                results[f"derivative{k}"] = by(*points)
                if second:
                    results[f"second{k}"] = elementwise_derivative(by, k)(*points)
            return results

        outputs = dict(everything(*points))
        if truth is not None:
            outputs["truth"] = np.asarray(truth(*exact), np.float64)
        table.case(name, dtype, {}, {f"x{i}": x for i, x in enumerate(points)}, outputs)
        if edges is not None:
            special_points = [jnp.asarray(np.asarray(e, dtype)) for e in edges]
            table.case(
                name, f"{dtype} edges", {}, {f"x{i}": x for i, x in enumerate(special_points)},
                {"value": jax_function(*special_points)},
            )  # fmt: skip
    at = 0.5 if name in ("ndtri", "betainc") else 1.0
    weak = bool(jax_function(*[at for _ in arguments]).weak_type)
    integers = [jnp.asarray([1, 2], jnp.int32) for _ in arguments]
    of_int32 = None if name in ("ndtr", "ndtri", "logNdtr", "randomGammaGrad") else jax_function(*integers).dtype.name
    table.case(name, "types", {"at": at, "arity": len(arguments), "weak": weak, "ofInt32": of_int32})


def grid(*lists):
    return [np.asarray(v).ravel() for v in np.meshgrid(*lists, indexing="ij")]


positive = np.concatenate([spread(-6, 6, 16), within(0, 12, 16), [0.5, 1, 1.5, 2, 3, 10, 1 + 1e-6, 2 - 1e-6]])
negative = within(-12, 0, 12)
reals = np.concatenate([positive, negative])
gamma_points = np.concatenate([spread(-6, 1.5, 16), within(-12, 30, 20), [0.5, 1, 2, 3, 10]])

row("gammaln", special.gammaln, sp.gammaln, reals, edges=[EDGES])
row("gammasgn", special.gammasgn, sp.gammasgn, reals, edges=[EDGES], derivatives=())
row("loggamma", special.loggamma, sp.loggamma, positive, edges=[EDGES], second=False)
row("gamma", special.gamma, sp.gamma, gamma_points, edges=[EDGES])
row("digamma", special.digamma, sp.digamma, reals, edges=[EDGES])
row("factorial", special.factorial, sp.factorial, np.concatenate([np.arange(0.0, 12), within(0, 30, 12)]), edges=[EDGES], second=False)

pairs = (np.concatenate([spread(-3, 3, 24), [1, 2, 1, 0.5, 10]]), np.concatenate([spread(-3, 3, 24), [1, 1, 2, 0.5, 30]]))
few = [0.0, 1.0, 2.0, -1.0, np.inf, np.nan]
row("betaln", special.betaln, sp.betaln, *pairs, edges=grid([1.0, 2, np.nan], few), derivatives=(0, 1), second=False)
row("beta", special.beta, sp.beta, within(0.1, 9, 24), within(0.1, 9, 24), edges=grid([1.0, 2, np.nan], few), derivatives=(0, 1), second=False)
row("comb", special.comb, sp.binom, np.floor(within(8, 30, 24)), np.floor(within(0, 8, 24)), edges=grid([-1.0, 0, 3, 5], [-1.0, 0, 2, 5]), derivatives=(), second=False)

shape = np.concatenate([spread(-3, 3, 24), within(0.1, 5, 8)])
quantile = np.concatenate([shape[:24] * 10.0 ** within(-1.5, 0.7, 24), within(0, 8, 8)])
gamma_edges = grid([0.0, -1, 2, np.inf, np.nan], [0.0, -1, 1, np.inf, np.nan])
row("gammainc", special.gammainc, sp.gammainc, shape, quantile, edges=gamma_edges, derivatives=(0, 1), second=False)
row("gammaincc", special.gammaincc, sp.gammaincc, shape, quantile, edges=gamma_edges, derivatives=(0, 1), second=False)
row("randomGammaGrad", lambda a, x: lax.random_gamma_grad(*map(jnp.asarray, (a, x))), None, shape, quantile, derivatives=(), second=False)
a, b = spread(-1.5, 2.5, 40), spread(-1.5, 2.5, 40)
middle = np.clip(a / (a + b) + np.sqrt(a * b / (a + b + 1)) / (a + b) * rng.normal(size=40), 1e-3, 0.999)
row("betainc", special.betainc, sp.betainc, a, b, np.concatenate([middle[:25], within(0, 1, 15)]),
    edges=grid([0.0, -1, 2, np.inf, np.nan], [0.0, 1, np.inf], [0.0, -1, 0.5, 1, 2, np.nan]), derivatives=(2,))  # fmt: skip

orders = np.concatenate([within(1.05, 4, 16), within(4, 30, 8), [2, 3, 2, 3, 5]])
starts = np.concatenate([spread(-1, 1, 12), spread(-1, 5, 12), [1, 1, -0.5, -1.5, -2.25]])
row("zeta", special.zeta, sp.zeta, orders, starts, edges=grid([1.0, 2, 3, 0.5, np.nan], [0.0, 1, -1, -2, np.nan]), derivatives=(0, 1), second=False)
for n in (0, 1, 2, 5):
    row(f"polygamma {n}", lambda x, n=n: special.polygamma(n, x), lambda x, n=n: sp.polygamma(n, x), np.abs(reals[:40]) + 0.01, edges=[EDGES])

line = both(np.concatenate([spread(-6, 2, 12), within(0, 12, 12)]))
row("i0e", special.i0e, sp.i0e, line, edges=[EDGES])
row("i1e", special.i1e, sp.i1e, line, edges=[EDGES])
row("i0", special.i0, sp.i0, line, edges=[EDGES], second=False)
row("i1", special.i1, sp.i1, line, edges=[EDGES], second=False)

row("ndtr", special.ndtr, sp.ndtr, both(np.concatenate([within(0, 5, 12), within(0, 14, 10), spread(-6, 0, 4)])), edges=[EDGES])
row("logNdtr", special.log_ndtr, sp.log_ndtr, both(np.concatenate([within(0, 5, 12), within(0, 40, 10), spread(-6, 0, 4)])), edges=[EDGES])
row("ndtri", special.ndtri, sp.ndtri, np.concatenate([within(0, 1, 24), spread(-30, -1, 8), [0.5]]), edges=[[0, 1, -0.5, 1.5, np.nan]])

for d in (1, 2, 5):
    row(f"multigammaln {d}", lambda x, d=d: special.multigammaln(x, d), lambda x, d=d: sp.multigammaln(x, d), within(d / 2, 20, 16), second=False)

table.write()
