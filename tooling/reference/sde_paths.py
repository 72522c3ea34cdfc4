"""Brownian motions by Diffrax: values and Lévy areas on intervals, in float64 and float32."""

import diffrax
import jax
import jax.numpy as jnp
import jax.random as jr

from table import Table

jax.config.update("jax_enable_x64", True)
table = Table("sde-paths")

AREAS = {"BrownianIncrement": "W", "SpaceTimeLevyArea": "WH", "SpaceTimeTimeLevyArea": "WHK"}
INTERVALS = [(0.5, None), (3.5, None), (1.3, None), (0.5, 0.5), (0.5, 3.5), (0.5, 0.501), (0.77, 1.9), (1.25, 2.0), (1.1, 1.11), (2.0, 3.5)]

for area, fields in AREAS.items():
    for dtype in ("float64", "float32"):
        shape = jax.ShapeDtypeStruct((2,), dtype)
        tree = diffrax.VirtualBrownianTree(0.5, 3.5, 0.05, shape, jr.key(7), getattr(diffrax, area))
        unsafe = diffrax.UnsafeBrownianPath(shape, jr.key(7), getattr(diffrax, area))
        for name, path in {"VirtualBrownianTree": tree, "UnsafeBrownianPath": unsafe}.items():
            outputs = {}
            for field in ("dt", *fields):
                rows = []
                for t0, t1 in INTERVALS:
                    t0, t1 = jnp.asarray(t0, dtype), None if t1 is None else jnp.asarray(t1, dtype)
                    rows.append(getattr(path.evaluate(t0, t1, use_levy=True), field))
                outputs[field] = jnp.stack(rows)
            params = {"path": name, "area": area, "dtype": dtype, "intervals": INTERVALS, "t0": 0.5, "t1": 3.5, "tol": 0.05, "seed": 7}
            table.case("paths", f"{name} {area} {dtype}", params, {}, outputs)

tree = {"a": jax.ShapeDtypeStruct((), "float32"), "b": (jax.ShapeDtypeStruct((3,), "float64"),)}
path = diffrax.VirtualBrownianTree(0.0, 1.0, 2**-5, tree, jr.key(3))
value = path.evaluate(0.25, 0.6)
table.case("tree", "VirtualBrownianTree", {"seed": 3}, {}, {"a": value["a"], "b": value["b"][0]})

table.write()
