"""What another program needs to call a function that jax has exported: its types, its trees, and StableHLO for this platform."""

import jax
import jax.export
from jax.numpy import inexact, issubdtype


def describe(serialized):
    """The function and as many derivatives as came with it, from lists of arrays to lists of arrays.

    A derivative takes the arguments and the cotangents of the results, and gives those of the arguments; of floats alone.
    """
    exported = jax.export.deserialize(bytearray(serialized))
    if exported.nr_devices != 1:
        raise ValueError(f"{exported.fun_name} was exported for {exported.nr_devices} devices, not for one")
    if exported.ordered_effects or exported.unordered_effects:
        raise ValueError(f"{exported.fun_name} has effects besides its results")
    trees = [tree.unflatten(range(tree.num_leaves)) for tree in (exported.in_tree, exported.out_tree)]
    return {
        "name": exported.fun_name,
        "platforms": exported.platforms,
        "trees": trees,
        "stages": [
            {"ins": readable(ins), "outs": readable(outs), "module": module_of(f, ins)}
            for f, ins, outs in stages(exported)
        ],
    }


def stages(exported):
    def call(*leaves):
        args, keywords = exported.in_tree.unflatten(leaves)
        return jax.tree.leaves(exported.call(*args, **keywords))

    stage = call, types_of(exported, exported.in_avals), types_of(exported, exported.out_avals)
    yield stage
    derivative = exported
    while derivative.has_vjp():
        derivative = derivative.vjp()
        stage = backward(*stage)
        yield stage


def types_of(exported, avals):
    for aval in avals:
        if not all(isinstance(length, int) for length in aval.shape):
            raise ValueError(f"{exported.fun_name} was exported for shapes with unknown lengths: {aval.str_short()}")
    return [jax.ShapeDtypeStruct(aval.shape, aval.dtype) for aval in avals]


def backward(f, ins, outs):
    """The function that sends cotangents back."""
    floats, results = ([k for k, type in enumerate(types) if issubdtype(type.dtype, inexact)] for types in (ins, outs))

    def send_back(*given):
        args, cotangents = given[: len(ins)], given[len(ins) :]

        def of_floats(*values):
            replaced = dict(zip(floats, values))
            found = f(*(replaced.get(k, arg) for k, arg in enumerate(args)))
            return [found[k] for k in results]

        return jax.vjp(of_floats, *(args[k] for k in floats))[1](list(cotangents))

    return send_back, [*ins, *(outs[k] for k in results)], [ins[k] for k in floats]


def module_of(f, ins):
    return jax.jit(f, keep_unused=True).lower(*ins).as_text()


def readable(types):
    return [[type.shape, str(type.dtype)] for type in types]
