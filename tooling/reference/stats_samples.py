"""Functions of jax.scipy.stats that are not elementwise: distributions of vectors, ranks, modes, errors, entropies."""

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy import stats

from table import Table

table = Table("stats-samples")


def case(group, name, f, params=None, **inputs):
    arrays = {k: np.asarray(v) for k, v in inputs.items()}
    result = f(*arrays.values())
    results = {"mode": result[0], "count": result[1]} if isinstance(result, tuple) else {"result": result}
    slopes = {}
    if group.split(".")[0] in ("dirichlet", "multivariate_normal", "poisson"):
        wide = [jnp.asarray(a, jnp.float32) for a in arrays.values()]
        slopes = {f"by {k}": g for k, g in zip(arrays, jax.grad(lambda *a: f(*a).sum(), range(len(wide)))(*wide))}
    table.case(group, name, params or {}, arrays, {**results, **slopes})


f32 = lambda x: np.array(x, np.float32)
COV = f32([[2, 0.5, 0], [0.5, 1, -0.25], [0, -0.25, 3]])
for name in ("logpdf", "pdf"):
    f = getattr(stats.dirichlet, name)
    case(f"dirichlet.{name}", "one", f, x=f32([0.2, 0.3, 0.5]), alpha=f32([1, 2, 3]))
    case(f"dirichlet.{name}", "columns", f, x=f32([[0.2, 0.1], [0.3, 0.4], [0.5, 0.5]]), alpha=f32([0.5, 2, 3]))
    case(f"dirichlet.{name}", "without the last", f, x=f32([0.2, 0.3]), alpha=f32([1, 2, 3]))
    f = getattr(stats.multivariate_normal, name)
    x = f32([[0, 0.5, 1], [1, -1, 0.25]])
    case(f"multivariate_normal.{name}", "points", f, x=x, mean=f32([0, 0.25, 1]), cov=COV)
    case(f"multivariate_normal.{name}", "means and covariances", f, x=x, mean=x * 0.5, cov=np.stack([COV, COV + np.eye(3, dtype=np.float32)]))
    case(f"multivariate_normal.{name}", "one variance", f, x=x, mean=f32([0, 0.25, 1]), cov=f32(2))
    case(f"multivariate_normal.{name}", "numbers", f, x=x[0], mean=f32(0.5), cov=f32(2))
for name in ("logpmf", "pmf"):
    f = getattr(stats.multinomial, name)
    case(f"multinomial.{name}", "one", f, x=np.array([1, 2, 3], np.int32), n=np.int32(6), p=f32([0.2, 0.3, 0.5]))
    case(f"multinomial.{name}", "another sum", f, x=np.array([1, 2, 3], np.int32), n=np.int32(5), p=f32([0.2, 0.3, 0.5]))
    case(f"multinomial.{name}", "rows", f, x=np.array([[1, 2], [3, 0]], np.int32), n=np.int32(6), p=f32([0.25, 0.75]))
case("poisson.entropy", "means", stats.poisson.entropy, mu=f32([1e-3, 0.5, 2, 9.99, 10, 50, 99, 100, 1000]))
table.case("poisson.entropy", "edges", {}, {"mu": f32([0, np.inf, np.nan])}, {"result": stats.poisson.entropy(f32([0, np.inf, np.nan]))})

ties = f32([[3, 1, 3, 2, 1], [0, -0.0, 7, 7, 7], [np.inf, 1, 1, -1, np.inf]])
holes = f32([[1, np.nan, 2], [np.nan, np.nan, 1]])
whole = np.array([[2, 2, 5], [5, 5, 2]], np.int32)
for name, x in {"ties": ties, "NaN": holes, "integers": whole, "booleans": whole == 2}.items():
    for axis in (0, 1, -1, None):
        for keepdims in (False, True):
            f = lambda a: stats.mode(a, axis=axis, keepdims=keepdims)
            case("mode", f"{name}, axis {axis}, keepdims {keepdims}", f, {"axis": axis, "keepdims": keepdims}, a=x)
        if name == "booleans":
            continue
        for policy in ("propagate", "omit"):
            f = lambda a: stats.sem(a, axis=axis, nan_policy=policy)
            case("sem", f"{name}, axis {axis}, {policy}", f, {"axis": axis, "nanPolicy": policy}, a=x)
case("mode", "nothing", lambda a: stats.mode(a, axis=0), {"axis": 0, "keepdims": False}, a=np.zeros((0, 2), np.int32))
case("sem", "ddof 0, keepdims", lambda a: stats.sem(a, 1, 0, keepdims=True), {"axis": 1, "ddof": 0, "keepdims": True}, a=ties)
for name, x in {"ties": ties, "NaN": holes, "integers": whole, "nothing": np.zeros((0,), np.float32)}.items():
    for axis in (None, 0, 1) if x.ndim == 2 else (None,):
        for method in ("average", "min", "max", "dense", "ordinal"):
            f = lambda a: stats.rankdata(a, method, axis=axis)
            case("rankdata", f"{name}, axis {axis}, {method}", f, {"axis": axis, "method": method}, a=x)

table.write()
