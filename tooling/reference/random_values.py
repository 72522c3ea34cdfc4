"""Keys and samplers of jax.random (default implementation: partitionable Threefry-2x32)."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import random
from jax._src.random.threefry2x32 import threefry_2x32

from table import Table

assert jax.config.jax_threefry_partitionable
table = Table("random")
SEEDS = [0, 1, 42, 1701, 5555, -1, 2**31 - 1, 2**31 + 99, 2**32 - 1, -(2**31)]
keys = {seed: random.PRNGKey(seed) for seed in (0, 1, 42, 1701)}


def sample(group, f, params, key, name=None, **inputs):
    """Records f(key, **inputs) under jit, after checking that it agrees with the call outside jit."""
    result = jax.jit(f)(key, **inputs)
    # XLA may fuse differently, which can move the last bits of transcendental functions.
    np.testing.assert_allclose(np.asarray(f(key, **inputs)), np.asarray(result), rtol=1e-5, atol=1e-6)
    params = {k: list(v) if isinstance(v, tuple) else v for k, v in params.items()}
    name = name or ", ".join(f"{k} {v}" for k, v in params.items()) + f", key {key[0]} {key[1]}"
    table.case(group, name, params, {"key": key, **inputs}, {"result": result})


# The hash itself: published answers of Random123, then arbitrary words.
def hashed(name, key, count):
    key, count = jnp.array(key, jnp.uint32), jnp.array(count, jnp.uint32)
    table.case("threefry2x32", name, {}, {"key": key, "count": count}, {"result": threefry_2x32(key, count)})


hashed("zeros", [0, 0], [0, 0])
hashed("ones", [0xFFFFFFFF, 0xFFFFFFFF], [0xFFFFFFFF, 0xFFFFFFFF])
hashed("digits of pi", [0x13198A2E, 0x03707344], [0x243F6A88, 0x85A308D3])
words = np.random.default_rng(0).integers(0, 2**32, (16, 2, 2), dtype=np.uint32)
for i, (key, count) in enumerate(words):
    hashed(f"arbitrary {i}", key, count)

# Keys.
for seed in SEEDS:
    table.case("key", f"seed {seed}", {"seed": seed, "x64": False}, {}, {"key": random.PRNGKey(seed)})
    assert (random.key_data(random.key(seed)) == random.PRNGKey(seed)).all()
with jax.enable_x64(True):
    for seed in [*SEEDS, 2**32, 2**53 - 1, 2**63 - 1, -(2**63)]:
        table.case("key", f"seed {seed}, x64", {"seed": str(seed), "x64": True}, {}, {"key": random.PRNGKey(seed)})
for seed, key in keys.items():
    for shape in [(), (1,), (2,), (3,), (7,), (2, 3), (0,), (2, 2, 2)]:
        f = lambda k: random.split(k, shape)
        sample("split", f, {"seed": seed, "shape": shape}, key, f"seed {seed} into {list(shape)}")
    for data in [0, 1, 4, 7, 2**31, 2**32 - 1]:
        f = lambda k: random.fold_in(k, data)
        sample("fold_in", f, {"seed": seed, "data": data}, key, f"seed {seed} with {data}")
chain, subkeys = keys[42], []
for _ in range(8):
    chain, subkey = random.split(chain)
    subkeys.append(subkey)
table.case("split", "a chain of eight from seed 42", {}, {"key": keys[42]}, {"chain": chain, "subkeys": jnp.stack(subkeys)})
batch = random.split(keys[42], 5)
table.case("vmap", "split into 3", {}, {"keys": batch}, {"result": jax.vmap(lambda k: random.split(k, 3))(batch)})
table.case("vmap", "fold_in 0..4", {}, {"keys": batch}, {"result": jax.vmap(random.fold_in)(batch, jnp.arange(5))})

# Bits.
for seed, key in keys.items():
    for bits in (8, 16, 32):
        for shape in [(), (5,), (2, 3), (0,)]:
            f = lambda k: random.bits(k, shape, f"uint{bits}")
            sample("bits", f, {"bits": bits, "shape": shape}, key, f"{bits} bits, seed {seed}, shape {list(shape)}")
    with jax.enable_x64(True):
        f = lambda k: random.bits(k, (5,), "uint64")
        sample("bits", f, {"bits": 64, "shape": [5]}, key, f"64 bits, seed {seed}, shape [5]")

# Continuous samplers.
RANGES = [(0, 1), (-1, 1), (-3, 2), (1e-3, 1e3), (5, 5), (2, 1)]
for seed, key in keys.items():
    for shape in [(), (1,), (6,), (2, 3), (0, 3)]:
        sample("uniform", lambda k: random.uniform(k, shape), {"dtype": "float32", "shape": shape, "minval": 0, "maxval": 1}, key)
    for lo, hi in RANGES:
        f = lambda k: random.uniform(k, (16,), jnp.float32, lo, hi)
        sample("uniform", f, {"dtype": "float32", "shape": [16], "minval": lo, "maxval": hi}, key)
    sample("normal", lambda k: random.normal(k), {"dtype": "float32", "shape": []}, key)
    sample("normal", lambda k: random.normal(k, (1500,)), {"dtype": "float32", "shape": [1500]}, key)
    sample("normal", lambda k: random.normal(k, (3, 4)), {"dtype": "float32", "shape": [3, 4]}, key)
    sample("gumbel", lambda k: random.gumbel(k, (64,)), {"dtype": "float32", "shape": [64]}, key)
    sample("exponential", lambda k: random.exponential(k, (64,)), {"dtype": "float32", "shape": [64]}, key)
    sample("laplace", lambda k: random.laplace(k, (64,)), {"dtype": "float32", "shape": [64]}, key)
    sample("logistic", lambda k: random.logistic(k, (64,)), {"dtype": "float32", "shape": [64]}, key)
    sample("cauchy", lambda k: random.cauchy(k, (64,)), {"dtype": "float32", "shape": [64]}, key)
    for lo, hi in [(-2, 2), (0, 2), (-1, 5)]:
        f = lambda k: random.truncated_normal(k, lo, hi, (64,), jnp.float32)
        sample("truncated_normal", f, {"dtype": "float32", "shape": [64], "lower": lo, "upper": hi}, key)
    with jax.enable_x64(True):
        for lo, hi in RANGES[:3]:
            f = lambda k: random.uniform(k, (8,), jnp.float64, lo, hi)
            sample("uniform", f, {"dtype": "float64", "shape": [8], "minval": lo, "maxval": hi}, key)
        sample("normal", lambda k: random.normal(k, (400,), jnp.float64), {"dtype": "float64", "shape": [400]}, key)
        sample("gumbel", lambda k: random.gumbel(k, (16,), jnp.float64), {"dtype": "float64", "shape": [16]}, key)
        sample("exponential", lambda k: random.exponential(k, (16,), jnp.float64), {"dtype": "float64", "shape": [16]}, key)
        f = lambda k: random.truncated_normal(k, -2, 2, (16,), jnp.float64)
        sample("truncated_normal", f, {"dtype": "float64", "shape": [16], "lower": -2, "upper": 2}, key)
table.case("vmap", "uniform", {"shape": [2, 2], "minval": -1, "maxval": 1}, {"keys": batch},
           {"result": jax.vmap(lambda k: random.uniform(k, (2, 2), minval=-1.0, maxval=1.0))(batch)})
table.case("vmap", "normal", {"shape": [7]}, {"keys": batch}, {"result": jax.vmap(lambda k: random.normal(k, (7,)))(batch)})

# Integers.
INTEGERS = {
    "int32": [(0, 9), (0, 10), (0, 20), (-5, 95), (5, 15), (3, 3), (4, 1), (-(2**31), 2**31 - 1)],
    "uint32": [(0, 6), (100, 1000), (0, 2**31 - 1)],
}
for seed, key in keys.items():
    for dtype, ranges in INTEGERS.items():
        for lo, hi in ranges:
            f = lambda k: random.randint(k, (10,), lo, hi, dtype)
            sample("randint", f, {"dtype": dtype, "shape": [10], "minval": lo, "maxval": hi}, key)
    with jax.enable_x64(True):
        # Upper bounds that only a 64-bit integer can state: one past the largest value of the dtype.
        for dtype, lo, hi in [("int32", -(2**31), 2**31), ("int32", 0, 2**31), ("uint32", 0, 2**32), ("uint32", 0, 2**32 - 1)]:
            f = lambda k: random.randint(k, (10,), lo, hi, dtype)
            sample("randint", f, {"dtype": dtype, "shape": [10], "minval": lo, "maxval": hi}, key)
    f = lambda k, minval, maxval: random.randint(k, (3,), minval, maxval)
    bounds = {"minval": jnp.array([0, 5, -9]), "maxval": jnp.array([4, 500, 9])}
    sample("randint", f, {"dtype": "int32", "shape": [3]}, key, f"array bounds, seed {seed}", **bounds)
    for p in (0.5, 0.3, 0.0, 1.0):
        sample("bernoulli", lambda k: random.bernoulli(k, p, (32,)), {"p": p, "shape": [32]}, key)
    f = lambda k, p: random.bernoulli(k, p)
    sample("bernoulli", f, {}, key, f"array p, seed {seed}", p=jnp.linspace(0, 1, 11))

# Orders and choices.
for seed, key in keys.items():
    for n in (0, 1, 2, 3, 8, 10, 100, 1625, 1626):
        if n > 100 and seed != 0:
            continue
        sample("permutation", lambda k: random.permutation(k, n), {"n": n}, key, f"of {n}, seed {seed}")
    f = lambda k, x: random.permutation(k, x)
    x = jnp.arange(12.0).reshape(4, 3)
    sample("permutation", f, {"axis": 0, "independent": False}, key, f"rows, seed {seed}", x=x)
    f = lambda k, x: random.permutation(k, x, axis=1)
    sample("permutation", f, {"axis": 1, "independent": False}, key, f"columns, seed {seed}", x=x)
    f = lambda k, x: random.permutation(k, x, axis=1, independent=True)
    sample("permutation", f, {"axis": 1, "independent": True}, key, f"independent columns, seed {seed}", x=x)
    p = jnp.array([0.1, 0.2, 0.3, 0.4], jnp.float32)
    for replace, shape in [(True, (8,)), (True, (2, 3)), (True, ()), (False, (3,)), (False, (2, 2))]:
        params = {"n": 4, "shape": shape, "replace": replace}
        f = lambda k: random.choice(k, 4, shape, replace)
        sample("choice", f, params, key, f"n=4, shape {list(shape)}, replace={replace}, seed {seed}")
        f = lambda k, p: random.choice(k, 4, shape, replace, p)
        sample("choice", f, params, key, f"n=4, shape {list(shape)}, replace={replace}, p, seed {seed}", p=p)
    f = lambda k, x: random.choice(k, x, (2,), False, axis=1)
    sample("choice", f, {"shape": [2], "replace": False, "axis": 1}, key, f"columns of a matrix, seed {seed}", x=x)
    f = lambda k: random.choice(k, 50, (4,), False)
    sample("choice", f, {"n": 50, "shape": [4], "replace": False}, key, f"n=50, shape [4], replace=False, seed {seed}")
    logits = jnp.log(p)
    f = lambda k, logits: random.categorical(k, logits, shape=(8,))
    sample("categorical", f, {"axis": -1, "shape": [8]}, key, f"eight draws, seed {seed}", logits=logits)
    logits = jnp.log(jnp.arange(1.0, 13.0).reshape(3, 4))
    f = lambda k, logits: random.categorical(k, logits)
    sample("categorical", f, {"axis": -1}, key, f"rows, seed {seed}", logits=logits)
    f = lambda k, logits: random.categorical(k, logits, axis=0)
    sample("categorical", f, {"axis": 0}, key, f"columns, seed {seed}", logits=logits)
for seed in (0, 42):
    sample("permutation", lambda k: random.permutation(k, 3000), {"n": 3000}, keys[seed], f"of 3000, seed {seed}")
# Options: more random bits, draws without replacement, signs of other dtypes.
for seed, key in keys.items():
    sample("gumbel", lambda k: random.gumbel(k, (64,), mode="high"), {"dtype": "float32", "shape": [64], "mode": "high"}, key)
    f = lambda k: random.bernoulli(k, 0.3, (32,), mode="high")
    sample("bernoulli", f, {"p": 0.3, "shape": [32], "mode": "high"}, key)
    p, logits = jnp.array([0.1, 0.2, 0.3, 0.4], jnp.float32), jnp.log(jnp.arange(1.0, 13.0).reshape(3, 4))
    f = lambda k, p: random.choice(k, 4, (3,), False, p, mode="high")
    sample("choice", f, {"n": 4, "shape": [3], "replace": False, "mode": "high"}, key, f"n=4, mode high, seed {seed}", p=p)
    for axis, shape, replace, mode in [(-1, (2, 3), False, None), (0, (2, 4), False, None), (1, (2, 2, 3), False, None), (-1, (5, 3), True, "high")]:
        params = {"axis": axis, "shape": shape, "replace": replace, "mode": mode or "low"}
        f = lambda k, logits: random.categorical(k, logits, axis, shape, replace, mode)
        sample("categorical", f, params, key, f"axis {axis}, shape {list(shape)}, replace={replace}, mode {mode}, seed {seed}", logits=logits)
    for dtype in ("int32", "float32"):
        sample("rademacher", lambda k: random.rademacher(k, (16,), dtype), {"dtype": dtype, "shape": [16]}, key)
    f = lambda k, sigma: random.lognormal(k, sigma)
    sample("lognormal", f, {}, key, f"array sigma, seed {seed}", sigma=jnp.linspace(0, 2, 16))
table.case("vmap", "randint", {"shape": [3], "minval": 0, "maxval": 100}, {"keys": batch},
           {"result": jax.vmap(lambda k: random.randint(k, (3,), 0, 100))(batch)})
table.case("vmap", "permutation", {"n": 6}, {"keys": batch}, {"result": jax.vmap(lambda k: random.permutation(k, 6))(batch)})
for key, name in [(keys[0], "seed 0"), (keys[42], "seed 42")]:
    sample("orthogonal", lambda k: random.orthogonal(k, 5), {"n": 5}, key, f"n=5, {name}")

# Distributions with parameters, as arrays.
PARAMETERS = {
    "double_sided_maxwell": {"loc": 1.0, "scale": 2.0},
    "geometric": {"p": 0.3},
    "maxwell": {},
    "pareto": {"b": 2.5},
    "rayleigh": {"scale": 1.5},
    "triangular": {"left": -1.0, "mode": 0.5, "right": 2.0},
    "wald": {"mean": 1.5},
    "weibull_min": {"scale": 2.0, "concentration": 1.5},
}
for name, parameters in PARAMETERS.items():
    for seed in (0, 42):
        f = lambda k, **arrays: getattr(random, name)(k, shape=(16,), **arrays)
        arrays = {parameter: jnp.array(value) for parameter, value in parameters.items()}
        sample("parameters", f, {"shape": [16]}, keys[seed], f"{name}, seed {seed}", **arrays)

table.write()
