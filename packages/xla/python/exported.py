"""Loads a program that exportStablehlo wrote. Needs jax alone; copy this file to wherever it is wanted."""

import dataclasses
import json

import jax
import jax.export
import jax.extend.mlir
import numpy


def load(path, artifact=None):
    """The program as a function of trees: dictionaries and lists of arrays.

    path: the JSON that was written. artifact: the bytes of its module, to be used instead of the text.
    """
    with open(path) as file:
        program = json.load(file)
    shapes = [jax.tree.map(read_type, program[end]) for end in ("ins", "outs")]
    module = artifact or jax.extend.mlir.serialize_portable_artifact(program["module"], program["version"], True)
    how = {}
    if program["shardings"] is not None:
        placed = [[read_sharding(text) for text in texts] for texts in program["shardings"]]
        trees = [jax.tree.unflatten(jax.tree.structure(tree), flat) for tree, flat in zip(shapes, placed)]
        how = {"in_shardings": tuple(trees[0]), "out_shardings": trees[1]}
    ins, outs = shapes
    same_types = jax.jit(lambda *_: jax.tree.map(lambda t: jax.numpy.zeros(t.shape, t.dtype), outs), keep_unused=True, **how)
    exported = dataclasses.replace(jax.export.export(same_types)(*ins), mlir_module_serialized=module)
    return jax.jit(exported.call, **how)


def read_type(text):
    dtype, _, lengths = text.rstrip("]").partition("[")
    if "64" in dtype and dtype != "complex64" and not jax.config.jax_enable_x64:
        raise ValueError(f"{text} needs 64 bits: call jax.config.update('jax_enable_x64', True) first")
    return jax.ShapeDtypeStruct([int(length) for length in lengths.split(",") if length], dtype)


def read_sharding(text):
    given = json.loads(text)
    devices = numpy.array(jax.devices())[given["devices"]].reshape(given["sizes"])
    entries = [tuple(entry) if isinstance(entry, list) else entry for entry in given["spec"]]
    return jax.sharding.NamedSharding(jax.sharding.Mesh(devices, given["names"]), jax.sharding.PartitionSpec(*entries))
