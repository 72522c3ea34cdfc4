"""A ring of neurons settles at a pattern of rates, and its weights are learnt so that the pattern is a given one."""

import diffrax
import equinox as eqx
import jax
import jax.numpy as jnp
import optax
from jax import random

jax.config.update("jax_enable_x64", True)

input = jnp.array([1, -0.5, 0.25, 0])
wanted = jnp.array([0.6, 0.2, -0.3, 0.5])

network = diffrax.ODETerm(lambda t, rates, weights: jnp.tanh(weights @ rates + input) - rates)


def rest(weights):
    return diffrax.diffeqsolve(
        network, diffrax.Tsit5(), t0=0, t1=jnp.inf, dt0=0.1, y0=jnp.zeros(4), args=weights,
        event=diffrax.Event(diffrax.steady_state_event()), adjoint=diffrax.ImplicitAdjoint(), max_steps=None,
        stepsize_controller=diffrax.PIDController(rtol=1e-4, atol=1e-5),
    ).ys[-1]


def loss(weights):
    return jnp.mean((rest(weights) - wanted) ** 2)


optimiser = optax.adam(0.05)


def start():
    weights = 0.3 * random.normal(random.PRNGKey(0), (4, 4))
    return weights, optimiser.init(weights)


@eqx.filter_jit
def step(training):
    weights, state = training
    value, gradient = jax.value_and_grad(loss)(weights)
    updates, state = optimiser.update(gradient, state)
    return (optax.apply_updates(weights, updates), state), value
