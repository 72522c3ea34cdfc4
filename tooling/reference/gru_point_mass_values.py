"""Weights, noise, states, losses and gradients of gru_point_mass.py, each from a key."""

import jax
import jax.numpy as jnp
import optax
from jax import random

import gru_point_mass as gpm
from table import Table

table = Table("gru-point-mass")
MODEL_KEY, TRAIN_KEY = random.PRNGKey(0), random.PRNGKey(1)
weights = gpm.init_weights(MODEL_KEY)
step_key = gpm.train_keys(TRAIN_KEY, 0)["step"]
SMALL = 8

for seed in (0, 42):
    key = random.PRNGKey(seed)
    table.case("initialization", f"seed {seed}", {}, {"key": key}, gpm.init_weights(key))

# Keys, from the outermost to those that draw.
for batch in (0, 1, 9):
    table.case("keys", f"batch {batch}", {"batch": batch}, {"train": TRAIN_KEY}, gpm.train_keys(TRAIN_KEY, batch))
keys = gpm.step_keys(step_key, SMALL)
table.case("keys", "step", {"batchSize": SMALL}, {"step": step_key}, keys)
model_key = keys["models"][0]
iterations = random.split(model_key, gpm.STEPS)
table.case("keys", "iterator", {"steps": gpm.STEPS}, {"model": model_key}, {"iterations": iterations[:3], "last": iterations[-1]})
table.case("keys", "noise", {}, {"iteration": iterations[0]}, gpm.noise_keys(iterations[0]))

# The batch of the first training step, its noise and the states of its first trial.
trials, noise = gpm.draw_batch(step_key, SMALL)
silent = jax.tree.map(jnp.zeros_like, noise)
table.case("trials", f"batch {SMALL}", {"batchSize": SMALL}, {"step": step_key}, trials)
table.case("noise", f"batch {SMALL}", {"batchSize": SMALL}, {"step": step_key}, noise)
table.case("validation trials", "seven directions", {}, {}, gpm.validation_trials())
first = lambda tree: jax.tree.map(lambda x: x[0], tree)
for name, kind in (("noise", noise), ("no noise", silent)):
    states = gpm.rollout(weights, first(trials), first(kind))
    rows = jnp.array([0, 1, 2, 49, 98])
    states["hidden"] = states["hidden"][rows]
    params = {"weights": "seed 0", "trial": 0, "hiddenRows": rows.tolist()}
    table.case("states", name, params, first(trials), {**states, **gpm.trial_loss(gpm.rollout(weights, first(trials), first(kind)), trials["goal"][0])})

# Losses and gradients.
value_and_grad = jax.jit(jax.value_and_grad(gpm.loss, has_aux=True))


def record_loss(name, weights, trials, noise, params, gradients=True):
    (total, terms), gradient = value_and_grad(weights, trials, noise)
    params = {"weights": "seed 0", "batch": 0, "batchSize": len(trials["start"]), **params}
    outputs = {"total": total, **terms, **(gradient if gradients else {})}
    table.case("loss", name, params, {"step": step_key}, outputs)


large = gpm.draw_batch(step_key, 250)
large_silent = jax.tree.map(jnp.zeros_like, large[1])
record_loss("batch 8", weights, trials, noise, {"noise": True, "dtype": "float32"})
record_loss("batch 8 no noise", weights, trials, silent, {"noise": False, "dtype": "float32"})
record_loss("batch 250", weights, *large, {"noise": True, "dtype": "float32"})
record_loss("batch 250 no noise", weights, large[0], large_silent, {"noise": False, "dtype": "float32"}, gradients=False)
record_loss("validation no noise", weights, gpm.validation_trials(), jax.tree.map(lambda x: x[:7], silent), {"noise": False, "dtype": "float32", "validation": True}, gradients=False)
with jax.enable_x64(True):
    double = lambda tree: jax.tree.map(lambda x: x.astype(jnp.float64), tree)
    params = {"dtype": "float64", "from": "float32 weights, trials and noise"}
    record_loss("batch 8 float64", double(weights), double(trials), double(noise), {"noise": True, **params})
    record_loss("batch 8 no noise float64", double(weights), double(trials), double(silent), {"noise": False, **params}, gradients=False)
    record_loss("batch 250 float64", double(weights), *double(large), {"noise": True, **params}, gradients=False)

# Ten steps of training.
for noisy in (True, False):
    optimizer = optax.adam(0.01)
    w, state, totals, terms = weights, optimizer.init(weights), [], []
    train_step = gpm.make_train_step(optimizer, 250, noisy)
    for batch in range(10):
        w, state, total, term = train_step(w, state, gpm.train_keys(TRAIN_KEY, batch)["step"])
        totals.append(total)
        terms.append(term)
    outputs = {"total": jnp.stack(totals), **jax.tree.map(lambda *x: jnp.stack(x), *terms)}
    outputs |= {f"final {name}": w[name] for name in ("hidden.biasN", "readout.weight", "readout.bias")}
    params = {"weights": "seed 0", "batchSize": 250, "noise": noisy, "optimizer": "adam", "learningRate": 0.01, "batches": 10}
    table.case("training", "noise" if noisy else "no noise", params, {"train": TRAIN_KEY}, outputs)

table.write()
