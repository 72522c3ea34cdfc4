"""The parameters of the public functions and classes of the libraries that the packages follow, taken from the modules themselves."""

import inspect
import json
from importlib.metadata import version
from pathlib import Path

from public_names import NAMESPACES, names_of, resolve

LEFT_OUT = {"jax.Array", "jax.sharding", "jax.experimental.checkify", "equinox.debug"}


def parameters_of(value):
    """Each parameter's name; those without a default end with `!`, lists of arguments begin with `*`."""
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return None
    found = []
    for parameter in signature.parameters.values():
        if parameter.name == "self":
            continue
        star = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        needed = parameter.default is parameter.empty and not star
        found.append(star + parameter.name + ("!" if needed else ""))
    return found


def function(namespace, name):
    value = resolve(namespace)
    for part in name.split("."):
        value = getattr(value, part)
    return value


lines = []
for library, namespaces in NAMESPACES.items():
    for namespace in namespaces:
        if namespace in LEFT_OUT:
            continue
        found = {}
        for name in names_of(namespace):
            value = function(namespace, name)
            parameters = parameters_of(value) if callable(value) else None
            if parameters is not None:
                found[name] = " ".join(parameters)
        lines.append(json.dumps({"library": library, "version": version(library), "namespace": namespace, "functions": found}))
path = Path(__file__).parent / "public-signatures.json"
path.write_text('{"topic":"public-signatures","namespaces":[\n%s\n]}\n' % ",\n".join(lines))
print(f"{path.name}: {len(lines)} namespaces, {path.stat().st_size / 1024:.0f} KiB")
