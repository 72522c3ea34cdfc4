"""Derivatives at points where a function has ties, kinks or poles, by jax.grad, in float64; one scalar function a case."""

from itertools import product

import jax
import jax.numpy as jnp
import numpy as np

from table import Table

jax.config.update("jax_enable_x64", True)
table = Table("gradients")
nan, inf = np.nan, np.inf


def unary(name, f, points):
    x = np.array(points, np.float64)
    table.case("unary", name, {}, {"x": x}, {"value": f(jnp.asarray(x)), "gradient": jax.vmap(jax.grad(f))(x)})


unary("abs", jnp.abs, [0, -0.0, -2, 2, inf, -inf, nan])
unary("sign", jnp.sign, [0, -0.0, -2, 2])
unary("sqrt", jnp.sqrt, [0, 4, inf, -1])
unary("rsqrt", jax.lax.rsqrt, [0, 4, inf])
unary("cbrt", jnp.cbrt, [0, 8, -8])
unary("log", jnp.log, [0, 1, -1, inf])
unary("log1p", jnp.log1p, [-1, 0, 1e-20])
unary("reciprocal", jnp.reciprocal, [0, 2, inf])
unary("relu", jax.nn.relu, [0, -0.0, -1, 1])
unary("floor", jnp.floor, [0, 0.5, -0.5])
unary("round", jnp.round, [0, 0.5, 1.5])
unary("tan", jnp.tan, [0, np.pi / 4, 1.5])
unary("asin", jnp.arcsin, [0, 0.5, 1, -1])
unary("acos", jnp.arccos, [0, 0.5, 1, -1])
unary("atanh", jnp.arctanh, [0, 0.5, 1])
unary("acosh", jnp.arccosh, [1, 2])
unary("logistic", jax.nn.sigmoid, [0, 50, -50, 800, -800])
unary("tanh", jnp.tanh, [0, 1000, -1000])
unary("softplus", jax.nn.softplus, [0, 800, -800])
unary("erf", jax.lax.erf, [0, 10, -10])
unary("erf_inv", jax.lax.erf_inv, [0, 0.5, 1, -1])
unary("x^0", lambda x: x**0, [0, 2, -1])
unary("x^1", lambda x: x**1, [0, 2, -1])
unary("x^2", lambda x: x**2, [0, 2, -1])
unary("x^3", lambda x: x**3, [0, 2, -1])
unary("x^-1", lambda x: x**-1, [0, 2, -1])
unary("x^0.5", lambda x: x**0.5, [0, 4])
unary("x^1.5", lambda x: x**1.5, [0, 4])
unary("x^0.0", lambda x: jnp.power(x, jnp.float64(0)), [0, 2, -1])
unary("0^x", lambda x: jnp.power(0.0, x), [0, 1, 2])
unary("2^x", lambda x: jnp.power(2.0, x), [0, 1, -1])
unary("(-2)^x", lambda x: jnp.power(-2.0, x), [0, 1, 2, 3])
unary("x^x", lambda x: x**x, [0, 1, 2])
unary("where(x > 0, sqrt(x), 0)", lambda x: jnp.where(x > 0, jnp.sqrt(x), 0.0), [0, 4, -1])
unary("where(x > 0, sqrt(where(x > 0, x, 1)), 0)", lambda x: jnp.where(x > 0, jnp.sqrt(jnp.where(x > 0, x, 1.0)), 0.0), [0, 4, -1])
unary("where(x > 0, log(x), x)", lambda x: jnp.where(x > 0, jnp.log(x), x), [0, 1, -1])
unary("clamp(-1, x, 1)", lambda x: jax.lax.clamp(-1.0, x, 1.0), [-2, -1, 0, 1, 2])
unary("clip(x, -1, 1)", lambda x: jnp.clip(x, -1.0, 1.0), [-2, -1, 0, 1, 2])
unary("max(x, 0)", lambda x: jnp.maximum(x, 0.0), [0, -0.0, 1, -1, nan])
unary("min(x, 0)", lambda x: jnp.minimum(x, 0.0), [0, -0.0, 1, -1, nan])
unary("x - floor(x)", lambda x: x - jnp.floor(x), [0, 1.5, -0.5])
unary("sinc", jnp.sinc, [0, 0.5, 1])

BINARY = {
    "max": jnp.maximum, "min": jnp.minimum, "pow": jnp.power, "atan2": jnp.arctan2, "rem": jax.lax.rem,
    "remainder": jnp.remainder, "hypot": jnp.hypot, "logaddexp": jnp.logaddexp, "div": jnp.divide, "fmax": jnp.fmax, "floor_divide": jnp.floor_divide,
}
pairs = np.array([(0, 0), (1, 1), (1, 2), (2, 1), (0, 1), (1, 0), (-1, 2), (-2, 0), (0, -1), (5, 3), (-5, 3), (5, -3), (2, 0.5), (nan, 1), (inf, inf)])
for name, f in BINARY.items():
    dx, dy = jax.vmap(jax.grad(f, (0, 1)))(*pairs.T)
    table.case("binary", name, {}, {"x": pairs[:, 0], "y": pairs[:, 1]}, {"value": f(*pairs.T), "x": dx, "y": dy})

VECTORS = {"distinct": [3, 1, 2], "two equal": [3, 1, 3], "all equal": [2, 2, 2], "zeros": [0, 0, 0], "one zero": [2, 0, 5], "two zeros": [0, 3, 0], "nan": [1, nan, 2]}
REDUCTIONS = {
    "max": jnp.max, "min": jnp.min, "sum": jnp.sum, "prod": jnp.prod, "mean": jnp.mean, "var": jnp.var, "std": jnp.std,
    "norm": jnp.linalg.norm, "norm1": lambda x: jnp.linalg.norm(x, 1), "logsumexp": jax.nn.logsumexp,
    "sort . (1,2,3)": lambda x: jnp.sort(x) @ jnp.arange(1.0, 4.0), "cumsum . (1,2,3)": lambda x: jnp.cumsum(x) @ jnp.arange(1.0, 4.0),
    "cumprod . (1,2,3)": lambda x: jnp.cumprod(x) @ jnp.arange(1.0, 4.0), "cummax . (1,2,3)": lambda x: jax.lax.cummax(x) @ jnp.arange(1.0, 4.0),
    "x[argmax x]": lambda x: x[jnp.argmax(x)], "median": jnp.median, "softmax . (1,2,3)": lambda x: jax.nn.softmax(x) @ jnp.arange(1.0, 4.0),
    "top_k(2) . (1,2)": lambda x: jax.lax.top_k(x, 2)[0] @ jnp.arange(1.0, 3.0), "nansum": jnp.nansum, "nanmax": jnp.nanmax,
}
for name, f in REDUCTIONS.items():
    for label, x in VECTORS.items():
        x = np.array(x, np.float64)
        table.case("reduction", f"{name} {label}", {"function": name}, {"x": x}, {"value": f(jnp.asarray(x)), "gradient": jax.grad(f)(x)})

# Masks that leave several, one or no elements, and elements that are not numbers where the mask takes them and where it does not. At last no
# mask, and as many degrees of freedom taken as there are elements.
MASKED = {"mean": jnp.mean, "var": jnp.var, "std": jnp.std, "nanmean": jnp.nanmean, "nanvar": jnp.nanvar, "nanstd": jnp.nanstd}
ELEMENTS = {"numbers": [3, 1, 2, 7], "equal": [2, 2, 2, 2], "nan first": [nan, 1, 2, 7], "nan last": [3, 1, 2, nan], "inf last": [3, 1, 2, inf]}
MASKS = {"all": [True, True, True, True], "three": [True, True, True, False], "one": [True, False, False, False], "none": [False, False, False, False], "unmasked": None}
for name, f in MASKED.items():
    for (label, x), (taken, where) in product(ELEMENTS.items(), MASKS.items()):
        for ddof in [0] if name.endswith("mean") else [0, 1] if where is not None else [1, 4, 5]:
            options = {} if name.endswith("mean") else {"ddof": ddof}
            x = np.array(x, np.float64)
            mask = {} if where is None else {"where": np.array(where)}
            masked = lambda x: f(x, **mask, **options)  # noqa: B023
            value, gradient = jax.value_and_grad(masked)(jnp.asarray(x))
            _, tangent = jax.jvp(masked, (x,), (np.array([1.0, -2, 0.5, 3]),))
            outputs = {"value": value, "gradient": gradient, "tangent": tangent}
            table.case("masked", f"{name} of {label}, {taken}, ddof {ddof}", {"function": name, "options": options}, {"x": x, **mask}, outputs)

# Of nothing at all, there is only a value and what it would change by.
EMPTY = {name: {"axis": 1} for name in "sum prod mean var std nansum nanprod nanmean nanvar nanstd".split()} | {
    name: {"axis": 1, "initial": 2.0} for name in "max min nanmax nanmin".split()
}
for name, options in EMPTY.items():
    for label, mask in {"unmasked": {}, "masked": {"where": np.zeros((2, 0), bool)}}.items():
        x = np.zeros((2, 0), np.float64)
        value, tangent = jax.jvp(lambda x: getattr(jnp, name)(x, **options, **mask), (x,), (x,))  # noqa: B023
        table.case("empty", f"{name}, {label}", {"function": name, "options": options}, {"x": x, **mask}, {"value": value, "tangent": tangent})

# Covariances of fewer observations than they need.
COVARIANCES = {"cov": jnp.cov, "corrcoef": jnp.corrcoef}
for name, f in COVARIANCES.items():
    for label, x in {"several": [[3, 1, 2], [1, 5, 4]], "two equal": [[2, 2, 2], [1, 5, 4]], "one": [[3], [1]], "one variable": [[3, 1, 2]], "nan": [[3, nan, 2], [1, 5, 4]]}.items():
        for ddof in [0, 1, 3] if name == "cov" else [1]:
            options = {"ddof": ddof} if name == "cov" else {}
            x = np.array(x, np.float64)
            varied = lambda x: f(x, **options)  # noqa: B023
            value, back = jax.vjp(varied, jnp.asarray(x))
            _, tangent = jax.jvp(varied, (x,), (np.arange(x.size).reshape(x.shape) - 1.5,))
            outputs = {"value": value, "gradient": back(jnp.ones_like(value))[0], "tangent": tangent}
            table.case("covariances", f"{name} of {label}, ddof {ddof}", {"function": name, "options": options}, {"x": x}, outputs)

# The density of the beta distribution inside, at both ends and outside, by all arguments.
corners = np.array(list(product([-0.5, 0, 0.3, 1, 1.5], [0.5, 1, 2], [0.5, 1, 2], [0.0], [1.0])), np.float64).T
slopes = jax.vmap(jax.grad(jax.scipy.stats.beta.logpdf, tuple(range(5))))(*corners)
NAMES = ["x", "a", "b", "loc", "scale"]
table.case("beta", "beta.logpdf", {}, dict(zip(NAMES, corners)), dict(zip(NAMES, slopes)))

table.write()
