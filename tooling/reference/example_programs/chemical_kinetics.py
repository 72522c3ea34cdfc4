"""The rates of a chemical reaction are found from concentrations."""

import diffrax
import equinox as eqx
import jax
import jax.numpy as jnp
import optax

jax.config.update("jax_enable_x64", True)


@diffrax.ODETerm
def reaction(t, y, rates):
    a, b, c = y
    slow, fast, back = rates[0] * a, rates[1] * b * b, rates[2] * b * c
    return jnp.stack([back - slow, slow - fast - back, fast])


ts = jnp.array([0.1, 0.4, 4, 40, 100])


def solve(rates):
    return diffrax.diffeqsolve(
        reaction, diffrax.Kvaerno5(), t0=0, t1=100, dt0=1e-4, y0=jnp.array([1.0, 0.0, 0.0]), args=rates,
        saveat=diffrax.SaveAt(ts=ts), stepsize_controller=diffrax.PIDController(rtol=1e-6, atol=1e-9),
    ).ys


observed = solve(jnp.array([0.04, 3e7, 1e4]))
scale = jnp.array([1, 1e4, 1])


def loss(log_rates):
    return jnp.mean(((solve(jnp.exp(log_rates)) - observed) * scale) ** 2)


optimiser = optax.adam(0.05)


def start():
    log_rates = jnp.log(jnp.array([0.08, 1e7, 2e4]))
    return log_rates, optimiser.init(log_rates)


@eqx.filter_jit
def step(training):
    log_rates, state = training
    value, gradient = jax.value_and_grad(loss)(log_rates)
    updates, state = optimiser.update(gradient, state)
    return (optax.apply_updates(log_rates, updates), state), value
