"""Softmax and its relatives with every option, at edges: axes, masks, infinities, integers, empty arrays."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import nn

from numpy_calls import Calls

table = Calls("nn-options")
inf, nan = np.inf, np.nan
ARRAYS = [
    np.array([[1, -2, 3], [0.5, inf, -inf], [nan, 0, 1], [-inf, -inf, -inf]], "float32"),
    np.array([[80, 90, -90], [1e30, -1e30, 0]], "float16"),
    np.array([[2, 7, -1], [0, 0, 2**31 - 1]], "int32"),
    np.array([[True, False]]),
    np.zeros((0, 3), "float32"),
    np.zeros((2, 1), "float32"),
]
MASK = np.array([True, False, True])
for x in ARRAYS:
    for axis in (0, -1, [0, 1]):
        if 0 in x.shape and axis != -1:
            continue
        for name in ("softmax", "log_softmax", "logsumexp"):
            if x.dtype == bool and name != "logsumexp":
                continue
            table.call(name, jnp.asarray(x), given=[x, {"axis": axis}], f=lambda x, n=name, a=axis: getattr(nn, n)(x, axis=tuple(a) if isinstance(a, list) else a), grad=False)
    if x.shape[-1] == 3 and x.dtype.kind == "f":
        for name in ("softmax", "log_softmax"):
            table.call(name, jnp.asarray(x), given=[x, {"where": MASK}], f=lambda x, n=name: getattr(nn, n)(x, where=MASK))
for x in ([0, 1, 2, 5, -1], [[2], [0]], 1):
    i = jnp.asarray(x, "int32")
    table.call("one_hot", i, given=[i, 3], f=lambda i: nn.one_hot(i, 3))
    table.call("one_hot", i, given=[i, 3, {"dtype": "int32", "axis": 0}], f=lambda i: nn.one_hot(i, 3, dtype="int32", axis=0))
table.call("one_hot", jnp.asarray([0, 1]), given=[jnp.asarray([0, 1]), 0], f=lambda i: nn.one_hot(i, 0))
EDGES = np.array([-inf, -1e30, -90, -1.0, -1e-20, -0.0, 0.0, 1e-40, 0.5, 3, 20, 90, 1e30, inf, nan], "float32")
NAMES = "relu relu6 sigmoid softplus silu gelu elu selu celu leaky_relu log_sigmoid hard_tanh hard_sigmoid hard_silu soft_sign squareplus mish sparse_plus sparse_sigmoid tanh identity".split()
for name in NAMES:
    for dtype in ("float32", "float16", "int32"):
        values = jnp.asarray(EDGES).astype(dtype) if dtype != "int32" else jnp.asarray([-3, 0, 2, 100], "int32")
        try:
            table.call(name, values, f=getattr(nn, name))
        except TypeError:
            pass
table.call("gelu", jnp.asarray(EDGES), given=[EDGES, {"approximate": False}], f=lambda x: nn.gelu(x, approximate=False))
table.write()
