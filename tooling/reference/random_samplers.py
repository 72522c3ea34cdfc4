"""Samplers of jax.random that search for their samples or need linear algebra, their derivatives, and initial weights."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import random
from jax.nn import initializers

from table import Table

table = Table("random-samplers")
keys = {seed: random.PRNGKey(seed) for seed in (0, 42)}
f32 = lambda *values: np.array(values, np.float32)


def sample(name, f, params=None, slopes=True, seeds=keys, **inputs):
    draw = jax.jit(f)
    weighted = lambda arrays, key, weights: (f(key, **arrays) * weights).sum()
    slope = jax.jit(jax.grad(weighted))
    for seed in seeds:
        results = {"result": draw(keys[seed], **inputs)}
        if slopes:
            weights = jnp.cos(jnp.arange(results["result"].size)).reshape(results["result"].shape)
            results |= {f"by {k}": g for k, g in slope(inputs, keys[seed], weights).items()}
        group, title = (name.split(": ") + [""])[:2]
        table.case(group, f"{title}{', ' if title else ''}seed {seed}", params, {"key": keys[seed], **inputs}, results)


shapes = f32(0.01, 0.3, 1, 2.5, 10, 1000)
sample("gamma", lambda key, a: random.gamma(key, a, (2, 6)), {"shape": [2, 6]}, a=shapes)
sample("loggamma", lambda key, a: random.loggamma(key, a, (2, 6)), {"shape": [2, 6]}, a=shapes)
with jax.enable_x64(True):
    sample("gamma: float64", lambda key, a: random.gamma(key, a, dtype="float64"), {"shape": [6], "dtype": "float64"}, seeds=[0], a=np.float64(shapes))
sample("beta", lambda key, a, b: random.beta(key, a, b), {}, a=f32(0.1, 1, 2, 50), b=f32(0.2, 1, 3, 70))
sample("chisquare", lambda key, df: random.chisquare(key, df, (2, 3)), {"shape": [2, 3]}, df=f32(0.5, 3, 20))
sample("f", lambda key, dfnum, dfden: random.f(key, dfnum, dfden), {}, dfnum=f32(1, 3, 20), dfden=f32(2, 5, 30))
sample("t", lambda key, df: random.t(key, df, (2, 3)), {"shape": [2, 3]}, df=f32(0.5, 3, 20))
sample("dirichlet", lambda key, alpha: random.dirichlet(key, alpha, (2,)), {"shape": [2]}, alpha=f32(0.1, 1, 3))
sample("dirichlet: rows", lambda key, alpha: random.dirichlet(key, alpha), {}, alpha=f32([1, 2, 3], [0.5, 0.25, 4]))
sample("generalized_normal", lambda key, p: random.generalized_normal(key, p, (8,)), {"shape": [8]}, slopes=False, p=np.float32(1.5))
for d, p in [(3, 2), (2, 1), (4, 3)]:
    f = lambda key: random.ball(key, d, p, (5,))
    sample(f"ball: d {d}, p {p}", f, {"d": d, "p": p, "shape": [5]}, slopes=False)
rates = f32(0, 0.1, 1, 5, 9.75, 10, 25, 100, 1e4)
sample("poisson", lambda key, lam: random.poisson(key, lam, (4, 9)), {"shape": [4, 9]}, slopes=False, lam=rates)
sample("poisson: NaN", lambda key, lam: random.poisson(key, lam), {}, slopes=False, seeds=[0], lam=f32(np.nan, 2))
n, p = f32(1, 5, 20, 40, 100, 1000, 50, 7.5, 0), f32(0.3, 0.9, 0.25, 0.5, 0.75, 0.02, 0.99, 0.5, 0.5)
sample("binomial", lambda key, n, p: random.binomial(key, n, p, (4, 9)), {"shape": [4, 9]}, slopes=False, n=n, p=p)
edges = {"n": f32(-1, np.nan, 5, 5, 5, 5), "p": f32(0.5, 0.5, -0.5, np.nan, 1, 0)}
sample("binomial: edges", lambda key, n, p: random.binomial(key, n, p), {}, slopes=False, seeds=[0], **edges)
sample("multinomial", lambda key, n, p: random.multinomial(key, n, p), {}, slopes=False, n=f32(10, 200), p=f32([0.2, 0.3, 0.5], [0.1, 0, 0.9]))
cov = np.array([[2, 0.5, 0], [0.5, 1, -0.25], [0, -0.25, 3]], np.float32)
for method in ("cholesky", "eigh", "svd"):
    f = lambda key, mean, cov: random.multivariate_normal(key, mean, cov, (4,), method=method)
    # The signs of eigenvectors are a matter of the implementation.
    sample(f"multivariate_normal: {method}", f, {"shape": [4], "method": method}, slopes=method == "cholesky", mean=f32(0, 1, -2), cov=cov)
for rows, columns in [(3, 3), (4, 2), (2, 4), (1, 1)]:
    f = lambda key: random.orthogonal(key, rows, (2,), m=columns)
    sample(f"orthogonal: {rows} x {columns}", f, {"n": rows, "m": columns, "shape": [2]}, slopes=False)
for dtype in ("complex64", "complex128"):
    with jax.enable_x64(dtype == "complex128"):
        f = lambda key: random.normal(key, (3, 40), dtype)
        sample(f"normal: {dtype}", f, {"shape": [3, 40], "dtype": dtype}, slopes=False)
        for rows, columns in [(3, 3), (4, 2), (2, 4), (1, 1)]:
            f = lambda key: random.orthogonal(key, rows, (2,), dtype, m=columns)
            params = {"n": rows, "m": columns, "shape": [2], "dtype": dtype}
            sample(f"orthogonal: {dtype}, {rows} x {columns}", f, params, slopes=False)

INITIALIZERS = {
    "zeros": lambda: initializers.zeros,
    "ones": lambda: initializers.ones,
    "constant": lambda: initializers.constant(0.5),
    "uniform": lambda: initializers.uniform(),
    "normal": lambda: initializers.normal(0.5),
    "truncated_normal": lambda: initializers.truncated_normal(0.5, jnp.float32, -1, 3),
    "orthogonal": lambda: initializers.orthogonal(2.0, 0),
    "delta_orthogonal": lambda: initializers.delta_orthogonal(),
    **{name: (lambda name: lambda: getattr(initializers, name)())(name) for name in
       "glorot_uniform glorot_normal xavier_uniform xavier_normal lecun_uniform lecun_normal he_uniform he_normal kaiming_uniform kaiming_normal".split()},
}
for name, make in INITIALIZERS.items():
    table.case("initializers", name, {"shape": [3, 2, 4]}, {"key": keys[0]}, {"result": make()(keys[0], (3, 2, 4))})
for mode in ("fan_in", "fan_out", "fan_avg", "fan_geo_avg"):
    for distribution in ("truncated_normal", "normal", "uniform"):
        f = initializers.variance_scaling(1.5, mode, distribution, 1, (0, 3), 2)
        params = {"mode": mode, "distribution": distribution, "shape": [2, 3, 2, 4]}
        table.case("variance_scaling", f"{mode}, {distribution}", params, {"key": keys[42]}, {"result": f(keys[42], (2, 3, 2, 4))})

table.write()
