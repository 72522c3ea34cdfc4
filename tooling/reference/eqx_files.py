"""Files of Equinox and NumPy, byte by byte, with what they hold."""

import io
import warnings

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import random

from nn_weights import weights
from table import Table

warnings.filterwarnings("ignore")
table = Table("eqx-files")
key = random.PRNGKey(0)


def written(save, *args, **kwargs):
    file = io.BytesIO()
    save(file, *args, **kwargs)
    return np.frombuffer(file.getvalue(), np.uint8)


def model(name, tree, params):
    table.case("eqx", name, params, {"key": key}, {"file": written(eqx.tree_serialise_leaves, tree), **weights(tree)})


model("Linear", eqx.nn.Linear(2, 3, key=key), {})
model("MLP", eqx.nn.MLP(2, 1, 3, 1, key=key), {})
model("GRUCell", eqx.nn.GRUCell(1, 2, key=key), {})
model("BatchNorm with its state", eqx.nn.make_with_state(eqx.nn.BatchNorm)(2, "batch", mode="batch"), {})
model("Conv, PReLU and Dropout", eqx.nn.Sequential([eqx.nn.Conv1d(1, 2, 2, key=key), eqx.nn.PReLU(), eqx.nn.MaxPool1d(2), eqx.nn.Dropout(0.25)]), {})

base = np.array([[1, 0, 3], [4, 5, 6]])
for dtype in "bool int8 int16 int32 uint8 uint16 uint32 float16 float32 float64 complex64 complex128".split():
    x = base.astype(dtype)
    table.case("npy", dtype, {}, {}, {"file": written(np.save, x), "array": x})
table.case("npy", "bfloat16", {}, {}, {"file": written(jnp.save, jnp.asarray(base, jnp.bfloat16)), "array": base.astype(np.float32)})
for name, x in {"scalar": np.float32(2.5), "empty": np.zeros((0, 3), np.float32), "one axis": np.arange(5, dtype=np.float32), "long": np.zeros((2, 1, 1, 1, 2), np.float32)}.items():
    table.case("npy", name, {}, {}, {"file": written(np.save, x), "array": np.asarray(x)})
table.case("npy read", "columns first", {}, {}, {"file": written(np.save, np.asfortranarray(base.astype(np.float32))), "array": base.astype(np.float32)})
table.case("npy read", "big endian", {}, {}, {"file": written(np.save, base.astype(">i4")), "array": base.astype(np.int32)})
table.case("npz", "two arrays", {}, {}, {"file": written(np.savez, a=base.astype(np.float32), b=np.int32(3)), "a": base.astype(np.float32), "b": np.int32(3)})
table.case("npz", "compressed", {}, {}, {"file": written(np.savez_compressed, a=base.astype(np.float32))})
table.write()
