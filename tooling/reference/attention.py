"""Attention of jax.nn, with masks, biases, lengths and windows, and its derivatives."""

import jax
import jax.numpy as jnp
import numpy as np

from numpy_calls import Calls

table = Calls("attention")
random = np.random.default_rng(7)
F, I = np.float32, np.int32


def draw(*shape):
    return (random.standard_normal(shape) * 1.5).astype(F)


def call(query, key, value, note, **options):
    f = lambda q, k, v: jax.nn.dot_product_attention(q, k, v, **{k: jnp.asarray(v) if isinstance(v, np.ndarray) else v for k, v in options.items()})
    table.call("dot_product_attention", query, key, value, given=[query, key, value, options], f=f, grad=query.dtype == F, note=note)


q, k, v = draw(2, 3, 4, 2), draw(2, 5, 2, 2), draw(2, 5, 2, 2)
hidden = random.random((2, 4, 3, 5)) < 0.6
hidden[0, 1, 2] = False
lengths = dict(query_seq_lengths=np.array([2, 3], I), key_value_seq_lengths=np.array([4, 1], I))
# The first is compiled too.
call(q, k, v, "everything", bias=draw(2, 1, 3, 5), mask=hidden, is_causal=True, local_window_size=(2, 1), scale=2.0, **lengths)
call(q, k, v, "grouped heads")
call(q, k[:, :, :1], v[:, :, :1], "one head of keys")
call(q, draw(2, 5, 4, 2), draw(2, 5, 4, 2), "as many heads of keys")
call(q[0], k[0], v[0], "no batch")
call(q, k, v, "bias", bias=draw(2, 4, 3, 5))
call(q, k, v, "bias for all heads", bias=draw(1, 1, 3, 1))
call(q[0], k[0], v[0], "bias of three axes", bias=draw(4, 3, 5))
call(q, k, v, "integers as bias", bias=np.arange(5, dtype=I).reshape(1, 1, 1, 5))
call(q, k, v, "mask", mask=hidden)
call(q, k, v, "mask for all heads", mask=hidden[:1, :1])
call(q, k, v, "nothing seen", mask=np.zeros((1, 1, 1, 5), bool))
call(q, k, v, "minus infinity as bias", bias=np.where(hidden, 0, -np.inf)[:, :, :2].repeat(2, 2)[:, :, :3].astype(F))
call(q, k, v, "causal", is_causal=True)
call(k.repeat(2, 2), q[:, :, :2], q[:, :, 2:], "causal, fewer keys", is_causal=True)
call(q, k, v, "scale", scale=0.25)
call(q, k, v, "lengths", **lengths)
call(q, k, v, "lengths of queries", query_seq_lengths=np.array([0, 7], I))
call(q, k, v, "lengths of keys", key_value_seq_lengths=np.array([0, 3], I))
call(q, k, v, "window", local_window_size=1)
call(q, k, v, "two windows", local_window_size=(0, 2))
call(q, k, v, "window that sees nothing", local_window_size=(-3, 1))
call(q, k, v, "residual", return_residual=True, is_causal=True)
call(q[0], k[0], v[0], "residual without a batch", return_residual=True)
call(q.astype(np.float16), k.astype(np.float16), v.astype(np.float16), "halves", is_causal=True)

table.write()
