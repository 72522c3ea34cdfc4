"""L-BFGS fits a damped oscillation to measurements."""

import jax
import jax.numpy as jnp
import optax
from jax import random

jax.config.update("jax_enable_x64", True)

ts = jnp.linspace(0, 6, 60)


def at(params):
    return params["amplitude"] * jnp.exp(-params["decay"] * ts) * jnp.cos(params["frequency"] * ts + params["phase"])


def curve(amplitude, decay, frequency, phase):
    return {
        "amplitude": jnp.array(amplitude, float),
        "decay": jnp.array(decay, float),
        "frequency": jnp.array(frequency, float),
        "phase": jnp.array(phase, float),
    }


measured = at(curve(2, 0.4, 3, 0.5)) + 0.05 * random.normal(random.PRNGKey(0), ts.shape)


def loss(params):
    return optax.l2_loss(at(params), measured).mean()


optimiser = optax.lbfgs()


def start():
    params = curve(1, 0.1, 2.5, 0)
    return params, optimiser.init(params)


@jax.jit
def step(training):
    params, state = training
    value, grad = optax.value_and_grad_from_state(loss)(params, state=state)
    updates, state = optimiser.update(grad, state, params, value=value, grad=grad, value_fn=loss)
    return (optax.apply_updates(params, updates), state), value
