"""Activations, and sums of exponentials, of complex numbers: real parts decide which of two is larger, imaginary ones where they are equal."""

import jax.numpy as jnp
import numpy as np
from jax import nn

from calls import Calls

calls = Calls("complex-activations")
rng = np.random.default_rng(2)
x = np.array([0, 1j, -1j, 0.5 + 1j, -1 - 0.25j, -2 + 3j, 3, -4, 90 + 2j, -90 + 2j, 2 - 3j], np.complex64)
other = np.roll(x, 3)

for name in (
    "relu relu6 sigmoid softplus silu elu celu selu mish soft_sign hard_tanh hard_sigmoid hard_silu leaky_relu "
    "log_sigmoid sparse_plus squareplus gelu softmax log_softmax"
).split():
    given = x[np.abs(x.real) < 50] if name in ("gelu", "mish", "softmax", "sigmoid", "silu", "squareplus") else x
    calls.call(name, getattr(nn, name), given)
for name in ("logaddexp", "logaddexp2"):
    calls.call(name, getattr(jnp, name), x, other)
    calls.call(name, getattr(jnp, name), x.astype(np.complex128), 0.5)
rows = (rng.normal(size=(3, 4)) + 1j * rng.normal(size=(3, 4))).astype(np.complex64)
for axis in (None, 0, 1):
    calls.call("logsumexp", nn.logsumexp, rows, axis=axis)
    calls.call("logsumexp", nn.logsumexp, rows, axis=axis, return_sign=True)

calls.write()
