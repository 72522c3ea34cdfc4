"""An autoencoder whose decoder has the weights of its encoder, transposed."""

import equinox as eqx
import jax
import jax.numpy as jnp
import optax
from jax import random

size = 8


def along(place):
    return jnp.exp(-((jnp.arange(size) - place) ** 2) / 4)


def bump(place):
    return (along(place[0]) * along(place[1])[:, None]).ravel()


images = jax.vmap(bump)(random.uniform(random.PRNGKey(1), [128, 2], minval=1, maxval=6))


class Autoencoder(eqx.Module):
    encoder: eqx.nn.Linear
    decoder: eqx.nn.Linear

    def __init__(self, in_size, code_size, key):
        first, second = random.split(key)
        self.encoder = eqx.nn.Linear(in_size, code_size, key=first)
        self.decoder = eqx.nn.Linear(code_size, in_size, key=second)

    def __call__(self, image):
        return self.decoder(jax.nn.elu(self.encoder(image)))


def loss(shared):
    return optax.l2_loss(jax.vmap(shared())(images), images).mean()


optimiser = optax.adam(1e-2)


def start():
    model = Autoencoder(size * size, 8, random.PRNGKey(0))
    shared = eqx.nn.Shared(model, lambda m: m.decoder.weight, lambda m: m.encoder.weight.T)
    return shared, optimiser.init(eqx.filter(shared, eqx.is_array))


@eqx.filter_jit
def step(training):
    shared, state = training
    value, gradient = eqx.filter_value_and_grad(loss)(shared)
    updates, state = optimiser.update(gradient, state)
    return (eqx.apply_updates(shared, updates), state), value
