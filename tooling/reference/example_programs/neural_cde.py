"""A neural controlled differential equation tells which way a path turns."""

import diffrax
import equinox as eqx
import jax
import jax.numpy as jnp
import optax
from jax import random

ts = jnp.linspace(0, 2, 16)
count = 32
labels = (jnp.arange(count) % 2).astype(jnp.float32)
starts = random.uniform(random.PRNGKey(2), (count,), minval=0, maxval=6)


def observe(angle, label):
    phase = ts * jnp.where(label > 0, 2, -2) + angle
    radius = jnp.exp(-0.5 * ts)
    return jnp.stack([ts, radius * jnp.cos(phase), radius * jnp.sin(phase)], 1)


points = jax.vmap(observe)(starts, labels)
coefficients = jax.vmap(lambda ys: diffrax.backward_hermite_coefficients(ts, ys))(points)

# The path bends at each observation, so steps end there.
stepsize_controller = diffrax.ClipStepSizeController(diffrax.PIDController(rtol=1e-3, atol=1e-6), step_ts=ts)

hidden_size = 8
channels = 3


class Classifier(eqx.Module):
    initial: eqx.nn.MLP
    field: eqx.nn.MLP
    readout: eqx.nn.Linear

    def __init__(self, key):
        first, second, third = random.split(key, 3)
        self.initial = eqx.nn.MLP(channels, hidden_size, 32, 1, key=first)
        self.field = eqx.nn.MLP(
            hidden_size, hidden_size * channels, 32, 1,
            activation=jax.nn.softplus, final_activation=jnp.tanh, key=second,
        )
        self.readout = eqx.nn.Linear(hidden_size, 1, key=third)

    def __call__(self, pieces):
        path = diffrax.CubicInterpolation(ts, pieces)
        slope = lambda t, h, field: field(h).reshape(hidden_size, channels)
        ys = diffrax.diffeqsolve(
            diffrax.ControlTerm(slope, path).to_ode(), diffrax.Tsit5(), t0=0, t1=2, dt0=0.2,
            y0=self.initial(path.evaluate(0)), args=self.field,
            stepsize_controller=stepsize_controller,
        ).ys
        return self.readout(ys[-1])[0]


def loss(model):
    return optax.sigmoid_binary_cross_entropy(jax.vmap(model)(coefficients), labels).mean()


optimiser = optax.adam(1e-2)


def start():
    model = Classifier(random.PRNGKey(0))
    return model, optimiser.init(eqx.filter(model, eqx.is_inexact_array))


@eqx.filter_jit
def step(training):
    model, state = training
    value, gradient = eqx.filter_value_and_grad(loss)(model)
    updates, state = optimiser.update(gradient, state)
    return (eqx.apply_updates(model, updates), state), value
