"""Every row of optimisers.json over a hundred steps of gradients that are known to the bit, in Optax."""

import json
import re
import warnings
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import optax

from table import Table

warnings.filterwarnings("ignore")
ROWS = json.loads((Path(__file__).parent / "optimisers.json").read_text())["rows"]
READ_VALUE = {"polyakSgd", "momo", "momoAdam", "reduceOnPlateau"}
STEPS, SHOWN = 100, [0, 1, 2, 9, 19, 99]
table = Table("optimisers")


def snake(name):
    return name if name == "MultiSteps" else re.sub("[A-Z]", lambda m: "_" + m.group().lower(), name)


def find(name):
    return next(getattr(m, snake(name)) for m in (optax, optax.contrib, optax.schedules) if hasattr(m, snake(name)))


def value(x):
    if isinstance(x, dict):
        return call(*x["call"]) if "call" in x else {k: value(v) for k, v in x.items()}
    return [value(v) for v in x] if isinstance(x, list) else x


def call(name, args, options=None):
    made = find(name)(*map(value, args), **{snake(k): value(v) for k, v in (options or {}).items()})
    return made.gradient_transformation() if name == "MultiSteps" else made


def gradients(step, dtype):
    """Sixteenths of small integers, which every dtype holds exactly; at some steps zeros."""
    g = np.array([((7 * step + 13 * i + 5 * step * i) % 19 - 9) / 8 for i in range(7)])
    return tree(g, dtype)


def loss(step):
    return step % 7 / 4 + 0.5


def tree(values, dtype):
    values = jnp.asarray(values, dtype)
    return {"a": values[:3], "b": {"c": values[3:].reshape(2, 2)}}


def vector(x):
    leaves = [np.asarray(leaf.astype(jnp.float64 if jax.config.jax_enable_x64 else jnp.float32)) for leaf in (x["a"], x["b"]["c"])]
    return np.concatenate([leaf.ravel() for leaf in leaves])


def run(name, spec, dtype, dtypes):
    steps = 10 if dtype == "bfloat16" else STEPS if dtypes == ["all"] and dtype == "float32" else 20
    optimizer = optax.with_extra_args_support(call(*spec))
    # GaLore does not pass holes by, as all others do.
    holes = {} if name == "galore" else {"none": None}
    params = {**tree([1, -2, 0.5, 0.25, -1.5, 2, 0.75], dtype), **holes}
    state = optimizer.init(params)

    def step(grads, state, params, v):
        updates, state = optimizer.update(grads, state, params, **({"value": v} if spec[0] in READ_VALUE else {}))
        return updates, state, optax.apply_updates(params, updates)

    # Half precision rounds after each operation only where operations are not fused.
    if "bfloat16" not in (dtype, *(spec[2] if len(spec) > 2 else {}).values()):
        step = jax.jit(step)
    shown = []
    for i in range(steps):
        updates, state, params = step({**gradients(i, dtype), **holes}, state, params, jnp.asarray(loss(i), dtype))
        if i in SHOWN:
            shown.append(vector(updates))
    table.case(dtype, name, {"steps": steps}, {}, {"updates": np.stack(shown), "params": vector(params)})


for dtype in ("float32", "bfloat16", "float64"):
    jax.config.update("jax_enable_x64", dtype == "float64")
    for name, spec, *dtypes in ROWS:
        if dtype == "float32" or dtypes == ["all"]:
            run(name, spec, dtype, dtypes)
table.write()
