"""A network that has learnt one function learns another one, with its last layer only."""

import equinox as eqx
import jax
import jax.numpy as jnp
import optax
from jax import random

xs = jnp.linspace(-3, 3, 64).reshape([64, 1])
before = jnp.sin(xs)
after = 2 * jnp.sin(xs + 1) + 0.5


def error_of(network, ys):
    return optax.l2_loss(jax.vmap(network)(xs), ys).mean()


learner = optax.adam(1e-2)


@eqx.filter_jit
def learn(network, state):
    updates, state = learner.update(eqx.filter_grad(error_of)(network, before), state)
    return eqx.apply_updates(network, updates), state


def trained(steps):
    network = eqx.nn.MLP(1, 1, 32, 2, activation=jnp.tanh, key=random.PRNGKey(0))
    state = learner.init(eqx.filter(network, eqx.is_array))
    for _ in range(steps):
        network, state = learn(network, state)
    return network


def is_learning(network):
    none = jax.tree.map(lambda _: False, network)
    return eqx.tree_at(lambda m: m.layers[-1], none, jax.tree.map(lambda _: True, network.layers[-1]))


def is_weight(network):
    return jax.tree.map(lambda leaf: leaf.ndim == 2, network)


def loss(learning, frozen):
    return error_of(eqx.combine(learning, frozen), after)


optimiser = optax.chain(
    optax.scale_by_adam(), optax.masked(optax.add_decayed_weights(0.01), is_weight), optax.scale_by_learning_rate(0.03)
)


def start():
    network = trained(50)
    learning, frozen = eqx.partition(network, is_learning(network))
    return learning, frozen, optimiser.init(learning)


@eqx.filter_jit
def step(training):
    learning, frozen, state = training
    value, gradient = eqx.filter_value_and_grad(loss)(learning, frozen)
    updates, state = optimiser.update(gradient, state, learning)
    return (eqx.apply_updates(learning, updates), frozen, state), value
