"""Calls of functions, recorded with their arguments so that a test can make them again: see src/replay.ts."""

import re

import jax
import jax.numpy as jnp
import numpy as np

from table import Table


def camel(name):
    """The name of a function or an option as the packages write it: trailing underscores belong to the notation."""
    head, tail = re.match(r"(.*?)(_?)$", name).groups()
    return re.sub(r"_(\w)", lambda m: m[1].upper(), head) + tail


def weights(x):
    """The cotangent of a recorded derivative: different for each element, and made anew by the tests."""
    return jnp.cos(jnp.arange(x.size, dtype=jnp.float32)).reshape(x.shape).astype(x.dtype)


class Calls(Table):
    """A table whose cases are calls. Arrays are inputs; numbers, texts and lists are written where they stand."""

    def call(self, name, *args, given=None, grad=False, note="", f=None, **options):
        """Records what `jnp.<name>` gives; `given` are our arguments where they differ from JAX's."""
        f = f or getattr(jnp, name)
        inputs = {}

        def encode(value):
            if isinstance(value, (np.ndarray, jax.Array)):
                inputs[str(len(inputs))] = np.asarray(value)
                return {"input": str(len(inputs) - 1)}
            if isinstance(value, (list, tuple)):
                return [encode(v) for v in value]
            if isinstance(value, dict):
                return {camel(k): encode(v) for k, v in value.items()}
            if isinstance(value, float) and not np.isfinite(value):
                return {"number": "NaN" if np.isnan(value) else "Infinity" if value > 0 else "-Infinity"}
            return value

        ours = [encode(v) for v in (args if given is None else given)]
        if options and given is None:
            ours.append(encode(options))

        def jaxed(value):
            if isinstance(value, np.ndarray):
                return jnp.asarray(value)
            return type(value)(map(jaxed, value)) if isinstance(value, (list, tuple)) else value

        theirs = [jaxed(v) for v in args]
        keywords = {k: jaxed(v) for k, v in options.items()}
        result = f(*theirs, **keywords)
        results = [jnp.asarray(r) for r in jax.tree_util.tree_leaves(result)]
        outputs = {str(i): r for i, r in enumerate(results)}
        params = {"args": ours, "weak": [bool(r.weak_type) for r in results]}
        if grad:
            # With respect to every argument that is an array of floats by position.
            places = [i for i, v in enumerate(theirs) if isinstance(v, jax.Array) and v.dtype.kind == "f"]

            def loss(*floats):
                filled = list(theirs)
                for place, value in zip(places, floats):
                    filled[place] = value
                found = jax.tree_util.tree_leaves(f(*filled, **keywords))
                return sum(jnp.sum(r * weights(r)) for r in found if r.dtype.kind == "f")

            for place, g in zip(places, jax.grad(loss, tuple(range(len(places))))(*(theirs[p] for p in places))):
                outputs[f"grad{place}"] = g
        label = f"{note or len(self.names)}"
        self.case(camel(name), label, params, inputs, outputs)
