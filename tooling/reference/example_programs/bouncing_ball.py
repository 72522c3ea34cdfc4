"""From which height must a ball fall to hit the ground for the third time after four seconds?"""

import diffrax
import equinox as eqx
import jax
import jax.numpy as jnp
import optax
import optimistix as optx

jax.config.update("jax_enable_x64", True)


@diffrax.ODETerm
def flight(t, y, drag):
    _, velocity = y
    return velocity, -drag * velocity * jnp.abs(velocity) - 9.81


ground = diffrax.Event(lambda t, y, args, **kwargs: y[0], optx.Newton(rtol=1e-5, atol=1e-5), direction=False)


def fly(ball):
    solution = diffrax.diffeqsolve(
        flight, diffrax.Tsit5(), t0=0, t1=100, dt0=0.05, y0=ball, args=jnp.array(0.02), event=ground,
        stepsize_controller=diffrax.PIDController(rtol=1e-5, atol=1e-5),
    )
    return solution.ts[-1], solution.ys[1][-1]


def third_bounce(height):
    first, falling = fly((height, jnp.array(0.0)))
    second, falling_again = fly((jnp.array(0.0), -0.8 * falling))
    third, _ = fly((jnp.array(0.0), -0.8 * falling_again))
    return first + second + third


def loss(height):
    return (third_bounce(height) - 4) ** 2


optimiser = optax.adam(0.3)


def start():
    height = jnp.array(10.0)
    return height, optimiser.init(height)


@eqx.filter_jit
def step(training):
    height, state = training
    value, gradient = jax.value_and_grad(loss)(height)
    updates, state = optimiser.update(gradient, state)
    return (optax.apply_updates(height, updates), state), value
