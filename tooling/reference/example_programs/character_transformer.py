"""A transformer learns to write a rhyme, one character after the other."""

import equinox as eqx
import jax
import jax.numpy as jnp
import optax
from jax import random

text = """one two three four five, once I caught a fish alive,
six seven eight nine ten, then I let it go again.
why did you let it go? because it bit my finger so.
which finger did it bite? this little finger on my right.
"""
characters = sorted(set(text))
codes = jnp.array([characters.index(c) for c in text])

length = 32
size = 32
num_heads = 4


class Block(eqx.Module):
    attention_norm: eqx.nn.LayerNorm
    attention: eqx.nn.MultiheadAttention
    mlp_norm: eqx.nn.LayerNorm
    mlp: eqx.nn.MLP

    def __init__(self, key):
        first, second = random.split(key)
        self.attention_norm = eqx.nn.LayerNorm(size)
        self.attention = eqx.nn.MultiheadAttention(num_heads, size, key=first)
        self.mlp_norm = eqx.nn.LayerNorm(size)
        self.mlp = eqx.nn.MLP(size, size, 4 * size, 1, activation=jax.nn.gelu, key=second)

    def __call__(self, xs):
        normed = jax.vmap(self.attention_norm)(xs)
        causal = jnp.tril(jnp.ones([length, length], bool))
        xs = xs + self.attention(normed, normed, normed, causal)
        return xs + jax.vmap(lambda x: self.mlp(self.mlp_norm(x)))(xs)


class Transformer(eqx.Module):
    embedding: eqx.nn.Embedding
    places: eqx.nn.Embedding
    blocks: list
    norm: eqx.nn.LayerNorm
    readout: eqx.nn.Linear

    def __init__(self, key):
        first, second, third, fourth, fifth = random.split(key, 5)
        self.embedding = eqx.nn.Embedding(len(characters), size, key=first)
        self.places = eqx.nn.Embedding(length, size, key=second)
        self.blocks = [Block(third), Block(fourth)]
        self.norm = eqx.nn.LayerNorm(size)
        self.readout = eqx.nn.Linear(size, len(characters), key=fifth)

    def __call__(self, codes):
        xs = jax.vmap(self.embedding)(codes) + jax.vmap(self.places)(jnp.arange(length))
        for block in self.blocks:
            xs = block(xs)
        return jax.vmap(lambda x: self.readout(self.norm(x)))(xs)


def loss(model, windows):
    logits = jax.vmap(model)(windows[:, :-1])
    return optax.softmax_cross_entropy_with_integer_labels(logits, windows[:, 1:]).mean()


optimiser = optax.chain(optax.clip_by_global_norm(1), optax.adam(3e-3))


def start():
    model = Transformer(random.PRNGKey(0))
    return model, optimiser.init(eqx.filter(model, eqx.is_array)), jnp.array(0)


@eqx.filter_jit
def step(training):
    model, state, count = training
    starts = random.randint(random.fold_in(random.PRNGKey(1), count), [8], 0, codes.size - length)
    windows = jax.vmap(lambda start: jax.lax.dynamic_slice(codes, [start], [length + 1]))(starts)
    value, gradient = eqx.filter_value_and_grad(loss)(model, windows)
    updates, state = optimiser.update(gradient, state)
    return (eqx.apply_updates(model, updates), state, count + 1), value
