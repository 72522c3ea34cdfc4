"""Array leaves of modules under the names that they have here."""

import equinox as eqx
import jax


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def weights(module, prefix=""):
    """Array leaves under dotted names: the field names of Equinox, in camel case."""
    leaves, _ = jax.tree_util.tree_flatten_with_path(eqx.filter(module, eqx.is_array))
    name = lambda path: ".".join(camel(part) for part in jax.tree_util.keystr(path, simple=True, separator=".").split("."))
    return {prefix + name(path): leaf for path, leaf in leaves}
