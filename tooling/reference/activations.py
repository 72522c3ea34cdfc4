"""Activations of jax.nn that are lines, parabolas and exponentials: values and derivatives at points on both sides of their corners."""

import jax
import jax.numpy as jnp
import numpy as np

from table import Table

table = Table("activations")
nn = jax.nn

# By the names of the functions in this project.
FUNCTIONS = {
    "celu": nn.celu, "celu 2": lambda x: nn.celu(x, 2.0), "selu": nn.selu, "mish": nn.mish, "softSign": nn.soft_sign,
    "squareplus": nn.squareplus, "squareplus 1": lambda x: nn.squareplus(x, 1.0), "log1mexp": nn.log1mexp, "relu6": nn.relu6,
    "hardSigmoid": nn.hard_sigmoid, "hardSilu": nn.hard_silu, "hardTanh": nn.hard_tanh, "sparsePlus": nn.sparse_plus,
    "sparseSigmoid": nn.sparse_sigmoid,
}  # fmt: skip
x = np.array([-100, -6.5, -3.5, -2, -1, -0.5, -1e-3, 0, 1e-3, 0.3, 0.7, 1.5, 2.5, 4, 6.5, 30, np.inf, -np.inf, np.nan], np.float32)
corners = np.array([-3, -1, -0.0, 0, 1, 3, 6], np.float32)
smooth = x[np.isfinite(x) & ~np.isin(x, [-1, 0, 1, 6, -3, 3])]

for name, f in FUNCTIONS.items():
    derivative = jax.jit(jax.vmap(jax.grad(f)))
    second = jax.jit(jax.vmap(jax.grad(jax.grad(f))))
    results = {"value": f(jnp.asarray(x)), "derivative": derivative(smooth)}
    results |= {"at corners": derivative(corners), "second at corners": second(corners)}
    table.case("function", name, {}, {"x": x, "smooth": smooth, "corners": corners}, results)

rows = np.random.default_rng(0).normal(size=(3, 4)).astype(np.float32)
mask = rows > -0.5
for name, options in {
    "glu": {}, "glu axis 1": {"axis": 1}, "logmeanexp": {}, "logmeanexp axis 0 kept": {"axis": 0, "keepdims": True}, "standardize": {},
    "standardize axis 0": {"axis": 0, "epsilon": 0.1}, "standardize all": {"axis": None}, "standardize given": {"mean": 0.5, "variance": 2.0},
}.items():  # fmt: skip
    f = getattr(nn, name.split()[0])
    table.case("rows", name, options, {"x": rows}, {"value": f(jnp.asarray(rows), **options)})
for name in ("logmeanexp", "standardize"):
    value = getattr(nn, name)(jnp.asarray(rows), axis=1, where=jnp.asarray(mask))
    table.case("masked", name, {}, {"x": rows, "mask": mask}, {"value": value})

table.write()
