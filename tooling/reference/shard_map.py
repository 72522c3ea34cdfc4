"""Programs of shard_map on 8 virtual devices: values, and gradients of a weighted sum of squares of the results."""

import os

os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count=8"

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.sharding import AxisType, NamedSharding
from jax.sharding import PartitionSpec as P

from table import Table

jax.config.update("jax_enable_x64", True)
table = Table("shard-map")
RNG = np.random.default_rng(11)
X = RNG.uniform(-1, 1, (8, 4))
W = RNG.uniform(-1, 1, (4, 2))
mesh = jax.make_mesh((4, 2), ("data", "model"), axis_types=(AxisType.Auto,) * 2)
D, M, DM = P("data"), P(None, "model"), P("data", "model")
# name: function, in_specs, out_specs
PROGRAMS = {
    "psum": (lambda x, w: lax.psum(x @ w, "data"), (D, P()), P()),
    "psum of both": (lambda x, w: lax.psum((x * x).sum() * w, ("data", "model")), (DM, P()), P()),
    "pmean": (lambda x, w: lax.pmean(x @ w, "data"), (D, P()), P()),
    "pmax": (lambda x, w: lax.pmax(lax.stop_gradient(x), "data") @ w, (D, P()), P()),
    "allGather": (lambda x, w: lax.all_gather(x, "model", axis=1, tiled=True) @ w, (DM, P()), P("data")),
    "psumScatter": (
        lambda x, w: lax.psum_scatter(x @ w, "model", scatter_dimension=1, tiled=True),
        (DM, P("model")),
        DM,
    ),
    "allToAll": (lambda x, w: lax.all_to_all(x, "data", 1, 0, tiled=True) * w.sum(), (D, P()), P(None, "data")),
    "ppermute": (lambda x, w: lax.ppermute(x @ w, "data", [(0, 1), (1, 2), (2, 3), (3, 0)]), (D, P()), D),
    "axisIndex": (lambda x, w: (x @ w) * (1 + lax.axis_index("data")), (D, P()), D),
    "columns": (lambda x, w: jnp.tanh(x @ w), (D, M), DM),
    "rows": (lambda x, w: lax.psum(x @ w, "model"), (DM, P("model")), D),
    "one axis twice": (lambda x, w: jnp.sin(x) @ w, (P(("data", "model")), P()), P(("data", "model"))),
    "scan": (
        lambda x, w: lax.scan(lambda c, r: (c + lax.psum(jnp.tanh(r @ w), "data"), c.sum()), jnp.zeros(2), x)[0],
        (D, P()),
        P(),
    ),
}
for name, (f, in_specs, out_specs) in PROGRAMS.items():
    mapped = jax.shard_map(f, mesh=mesh, in_specs=in_specs, out_specs=out_specs, check_vma=False)
    loss = lambda x, w: jnp.sum(mapped(x, w) ** 2)
    dx, dw = jax.jit(jax.grad(loss, (0, 1)))(X, W)
    table.case("programs", name, {}, {"x": X, "w": W}, {"value": jax.jit(mapped)(X, W), "dx": dx, "dw": dw})

# Members of four devices, in two groups: name: function of one member's values.
GROUPS = [[0, 2], [1, 3]]
V = RNG.uniform(-1, 1, (4, 2, 3))
GROUPED = {
    "psum": lambda x: lax.psum(x, "i", axis_index_groups=GROUPS),
    "pmean": lambda x: lax.pmean(x, "i", axis_index_groups=GROUPS),
    "pmax": lambda x: lax.pmax(lax.stop_gradient(x), "i", axis_index_groups=GROUPS) * x,
    "pmin": lambda x: lax.pmin(lax.stop_gradient(x), "i", axis_index_groups=GROUPS) * x,
    "allGather": lambda x: lax.all_gather(x, "i", axis=1, axis_index_groups=GROUPS),
    "allGather tiled": lambda x: lax.all_gather(x, "i", axis=0, tiled=True, axis_index_groups=GROUPS),
    "psumScatter": lambda x: lax.psum_scatter(x, "i", axis_index_groups=GROUPS),
    "psumScatter tiled": lambda x: lax.psum_scatter(x, "i", tiled=True, axis_index_groups=GROUPS),
    "allToAll": lambda x: lax.all_to_all(x, "i", 0, 0, axis_index_groups=GROUPS),
    "allToAll tiled": lambda x: lax.all_to_all(x, "i", 0, 1, tiled=True, axis_index_groups=GROUPS),
}
for name, f in GROUPED.items():
    mapped = jax.pmap(f, axis_name="i")
    dx = jax.grad(lambda x: jnp.sum(mapped(x) ** 2))(V)
    table.case("groups", name, {}, {"x": V}, {"value": mapped(V), "dx": dx})

# Axes of pmap: name: in_axes, out_axes of two results, what differs between members and what does not.
AXES = {"first": ((0, None), (0, 0)), "last": ((2, None), (2, 0)), "of both": ((1, 0), (1, 0)), "of none": ((0, None), (0, None))}
for name, (in_axes, out_axes) in AXES.items():
    mapped = jax.pmap(lambda x, y: (x * y, lax.psum(x.sum(), "i") + y), "i", in_axes=in_axes, out_axes=out_axes)
    y = np.arange(V.shape[in_axes[0]]) * 1.0 if in_axes[1] == 0 else np.float64(2.0)
    own, shared = mapped(V, y)
    table.case("pmap", name, {"in_axes": in_axes, "out_axes": out_axes}, {"x": V, "y": y}, {"own": own, "shared": shared})

SPECS = {
    "P()": P(), 'P("data")': D, 'P(null, "model")': M, 'P("data", "model")': DM, 'P("model", "data")': P("model", "data"),
    'P(["data","model"])': P(("data", "model")), 'P(["model","data"])': P(("model", "data")),
}
for name, spec in SPECS.items():
    x = jax.device_put(np.arange(32.0).reshape(8, 4), NamedSharding(mesh, spec))
    spans = [[list(s.indices(n)[:2]) for s, n in zip(shard.index, x.shape)] for shard in x.addressable_shards]
    table.case("shards", name, {"spans": spans, "replicas": [s.replica_id for s in x.addressable_shards]})
table.write()
