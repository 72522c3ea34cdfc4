"""Tables of reference values: one JSON file a topic, one case a line."""

import json
from pathlib import Path

import jax
import numpy as np

VALUES = Path(__file__).parent / "values"


def _number(x):
    """The shortest decimal that reads back as exactly this number, also through float64."""
    if np.issubdtype(x.dtype, np.floating):
        if np.isnan(x):
            return '"NaN"'
        if np.isinf(x):
            return '"Infinity"' if x > 0 else '"-Infinity"'
        if x.dtype == np.float16:
            # Readers have no halves: enough digits for single precision, which has them all.
            x = np.float32(x)
        text = str(x)
        assert x.dtype.type(np.float64(text)) == x, text
        return text.removesuffix(".0")
    return str(int(x))


def _tensor(x):
    if jax.dtypes.issubdtype(getattr(x, "dtype", None), jax.dtypes.prng_key):
        x = jax.random.key_data(x)
    x = np.asarray(x)
    dtype = x.dtype.name
    if dtype == "bfloat16":
        x = x.astype(np.float32)
    if dtype in ("int64", "uint64"):
        # JSON has no 64-bit integers: big-endian pairs of 32-bit words on a new last axis.
        words = x.astype(np.uint64)
        x = np.stack([words >> np.uint64(32), words & np.uint64(0xFFFFFFFF)], -1)
        dtype = f"{dtype}-words"
    if np.issubdtype(x.dtype, np.complexfloating):
        # Real and imaginary parts take turns, as in memory.
        data = ",".join(f"{_number(v.real)},{_number(v.imag)}" for v in x.reshape(-1))
    else:
        data = ",".join(_number(v) for v in x.reshape(-1))
    return f'{{"dtype":"{dtype}","shape":{json.dumps(list(x.shape), separators=(",", ":"))},"data":[{data}]}}'


def _tensors(arrays):
    return "{" + ",".join(f"{json.dumps(k)}:{_tensor(v)}" for k, v in arrays.items()) + "}"


class Table:
    """Collects cases of one topic and writes them."""

    def __init__(self, topic):
        self.topic = topic
        self.lines = []
        self.names = set()

    def case(self, group, name, params=None, inputs=None, outputs=None):
        """One call of one function: what it was given and what it gave."""
        assert (group, name) not in self.names, f"two cases of {group} are called {name}"
        self.names.add((group, name))
        self.lines.append(
            f'{{"group":{json.dumps(group)},"name":{json.dumps(name)},'
            f'"params":{json.dumps(params or {}, separators=(",", ":"))}'
            + "".join(f',"{k}":{_tensors(v)}' for k, v in (("inputs", inputs), ("outputs", outputs)) if v)
            + "}"
        )

    def write(self):
        VALUES.mkdir(exist_ok=True)
        path = VALUES / f"{self.topic}.json"
        path.write_text('{"topic":%s,"cases":[\n%s\n]}\n' % (json.dumps(self.topic), ",\n".join(self.lines)))
        print(f"{path.name}: {len(self.lines)} cases, {path.stat().st_size / 1024:.0f} KiB")


def named_leaves(tree, prefix=""):
    """The array leaves of a tree under their dotted paths, such as `mechanics.effector.pos`."""
    leaves, _ = jax.tree_util.tree_flatten_with_path(tree)
    return {
        prefix + jax.tree_util.keystr(path, simple=True, separator="."): leaf
        for path, leaf in leaves
        if hasattr(leaf, "dtype") or isinstance(leaf, (bool, int, float))
    }
