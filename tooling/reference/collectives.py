"""Collectives over named axes of vmap: values, and cotangents of the sum of squares of the results."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from table import Table

jax.config.update("jax_enable_x64", True)
table = Table("collectives")
RNG = np.random.default_rng(7)
X = RNG.uniform(-1, 1, (4, 4, 8))
CALLS = {
    "ppermute [[0, 1], [1, 3], [2, 2], [3, 0]]": lambda x: lax.ppermute(x, "i", [(0, 1), (1, 3), (2, 2), (3, 0)]),
    "pshuffle [2, 0, 3, 1]": lambda x: lax.pshuffle(x, "i", [2, 0, 3, 1]),
    "allToAll 0 0": lambda x: lax.all_to_all(x, "i", 0, 0),
    "allToAll 0 1": lambda x: lax.all_to_all(x, "i", 0, 1),
    "allToAll 1 0 tiled": lambda x: lax.all_to_all(x, "i", 1, 0, tiled=True),
    "allToAll 0 1 tiled": lambda x: lax.all_to_all(x, "i", 0, 1, tiled=True),
    "pswapaxes 0": lambda x: lax.pswapaxes(x, "i", 0),
    "psumScatter 0": lambda x: lax.psum_scatter(x, "i"),
    "psumScatter 1 tiled": lambda x: lax.psum_scatter(x, "i", scatter_dimension=1, tiled=True),
    "allGather 1": lambda x: lax.all_gather(x, "i", axis=1),
    "allGather 1 tiled": lambda x: lax.all_gather(x, "i", axis=1, tiled=True),
    "psum": lambda x: lax.psum(x, "i"),
}
for name, f in CALLS.items():
    batched = jax.vmap(f, axis_name="i")
    loss = lambda x: jnp.sum(batched(x) ** 2 * jnp.arange(1.0, 5).reshape(4, *[1] * (batched(x).ndim - 1)))
    table.case("one axis", name, {}, {"x": X}, {"value": batched(X), "gradient": jax.grad(loss)(X)})
BOTH = {
    "psum": lambda x: lax.psum(x, ("i", "j")),
    "pmean": lambda x: lax.pmean(x, ("i", "j")),
    "pmax": lambda x: lax.pmax(x, ("j", "i")),
    "axisIndex": lambda x: x * 0 + lax.axis_index(("i", "j")),
}
for name, f in BOTH.items():
    batched = jax.vmap(jax.vmap(f, axis_name="j"), axis_name="i")
    x = X[:3, :2]
    table.case("two axes", name, {}, {"x": x}, {"value": batched(x)})
table.write()
