"""Loops whose end is not known before they run, in reverse mode: Equinox's checkpointed and bounded ones, in float64.

Each function is given by its formula in the docstring; the same program is to be written in the tested library.
"""

import equinox.internal as eqxi
import jax
import jax.numpy as jnp
import numpy as np

from table import Table

jax.config.update("jax_enable_x64", True)
table = Table("while-loops")
MATRIX = np.array([[0.5, -0.2, 0.1], [0.3, 0.4, -0.6], [-0.1, 0.7, 0.2]])


def newton(loop):
    """the sum of the square roots of x^2 + 1 by Newton's iteration y = (y + s/y)/2 from y = s while some |y^2 - s| > 1e-10"""

    def f(x):
        s = x**2 + 1
        return jnp.sum(loop(lambda y: jnp.max(jnp.abs(y**2 - s)) > 1e-10, lambda y: (y + s / y) / 2, s))

    return f


def recurrence(loop):
    """i = 0, h = x, t = 0; while i < 30 and sum(h^2) < 4: i = i + 1, t = t + sum(h), h = tanh(M h) + 0.9 h + x; t + sum(h)"""

    def f(x):
        condition = lambda s: (s[0] < 30) & (jnp.sum(s[1] ** 2) < 4)
        body = lambda s: (s[0] + 1, jnp.tanh(MATRIX @ s[1]) + 0.9 * s[1] + x, s[2] + jnp.sum(s[1]))
        _, h, t = loop(condition, body, (jnp.int32(0), x, jnp.float64(0)))
        return t + jnp.sum(h)

    return f


def endless(loop):
    """y = x, without end but for the bound: y = sin(y) + 0.1 y^2; sum(y)"""
    return lambda x: jnp.sum(loop(lambda y: True, lambda y: jnp.sin(y) + 0.1 * y**2, x))


def none(loop):
    """y = x while false; sum(y^3)"""
    return lambda x: jnp.sum(loop(lambda y: False, lambda y: y * 2, x) ** 3)


BATCH = np.array([[0.3, -0.7, 1.1], [0.05, 0.02, -0.01], [2.0, 1.0, -1.5], [0.0, 0.4, 0.1]])
KINDS = [
    ("checkpointed", dict(max_steps=40, checkpoints=3)),
    ("checkpointed", dict(max_steps=40)),
    ("bounded", dict(max_steps=40, base=2)),
    ("bounded", dict(max_steps=7)),
]
for make in (newton, recurrence, endless, none):
    for kind, options in KINDS:
        f = make(lambda c, b, x: eqxi.while_loop(c, b, x, kind=kind, **options))
        outputs = {"value": jax.lax.map(f, BATCH), "gradient": jax.lax.map(jax.grad(f), BATCH)}
        if kind == "bounded":
            outputs["tangent"] = jax.lax.map(lambda x: jax.jvp(f, (x,), (jnp.ones(3),))[1], BATCH)
            outputs["hessian"] = jax.lax.map(jax.hessian(f), BATCH)
        name = " ".join([make.__name__, kind, *(f"{k}={v}" for k, v in options.items())])
        params = {"f": make.__name__, "formula": make.__doc__, "kind": kind, **options}
        table.case("loop", name, params, {"x": BATCH, "matrix": MATRIX}, outputs)
table.write()
