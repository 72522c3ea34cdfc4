"""A network with batch normalisation tells two spirals apart."""

import equinox as eqx
import jax
import jax.numpy as jnp
import optax
from jax import random

count = 128
turn_key, noise_key = random.split(random.PRNGKey(1))
labels = (jnp.arange(count) % 2).astype("float32")
turns = random.uniform(turn_key, [count], minval=0.5, maxval=6)
phase = turns + labels * jnp.pi
noise = random.normal(noise_key, [count, 2]) * 0.1
points = jnp.stack([turns * jnp.cos(phase), turns * jnp.sin(phase)], 1) + noise


def make(key):
    first, second, third = random.split(key, 3)
    return eqx.nn.Sequential([
        eqx.nn.Linear(2, 32, key=first),
        eqx.nn.BatchNorm(32, "batch", mode="batch"),
        eqx.nn.Lambda(jax.nn.relu),
        eqx.nn.Linear(32, 32, key=second),
        eqx.nn.BatchNorm(32, "batch", mode="batch"),
        eqx.nn.Lambda(jax.nn.relu),
        eqx.nn.Linear(32, "scalar", key=third),
    ])


predict = jax.vmap(lambda network, x, running: network(x, running), (None, 0, None), (0, None), axis_name="batch")


def loss(network, running):
    logits, running = predict(network, points, running)
    return optax.sigmoid_binary_cross_entropy(logits, labels).mean(), running


optimiser = optax.adam(1e-2)


def start():
    network, running = eqx.nn.make_with_state(make)(random.PRNGKey(0))
    return network, running, optimiser.init(eqx.filter(network, eqx.is_inexact_array))


@eqx.filter_jit
def step(training):
    network, running, state = training
    (value, running), gradient = eqx.filter_value_and_grad(loss, has_aux=True)(network, running)
    updates, state = optimiser.update(gradient, state)
    return (eqx.apply_updates(network, updates), running, state), value
