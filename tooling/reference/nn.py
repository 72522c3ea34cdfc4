"""Layers of Equinox: weights drawn from keys, outputs, gradients."""

import equinox as eqx
import jax
import jax.numpy as jnp
from jax import random

from nn_weights import weights
from table import Table

table = Table("nn")
KEYS = {seed: random.PRNGKey(seed) for seed in (0, 42)}


def layer(kind, module, params, key, *inputs, name=None):
    """Records the weights, the output at `inputs` and the gradient of the sum of its squares with respect to the weights."""
    dynamic, static = eqx.partition(module, eqx.is_array)
    f = lambda dynamic: jnp.sum(eqx.combine(dynamic, static)(*inputs) ** 2)
    recorded = {**weights(module), "output": module(*inputs), **weights(jax.jit(jax.grad(f))(dynamic), "gradient ")}
    table.case(kind, name, params, {"key": key, **dict(zip(("input", "hidden"), inputs))}, recorded)


for seed, key in KEYS.items():
    x, h = random.normal(random.PRNGKey(7), (3,)), random.normal(random.PRNGKey(8), (4,))
    for n_in, n_out, bias in [(3, 4, True), (3, 4, False), (3, "scalar", True), ("scalar", 4, True)]:
        params = {"inSize": n_in, "outSize": n_out, "useBias": bias}
        module = eqx.nn.Linear(n_in, n_out, bias, key=key)
        layer("Linear", module, params, key, x[0] if n_in == "scalar" else x, name=f"{n_in} to {n_out}, bias {bias}, seed {seed}")
    for bias in (True, False):
        params = {"inputSize": 3, "hiddenSize": 4, "useBias": bias}
        layer("GRUCell", eqx.nn.GRUCell(3, 4, bias, key=key), params, key, x, h, name=f"3 to 4, bias {bias}, seed {seed}")
    params = {"inputSize": 3, "hiddenSize": 4, "useBias": True}
    lstm = eqx.nn.LSTMCell(3, 4, key=key)
    h2, c2 = lstm(x, (h, -h))
    table.case("LSTMCell", f"3 to 4, seed {seed}", params, {"key": key, "input": x, "hidden": h, "cell": -h},
               {**weights(lstm), "output hidden": h2, "output cell": c2})
    for depth, activation, final in [(0, "relu", None), (1, "relu", None), (2, "relu", None), (2, "tanh", "sigmoid")]:
        options = {"activation": getattr(jax.nn, activation)} | ({"final_activation": jax.nn.sigmoid} if final else {})
        params = {"inSize": 3, "outSize": 2, "widthSize": 5, "depth": depth, "activation": activation, "finalActivation": final}
        mlp = eqx.nn.MLP(3, 2, 5, depth, key=key, **options)
        layer("MLP", mlp, params, key, x, name=f"depth {depth}, {activation}, seed {seed}")

# A layer norm and a dropout, the two that are not affine maps of what they are given.
x = random.normal(random.PRNGKey(9), (6,)) * 3 + 1
norm = eqx.nn.LayerNorm(6)
table.case("LayerNorm", "shape 6", {"shape": [6], "eps": norm.eps}, {"input": x}, {"output": norm(x)})
for p in (0.25, 0.5):
    key = KEYS[42]
    table.case("Dropout", f"p {p}", {"p": p}, {"key": key, "input": x}, {"output": eqx.nn.Dropout(p)(x, key=key)})

# Six steps of one cell show the formula over time.
key = KEYS[0]
cell = eqx.nn.GRUCell(2, 3, key=key)
inputs = random.normal(random.PRNGKey(3), (6, 2))
hidden = jax.lax.scan(lambda h, x: (h := cell(x, h), h), jnp.zeros(3), inputs)[1]
table.case("GRUCell over time", "2 to 3, six steps", {"inputSize": 2, "hiddenSize": 3}, {"key": key, "inputs": inputs}, {**weights(cell), "hidden": hidden})

# Activations and initialisers.
x = jnp.array([-20, -3, -1, -0.5, 0, 0.5, 1, 3, 20], jnp.float32)
for name in "relu relu6 sigmoid softplus silu gelu elu leaky_relu tanh log_sigmoid celu selu soft_sign hard_tanh softmax log_softmax".split():
    table.case("activation", name, {}, {"x": x}, {"result": getattr(jax.nn, name)(x)})
table.case("activation", "gelu exact", {"approximate": False}, {"x": x}, {"result": jax.nn.gelu(x, approximate=False)})
table.case("activation", "one_hot", {"numClasses": 4}, {"x": jnp.array([0, 3, 4, -1])}, {"result": jax.nn.one_hot(jnp.array([0, 3, 4, -1]), 4)})
for name in "glorot_uniform glorot_normal he_uniform he_normal lecun_uniform lecun_normal orthogonal normal uniform".split():
    result = getattr(jax.nn.initializers, name)()(key, (4, 3), jnp.float32)
    table.case("initializer", name, {"shape": [4, 3]}, {"key": key}, {"result": result})

table.write()
