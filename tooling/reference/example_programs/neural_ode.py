"""A neural differential equation learns a damped oscillator."""

import diffrax
import equinox as eqx
import jax
import jax.numpy as jnp
import optax
from jax import random

ts = jnp.linspace(0, 4, 20)
angles = jax.vmap(lambda k: random.uniform(k, (), minval=0, maxval=6))(random.split(random.PRNGKey(1), 16))


def spiral(angle):
    radius = jnp.exp(-0.3 * ts)
    phase = 2 * ts + angle
    return jnp.stack([radius * jnp.cos(phase), radius * jnp.sin(phase)], 1)


observed = jax.vmap(spiral)(angles)

field = diffrax.ODETerm(lambda t, y, network: network(y))
controller = diffrax.PIDController(rtol=1e-3, atol=1e-5)


def solve(network, y0):
    return diffrax.diffeqsolve(
        field, diffrax.Tsit5(), t0=0, t1=4, dt0=0.1, y0=y0, args=network,
        saveat=diffrax.SaveAt(ts=ts), stepsize_controller=controller,
    ).ys


def loss(network):
    predicted = jax.vmap(lambda y0: solve(network, y0))(observed[:, 0])
    return jnp.mean((predicted - observed) ** 2)


optimiser = optax.adam(3e-3)


def start():
    network = eqx.nn.MLP(2, 2, 32, 2, activation=jax.nn.softplus, key=random.PRNGKey(0))
    return network, optimiser.init(eqx.filter(network, eqx.is_array))


@eqx.filter_jit
def step(training):
    network, state = training
    value, gradient = eqx.filter_value_and_grad(loss)(network)
    updates, state = optimiser.update(gradient, state)
    return (eqx.apply_updates(network, updates), state), value
