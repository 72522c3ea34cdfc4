"""Reading and writing by index: shapes of mixed indices, and what happens outside the bounds."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from table import Table

table = Table("indexing")

A = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
V = np.arange(5, dtype=np.float32) * 10
NEW = None
INT = lambda *values: np.array(values, np.int32)


def spelled(index):
    """An index as JSON: numbers, null for a new axis, "..." and {slice} or {array}; arrays as nested lists."""
    if isinstance(index, slice):
        return {"slice": [index.start, index.stop, index.step]}
    if isinstance(index, np.ndarray):
        return {"array": index.tolist()}
    return "..." if index is Ellipsis else index


def index_params(index):
    index = index if isinstance(index, tuple) else (index,)
    return {"index": [spelled(i) for i in index]}


READS = {
    "V": [0, -1, 4, slice(1, 3), slice(None, None, -1), slice(3, 0, -2), slice(-2, None), slice(10, 20), slice(-10, 10),
          slice(4, 1), slice(None, None, 2), INT(0, 4, -1, -5), INT(5, 100, -6, -100), np.array([[0, 1], [2, 3]], np.int32),
          np.array([True, False, True, False, True]), Ellipsis, NEW, (NEW, slice(1, 2)), np.zeros(0, np.int32)],
    "A": [0, (1, 2), (1, 2, 3), (Ellipsis, 1), (slice(None), 1), (slice(None), slice(None, None, -2)), (NEW, 1, NEW, Ellipsis, NEW),
          INT(1, 0, 1), (slice(None), INT(2, 0)), (slice(None), INT(2, 0), INT(1, 3)), (INT(1, 0), slice(None), INT(1, 3)),
          (0, slice(None), INT(1, 3)), (INT(1, 0), 2), (slice(None), INT(0, 2), slice(None, None, -1)),
          (np.array([[0], [1]], np.int32), INT(0, 2)), (np.array([[0], [1]], np.int32), slice(None), INT(0, 2)),
          (np.array([[0], [1]], np.int32), slice(1, 3), NEW, INT(0, 2)), (Ellipsis, INT(0, 9)), (INT(-3, 5), INT(7, -7)),
          (np.array([False, True]), slice(None), 0), (slice(None), np.array([True, False, True]), INT(0, 1))],
}
for operand, indices in READS.items():
    x = {"V": V, "A": A}[operand]
    for i, index in enumerate(indices):
        table.case("get", f"{operand} {i}", index_params(index), {"x": x}, {"result": jnp.asarray(x)[index]})

# Out of bounds under each mode, for every kind of dtype; negative indices wrap once and are then compared with the bounds.
outside = INT(0, 4, 5, 100, -1, -5, -6, -100)
TYPED = {"bool": V > 15, "int32": V.astype(np.int32) - 20, "uint32": V.astype(np.uint32), "float32": V}
for dtype, x in TYPED.items():
    for mode in ("default", "clip", "fill", "wrap", "promise_in_bounds"):
        if mode == "promise_in_bounds":
            index = INT(0, 4, -1, -5)
        else:
            index = outside
        options = {} if mode == "default" else {"mode": mode}
        params = {"dtype": dtype, "mode": mode}
        x_ = jnp.asarray(x)
        if mode != "wrap":
            table.case("get mode", f"{dtype} {mode}", params, {"x": x, "index": index}, {"result": x_.at[index].get(**options)})
        if mode != "promise_in_bounds":
            table.case("take mode", f"{dtype} {mode}", params, {"x": x, "index": index}, {"result": jnp.take(x_, index, **options)})
x = jnp.asarray(V)
result = x.at[outside].get(mode="fill", fill_value=-1)
table.case("get mode", "float32 fill with -1", {"dtype": "float32", "mode": "fill", "fillValue": -1}, {"x": V, "index": outside}, {"result": result})

# A gradient reaches only the elements that were read.
for mode in ("clip", "fill", "wrap"):
    functions = {"get": lambda x: x.at[outside].get(mode=mode), "take": lambda x: jnp.take(x, outside, mode=mode)}
    for function, f in functions.items():
        if (function, mode) == ("get", "wrap"):
            continue
        weights = np.arange(1, 9, dtype=np.float32)
        gradient = jax.grad(lambda x: jnp.nansum(f(x) * weights))(x)
        table.case("get gradient", f"{function} {mode}", {"function": function, "mode": mode},
                   {"x": V, "index": outside, "weights": weights}, {"gradient": gradient})

# Writing: what is out of bounds is dropped unless the mode says otherwise; equal indices accumulate.
METHODS = ["set", "add", "subtract", "multiply", "divide", "min", "max", "power"]
repeated = INT(1, 3, 1, 1, -1)
updates = np.array([2, 3, 5, 7, 11], np.float32)
for name in METHODS:
    if name == "power":
        result = x.at[INT(1, 3)].power(2.0)
        table.case("at", name, {"method": name, "mode": "default"}, {"x": V, "index": INT(1, 3), "updates": np.float32(2)}, {"result": result})
        continue
    index = INT(1, 3, 0, 2, -1) if name == "set" else repeated
    result = getattr(x.at[index], name)(updates)
    table.case("at", name, {"method": name, "mode": "default"}, {"x": V, "index": index, "updates": updates}, {"result": result})
far = INT(5, 100, -6, 2, -2)
for mode in ("default", "drop", "clip"):
    for name in ("set", "add", "multiply"):
        # With `set` and these modes several updates reach one element; which one wins is not defined, so it gets one value.
        values = np.full(5, 9, np.float32) if name == "set" else updates
        result = getattr(x.at[far], name)(values, **({} if mode == "default" else {"mode": mode}))
        table.case("at", f"{name} outside, {mode}", {"method": name, "mode": mode}, {"x": V, "index": far, "updates": values}, {"result": result})
WRITES = [(0,), (slice(None), 1), (Ellipsis, -1), (slice(None), slice(None, None, -1), 0), (slice(None), INT(2, 0)), (INT(1, 0), slice(None), INT(1, 3)),
          (1, INT(0, 2), slice(1, 3))]
for i, index in enumerate(WRITES):
    shape = A[index].shape
    values = -np.arange(1, 1 + int(np.prod(shape)), dtype=np.float32).reshape(shape)
    for name in ("set", "add"):
        result = getattr(jnp.asarray(A).at[index], name)(values)
        table.case("at", f"{name} A {i}", {"method": name, "mode": "default", **index_params(index)}, {"x": A, "updates": values}, {"result": result})
result = jnp.asarray(A).at[:, 1].set(7.0)
table.case("at", "set broadcasts", {"method": "set", "mode": "default", **index_params((slice(None), 1))}, {"x": A, "updates": np.float32(7)}, {"result": result})
for name in ("add", "multiply", "min", "max", "set"):
    index = INT(1, 3, 0, 7, -9) if name in ("set", "multiply") else INT(1, 3, 1, 7, -9)
    f = lambda x, u: jnp.sum(getattr(x.at[index], name)(u, unique_indices=name == "multiply") * jnp.arange(1.0, 6.0))
    dx, du = jax.grad(f, (0, 1))(x, jnp.asarray(updates))
    table.case("at gradient", name, {"method": name}, {"x": V, "index": index, "updates": updates, "weights": np.arange(1, 6, dtype=np.float32)}, {"x": dx, "updates": du})

# Windows: start indices are moved so that the window fits.
for start in [(0, 0, 0), (1, 1, 2), (5, 5, 5), (-1, -1, -1), (-9, 1, 0)]:
    params = {"start": start, "sizes": [1, 2, 3]}
    result = lax.dynamic_slice(jnp.asarray(A), [jnp.int32(s) for s in start], (1, 2, 3))
    table.case("dynamic_slice", str(list(start)), params, {"x": A}, {"result": result})
    patch = -np.arange(1, 7, dtype=np.float32).reshape(1, 2, 3)
    result = lax.dynamic_update_slice(jnp.asarray(A), patch, [jnp.int32(s) for s in start])
    table.case("dynamic_update_slice", str(list(start)), {"start": start}, {"x": A, "update": patch}, {"result": result})
M = np.arange(12, dtype=np.float32).reshape(3, 4)
for mode in ("default", "clip", "fill"):
    index = np.array([[0, 3, 4], [-1, -4, -5], [1, 1, 2]], np.int32)
    result = jnp.take_along_axis(jnp.asarray(M), index, 1, **({} if mode == "default" else {"mode": mode}))
    table.case("take_along_axis", mode, {"axis": 1, "mode": mode}, {"x": M, "index": index}, {"result": result})
for axis in (0, 1, -1, None):
    index = np.array([[0, 2], [1, 0]], np.int32)
    table.case("take", f"axis {axis}", {"axis": axis}, {"x": M, "index": index}, {"result": jnp.take(jnp.asarray(M), index, axis=axis)})
for config in [[(1, 2, 0), (0, 1, 0)], [(-1, 2, 0), (0, -2, 0)], [(1, 1, 1), (0, 0, 2)], [(-1, -1, 2), (-2, 1, 1)], [(0, 0, 0), (-4, 0, 0)]]:
    result = lax.pad(jnp.asarray(M), np.float32(9), config)
    table.case("pad", str(config), {"config": config}, {"x": M, "value": np.float32(9)}, {"result": result})
for limits in [((0, 0), (3, 4), (1, 1)), ((1, 0), (3, 4), (1, 3)), ((2, 2), (2, 4), (1, 1))]:
    params = dict(zip(("start", "limit", "strides"), limits))
    table.case("slice", str(limits), params, {"x": M}, {"result": lax.slice(jnp.asarray(M), *limits)})

# lax.gather and lax.scatter themselves.
dims = dict(offset_dims=(1,), collapsed_slice_dims=(1,), start_index_map=(1,))
for mode in ("clip", "fill"):
    index = INT(0, 3, 4, -1)[:, None]
    result = lax.gather(jnp.asarray(M), index, lax.GatherDimensionNumbers(**dims), (3, 1), mode=mode)
    table.case("gather", f"columns {mode}", {"offsetDims": [1], "collapsedSliceDims": [1], "startIndexMap": [1], "sliceSizes": [3, 1], "mode": mode},
               {"x": M, "index": index}, {"result": result})
    index = np.array([[0, 0], [1, 2], [2, 3], [-1, 1]], np.int32)
    numbers = lax.GatherDimensionNumbers(offset_dims=(1, 2), collapsed_slice_dims=(), start_index_map=(0, 1))
    result = lax.gather(jnp.asarray(M), index, numbers, (2, 2), mode=mode)
    table.case("gather", f"windows {mode}", {"offsetDims": [1, 2], "collapsedSliceDims": [], "startIndexMap": [0, 1], "sliceSizes": [2, 2], "mode": mode},
               {"x": M, "index": index}, {"result": result})
    windows = np.arange(1, 17, dtype=np.float32).reshape(4, 2, 2) * 100
    numbers = lax.ScatterDimensionNumbers(update_window_dims=(1, 2), inserted_window_dims=(), scatter_dims_to_operand_dims=(0, 1))
    result = lax.scatter_add(jnp.asarray(M), index, windows, numbers, mode="clip" if mode == "clip" else "drop")
    table.case("scatter_add", f"windows {mode}", {"updateWindowDims": [1, 2], "insertedWindowDims": [], "scatterDimsToOperandDims": [0, 1],
               "mode": "clip" if mode == "clip" else "drop"}, {"x": M, "index": index, "updates": windows}, {"result": result})

table.write()
