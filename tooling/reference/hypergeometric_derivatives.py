"""Derivatives of hypergeometric functions, the Faddeeva function and spherical harmonics by each argument, where JAX's series keep their digits."""

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy import special

from table import Table

jax.config.update("jax_enable_x64", True)
table = Table("hypergeometric-derivatives")
random = np.random.default_rng(0)


def within(low, high, count=24):
    return random.uniform(low, high, count).round(3)


def record(name, f, arguments, by):
    """Tangents of f along each of its arguments of the given places."""
    for k in by:
        ones = jnp.ones_like(arguments[k])
        along = lambda x: f(*arguments[:k], x, *arguments[k + 1 :])
        tangent = jax.jit(lambda x: jax.jvp(along, (x,), (ones,))[1])(jnp.asarray(arguments[k]))
        table.case(name, f"by argument {k}", {"by": k}, {str(j): x for j, x in enumerate(arguments)}, {"tangent": tangent})


record("hyp1f1", special.hyp1f1, [within(-2, 3), within(0.4, 4), within(-3, 3)], (0, 1, 2))
record("hyp2f1", special.hyp2f1, [within(-2, 3), within(-2, 3), within(0.4, 4), within(-0.6, 0.6)], (0, 1, 2, 3))
record("wofz", special.wofz, [within(-4, 4) + 1j * within(-1, 4)], (0,))
pairs = [(n, m) for n in range(5) for m in range(-n, n + 1)]
n, m = (np.array(v, np.int32) for v in zip(*pairs))
degree = lambda n, m, theta, phi: special.sph_harm_y(n, m, theta, phi, n_max=4)
record("sphHarmY", degree, [n, m, within(0.2, 2.9, len(pairs)), within(-3, 3, len(pairs))], (2, 3))

table.write()
