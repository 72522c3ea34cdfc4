"""Gradient transformations and schedules of Optax over ten steps of a small fixed problem."""

import jax
import jax.numpy as jnp
import numpy as np
import optax

from table import Table, named_leaves

table = Table("optim")
STEPS = 10
PARAMS = {"a": jnp.array([1.0, -2.0, 3.0]), "b": {"c": jnp.array([[0.5, -0.5], [2.0, 0.1]])}}


def loss(params, step):
    """sum((a - 0.1 step)^2 (1, 10, 100)) / 2 + sum(c^4) + a0 c00"""
    a, c = params["a"], params["b"]["c"]
    return jnp.sum((a - 0.1 * step) ** 2 * jnp.array([1.0, 10.0, 100.0])) / 2 + jnp.sum(c**4) + a[0] * c[0, 0]


def state_leaves(state):
    """The arrays of a state in the order of its fields, by Optax's own names."""
    return {f"state {name}": leaf for name, leaf in named_leaves(state).items()}


OPTIMIZERS = {}


def run(name, optimizer, params=None):
    OPTIMIZERS[name] = optimizer
    p, state = PARAMS, optimizer.init(PARAMS)
    rows = []

    @jax.jit
    def step(p, state, i):
        grads = jax.grad(loss)(p, i)
        updates, state = optimizer.update(grads, state, p)
        return optax.apply_updates(p, updates), state, grads, updates

    for i in range(STEPS):
        p, state, grads, updates = step(p, state, jnp.float32(i))
        rows.append({
            **named_leaves(grads, "gradient "), **named_leaves(updates, "update "), **named_leaves(p, "params "), **state_leaves(state),
        })
    outputs = {key: np.stack([np.asarray(row[key]) for row in rows]) for key in rows[0]}
    table.case("optimizer", name, {"steps": STEPS, **(params or {})}, named_leaves(PARAMS, "params "), outputs)


RATE = 0.01
run("sgd", optax.sgd(RATE), {"learningRate": RATE})
run("sgd momentum", optax.sgd(RATE, momentum=0.9), {"learningRate": RATE, "momentum": 0.9})
run("sgd nesterov", optax.sgd(RATE, momentum=0.9, nesterov=True), {"learningRate": RATE, "momentum": 0.9, "nesterov": True})
run("adam", optax.adam(RATE), {"learningRate": RATE})
run("adam options", optax.adam(RATE, b1=0.8, b2=0.99, eps=1e-4, eps_root=1e-3),
    {"learningRate": RATE, "b1": 0.8, "b2": 0.99, "eps": 1e-4, "epsRoot": 1e-3})
run("adam nesterov", optax.adam(RATE, nesterov=True), {"learningRate": RATE, "nesterov": True})
run("adamw", optax.adamw(RATE), {"learningRate": RATE, "weightDecay": 1e-4})
mask = {"a": True, "b": {"c": False}}
run("adamw masked", optax.adamw(RATE, weight_decay=0.1, mask=mask), {"learningRate": RATE, "weightDecay": 0.1, "mask": mask})
run("rmsprop", optax.rmsprop(RATE), {"learningRate": RATE})
run("adagrad", optax.adagrad(RATE), {"learningRate": RATE})
run("lion", optax.lion(RATE), {"learningRate": RATE})
run("clip_by_global_norm", optax.chain(optax.clip_by_global_norm(1.0), optax.sgd(RATE)), {"learningRate": RATE, "maxNorm": 1})
run("clip", optax.chain(optax.clip(0.5), optax.sgd(RATE)), {"learningRate": RATE, "maxDelta": 0.5})
run("chain", optax.chain(optax.clip_by_global_norm(5.0), optax.scale_by_adam(), optax.add_decayed_weights(0.01), optax.scale(-RATE)),
    {"learningRate": RATE, "maxNorm": 5, "weightDecay": 0.01})
run("trace", optax.chain(optax.trace(0.9), optax.scale(-RATE)), {"learningRate": RATE, "decay": 0.9})
schedule = optax.exponential_decay(0.1, 2, 0.5)
run("sgd exponential_decay", optax.sgd(schedule), {"initValue": 0.1, "transitionSteps": 2, "decayRate": 0.5})
run("inject_hyperparams adam", optax.inject_hyperparams(optax.adam)(learning_rate=RATE), {"learningRate": RATE})
run("inject_hyperparams adam schedule", optax.inject_hyperparams(optax.adam)(learning_rate=schedule),
    {"initValue": 0.1, "transitionSteps": 2, "decayRate": 0.5})
run("masked", optax.masked(optax.adam(RATE), mask), {"learningRate": RATE, "mask": mask})
run("multi_steps", optax.MultiSteps(optax.adam(RATE), 3).gradient_transformation(), {"learningRate": RATE, "everyKSchedule": 3})
run("ema", optax.chain(optax.ema(0.9), optax.scale(-RATE)), {"learningRate": RATE, "decay": 0.9})

COUNTS = jnp.array([0, 1, 2, 3, 4, 5, 9, 10, 11, 15, 19, 20, 21, 50, 99, 100, 101, 1000])


def scheduled(name, schedule, params):
    result = jnp.stack([jnp.asarray(schedule(count), jnp.float32) for count in COUNTS])
    table.case("schedule", name, params, {"count": COUNTS}, {"result": result})


scheduled("constant", optax.constant_schedule(0.3), {"value": 0.3})
scheduled("linear", optax.linear_schedule(1.0, 0.1, 10, 5), {"initValue": 1, "endValue": 0.1, "transitionSteps": 10, "transitionBegin": 5})
scheduled("polynomial", optax.polynomial_schedule(1.0, 0.1, 2, 20), {"initValue": 1, "endValue": 0.1, "power": 2, "transitionSteps": 20})
scheduled("exponential", optax.exponential_decay(1.0, 10, 0.5), {"initValue": 1, "transitionSteps": 10, "decayRate": 0.5})
scheduled("exponential staircase", optax.exponential_decay(1.0, 10, 0.5, 5, True, 0.2),
          {"initValue": 1, "transitionSteps": 10, "decayRate": 0.5, "transitionBegin": 5, "staircase": True, "endValue": 0.2})
scheduled("cosine", optax.cosine_decay_schedule(1.0, 100), {"initValue": 1, "decaySteps": 100})
scheduled("cosine alpha", optax.cosine_decay_schedule(2.0, 20, 0.1, 2.0), {"initValue": 2, "decaySteps": 20, "alpha": 0.1, "exponent": 2})
scheduled("warmup_cosine", optax.warmup_cosine_decay_schedule(0.0, 1.0, 10, 100, 0.1),
          {"initValue": 0, "peakValue": 1, "warmupSteps": 10, "decaySteps": 100, "endValue": 0.1})
scheduled("warmup_exponential", optax.warmup_exponential_decay_schedule(0.0, 1.0, 10, 20, 0.5),
          {"initValue": 0, "peakValue": 1, "warmupSteps": 10, "transitionSteps": 20, "decayRate": 0.5})
scheduled("piecewise_constant", optax.piecewise_constant_schedule(1.0, {10: 0.5, 20: 0.1}), {"initValue": 1, "boundariesAndScales": {"10": 0.5, "20": 0.1}})
scheduled("join", optax.join_schedules([optax.constant_schedule(1.0), optax.linear_schedule(1.0, 0.0, 10)], [10]),
          {"schedules": ["constant 1", "linear 1 to 0 in 10"], "boundaries": [10]})

# Functions on trees and losses.
table.case("tree", "global_norm", {}, named_leaves(PARAMS, "params "), {"result": optax.global_norm(PARAMS)})
x, y = jnp.array([-3, -1, 0, 0.5, 2], jnp.float32), jnp.array([0, -1, 0, 1, -2], jnp.float32)
table.case("loss", "l2_loss", {}, {"predictions": x, "targets": y}, {"result": optax.l2_loss(x, y)})
table.case("loss", "huber_loss", {"delta": 1}, {"predictions": x, "targets": y}, {"result": optax.huber_loss(x, y, delta=1.0)})
table.case("loss", "sigmoid_binary_cross_entropy", {}, {"logits": x, "labels": jnp.abs(y) / 2}, {"result": optax.sigmoid_binary_cross_entropy(x, jnp.abs(y) / 2)})
labels = jnp.array([2, 0])
logits = jnp.array([[1.0, 2, 3], [0, -50, 90]])
table.case("loss", "softmax_cross_entropy_with_integer_labels", {}, {"logits": logits, "labels": labels},
           {"result": optax.softmax_cross_entropy_with_integer_labels(logits, labels)})

# The same optimisers of float64 parameters, with 64-bit types: constants, rates and corrections have all digits there.
jax.config.update("jax_enable_x64", True)
for name, optimizer in OPTIMIZERS.items():
    p = {"a": jnp.array([1.0, -2.0]), "b": {"c": jnp.array([0.3])}}
    state, outputs = optimizer.init(p), []
    for i in range(4):
        grads = jax.tree.map(lambda x: (x - 0.1 * i) * 1.7, p)
        updates, state = optimizer.update(grads, state, p)
        p = optax.apply_updates(p, updates)
        outputs.append(jnp.concatenate([grads["a"], grads["b"]["c"], updates["a"], updates["b"]["c"]]))
    table.case("float64", name, {}, {}, {"gradients and updates": jnp.stack(outputs)})

table.write()
