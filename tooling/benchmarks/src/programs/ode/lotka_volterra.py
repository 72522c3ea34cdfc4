"""Predators and prey, by a pair of explicit methods with small tolerances; a step is one whole solution."""

import diffrax
import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@diffrax.ODETerm
def animals(t, y, args):
    prey, predators = y
    meetings = prey * predators
    return jnp.stack([1.1 * prey - 0.4 * meetings, 0.1 * meetings - 0.4 * predators])


def start():
    return jnp.array([10.0, 10.0])


@jax.jit
def step(y0):
    solution = diffrax.diffeqsolve(
        animals, diffrax.Tsit5(), t0=0, t1=140, dt0=0.1, y0=y0,
        stepsize_controller=diffrax.PIDController(rtol=1e-8, atol=1e-8),
    )
    return y0, jnp.sum(solution.ys)
