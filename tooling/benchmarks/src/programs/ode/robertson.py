"""Robertson's stiff reaction, by an implicit method; a step is one whole solution."""

import diffrax
import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@diffrax.ODETerm
def reaction(t, y, args):
    a, b, c = y
    slow, fast, back = 0.04 * a, 3e7 * b * b, 1e4 * b * c
    return jnp.stack([back - slow, slow - fast - back, fast])


def start():
    return jnp.array([1.0, 0.0, 0.0])


@jax.jit
def step(y0):
    solution = diffrax.diffeqsolve(
        reaction, diffrax.Kvaerno5(), t0=0, t1=100, dt0=2e-4, y0=y0,
        stepsize_controller=diffrax.PIDController(rtol=1e-8, atol=1e-8),
    )
    return y0, jnp.sum(solution.ys)
