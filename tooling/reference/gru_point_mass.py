"""A gated recurrent network that moves a point mass to a goal: model, task, noise and loss as plain functions.

Every array is drawn from a key, and the order in which keys are split is part of the definition; README.md
lists it. Functions take one trial; batches are made with vmap.
"""

import jax
import jax.numpy as jnp
from jax import lax, random

STEPS = 99
DT = 0.05
HIDDEN = 50
FEEDBACK_NOISE = 0.025
MOTOR_NOISE_MULTIPLICATIVE = 0.025
MOTOR_NOISE_ADDITIVE = 1.8 * 0.025
LOSS_WEIGHTS = {"effectorPosition": 1.0, "effectorFinalVelocity": 1.0, "nnOutput": 1e-5, "nnHidden": 1e-5}


def init_weights(key):
    """Weights of the recurrent cell (rows: reset, update, candidate) and of the linear readout."""
    net_key, _ = random.split(key)
    hidden_key, _, readout_key = random.split(net_key, 3)
    draw = lambda key, *shape: random.uniform(key, shape, jnp.float32, -(HIDDEN**-0.5), HIDDEN**-0.5)
    weight_ih, weight_hh, bias, bias_n = random.split(hidden_key, 4)
    return {
        "hidden.weightIh": draw(weight_ih, 3 * HIDDEN, 8),
        "hidden.weightHh": draw(weight_hh, 3 * HIDDEN, HIDDEN),
        "hidden.bias": draw(bias, 3 * HIDDEN),
        "hidden.biasN": draw(bias_n, HIDDEN),
        "readout.weight": draw(random.split(readout_key)[0], 2, HIDDEN),
        "readout.bias": jnp.zeros(2, jnp.float32),
    }


def train_keys(key, batch):
    """Keys of training step and validation of one batch, from the key of the whole training."""
    step, validation = random.split(random.fold_in(key, batch))  # fold_in(key, i) is split(key, n)[i], for every n > i
    return {"step": step, "validation": validation}


def step_keys(key, batch_size):
    """One key per trial for the trial, the initial state and the model, from the key of a training step."""
    trials, states, models = random.split(key, 3)
    split = lambda key: random.split(key, batch_size)
    return {"trials": split(trials), "states": split(states), "models": split(models)}


def draw_trial(key):
    """Start and goal of one reach, each uniform in [-1, 1)²."""
    endpoints_key, _intervention_key, _dependency_key = random.split(key, 3)
    start, goal = random.uniform(endpoints_key, (2, 2), jnp.float32, -1.0, 1.0)
    return {"start": start, "goal": goal}


def noise_keys(key):
    """The keys of one step's noise, from the key of that step."""
    stage = lambda key, n, i: random.split(random.split(key, n)[i])[1]  # each stage: intervention key, own key
    feedback = random.split(stage(key, 4, 0), 1)[0]  # one channel
    feedback_pos, feedback_vel = random.split(stage(feedback, 2, 1))  # stage add_noise of two; one key a leaf
    motor = random.split(stage(stage(key, 4, 2), 2, 1), 1)[0]  # one leaf
    motor_multiplicative, motor_additive = random.split(motor)  # one key a term
    return {
        "feedbackPos": feedback_pos,
        "feedbackVel": feedback_vel,
        "motorMultiplicative": motor_multiplicative,
        "motorAdditive": motor_additive,
    }


def draw_noise(key):
    """All noise of one trial, [STEPS, 2] a kind, from its model key."""
    std = {
        "feedbackPos": FEEDBACK_NOISE,
        "feedbackVel": FEEDBACK_NOISE,
        "motorMultiplicative": MOTOR_NOISE_MULTIPLICATIVE,
        "motorAdditive": MOTOR_NOISE_ADDITIVE,
    }
    one = lambda key: {kind: std[kind] * random.normal(k, (2,), jnp.float32) for kind, k in noise_keys(key).items()}
    return jax.vmap(one)(random.split(key, STEPS))


def no_noise():
    kinds = ("feedbackPos", "feedbackVel", "motorMultiplicative", "motorAdditive")
    return {kind: jnp.zeros((STEPS, 2), jnp.float32) for kind in kinds}


def gru(weights, x, h):
    ig = jnp.split(weights["hidden.weightIh"] @ x + weights["hidden.bias"], 3)
    hg = jnp.split(weights["hidden.weightHh"] @ h, 3)
    reset, update = jax.nn.sigmoid(ig[0] + hg[0]), jax.nn.sigmoid(ig[1] + hg[1])
    candidate = jnp.tanh(ig[2] + reset * (hg[2] + weights["hidden.biasN"]))
    return candidate + update * (h - candidate)


def rollout(weights, trial, noise):
    """The states after each of the STEPS steps, one field an array [STEPS, ...]."""

    def step(state, noise):
        pos, vel, hidden = state
        feedback = (pos + noise["feedbackPos"], vel + noise["feedbackVel"])
        net_input = jnp.concatenate([trial["goal"], jnp.zeros_like(trial["goal"]), *feedback])
        hidden = gru(weights, net_input, hidden)
        net_output = weights["readout.weight"] @ hidden + weights["readout.bias"]
        force = net_output + (net_output * noise["motorMultiplicative"] + noise["motorAdditive"])
        pos, vel = pos + DT * vel, vel + DT * force
        state = (pos, vel, hidden)
        return state, {"pos": pos, "vel": vel, "hidden": hidden, "netInput": net_input, "netOutput": net_output, "force": force}

    start = trial["start"]
    state = (start, jnp.zeros_like(start), jnp.zeros(HIDDEN, start.dtype))
    return lax.scan(step, state, noise)[1]


def trial_loss(states, goal):
    """The four terms of one trial, without weights."""
    square = lambda x: jnp.sum(x**2, -1)
    discount = (jnp.arange(1, STEPS + 1) / STEPS).astype(goal.dtype) ** 6
    return {
        "effectorPosition": jnp.sum(discount * square(states["pos"] - goal)),
        "effectorFinalVelocity": square(states["vel"][-1]),
        "nnOutput": jnp.sum(square(states["force"])),
        "nnHidden": jnp.sum(square(states["hidden"])),
    }


def loss(weights, trials, noise):
    """Total over terms of weight times mean over trials, and the weighted terms."""

    def one(trial, noise):
        return trial_loss(rollout(weights, trial, noise), trial["goal"])

    terms = jax.vmap(one)(trials, noise)
    terms = {name: LOSS_WEIGHTS[name] * jnp.mean(term) for name, term in terms.items()}
    return sum(terms.values()), terms


def draw_batch(key, batch_size, noisy=True):
    """Trials and noise of a training step from its key."""
    keys = step_keys(key, batch_size)
    noise = jax.vmap(draw_noise)(keys["models"])
    return jax.vmap(draw_trial)(keys["trials"]), noise if noisy else jax.tree.map(jnp.zeros_like, noise)


def make_train_step(optimizer, batch_size, noisy=True):
    """A compiled function (weights, optimizer state, step key) -> (weights, optimizer state, total, terms)."""

    @jax.jit
    def train_step(weights, state, key):
        trials, noise = draw_batch(key, batch_size, noisy)
        (total, terms), gradient = jax.value_and_grad(loss, has_aux=True)(weights, trials, noise)
        updates, state = optimizer.update(gradient, state, weights)
        return jax.tree.map(jnp.add, weights, updates), state, total, terms

    return train_step


def validation_trials():
    """Seven reaches of half a metre from the centre."""
    angle = jnp.linspace(0, 2 * jnp.pi, 8)[:-1]
    goal = 0.5 * jnp.stack([jnp.cos(angle), jnp.sin(angle)], 1)
    return {"start": jnp.zeros_like(goal), "goal": goal}
