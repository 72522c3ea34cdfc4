"""The public names of the libraries that the packages follow, taken from the modules themselves."""

import importlib
import json
import types
import warnings
from importlib.metadata import version
from pathlib import Path

from jax.extend.core import Primitive

warnings.filterwarnings("ignore")

NAMESPACES = {
    "jax": [
        "jax", "jax.debug", "jax.tree", "jax.tree_util", "jax.numpy", "jax.numpy.linalg", "jax.numpy.fft", "jax.Array", "jax.lax",
        "jax.lax.linalg", "jax.nn", "jax.nn.initializers", "jax.random", "jax.ops", "jax.image", "jax.scipy.special",
        "jax.scipy.stats", "jax.scipy.linalg", "jax.scipy.optimize", "jax.scipy.signal", "jax.scipy.sparse.linalg",
        "jax.scipy.interpolate", "jax.scipy.ndimage", "jax.scipy.integrate", "jax.experimental.checkify", "jax.sharding",
    ],
    "equinox": ["equinox", "equinox.nn", "equinox.debug"],
    "optax": [
        "optax", "optax.losses", "optax.schedules", "optax.contrib", "optax.tree", "optax.projections",
        "optax.assignment", "optax.perturbations",
    ],
    "diffrax": ["diffrax"],
}  # fmt: skip

# Inner kinds of objects that lie in public modules: primitives, settings of type checkers.
HIDDEN = (types.ModuleType, Primitive)
HIDDEN_KINDS = {"_Feature", "TypeVar", "NewType", "_SpecialForm", "_ScalarMeta"}


def resolve(name):
    if name == "jax.Array":
        return importlib.import_module("jax").Array
    return importlib.import_module(name)


def names_of(name):
    module = resolve(name)
    found = []
    for item in dir(module):
        if item.startswith("_"):
            continue
        try:
            value = getattr(module, item)
        except Exception:  # a name that was removed says so when it is asked for
            continue
        if name == "jax.scipy.stats" and isinstance(value, types.ModuleType):
            found += [f"{item}.{function}" for function in dir(value) if not function.startswith("_")]
        elif not isinstance(value, HIDDEN) and type(value).__name__ not in HIDDEN_KINDS:
            # Types of NumPy's own scalars say nothing about functions.
            if not (name == "jax.numpy" and isinstance(value, type) and item not in ("ndarray", "vectorize", "ufunc")):
                found.append(item)
    return sorted(found)


def write():
    lines = [
        json.dumps({"library": library, "version": version(library), "namespace": name, "names": names_of(name)})
        for library, namespaces in NAMESPACES.items()
        for name in namespaces
    ]
    path = Path(__file__).parent / "public-names.json"
    path.write_text('{"topic":"public-names","namespaces":[\n%s\n]}\n' % ",\n".join(lines))
    print(f"{path.name}: {len(lines)} namespaces, {path.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    write()
