"""One training iteration of a network that moves a body, written for JAX alone: what the same work costs there.

    python limb_models.py point-mass simple-reaches --iterations 20 --batch 250

Bodies: point-mass, arm, muscled-arm; tasks: simple-reaches, delayed-reaches. A GRU of 50 units, 100 states a trial, noise in feedback and command,
Adam. Prints one line of JSON: milliseconds of the first call (trace, compile, run), of the best and the median iteration, and of the processor.
"""

import argparse
import functools
import json
import time

import jax
import jax.numpy as jnp
import optax
from jax import lax, random

STATES = 100
UNITS = 50

parser = argparse.ArgumentParser()
parser.add_argument("body", choices=["point-mass", "arm", "muscled-arm"])
parser.add_argument("task", choices=["simple-reaches", "delayed-reaches"])
parser.add_argument("--iterations", type=int, default=20)
parser.add_argument("--batch", type=int, default=250)
options = parser.parse_args()

# Muscles of Todorov and Li (2004) at an arm of two links: moment arms in cm, angles of optimal length, optimal lengths in cm.
MOMENT_ARMS = jnp.array([[2.0, -2.0, 0.0, 0.0, 1.5, -2.0], [0.0, 0.0, 2.0, -2.0, 2.0, -1.5]])
THETA0 = jnp.deg2rad(jnp.array([[15.0, 4.88, 0.0, 0.0, 4.5, 2.12], [0.0, 0.0, 80.86, 109.32, 92.96, 91.52]]))
L0 = jnp.array([7.32, 3.26, 6.4, 4.26, 5.95, 4.04])
LINKS, MASSES, INERTIAS, CENTRES = (0.3, 0.33), (1.4, 1.0), (0.025, 0.045), (0.11, 0.16)
FRICTION = jnp.array([[0.05, 0.025], [0.025, 0.05]])
HIGH = jnp.deg2rad(jnp.array([140.0, 160.0]))


class PointMass:
    dt, noise, senses, commands, low, high = 0.05, 0.025, 4, 2, (-1.0, -1.0), (1.0, 1.0)

    def start(self, pos):
        return pos, jnp.zeros(2)

    def sense(self, state):
        return jnp.concatenate(state)

    hand = staticmethod(lambda state: state)

    def command(self, output, key):
        one, two = random.split(key)
        return output * (1 + 0.025 * random.normal(one, (2,))) + 0.045 * random.normal(two, (2,))

    def step(self, state, force):
        pos, vel = state
        return pos + self.dt * vel, vel + self.dt * force


class Arm:
    dt, noise, senses, commands, low, high = 0.02, 0.002, 8, 2, (-0.12, 0.33), (0.12, 0.57)

    def start(self, pos):
        squared = jnp.sum(pos**2)
        inside = jnp.arccos((squared + LINKS[0] ** 2 - LINKS[1] ** 2) / (2 * LINKS[0] * jnp.sqrt(squared)))
        bent = jnp.arccos((LINKS[0] ** 2 + LINKS[1] ** 2 - squared) / (2 * LINKS[0] * LINKS[1]))
        return jnp.array([jnp.arctan2(pos[1], pos[0]) - inside, jnp.pi - bent]), jnp.zeros(2)

    def hand(self, state):
        angle, speed = state[:2]
        reach = lambda a: jnp.array([LINKS[0] * jnp.cos(a[0]) + LINKS[1] * jnp.cos(a[0] + a[1]), LINKS[0] * jnp.sin(a[0]) + LINKS[1] * jnp.sin(a[0] + a[1])])
        return jax.jvp(reach, (angle,), (speed,))

    def sense(self, state):
        return jnp.concatenate([*state[:2], *self.hand(state)])

    def command(self, output, key):
        return output * (1 + 0.02 * random.normal(key, (self.commands,)))

    def accelerate(self, angle, speed, torque):
        a1, a2, a3 = INERTIAS[0] + INERTIAS[1] + MASSES[1] * LINKS[0] ** 2, MASSES[1] * LINKS[0] * CENTRES[1], INERTIAS[1]
        coupling, swing = a2 * jnp.cos(angle[1]), a2 * jnp.sin(angle[1])
        m11, m12 = a1 + 2 * coupling, a3 + coupling
        n = torque - FRICTION @ speed + swing * jnp.array([speed[1] * (2 * speed[0] + speed[1]), -speed[0] ** 2])
        return jnp.array([a3 * n[0] - m12 * n[1], m11 * n[1] - m12 * n[0]]) / (m11 * a3 - m12**2)

    def step(self, state, torque):
        angle, speed = jnp.clip(state[0], 0, HIGH), state[1]
        return angle + self.dt * speed, speed + self.dt * self.accelerate(angle, speed, torque)


class MuscledArm(Arm):
    commands = 6

    def start(self, pos):
        return *super().start(pos), jnp.zeros(6)

    def step(self, state, drive):
        angle, speed, activation = jnp.clip(state[0], 0, HIGH), state[1], jnp.maximum(state[2], 0)
        length = 1 + ((THETA0 - angle[:, None]) * MOMENT_ARMS).sum(0) / L0
        length = jnp.minimum(length, 0.95 * 4.16 / (4.16 - 2.11))
        torque = MOMENT_ARMS @ tension(activation, length, -(speed @ MOMENT_ARMS) / L0)
        change = (drive - activation) / 0.05
        return angle + self.dt * speed, speed + self.dt * self.accelerate(angle, speed, torque), activation + self.dt * change


def tension(activation, length, velocity):
    n = 2.11 + 4.16 * (1 / length - 1)
    active = 1 - jnp.exp(-((activation / (0.56 * n)) ** n))
    by_length = jnp.exp(-(jnp.abs((length**1.93 - 1) / 1.03) ** 1.87))
    longer, shorter = jnp.maximum(velocity, 0), jnp.minimum(velocity, 0)
    slope = -3.12 + length * (4.21 - 2.67 * length)
    by_velocity = jnp.where(velocity > 0, (0.62 - longer * slope) / (0.62 + longer), (-5.72 - shorter) / (-5.72 + shorter * (1.38 + 2.09 * length)))
    return active * (by_length * by_velocity - 0.02 * jnp.exp(-18.7 * (length - 0.79)))


BODY = {"point-mass": PointMass, "arm": Arm, "muscled-arm": MuscledArm}[options.body]()
DELAYED = options.task == "delayed-reaches"


def draw_trial(key):
    """Start, and by step: what the network is told, where the hand should be, and the weights of the distance and of staying."""
    points, epochs = random.split(key)
    start, goal = random.uniform(points, (2, 2), minval=jnp.array(BODY.low), maxval=jnp.array(BODY.high))
    steps = jnp.arange(STATES - 1)
    discount = ((steps + 1) / (STATES - 1)) ** 6
    still = jnp.zeros((STATES - 1, 2))
    if not DELAYED:
        told = jnp.concatenate([jnp.broadcast_to(goal, still.shape), still], 1)
        return start, told, jnp.broadcast_to(goal, still.shape), discount, jnp.zeros(STATES - 1)
    ends = jnp.cumsum(random.randint(epochs, (3,), jnp.array([5, 10, 10]), jnp.array([15, 20, 25])))
    hold = (steps < ends[2]).astype(jnp.float32)
    seen = ((steps >= ends[0]) & (steps < ends[1])).astype(jnp.float32)
    told = jnp.concatenate([seen[:, None] * goal, still, hold[:, None], seen[:, None]], 1)
    return start, told, jnp.where(hold[:, None] > 0, start, goal), discount, hold


def gru(weights, x, h):
    i = weights["ih"] @ x + weights["bias"]
    r = weights["hh"] @ h
    reset, update = jax.nn.sigmoid(i[:UNITS] + r[:UNITS]), jax.nn.sigmoid(i[UNITS : 2 * UNITS] + r[UNITS : 2 * UNITS])
    new = jnp.tanh(i[2 * UNITS :] + reset * (r[2 * UNITS :] + weights["bias_n"]))
    return new + update * (h - new)


def trial_loss(weights, trial_key, noise_key):
    start, told, target, discount, hold = draw_trial(trial_key)

    def step(carry, inputs):
        state, hidden = carry
        told, key = inputs
        one, two = random.split(key)
        sensed = BODY.sense(state) + BODY.noise * random.normal(one, (BODY.senses,))
        hidden = gru(weights, jnp.concatenate([told, sensed]), hidden)
        output = weights["out"] @ hidden + weights["out_bias"]
        if options.body == "muscled-arm":
            output = jax.nn.sigmoid(output)
        command = BODY.command(output, two)
        state = BODY.step(state, command)
        pos, vel = BODY.hand(state)
        return (state, hidden), (pos, vel, command, hidden)

    keys = random.split(noise_key, STATES - 1)
    _, (pos, vel, command, hidden) = lax.scan(step, (BODY.start(start), jnp.zeros(UNITS)), (told, keys))
    distance = jnp.sum((pos - target) ** 2, -1)
    effort = (1e-4 if DELAYED else 1e-5) * jnp.sum(command**2) + 1e-5 * jnp.sum(hidden**2)
    return jnp.sum((discount + hold) * distance) + jnp.sum(vel[-1] ** 2) + effort


optimizer = optax.adam(0.01 if options.body == "point-mass" else 0.005)


@functools.partial(jax.jit, donate_argnums=(0, 1))
def iterate(weights, moments, key):
    trials, noise = (random.split(one, options.batch) for one in random.split(key))
    total = lambda weights: jnp.mean(jax.vmap(trial_loss, (None, 0, 0))(weights, trials, noise))
    loss, gradient = jax.value_and_grad(total)(weights)
    updates, moments = optimizer.update(gradient, moments)
    return optax.apply_updates(weights, updates), moments, loss


def init_weights(key):
    inputs = (6 if DELAYED else 4) + BODY.senses
    draw = lambda key, *shape: random.uniform(key, shape, minval=-(UNITS**-0.5), maxval=UNITS**-0.5)
    shapes = {"ih": (3 * UNITS, inputs), "hh": (3 * UNITS, UNITS), "bias": (3 * UNITS,), "bias_n": (UNITS,), "out": (BODY.commands, UNITS), "out_bias": (BODY.commands,)}
    return {name: draw(key, *shape) for (name, shape), key in zip(shapes.items(), random.split(key, len(shapes)))}


weights = init_weights(random.key(0))
moments = optimizer.init(weights)
keys = list(random.split(random.key(1), options.iterations + 4))
begin = time.perf_counter()
weights, moments, loss = iterate(weights, moments, keys[0])
first_loss = float(loss)
first = time.perf_counter() - begin
for key in keys[1:4]:
    weights, moments, loss = jax.block_until_ready(iterate(weights, moments, key))
times, processor = [], time.process_time()
for key in keys[4:]:
    begin = time.perf_counter()
    weights, moments, loss = jax.block_until_ready(iterate(weights, moments, key))
    times.append(time.perf_counter() - begin)
processor = time.process_time() - processor
print(json.dumps({"first": 1e3 * first, "best": 1e3 * min(times), "median": 1e3 * sorted(times)[len(times) // 2], "processor": 1e3 * processor / len(times), "loss": first_loss}))
