"""A convolutional network reads digits that the program draws."""

import equinox as eqx
import jax
import jax.numpy as jnp
import optax
from jax import random

rows = [
    ".###. ..#.. .###. ####. #..#. ##### .###. ##### .###. .###.",
    "#...# .##.. #...# ....# #..#. #.... #.... ....# #...# #...#",
    "#..## ..#.. ....# ....# #..#. ####. #.... ...#. #...# #...#",
    "#.#.# ..#.. ..##. .###. ##### ....# ####. ..#.. .###. .####",
    "##..# ..#.. .#... ....# ...#. ....# #...# .#... #...# ....#",
    "#...# ..#.. #.... ....# ...#. #...# #...# .#... #...# ....#",
    ".###. .###. ##### ####. ...#. .###. .###. .#... .###. .###.",
]
glyphs = jnp.array([[[float(c == "#") for c in row.split()[digit]] for row in rows] for digit in range(10)])
size = 12


def draw(digit, row, column):
    return jax.lax.dynamic_update_slice(jnp.zeros([size, size]), glyphs[digit], [row, column])


def make_batch(key, count):
    digit_key, row_key, column_key, noise_key = random.split(key, 4)
    labels = random.randint(digit_key, [count], 0, 10)
    row = random.randint(row_key, [count], 0, size - 6)
    column = random.randint(column_key, [count], 0, size - 4)
    images = jax.vmap(draw)(labels, row, column)
    noise = random.uniform(noise_key, images.shape, minval=0, maxval=0.5)
    return (images + noise).reshape([count, 1, size, size]), labels


def make_network(key):
    first, second, third = random.split(key, 3)
    return eqx.nn.Sequential([
        eqx.nn.Conv2d(1, 8, 3, padding=1, key=first),
        eqx.nn.Lambda(jax.nn.relu),
        eqx.nn.MaxPool2d(2, stride=2),
        eqx.nn.Conv2d(8, 16, 3, padding=1, key=second),
        eqx.nn.Lambda(jax.nn.relu),
        eqx.nn.MaxPool2d(2, stride=2),
        eqx.nn.Lambda(jnp.ravel),
        eqx.nn.Linear(16 * 3 * 3, 10, key=third),
    ])


def loss(network, batch):
    images, labels = batch
    return optax.softmax_cross_entropy_with_integer_labels(jax.vmap(network)(images), labels).mean()


optimiser = optax.adam(1e-2)


def start():
    network = make_network(random.PRNGKey(0))
    return network, optimiser.init(eqx.filter(network, eqx.is_array)), jnp.array(0)


@eqx.filter_jit
def step(training):
    network, state, count = training
    batch = make_batch(random.fold_in(random.PRNGKey(1), count), 64)
    value, gradient = eqx.filter_value_and_grad(loss)(network, batch)
    updates, state = optimiser.update(gradient, state)
    return (eqx.apply_updates(network, updates), state, count + 1), value
