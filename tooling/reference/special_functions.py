"""The gamma, beta, zeta, Bessel and normal functions: values and derivatives of JAX and of mpmath."""

import jax.numpy as jnp
import mpmath as mp
import numpy as np
from jax import lax
from jax.scipy import special

from special_rows import EDGES, both, drawn_gamma, grid, log_gamma, lower_gamma, multigammaln, polygamma, rng, row, spread, upper_gamma, within
from table import Table

table = Table("special-functions")

positive = np.concatenate([spread(-6, 6, 16), within(0, 12, 16), [0.5, 1, 1.5, 2, 3, 10, 1 + 1e-6, 2 - 1e-6]])
negative = within(-12, 0, 12)
reals = np.concatenate([positive, negative])
gamma_points = np.concatenate([spread(-6, 1.5, 16), within(-12, 30, 20), [0.5, 1, 2, 3, 10]])

row(table, "gammaln", special.gammaln, log_gamma, reals, edges=[EDGES])
row(table, "gammasgn", special.gammasgn, lambda x: mp.sign(mp.gamma(x)), reals, edges=[EDGES], derivatives=())
row(table, "loggamma", special.loggamma, log_gamma, positive, edges=[EDGES], second=False)
row(table, "gamma", special.gamma, mp.gamma, gamma_points, edges=[EDGES])
row(table, "digamma", special.digamma, mp.digamma, reals, edges=[EDGES])
row(table, "factorial", special.factorial, lambda x: mp.gamma(x + 1), np.concatenate([np.arange(0.0, 12), within(0, 30, 12)]), edges=[EDGES], second=False)

pairs = (np.concatenate([spread(-3, 3, 24), [1, 2, 1, 0.5, 10]]), np.concatenate([spread(-3, 3, 24), [1, 1, 2, 0.5, 30]]))
few = [0.0, 1.0, 2.0, -1.0, np.inf, np.nan]
row(table, "betaln", special.betaln, lambda a, b: log_gamma(a) + log_gamma(b) - log_gamma(a + b), *pairs, edges=grid([1.0, 2, np.nan], few), derivatives=(0, 1), second=False)
row(table, "beta", special.beta, mp.beta, within(0.1, 9, 24), within(0.1, 9, 24), edges=grid([1.0, 2, np.nan], few), derivatives=(0, 1), second=False)
row(table, "comb", special.comb, mp.binomial, np.floor(within(8, 30, 24)), np.floor(within(0, 8, 24)), edges=grid([-1.0, 0, 3, 5], [-1.0, 0, 2, 5]), derivatives=(), second=False)

shape = np.concatenate([spread(-3, 3, 24), within(0.1, 5, 8)])
quantile = np.concatenate([shape[:24] * 10.0 ** within(-1.5, 0.7, 24), within(0, 8, 8)])
gamma_edges = grid([0.0, -1, 2, np.inf, np.nan], [0.0, -1, 1, np.inf, np.nan])
row(table, "gammainc", special.gammainc, lower_gamma, shape, quantile, edges=gamma_edges, derivatives=(0, 1), second=False)
row(table, "gammaincc", special.gammaincc, upper_gamma, shape, quantile, edges=gamma_edges, derivatives=(0, 1), second=False)
row(table, "randomGammaGrad", lambda a, x: lax.random_gamma_grad(*map(jnp.asarray, (a, x))), drawn_gamma, shape, quantile, edges=grid([2.0, np.inf, np.nan], [1.0, np.inf, np.nan]), derivatives=(), second=False)
a, b = spread(-1.5, 2.5, 40), spread(-1.5, 2.5, 40)
middle = np.clip(a / (a + b) + np.sqrt(a * b / (a + b + 1)) / (a + b) * rng.normal(size=40), 1e-3, 0.999)
row(table, "betainc", special.betainc, lambda a, b, x: mp.betainc(a, b, 0, x, regularized=True), a, b, np.concatenate([middle[:25], within(0, 1, 15)]),
    edges=grid([0.0, -1, 2, np.inf, np.nan], [0.0, 1, np.inf], [0.0, -1, 0.5, 1, 2, np.nan]), derivatives=(2,))  # fmt: skip

orders = np.concatenate([within(1.05, 4, 16), within(4, 30, 8), [2, 3, 2, 3, 5]])
starts = np.concatenate([spread(-1, 1, 12), spread(-1, 5, 12), [1, 1, -0.5, -1.5, -2.25]])
row(table, "zeta", special.zeta, mp.zeta, orders, starts, edges=grid([-1.0, 0, 1, 2, 3, 0.5, np.inf, np.nan], [0.0, 1, -1, -2, np.nan]), derivatives=(0, 1), second=False)
for n in (0, 1, 2, 5):
    row(table, f"polygamma {n}", lambda x, n=n: special.polygamma(n, x), lambda x, n=n: polygamma(n, x), np.abs(reals[:40]) + 0.01, edges=[EDGES])

line = both(np.concatenate([spread(-6, 2, 12), within(0, 12, 12)]))
row(table, "i0e", special.i0e, lambda x: mp.besseli(0, x) * mp.exp(-abs(x)), line, edges=[EDGES])
row(table, "i1e", special.i1e, lambda x: mp.besseli(1, x) * mp.exp(-abs(x)), line, edges=[EDGES])
row(table, "i0", special.i0, lambda x: mp.besseli(0, x), line, edges=[EDGES], second=False)
row(table, "i1", special.i1, lambda x: mp.besseli(1, x), line, edges=[EDGES], second=False)

row(table, "ndtr", special.ndtr, mp.ncdf, both(np.concatenate([within(0, 5, 12), within(0, 14, 10), spread(-6, 0, 4)])), edges=[EDGES])
row(table, "logNdtr", special.log_ndtr, lambda x: mp.log(mp.ncdf(x)) if x < 0 else mp.log1p(-mp.ncdf(-x)), both(np.concatenate([within(0, 5, 12), within(0, 40, 10), spread(-6, 0, 4)])), edges=[EDGES])
row(table, "ndtri", special.ndtri, lambda p: mp.findroot(lambda y: mp.log(mp.ncdf(y)) - mp.log(p), float(special.ndtri(float(p)))), np.concatenate([within(0, 1, 24), spread(-30, -1, 8), [0.5]]), edges=[[0, 1, -0.5, 1.5, np.nan]])

for d in (1, 2, 5):
    row(table, f"multigammaln {d}", lambda x, d=d: special.multigammaln(x, d), lambda x, d=d: multigammaln(x, d), within(d / 2, 20, 16), second=False)

table.write()
