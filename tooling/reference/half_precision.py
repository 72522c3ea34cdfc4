"""Half precision: conversions, functions, folds, dtypes of results, random numbers, a gradient and optimisers, operation by operation."""

import itertools

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import lax

from table import Table

jax.config.update("jax_enable_x64", True)
table = Table("half-precision")

info = jnp.finfo(jnp.float16)
table.case(
    "limits", "float16",
    outputs={name: np.float64(getattr(info, name)) for name in ("eps", "max", "min", "tiny", "smallest_subnormal")},
)

# Where rounding decides: middles between neighbours, and what lies next to them.
halves = np.arange(0x7C01, dtype=np.uint16).view(np.float16)[::97].astype(np.float64)
following = np.arange(1, 0x7C02, dtype=np.uint16).view(np.float16)[::97].astype(np.float64)
middles = ((halves + following) / 2)[:-1]
special = np.array([0, 65504, 65519, 65519.99, 65520, 70000, 1e30, np.inf, np.nan, 2**-25, 2**-25 * 1.0001, 2**-26, 1e-30])
for dtype, step in (("float32", 2**-23), ("float64", 2**-50)):
    x = np.concatenate([middles, middles * (1 - step), middles * (1 + step), special]).astype(dtype)
    x = np.concatenate([x, -x])
    table.case("conversion", f"{dtype} to float16", {}, {"x": x}, {"result": lax.convert_element_type(x, jnp.float16)})

rng = np.random.default_rng(0)
edges = np.array([0, 2**-24, 2**-15, 2**-14, 0.1, 0.5, 1 - 2**-11, 1, 1 + 2**-10, 2, 3, 10, 255, 2048, 65504, np.inf])
values = np.concatenate([edges, -edges, [np.nan], rng.normal(size=64) * 10.0 ** rng.integers(-4, 4, 64)]).astype(np.float16)
left, right = values[::4], values[1::6]
x, y = np.repeat(left, len(right)), np.tile(right, len(left))
for name in "neg abs sign floor ceil sqrt exp log tanh sin logistic erf cbrt".split():
    table.case("unary", name, {"function": name}, {"x": values}, {"result": getattr(lax, name)(values)})
for name in "add sub mul div max min nextafter pow atan2 lt eq".split():
    table.case("binary", name, {"function": name}, {"x": x, "y": y}, {"result": getattr(lax, name)(x, y)})

matrix = rng.normal(size=(6, 8)).astype(np.float16)
other = rng.normal(size=(8, 5)).astype(np.float16)
table.case("fold", "sum", {}, {"x": matrix}, {"result": jnp.sum(matrix, axis=1)})
table.case("fold", "mean", {}, {"x": matrix}, {"result": jnp.mean(matrix, axis=1)})
table.case("running fold", "cumsum", {}, {"x": matrix}, {"result": jnp.cumsum(matrix, axis=1)})
table.case("fold", "max", {}, {"x": matrix}, {"result": jnp.max(matrix, axis=1)})
table.case("fold", "argmax", {}, {"x": matrix}, {"result": jnp.argmax(matrix, axis=1).astype(np.int32)})
table.case("fold", "sort", {}, {"x": matrix}, {"result": jnp.sort(matrix, axis=1)})
table.case("fold", "matmul", {}, {"x": matrix, "y": other}, {"result": jnp.matmul(matrix, other)})

jax.config.update("jax_enable_x64", False)
operands = {dtype: np.ones(2, dtype) for dtype in ("bool", "int32", "uint32", "float16", "float32")} | {"number": 1.5}
for (a, left), (b, right) in itertools.product(operands.items(), repeat=2):
    if "float16" in (a, b):
        table.case("promotion", f"{a} {b}", {"left": a, "right": b, "result": jnp.add(left, right).dtype.name})

key = jax.random.key(7)
# Compiled as a whole, some samplers round less often between operations.
with jax.disable_jit():
    for name in "uniform normal gumbel logistic laplace cauchy exponential".split():
        result = getattr(jax.random, name)(key, (40,), jnp.float16)
        table.case("random", name, {"function": name}, {"key": key}, {"result": result})
    # Some processors multiply and add halves with one rounding, when compiled.
    table.case("random", "uniform from -2 to 5", {"function": "uniform", "minval": -2, "maxval": 5}, {"key": key},
               {"result": jax.random.uniform(key, (40,), jnp.float16, -2, 5)})
    table.case("random", "truncated normal", {"function": "truncatedNormal"}, {"key": key},
               {"result": jax.random.truncated_normal(key, -2, 2, (40,), jnp.float16)})
table.case("random", "bernoulli", {"function": "bernoulli"}, {"key": key},
           {"result": jax.random.bernoulli(key, jnp.float16(0.3), (40,))})
weights = np.array([0.1, 0.2, 0.3, 0.4], np.float16)
table.case("random", "categorical", {"function": "categorical"}, {"key": key, "weights": weights},
           {"result": jax.random.categorical(key, jnp.log(weights), shape=(40,)).astype(np.int32)})
table.case("random", "choice", {"function": "choice"}, {"key": key, "weights": weights},
           {"result": jax.random.choice(key, 4, (40,), p=weights).astype(np.int32)})


def loss(w, x):
    return jnp.sum(jnp.tanh(w @ x) ** 2)


with jax.disable_jit():
    w, x = matrix[:, :5], other[:5, 0]
    table.case("gradient", "of a small network", {}, {"w": w, "x": x},
               {"value": loss(w, x), "gradient": jax.grad(loss)(jnp.asarray(w), jnp.asarray(x))})

optimisers = {"sgd": optax.sgd(0.1), "momentum": optax.sgd(0.1, momentum=0.9), "adam": optax.adam(0.1), "adamw": optax.adamw(0.1)}
for name, optimiser in optimisers.items():
    start = params = jnp.array([1, -2, 3], jnp.float16)
    state = optimiser.init(params)
    for _ in range(20):
        updates, state = optimiser.update(2 * params, state, params)
        params = optax.apply_updates(params, updates)
    table.case("optimiser", name, {}, {"start": start}, {"params": params})

table.write()
