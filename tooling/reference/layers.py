"""Layers of Equinox with windows, normalisation, attention, state: weights from keys, outputs, gradients, states."""

import warnings

import equinox as eqx
import jax
import jax.numpy as jnp
from jax import random

from nn_weights import camel, weights
from table import Table

warnings.filterwarnings("ignore", message=".*BatchNorm.*")
table = Table("layers")
KEY = random.PRNGKey(42)


def sample(shape, seed=7, dtype=jnp.float32):
    return jnp.round(random.normal(random.PRNGKey(seed), shape) * 2, 2).astype(dtype)


def layer(kind, params, *inputs, call=None, name=None, key=KEY, positional=(), **options):
    """Makes eqx.nn.<kind>(*positional, **options) and records weights, output, and gradients of Σ output² · cos(index)."""
    cls = getattr(eqx.nn, kind)
    takes_key = "key" in cls.__init__.__code__.co_varnames
    module = cls(*positional, **options, **({"key": key} if takes_key else {}))
    run = call or (lambda m, *xs: m(*xs))
    record(kind, name, module, run, inputs, {"positional": list(positional), "options": {camel(k): v for k, v in options.items()}, **params}, key)


def record(kind, name, module, run, inputs, params, key=KEY):
    dynamic, static = eqx.partition(module, eqx.is_inexact_array)

    def loss(dynamic, floats):
        it = iter(floats)
        xs = [next(it) if jnp.issubdtype(x.dtype, jnp.floating) else x for x in inputs]
        y = run(eqx.combine(dynamic, static), *xs)
        return jnp.sum(y.astype(jnp.float32) ** 2 * jnp.cos(jnp.arange(y.size, dtype=jnp.float32)).reshape(y.shape))

    floats = [x for x in inputs if jnp.issubdtype(x.dtype, jnp.floating)]
    by_weights, by_inputs = jax.grad(loss, argnums=(0, 1))(dynamic, floats)
    outputs = {**weights(module), "output": run(module, *inputs)}
    # The gradients of halves are those of another order of roundings.
    if floats and all(x.dtype == jnp.float32 for x in [*floats, *jax.tree.leaves(dynamic)]):
        outputs |= weights(by_weights, "gradient ") | {f"input gradient {i}": g for i, g in enumerate(by_inputs)}
    table.case(kind, name or ", ".join([*map(str, params["positional"]), *(f"{k} {v}" for k, v in params["options"].items()), *(str(list(x.shape)) for x in inputs)]),
               params, {"key": key, **{f"x{i}": x for i, x in enumerate(inputs)}}, outputs)


# Convolutions.
for options in [
    dict(),
    dict(stride=2, padding=1),
    dict(padding="SAME", stride=2),
    dict(padding="SAME_LOWER", dilation=2),
    dict(padding=[(2, 1)], use_bias=False),
    dict(padding="VALID", groups=2),
    dict(padding=2, padding_mode="REFLECT"),
    dict(padding="SAME", padding_mode="REPLICATE"),
    dict(padding=[(1, 3)], padding_mode="CIRCULAR", stride=2),
]:
    layer("Conv1d", {}, sample((2, 7)), positional=(2, 4, 3), **options)
for options in [
    dict(),
    dict(kernel_size=[2, 3], stride=[2, 1], padding=[1, 0]),
    dict(kernel_size=[3, 2], padding="SAME", padding_mode="CIRCULAR"),
    dict(padding=[(1, 0), (2, 1)], dilation=[1, 2], padding_mode="REFLECT"),
    dict(padding="same", stride=[1, 2], groups=2),
]:
    layer("Conv2d", {}, sample((2, 5, 6)), positional=(2, 2), **{"kernel_size": 3, **options})
layer("Conv3d", {}, sample((1, 3, 4, 3)), positional=(1, 2, 2), stride=2, padding=1)
layer("Conv", {}, sample((2, 7)), positional=(1, 2, 3, 2), padding="SAME")
layer("Conv", {}, sample((2, 2, 2, 2, 2)), positional=(4, 2, 1, 2), padding="SAME")
for options in [
    dict(),
    dict(stride=2, padding=1, output_padding=1),
    dict(padding="SAME", stride=2),
    dict(padding="SAME_LOWER", stride=3, output_padding=2),
    dict(padding="VALID", dilation=2, groups=2),
    dict(padding=[(2, 0)], use_bias=False),
    dict(padding="SAME", padding_mode="CIRCULAR", stride=2),
    dict(padding="SAME_LOWER", padding_mode="CIRCULAR"),
]:
    layer("ConvTranspose1d", {}, sample((2, 5)), positional=(2, 4, 4 if options.get("stride") == 2 else 3), **options)
for options in [dict(stride=2, padding=1), dict(padding="SAME", padding_mode="CIRCULAR", stride=[2, 1]), dict(output_padding=[1, 0], stride=[2, 1], dilation=[1, 2])]:
    layer("ConvTranspose2d", {}, sample((2, 3, 4)), positional=(2, 1, 3), **options)
layer("ConvTranspose3d", {}, sample((1, 2, 3, 2)), positional=(1, 2, 2), stride=2)
layer("ConvTranspose", {}, sample((2, 5)), positional=(1, 2, 3, 2), stride=2)

# Pools.
for kind in ("Avg", "Max"):
    for options in [dict(), dict(stride=2, padding=1), dict(stride=2, use_ceil=True), dict(padding=[(0, 1)], stride=2)]:
        layer(f"{kind}Pool1d", {}, sample((2, 7)), positional=(2,), **options)
    for options in [dict(), dict(stride=[2, 1], padding=[1, 0]), dict(stride=2, use_ceil=True)]:
        layer(f"{kind}Pool2d", {}, sample((2, 5, 4)), positional=([2, 3],), **options)
    layer(f"{kind}Pool3d", {}, sample((1, 3, 4, 3)), positional=(2,), stride=2, padding=1)
    for target, shape in [(1, (2, 7)), (3, (2, 7)), (7, (2, 7)), (4, (1, 8))]:
        layer(f"Adaptive{kind}Pool1d", {}, sample(shape), positional=(target,))
    for target, shape in [(2, (2, 5, 6)), ([3, 2], (1, 4, 5))]:
        layer(f"Adaptive{kind}Pool2d", {}, sample(shape), positional=(target,))
    layer(f"Adaptive{kind}Pool3d", {}, sample((1, 3, 4, 2)), positional=([2, 3, 1],))

# Normalisation without state.
for options in [dict(), dict(use_weight=False), dict(use_bias=False, eps=0.1)]:
    layer("LayerNorm", {}, sample((2, 3)), positional=([2, 3],), **options)
    layer("RMSNorm", {}, sample((2, 3)), positional=([2, 3],), **options)
layer("LayerNorm", {}, sample((4,), dtype=jnp.float16), positional=(4,), name="float16")
layer("RMSNorm", {}, sample((4,), dtype=jnp.float16), positional=(4,), name="float16")
layer("GroupNorm", {}, sample((4, 2), dtype=jnp.float16), positional=(2, 4), name="float16")
for channels, shape, options in [(4, (4,), {}), (4, (4, 3), {}), (6, (6, 2, 2), dict(eps=0.01))]:
    layer("GroupNorm", {}, sample(shape), positional=(2, channels), **options)
layer("GroupNorm", {}, sample((4, 3)), positional=(2,), channelwise_affine=False)

# Embeddings, slopes, rotations.
# Weights and inputs of several dtypes.
for dtype in ["bfloat16", "float16", "float32"]:
    for of_input in [jnp.bfloat16, jnp.float16, jnp.float32, jnp.int32]:
        layer("Linear", {}, sample((3,), dtype=of_input), positional=(3, 2), dtype=dtype, name=f"{dtype}, {of_input.dtype}")
for kind in ["Conv1d", "ConvTranspose1d"]:
    for dtype in ["bfloat16", "float16"]:
        layer(kind, {}, sample((2, 6), dtype=dtype), positional=(2, 2, 3), dtype=dtype, name=dtype)
layer("MaxPool1d", {}, sample((2, 6), dtype=jnp.int32), kernel_size=3, padding=1, name="int32")
layer("AvgPool1d", {}, sample((2, 6), dtype=jnp.int32), kernel_size=3, padding=1, name="int32")
layer("GroupNorm", {}, sample((4, 2)), positional=(2, None), channelwise_affine=False, name="any number of channels")
layer("Embedding", {}, jnp.int32(3), positional=(5, 4), name="element 3")
layer("Embedding", {}, jnp.int32(9), positional=(5, 4), name="an element beyond the end")
layer("PReLU", {}, sample((5,)), positional=())
layer("PReLU", {}, sample((5,)), positional=(0.5,))
layer("RotaryPositionalEmbedding", {}, sample((3, 4)), positional=(4,))
layer("RotaryPositionalEmbedding", {}, sample((6, 8)), positional=(8,), name="longer")
eqx.clear_caches()
layer("RotaryPositionalEmbedding", {}, sample((4, 6)), positional=(6,), theta=100.0)
for sizes in [("scalar", 3), (3, "scalar"), ("scalar", "scalar")]:
    for depth in (0, 2):
        layer("MLP", {}, sample(() if sizes[0] == "scalar" else (3,)), positional=sizes, width_size=4, depth=depth)
for depth in [0, 1, 2, 4]:
    layer("MLP", {}, sample((3,)), positional=(3, 2), width_size=4, depth=depth, scan=True)
layer("MLP", {}, sample((3,)), positional=(3, 2), width_size=4, depth=3, scan=True, use_bias=False)
mlp = eqx.nn.MLP(3, 2, 4, 2, activation=eqx.nn.PReLU(), final_activation=eqx.nn.PReLU(0.1), key=KEY)
record("MLP with PReLU", "3 to 2", mlp, lambda m, x: m(x), [sample((3,))], {"positional": [3, 2], "options": {"widthSize": 4, "depth": 2}})
for p, inference in [(0.0, False), (0.25, False), (0.5, True)]:
    module = eqx.nn.Dropout(p, inference)
    x = sample((6,))
    table.case("Dropout", f"{p}, {inference}", {"positional": [p, inference], "options": {}}, {"key": KEY, "x0": x}, {"output": module(x, key=KEY)})

# Attention.
causal = jnp.tril(jnp.ones((3, 3), bool))
rope = eqx.nn.RotaryPositionalEmbedding(4)
turn = jax.vmap(rope, in_axes=1, out_axes=1)
processes = {"rotary": lambda q, k, v: (turn(q), turn(k), v)}
for options, shapes, mask, extra in [
    ({}, [(3, 8)] * 3, None, {}),
    ({}, [(3, 8)] * 3, causal, {}),
    ({}, [(3, 8)] * 3, jnp.stack([causal, causal.T]), {}),
    ({}, [(3, 8)] * 3, causal, {"process": "rotary"}),
    (dict(key_size=3, value_size=2, output_size=5, qk_size=3, vo_size=1), [(2, 8), (3, 3), (3, 2)], None, {}),
    (dict(use_query_bias=True, use_key_bias=True, use_value_bias=True, use_output_bias=True), [(2, 8), (3, 8), (3, 8)], jnp.array([[True, False, True], [False, False, False]]), {}),
    (dict(dropout_p=0.4), [(3, 8)] * 3, None, {"drop": True}),
    (dict(dropout_p=0.4, inference=True), [(3, 8)] * 3, causal, {"drop": True}),
]:
    xs = [sample(shape, seed=seed) for seed, shape in enumerate(shapes)]
    process = processes.get(extra.get("process"))
    drop = {"key": random.PRNGKey(3)} if extra.get("drop") else {}
    inputs = xs + ([mask] if mask is not None else [])
    layer("MultiheadAttention", {"extra": extra}, *inputs, positional=(2, 8), name=f"{options} {extra} {None if mask is None else list(mask.shape)}",
          call=lambda m, q, k, v, mask=None: m(q, k, v, mask=mask, process_heads=process, **drop), **options)

# Layers with state: three calls of a batch, then inference.
def run_state(group, name, make, xs, params, mapped=True):
    model, state = eqx.nn.make_with_state(make)()
    outputs = weights(model)
    call = lambda m, x, s, **kw: eqx.filter_vmap(lambda x, s: m(x, s, **kw), in_axes=(0, None), out_axes=(0, None), axis_name="batch")(x, s) if mapped else m(x, s, **kw)
    for leaf_number, leaf in enumerate(jax.tree.leaves(state)):
        outputs[f"state {leaf_number} before"] = leaf
    for i, x in enumerate(xs):
        y, state = call(model, x, state)
        outputs[f"output {i}"] = y
        for leaf_number, leaf in enumerate(jax.tree.leaves(state)):
            outputs[f"state {leaf_number} after {i}"] = leaf
    y, _ = call(eqx.nn.inference_mode(model), xs[0], state)
    outputs["inference"] = y
    params_, static = eqx.partition(model, eqx.is_inexact_array)
    loss = lambda p, x: jnp.sum(call(eqx.combine(p, static), x, state)[0] ** 2 * jnp.cos(jnp.arange(y.size, dtype=jnp.float32)).reshape(y.shape))
    by_weights, by_input = jax.grad(loss, argnums=(0, 1))(params_, xs[0])
    outputs |= weights(by_weights, "gradient ") | {"input gradient 0": by_input}
    table.case(group, name, params, {"key": KEY, **{f"x{i}": x for i, x in enumerate(xs)}}, outputs)


for mode in ("ema", "batch"):
    for options, shape in [({}, (4, 2)), (dict(momentum=0.5, eps=0.01), (3, 2, 2)), (dict(channelwise_affine=False), (4, 2))]:
        xs = [sample(shape, seed=s) for s in range(3)]
        run_state("BatchNorm", f"{mode} {options} {list(shape)}", lambda: eqx.nn.BatchNorm(2, "batch", mode=mode, **options), xs,
                  {"options": {camel(k): v for k, v in {"mode": mode, **options}.items()}})
layer_key, norm_key = random.split(KEY)
for options in [{}, {"num_power_iterations": 3}]:
    run_state("SpectralNorm", f"Linear {options}", lambda: eqx.nn.SpectralNorm(eqx.nn.Linear(3, 4, key=layer_key), "weight", key=norm_key, **options), [sample((3,), seed=s) for s in range(3)],
              {"layer": "Linear", "options": {camel(k): v for k, v in options.items()}}, mapped=False)
run_state("SpectralNorm", "Conv1d", lambda: eqx.nn.SpectralNorm(eqx.nn.Conv1d(2, 3, 2, key=layer_key), "weight", key=norm_key), [sample((2, 4), seed=s) for s in range(2)],
          {"layer": "Conv1d", "options": {}}, mapped=False)
for axis in (0, 1, None):
    module = eqx.nn.WeightNorm(eqx.nn.Linear(3, 4, key=KEY), axis=axis)
    record("WeightNorm", f"Linear, axis {axis}", module, lambda m, x: m(x), [sample((3,))], {"layer": "Linear", "positional": ["weight", axis], "options": {}})
module = eqx.nn.WeightNorm(eqx.nn.Conv1d(2, 3, 2, key=KEY))
record("WeightNorm", "Conv1d", module, lambda m, x: m(x), [sample((2, 4))], {"layer": "Conv1d", "positional": [], "options": {}})


# A sequence of layers that hands on keys and state; weights that are shared.
def make_sequence():
    first, second = random.split(KEY)
    return eqx.nn.Sequential([eqx.nn.Linear(3, 4, key=first), eqx.nn.BatchNorm(4, "batch", mode="batch"), eqx.nn.Dropout(0.5), eqx.nn.Linear(4, 2, key=second)])


model, state = eqx.nn.make_with_state(make_sequence)()
xs = sample((4, 3))
keys = random.split(random.PRNGKey(5), 4)
y, state = jax.vmap(lambda x, s, k: model(x, s, key=k), in_axes=(0, None, 0), out_axes=(0, None), axis_name="batch")(xs, state, keys)
table.case("Sequential", "linear, batch norm, dropout, linear", {}, {"key": KEY, "x": xs, "keys": keys},
           {"output": y, **{f"state {i}": leaf for i, leaf in enumerate(jax.tree.leaves(state))}})

pair = {"embedding": eqx.nn.Embedding(4, 3, key=KEY), "readout": eqx.nn.Linear(3, 4, use_bias=False, key=KEY)}
shared = eqx.nn.Shared(pair, lambda m: m["readout"].weight, lambda m: m["embedding"].weight)
f = lambda s: jnp.sum(s()["readout"](s()["embedding"](jnp.int32(1))) ** 2)
gradient = eqx.filter_grad(f)(shared)
table.case("Shared", "readout of an embedding", {}, {"key": KEY}, {"value": f(shared), "gradient": gradient.pytree["embedding"].weight})

table.write()
