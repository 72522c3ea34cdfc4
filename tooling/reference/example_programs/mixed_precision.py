"""A network that computes in bfloat16 learns waves; its parameters are kept in float32."""

import os

# Otherwise XLA leaves roundings out where it can.
os.environ["XLA_FLAGS"] = os.environ.get("XLA_FLAGS", "") + " --xla_allow_excess_precision=false"

import equinox as eqx
import jax
import jax.numpy as jnp
import optax
from jax import random

side = jnp.linspace(-1, 1, 16)
points = jnp.stack(jnp.meshgrid(side, side), -1).reshape([256, 2])
heights = jnp.sin(3 * points[:, 0]) * jnp.sin(4 * points[:, 1] + 1)


def loss(network):
    halved = jax.tree.map(lambda leaf: leaf.astype("bfloat16") if eqx.is_inexact_array(leaf) else leaf, network)
    computed = jax.vmap(halved)(points.astype("bfloat16"))
    return optax.l2_loss(computed.astype("float32"), heights).mean()


optimiser = optax.adamw(1e-2)


def start():
    network = eqx.nn.MLP(2, "scalar", 32, 2, activation=jax.nn.silu, key=random.PRNGKey(0))
    return network, optimiser.init(eqx.filter(network, eqx.is_array))


@eqx.filter_jit
def step(training):
    network, state = training
    value, gradient = eqx.filter_value_and_grad(loss)(network)
    updates, state = optimiser.update(gradient, state, eqx.filter(network, eqx.is_array))
    return (eqx.apply_updates(network, updates), state), value
