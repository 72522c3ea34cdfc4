"""What moves elements: padding, rolls, turns, insertions and deletions, reading and writing by position."""

from itertools import product

import jax.numpy as jnp
import numpy as np

from option_rows.arrays import values

SHAPES = [(), (0,), (1,), (4,), (2, 3), (3, 0), (2, 1, 2)]


def put(x, at, v, **options):
    return jnp.put(x, at, v, inplace=False, **options)


def record(sweep):
    def call(name, *args, **options):
        sweep.call(name, getattr(jnp, name), *args, **options)

    # Padding.
    widths = [0, 1, 3, (1, 2), (0, 7), ((1, 0), (2, 1)), ((0, 0), (0, 0)), ((2, 3),), -1, ((1, 2), (0, 1), (1, 1))]
    modes = ["constant", "edge", "linear_ramp", "maximum", "mean", "median", "minimum", "reflect", "symmetric", "wrap", "empty", "other"]
    for shape, width, mode in product(SHAPES, widths, modes):
        if mode != "empty":
            call("pad", values(shape), width, mode=mode)
    for mode, stat in product(["maximum", "mean", "median", "minimum"], [None, 1, 2, (1, 3), ((2, 1),), ((1, 2), (2, 1)), 9, 0]):
        for shape in [(4,), (2, 3)]:
            call("pad", values(shape), 2, mode=mode, stat_length=stat)
    for ends in [0, 5.5, (1, 2), ((1.5, -1),), ((1, 2), (3, 4))]:
        for shape in [(4,), (2, 3), (1,)]:
            call("pad", values(shape), 2, mode="linear_ramp", end_values=ends)
            call("pad", values(shape), ((1, 2),), mode="constant", constant_values=ends)
    for kind, mode, width in product(["even", "odd", "other"], ["reflect", "symmetric"], [1, 2, 5, (0, 3)]):
        for shape in [(4,), (2, 3), (1,), (2,)]:
            call("pad", values(shape), width, mode=mode, reflect_type=kind)
    for mode, dtype in product(modes[:10], ["int32", "uint8", "bool", "float16", "bfloat16", "complex64", "float64"]):
        call("pad", values((4,), dtype), 2, mode=mode)
    for value, dtype in product([1, 2.5, -1, 300], ["int32", "uint8", "bool", "float16"]):
        call("pad", values((2,), dtype), 1, constant_values=value)

    # Turns and rolls.
    for shape, shift, axis in product(SHAPES, [0, 1, -1, 7, (1, 2), (1,), ()], [None, 0, -1, 1, (0, 1), (0,), (-1, 0), ()]):
        call("roll", values(shape), shift, axis=axis)
    for shape, shift, axis in product([(4,), (2, 3)], [np.int32(2), np.array([1, -1], np.int32), np.array([5], np.int32)], [None, 0, (0, 1)]):
        call("roll", values(shape), shift, axis=axis)
    for shape, k, axes in product([(2, 3), (1, 1), (3, 0), (2, 2, 3), (4,)], [0, 1, 2, 3, 4, -1, -5], [(0, 1), (1, 0), (-1, 0), (0, 0), (0, 2), (1, 2)]):
        sweep.call("rot90", lambda x, k, axes: jnp.rot90(x, k, axes), values(shape), k, axes)
    for name in ["flip", "expand_dims", "squeeze"]:
        for shape, axis in product([*SHAPES, (1, 1, 3)], [0, -1, 1, (0, 1), (0, -1), (0, 0), ()] + ([None] if name != "expand_dims" else [])):
            call(name, values(shape), axis=axis)
    for shape, source, target in product([(2, 3, 4), (2, 3)], [0, -1, (0, 1), (1, -1), (), 5], [0, -1, 1, (1, 0), (2, 0), (), (0, 0)]):
        call("moveaxis", values(shape, "int8"), source, target)
        if isinstance(source, int) and isinstance(target, int):
            call("swapaxes", values(shape, "int8"), source, target)
            call("rollaxis", values(shape, "int8"), source, target)

    # Insertion, deletion, joining.
    places = [0, 1, -1, 4, 5, [0, 2], [2, 0], [1, 1], [-1, 0], [9], []]
    for place, shape, axis in product(places, [(4,), (2, 3), (0,), ()], [None, 0, 1, -1]):
        given = np.array(place, np.int32) if isinstance(place, list) else place
        call("insert", values(shape), given, 7.0, axis=axis)
        sweep.call("deleteAt", jnp.delete, values(shape), given, axis=axis)
        if isinstance(place, list) and len(place) == 2:
            call("insert", values(shape), given, np.array([8, 9], np.float32), axis=axis)
            sweep.call("deleteAt", jnp.delete, values(shape), given, axis=axis, assume_unique_indices=True)
    for value in [values((3,)), values((2, 1)), values((2, 3)), values((2,))]:
        call("insert", values((2, 3)), 1, value, axis=0)
        call("insert", values((2, 3)), 1, value, axis=1)
        call("insert", values((2, 3), "int8"), 1, value, axis=1)
        call("append", values((2, 3)), value)
        call("append", values((2, 3)), value, axis=0)
        call("append", values((2, 3)), value, axis=1)
    for mask in [[True, False, True, False], [False] * 4, [True] * 4]:
        sweep.call("deleteAt", jnp.delete, values((4,)), np.array(mask))
    for shapes, axis in product([[(2, 3)], [(2, 3), (1, 3)], [(2, 3), (2, 1)], [(3,), (3,)], [(0,), (2,)], [(), ()], []], [None, 0, 1, -1, 2]):
        parts = [values(s, seed=k + 1) for k, s in enumerate(shapes)]
        call("concatenate", parts, axis=axis)
        if axis is not None:
            call("stack", parts, axis=axis)
    for shapes in [[(2, 3), (2, 3)], [(3,), (3,)], [(), ()], [(2, 1), (2, 2)], [(1, 2), (2, 2)], [(2, 2, 1), (2, 2, 2)], [(3,), (2, 3)], [(0,), (0,)]]:
        parts = [values(s, seed=k + 1) for k, s in enumerate(shapes)]
        for name in ["hstack", "vstack", "dstack", "column_stack"]:
            call(name, parts)
    for one, other, dtype in product(["float32", "int8", "bool", "uint32"], ["float16", "int32", "bool"], [None, "int32", "float16", "complex64"]):
        parts = [values((2,), one), values((2,), other)]
        options = {} if dtype is None else {"dtype": dtype}
        for name in ["concatenate", "stack", "hstack", "vstack", "dstack"]:
            call(name, parts, **options)
    for repeats, axis, total in product([0, 2, [1, 2], [1, 0, 2], [2]], [None, 0, 1, -1], [None, 3, 6, 9]):
        given = np.array(repeats, np.int32) if isinstance(repeats, list) else repeats
        for shape in [(3,), (2, 3), (2,)]:
            call("repeat", values(shape), given, axis=axis, total_repeat_length=total)
    for shape, sections, axis in product([(6,), (2, 4), (0,)], [1, 2, 4, [1], [1, 3], [3, 1], [0, 9], []], [0, 1, -1]):
        for name in ["array_split", "split"]:
            if name == "array_split" or (isinstance(sections, int) or sections not in ([3, 1], [0, 9])):
                call(name, values(shape), sections if isinstance(sections, int) else tuple(sections), axis=axis)
    for shape, new in product([(3,), (2, 3), (0,), ()], [5, (2, 2), (0,), (), (7,), -1]):
        call("resize", values(shape), new)
    for shape, axis in product(SHAPES, [0, 1, -1]):
        call("unstack", values(shape), axis=axis)

    # Reading and writing by position.
    for mode, shape, axis in product(["clip", "wrap", "fill", None, "raise", "other"], [(4,), (2, 3), ()], [None, 0, 1, -1]):
        for at in [0, -1, 5, -9, [0, 3, -1], [[7, -7], [1, 2]], []]:
            options = {} if mode is None else {"mode": mode}
            call("take", values(shape), np.array(at, np.int32), axis=axis, **options)
    for fill, dtype in product([None, 2, -1.5], ["float32", "int32", "uint8", "bool", "complex64", "float16"]):
        call("take", values((3,), dtype), np.array([0, 5, -5], np.int32), mode="fill", **({} if fill is None else {"fill_value": fill}))
        call("take_along_axis", values((3,), dtype), np.array([0, 5, -5], np.int32), 0, mode="fill", **({} if fill is None else {"fill_value": fill}))
    for mode, axis, at in product(["clip", "fill", None], [0, 1, -1, None], [(2, 3), (1, 3), (2, 1), (2, 0), (4,)]):
        options = {} if mode is None else {"mode": mode}
        call("take_along_axis", values((2, 3)), values(at, "int32"), axis, **options)
    for mode in ["clip", "wrap", None]:
        options = {} if mode is None else {"mode": mode}
        for at, v in [([0, 1], [8, 9]), ([0, 7], [8, 9]), ([-1], [8]), ([0, 1, 2], [8]), ([0, 1], [8, 9, 10]), ([], [8]), ([0], [])]:
            sweep.call("put", put, values((2, 3)), np.array(at, np.int32), np.array(v, np.float32), **options)
    for mode, choices, at in product(["raise", "wrap", "clip"], [2, 3], [[0, 1, 1], [0, 2, 1], [-1, 5, 0]]):
        call("choose", np.array(at, np.int32), [values((3,), seed=k) for k in range(1, choices + 1)], mode=mode)
    for condition, axis, size, fill in product([[True, False, True], [True], [False, False], [True] * 4], [None, 0, 1], [None, 1, 4], [0, -1]):
        options = {} if size is None else {"size": size, "fill_value": fill}
        call("compress", np.array(condition), values((2, 3)), axis=axis, **options)
        if axis is None:
            call("extract", np.array(condition), values((len(condition),)), **options)
    for shape, value in product([(2, 2), (2, 3), (3, 2), (2, 2, 2), (3,), (2, 3, 2)], [5, [1, 2], [1, 2, 3]]):
        sweep.call("fillDiagonal", lambda x, v: jnp.fill_diagonal(x, v, inplace=False), values(shape), np.array(value, np.float32))
    for mode, order, dims in product(["raise", "wrap", "clip"], ["C", "F"], [(3, 4), (4,), (0, 2)]):
        call("ravel_multi_index", [np.array([0, 2, 5], np.int32) for _ in dims], dims, mode=mode, order=order)
        call("ravel_multi_index", [np.array([0, 1, 2], np.int32) for _ in dims], dims, mode=mode, order=order)
    for at, shape in product([0, 5, -1, 99, [0, 3, -2]], [(3, 4), (4,), (2, 0), ()]):
        call("unravel_index", np.array(at, np.int32), shape)
    for trim, axis, x in product(["fb", "f", "b", "x"], [None, 0, 1], [[0, 0, 1, 2, 0], [0, 0], [], [1, 2], [[0, 0, 0], [0, 1, 0]]]):
        call("trim_zeros", np.array(x, np.float32), trim, **({} if axis is None else {"axis": axis}))
    for order, bits, shape, axis in product(["big", "little"], [None, 3, -2, 12], [(2,), (9,), (2, 9), (0,), (2, 0)], [None, 0, -1]):
        call("unpackbits", values(shape, "uint8", "ends"), axis=axis, count=bits, bitorder=order)
        call("packbits", values(shape, "bool"), axis=axis, bitorder=order)
    for k, shape in product([-3, -1, 0, 1, 4], [(2, 3), (3, 2), (1,), (0, 2), (3,), (2, 2, 3), ()]):
        call("tril", values(shape), k)
        call("triu", values(shape), k)
        call("diag", values(shape), k)
        call("diagflat", values(shape), k)
        for axes in [(0, 1), (1, 0), (-1, -2), (0, 2), (0, 0)]:
            call("diagonal", values(shape), k, *axes)
            call("trace", values(shape), k, *axes)
    for order, shape, new in product(["C", "F", "A"], [(2, 3), (6,), (2, 1, 3), (0, 3)], [(3, 2), (-1,), (6, 1), (3, -1), (0, -1)]):
        call("reshape", values(shape), new, order=order)
        call("ravel", values(shape), order=order)
