"""Sums, products and extrema of segments, of jax.ops."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import ops

from table import Table

table = Table("segments")
ids = np.array([0, 2, 2, -1, 5, 0, 1], np.int32)
DATA = {
    "floats": np.array([1.5, -2, 0.25, 7, 3, -1, 4], np.float32),
    "rows": np.arange(-7, 7, dtype=np.float32).reshape(7, 2),
    "integers": np.array([3, -2, 5, 7, 1, -1, 4], np.int32),
    "NaN": np.array([1, np.nan, 2, 0, 0, -np.inf, np.inf], np.float32),
    "nothing": None,
}
for name in ("segment_sum", "segment_prod", "segment_max", "segment_min"):
    f = getattr(ops, name)
    for kind, data in DATA.items():
        given, data = (ids, data) if data is not None else (ids[:0], np.zeros(0, np.float32))
        for count, mode in [(4, None), (6, None), (None, None), (3, "clip")]:
            if kind == "nothing" and count is None:
                continue
            call = lambda data: f(data, given, count, mode=mode)
            results = {"result": call(data)}
            if kind in ("floats", "rows") and name != "segment_prod":
                weights = lambda x: jnp.cos(jnp.arange(x.size)).reshape(x.shape)
                total = lambda data: (lambda x: jnp.where(jnp.isfinite(x), x * weights(x), 0).sum())(call(data))
                results["slope"] = jax.grad(total)(jnp.asarray(data))
            params = {k: v for k, v in {"numSegments": count, "mode": mode}.items() if v is not None}
            table.case(name, f"{kind}, {count} segments, {mode}", params, {"data": data, "ids": given}, results)

table.write()
