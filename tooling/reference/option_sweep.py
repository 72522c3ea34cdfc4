"""Calls with options and shapes that are rarely given, of every function that is more than elementwise.

`option_rows` holds the calls, a file for each family of functions; names of families as arguments of the script make those alone. A case is a call that a program can make from its parameters alone:
`args`, in which `{"input": name}` stands for an array of the case `arrays`, the last of them an object if there are options. What
JAX refuses says `refused`.
"""

import contextlib
import os
import sys
import warnings

os.environ.setdefault("JAX_PLATFORMS", "cpu")
# Each call is compiled and made once, so the time to compile is what counts.
os.environ.setdefault(
    "XLA_FLAGS",
    "--xla_cpu_use_fusion_emitters=false --xla_backend_optimization_level=0 --xla_cpu_parallel_codegen_split_count=1 "
    "--xla_cpu_multi_thread_eigen=false",
)


import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from numpy_calls import camel
from table import Table

WIDE = {"float64", "complex128", "int64", "uint64"}


# What needs values and not only types: a number of distinct elements, a mask as an index.
NEEDS_VALUES = (jax.errors.ConcretizationTypeError, jax.errors.NonConcreteBooleanIndexError,
                jax.errors.TracerArrayConversionError, jax.errors.TracerIntegerConversionError)  # fmt: skip


class Call:
    """A call that is to be made: of our function `name` with `given`, and of JAX's with the arrays of `args` and `options`."""

    def __init__(self, name, f, args, options, given, free):
        self.name, self.f, self.args, self.options, self.given, self.free = name, f, args, options, given, free
        self.wide = _is_wide([*args, *options.values()])
        self.needs_values = False
        self.arrays, self.structure = jax.tree.flatten((list(args), options), is_leaf=lambda x: x is None)
        self.places = [k for k, x in enumerate(self.arrays) if isinstance(x, (np.ndarray, np.generic))]

    def inputs(self):
        return [jnp.asarray(self.arrays[k]) for k in self.places]

    def results(self, inputs):
        """What it gives, or None if it is refused."""
        leaves = list(self.arrays)
        for k, x in zip(self.places, inputs):
            leaves[k] = x
        args, options = jax.tree.unflatten(self.structure, leaves)
        try:
            found = jax.tree.leaves(self.f(*map(_tuples, args), **{k: _tuples(v) for k, v in options.items()}))
        except NEEDS_VALUES:
            raise
        except Exception:  # Every refusal is an answer.
            return None
        return [jnp.asarray(r) for r in found]


def _tuples(value):
    """Lists of arrays and numbers as JAX takes them."""
    return tuple(map(_tuples, value)) if isinstance(value, (list, tuple)) else value


def _is_wide(given):
    return any(_is_wide(v) if isinstance(v, (list, tuple)) else str(getattr(v, "dtype", v)) in WIDE for v in given)


def together(calls):
    """The results of calls, which are compiled as one program, since each by itself takes ten times as long."""
    refused, late = [], []

    def play(inputs):
        refused.clear(), late.clear()
        found = []
        for k, (call, given) in enumerate(zip(calls, inputs)):
            results = []
            try:
                results = call.results(given)
                if results is None:
                    refused.append(k)
            except NEEDS_VALUES:
                late.append(k)
            found.append(lax.optimization_barrier(results or []))
        return found

    try:
        with jax.enable_x64(True) if calls[0].wide else contextlib.nullcontext():
            found = jax.jit(play)([call.inputs() for call in calls])
            found = [None if k in refused else f for k, f in enumerate(found)]
            for k in late:
                calls[k].needs_values = True
                try:
                    found[k] = calls[k].results(calls[k].inputs())
                except Exception:
                    found[k] = None
            return found
    except Exception:  # One of them cannot be compiled.
        if len(calls) == 1:
            return [None]
        half = len(calls) // 2
        return together(calls[:half]) + together(calls[half:])


class Sweep(Table):
    """A table whose cases are calls; an array that several calls read is written once."""

    def __init__(self, topic):
        super().__init__(topic)
        self.calls = {}
        self.arrays = {}

    def call(self, name, f, *args, given=None, free=(), **options):
        """
        Adds `f(*args, **options)`.

        `given` are our arguments where they are others than JAX's; `free` are the places of results of which only the magnitudes
        are told, as of vectors whose sign is a matter of the implementation.
        """
        given = [*args, *([options] if options else [])] if given is None else given
        name = ".".join(map(camel, name.split(".")))
        self.calls.setdefault(name, []).append(Call(name, f, args, options, given, free))

    def _input(self, array):
        key = (array.dtype.name, array.shape, array.tobytes())
        if key not in self.arrays:
            self.arrays[key] = (f"a{len(self.arrays)}", array)
        return {"input": self.arrays[key][0]}

    def _encoded(self, value):
        if isinstance(value, (np.ndarray, np.generic)):
            return self._input(np.asarray(value))
        if isinstance(value, (list, tuple)):
            return [self._encoded(v) for v in value]
        if isinstance(value, dict):
            return {k if k == "UPLO" else camel(k): self._encoded(v) for k, v in value.items()}
        if isinstance(value, float) and not np.isfinite(value):
            return {"number": "NaN" if np.isnan(value) else "Infinity" if value > 0 else "-Infinity"}
        return value

    def _record(self, place, call, results):
        params = {"args": self._encoded(call.given)}
        if results is None:
            params["refused"] = True
        elif call.needs_values:
            params["needsValues"] = True
        weak = [bool(r.weak_type) for r in results or []]
        if any(weak):
            params["weak"] = weak
        if call.free:
            params["free"] = list(call.free)
        self.case(call.name, str(place), params, {}, {str(k): r for k, r in enumerate(results or [])})

    def play(self, most, seed):
        """Makes calls of each function: all of them, or `most` that are drawn by chance."""
        drawn = []
        for name, calls in self.calls.items():
            places = np.random.default_rng([seed, *name.encode()]).permutation(len(calls))[:most]
            drawn += [(int(k), calls[k]) for k in sorted(places)]
        for wide in (False, True):
            some = [one for one in drawn if one[1].wide == wide]
            for start in range(0, len(some), 40):
                part = some[start : start + 40]
                for (place, call), results in zip(part, together([call for _, call in part])):
                    self._record(place, call, results)
                if start % 2000 == 1960:
                    jax.clear_caches()

    def write(self):
        self.case("arrays", "arrays", {}, {name: array for name, array in self.arrays.values()})
        super().write()


FAMILIES = "arrangement counting fft image linalg nn ops ordering pieces products random reductions signal stats".split()


if __name__ == "__main__":
    from importlib import import_module

    warnings.simplefilter("ignore")
    for family in sys.argv[1:] or FAMILIES:
        sweep = Sweep(f"options-{family}")
        import_module(f"option_rows.{family}").record(sweep)
        # Few enough of each function that the file stays small; another seed draws others.
        sweep.play(most=8, seed=0)
        sweep.write()
