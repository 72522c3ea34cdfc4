"""Trains gru_point_mass.py for some hundred steps and prints losses and speed: `python gru_point_mass_training.py [steps] [noise]`."""

import sys
import time

import jax
import jax.numpy as jnp
import optax
from jax import random

import gru_point_mass as gpm

n_batches = int(sys.argv[1]) if len(sys.argv) > 1 else 401
noisy = len(sys.argv) > 2 and sys.argv[2] == "noise"
weights = gpm.init_weights(random.PRNGKey(0))
optimizer = optax.adam(0.01)
state = optimizer.init(weights)
train_step = gpm.make_train_step(optimizer, 250, noisy)
silent = jax.tree.map(lambda x: jnp.zeros((7, *x.shape), x.dtype), gpm.no_noise())
validate = jax.jit(lambda weights: gpm.loss(weights, gpm.validation_trials(), silent)[0])

keys = [gpm.train_keys(random.PRNGKey(1), batch)["step"] for batch in range(n_batches)]
begin = time.perf_counter()
train_step.lower(weights, state, keys[0]).compile()
print(f"compiled in {time.perf_counter() - begin:.2f} s")
durations = []
for batch, key in enumerate(keys):
    validation = validate(weights) if batch in (0, 1, 2, 10, 50, 100) or batch % 200 == 0 or batch == n_batches - 1 else None
    begin = time.perf_counter()
    weights, state, total, terms = jax.block_until_ready(train_step(weights, state, key))
    durations.append(time.perf_counter() - begin)
    if validation is not None:
        print(batch, f"train {total:.3e} validation {validation:.3e}", {name: f"{term:.2e}" for name, term in terms.items()})
durations = sorted(durations[1:])
print(f"a step takes {1e3 * durations[0]:.2f} ms at best, {1e3 * durations[len(durations) // 2]:.2f} ms in the middle")
