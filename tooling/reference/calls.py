"""Calls of functions of JAX, as tables that a test plays again without knowing the functions."""

import jax
import jax.numpy as jnp
import numpy as np

from table import Table


def _camel(name):
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


class Calls:
    """
    Collects calls of one topic. A case's group is the function's name in camel case; `arguments` is the list of its arguments, in
    which `{"input": name}` stands for an array and `{"inputs": [names]}` for a list of them; options come last, as an object.
    Results are called `result`, or `result0`, `result1`, …; `weak` lists which of them are weakly typed.
    """

    def __init__(self, topic):
        self.table = Table(topic)
        self.counts = {}

    def call(self, name, f, *arguments, **options):
        """Records f(*arguments, **options) for the function called `name`."""
        # As with the library: 64 bits only where an argument has them.
        with jax.enable_x64(_is_wide([*arguments, *options.values()])):
            results = f(*map(_device, arguments), **{k: _option(v) for k, v in options.items()})
            self.record(name, results, *arguments, **options)

    def record(self, name, results, *arguments, **options):
        """Records results for a call of the function called `name`."""
        inputs = {}

        def reference(value):
            if isinstance(value, (np.ndarray, np.generic)):
                inputs[f"x{len(inputs)}"] = value
                return {"input": f"x{len(inputs) - 1}"}
            if isinstance(value, list) and value and isinstance(value[0], np.ndarray):
                return {"inputs": [reference(v)["input"] for v in value]}
            return _json(value)

        params = {"arguments": [reference(value) for value in arguments]}
        if options:
            params["options"] = {_camel(key) if key != "UPLO" else key: reference(value) for key, value in options.items()}
        leaves = list(results) if isinstance(results, (tuple, list)) else [results]
        names = ["result"] if not isinstance(results, (tuple, list)) else [f"result{i}" for i in range(len(leaves))]
        leaves = [jnp.asarray(leaf) for leaf in leaves]
        # Counts are int32 here, also where floats have 64 bits.
        leaves = [leaf.astype(np.int32) if leaf.dtype == np.int64 else leaf for leaf in leaves]
        weak = [n for n, leaf in zip(names, leaves) if getattr(leaf, "weak_type", False)]
        if weak:
            params["weak"] = weak
        group = _camel(name)
        count = self.counts[group] = self.counts.get(group, -1) + 1
        label = " ".join([str(count), *(_describe(value) for value in arguments), *(f"{k}={v}" for k, v in options.items() if not isinstance(v, np.ndarray))])
        self.table.case(group, label, params, inputs, dict(zip(names, leaves)))

    def write(self):
        self.table.write()


def _is_wide(values):
    return any(_is_wide(v) if isinstance(v, (list, tuple)) else getattr(v, "dtype", None) in (np.float64, np.complex128) for v in values)


def _device(value):
    if isinstance(value, list):
        return [jnp.asarray(v) for v in value]
    return jnp.asarray(value) if isinstance(value, (np.ndarray, np.generic)) else value


def _option(value):
    if isinstance(value, list):
        return tuple(value)
    return jnp.asarray(value) if isinstance(value, np.ndarray) else value


def _json(value):
    if isinstance(value, float) and (np.isinf(value) or np.isnan(value)):
        return {"number": str(value)}
    return value


def _describe(value):
    if isinstance(value, (np.ndarray, np.generic)):
        return f"{value.dtype}{list(value.shape)}"
    if isinstance(value, list):
        return "[" + " ".join(map(_describe, value)) + "]"
    return str(value)
