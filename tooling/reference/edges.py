"""Functions where little or nothing is left: empty and single axes, scalars, nothing to do; schedules without steps.

A case is a call that a program can repeat from its parameters alone: `function`, `args` and `options`, in which
`{"shape": [...], "dtype": ...}` is the array `values(shape, dtype)`. Where the library refuses, the case says `refused`.
"""

import warnings

import jax
import jax.numpy as jnp
import numpy as np
import optax

from table import Table

warnings.simplefilter("ignore")
table = Table("edges")


def values(shape, dtype="float32"):
    """Small numbers of both signs that repeat: (7 i + 3) mod 5 - 1.5, or - 1 for integers."""
    count = (7 * np.arange(int(np.prod(shape))) + 3) % 5
    numbers = count - 1.5 if dtype == "float32" else count % 2 if dtype == "bool" else count - 1
    return jnp.asarray(numbers.reshape(shape), dtype)


def x(*shape, dtype="float32"):
    return {"shape": list(shape), "dtype": dtype}


def built(argument):
    if isinstance(argument, dict):
        return values(argument["shape"], argument["dtype"])
    return [built(a) for a in argument] if isinstance(argument, list) else argument


def as_tuples(option):
    return tuple(as_tuples(o) for o in option) if isinstance(option, list) else option


def call(group, function, args, f=None, shown=None, **options):
    f = f or getattr(jnp, function)
    written = dict(options if shown is None else shown)
    name = f"{function}({', '.join(map(str, args))}{''.join(f', {k}={v}' for k, v in options.items())})"
    params = {"function": function, "args": list(args), "options": written}
    try:
        result = f(*map(built, args), **{k: as_tuples(v) for k, v in options.items()})
    except (TypeError, ValueError, IndexError, ZeroDivisionError, OverflowError, NotImplementedError):
        table.case(group, name, {**params, "refused": True})
        return
    results = result if isinstance(result, (tuple, list)) else [result]
    table.case(group, name, params, None, {f"result {i}": jnp.asarray(r) for i, r in enumerate(results)})


SHAPES = [(), (0,), (1,), (3,), (2, 0), (0, 2), (1, 1), (2, 3)]
VECTORS = SHAPES[1:]
EVERY_AXIS = [None, 0, -1, -2, 2]


def axes(shape):
    """Every axis of a shape, all, and one too many on either side."""
    return [None, *range(-len(shape) - 1, len(shape) + 1)] if len(shape) == 2 else [None, 0, -1, 1]


for reduction in ["sum", "prod", "max", "min", "mean", "var", "std", "all", "any", "argmax", "argmin", "count_nonzero",
                  "nansum", "nanprod", "nanmax", "nanmin", "nanmean", "nanvar", "nanstd"]:
    for shape in SHAPES:
        for axis in axes(shape):
            call("reduction", reduction, [x(*shape)], axis=axis)
        call("reduction", reduction, [x(*shape)], axis=-1 if shape else None, keepdims=True)
for reduction in ["sum", "prod", "max", "min", "mean", "var", "std", "all", "any"]:
    for axis in [(), (0, 1), (-1, 0), (0, 0), (0, 2)]:
        call("reduction", reduction, [x(2, 3)], axis=list(axis))
    call("reduction", reduction, [x(2, 0)], axis=[])
for spread in ["var", "std", "nanvar", "nanstd"]:
    for n in [0, 1, 2, 3]:
        for ddof in [-1, 0, 0.5, 1, 2, 3, 5]:
            call("reduction", spread, [x(n)], ddof=ddof)
for cumulative in ["cumsum", "cumprod"]:
    for shape in SHAPES:
        for axis in axes(shape):
            call("cumulative", cumulative, [x(*shape)], axis=axis)
for extremum in ["cummax", "cummin"]:
    for shape in VECTORS:
        call("cumulative", extremum, [x(*shape)], f=getattr(jax.lax, extremum), axis=0)

for ordering in ["sort", "argsort"]:
    for shape in SHAPES:
        for axis in axes(shape):
            call("ordering", ordering, [x(*shape)], axis=axis)
for n in [0, 1, 3]:
    for wanted in [(), (0,), (2, 2)]:
        call("ordering", "searchsorted", [x(n), x(*wanted)])
for size in [0, 1, 5]:
    for shape in [(), (0,), (3,), (2, 0), (2, 3)]:
        call("ordering", "nonzero", [x(*shape, dtype="int32")], size=size)

for f, function in [(jax.nn.softmax, "softmax"), (jax.nn.log_softmax, "log_softmax"), (jax.nn.logsumexp, "logsumexp")]:
    for shape in SHAPES[1:]:
        for axis in [-1, 0, None]:
            call("nn", function, [x(*shape)], f=f, axis=axis)
for classes in [0, 1, 3]:
    for shape in [(), (0,), (3,)]:
        call("nn", "one_hot", [x(*shape, dtype="int32"), classes], f=jax.nn.one_hot)



def repeated(array, count, axis):
    return np.repeat(np.asarray(array), count, axis)


for shape in SHAPES:
    for axis in axes(shape):
        call("movement", "flip", [x(*shape)], axis=axis)
        call("movement", "roll", [x(*shape), 1], axis=axis)
        if axis is not None:
            call("movement", "expand_dims", [x(*shape)], axis=axis)
        call("movement", "squeeze", [x(*shape)], axis=axis)
        # JAX has any axis for scalars, NumPy the first and the last.
        call("movement", "repeat", [x(*shape), 0], f=repeated, axis=axis)
        call("movement", "repeat", [x(*shape), 2], f=repeated, axis=axis)
    for reps in [0, 1, 2, [], [0, 2], [2, 1, 1]]:
        call("movement", "tile", [x(*shape), reps])
    for k in [-3, -1, 0, 1, 3]:
        call("movement", "tril", [x(*shape)], k=k)
        call("movement", "diag", [x(*shape)], k=k)
        call("movement", "trace", [x(*shape)], offset=k)
    for target in [[], [0], [-1], [1], [1, -1], [0, -1], [2, 3], [3, 2], [-1, -1], [-2]]:
        call("movement", "reshape", [x(*shape), target])
    for target in [[], [0], [1], [3], [2, 3], [0, 3], [2, 0], [2, 2, 3]]:
        call("movement", "broadcast_to", [x(*shape), target])
    call("movement", "ravel", [x(*shape)])
    call("movement", "transpose", [x(*shape)])
    for width in [0, 1, *([[[0, 0]], [[1, 2]], [[1, 0], [0, 2]], [[-1, 0]]] if shape else [])]:
        call("movement", "pad", [x(*shape), width])
for shift, axis in [([1, 1], [0, 0]), ([1, 2], [1, 1]), ([1, -1], [0, 0]), (1, [0, 0]), ([1, 2], 0), ([1, 2], None), ([], []),
                    ([1, 2, 3], [0, 1]), ([5, -4], [0, 1]), (2, [0, 1])]:
    call("movement", "roll", [x(2, 3), shift], axis=axis)
for mode in ["edge", "reflect", "symmetric", "wrap", "linear_ramp"]:
    for n, width in [(0, 0), (0, 1), (1, 1), (1, 3), (2, 5), (3, 0)]:
        if mode == "linear_ramp" and n == 0:
            continue
        call("movement", "pad", [x(n), width], mode=mode)
for sections in [0, 1, 2, 3, -1, [], [0], [1], [3], [5], [-1], [1, 1], [0, 3], [1, 7]]:
    # Positions are NumPy's: beyond the end and from the end, which JAX refuses.
    call("movement", "split", [x(3), sections], f=lambda a, s: np.split(np.asarray(a), s))
    call("movement", "array_split", [x(3), sections], f=lambda a, s: np.array_split(np.asarray(a), s))
for n in [0, 4]:
    for sections in [1, 2, 5]:
        call("movement", "array_split", [x(n), sections])
for parts in [[], [x(0)], [x(0), x(2)], [x(0), x(0, dtype="int32")], [x(2, 0), x(2, 1)], [x()], [x(), x()], [x(1), x(1, 1)]]:
    for function in ["concatenate", "stack", "hstack", "vstack"]:
        call("movement", function, [parts])
for axis in [0, -1, 1, -2, 2]:
    call("movement", "concatenate", [[x(2, 1), x(2, 3)]], axis=axis)
    call("movement", "stack", [[x(2), x(2)]], axis=axis)
call("movement", "concatenate", [[x(2, 1), x(3)]], axis=None)

for shape in SHAPES:
    for n in [0, 1, 2, 4, -1, 0.5]:
        call("differences", "diff", [x(*shape)], n=n)
    call("differences", "diff", [x(*shape)], n=0, prepend=1)
    call("differences", "diff", [x(*shape)], prepend=1, append=2)
    call("differences", "diff", [x(*shape)], axis=0)
    # The integral of nothing is 0, as for NumPy; JAX takes its first element.
    call("differences", "trapezoid", [x(*shape)], f=jnp.trapezoid if np.prod(shape) else np.trapezoid)
for shape, dx, axis in [((3,), x(2), 0), ((3,), x(3), 0), ((3, 2), x(2, 2), 0), ((3, 2), x(2, 1), 0), ((3, 2), x(2), 0), ((3, 2), x(1), 1),
                        ((2, 3), x(2), 1), ((2, 3), x(2, 2), 1), ((2, 3), x(1, 3), 0), ((2, 3), 2.0, 0), ((2, 3), x(), -1)]:
    call("differences", "trapezoid", [x(*shape)], f=lambda y, dx, axis: jnp.trapezoid(y, dx=built(dx) if isinstance(dx, dict) else dx, axis=axis), dx=dx, axis=axis)
for shape, places, axis in [((3,), x(3), 0), ((3, 2), x(3), 0), ((2, 3), x(3), 1), ((2, 3), x(2, 3), 1), ((0,), x(0), 0), ((1,), x(1), 0), ((3,), x(3, dtype="int32"), 0)]:
    call("differences", "trapezoid", [x(*shape), places], axis=axis)
for wanted in [(), (0,), (2,)]:
    for n in [1, 2, 3]:
        call("differences", "interp", [x(*wanted), x(n, dtype="int32"), x(n)], f=lambda q, places, v: jnp.interp(q, jnp.sort(places), v))

for num in [0, 1, 2, 3, -1]:
    for endpoint in [True, False]:
        call("ranges", "linspace", [1, 2, num], endpoint=endpoint)
for shape in [(), (0,), (2,)]:
    for axis in [0, 1, -1, 2, -3]:
        call("ranges", "linspace", [x(*shape), 2, 3], axis=axis)
for args in [[0], [-3], [3], [0.5], [1, 1], [1, 0], [0, 1, 2], [3, 0, -1], [0, 3, -1], [0, -3, -2], [1, 2, 0.25], [0, 1, 0]]:
    call("ranges", "arange", args)
for n, m, k in [(0, None, 0), (0, 3, 0), (3, 0, 1), (1, 1, 5), (2, 3, -1), (2, 3, -7), (-1, None, 0)]:
    call("ranges", "eye", [n] if m is None else [n, m], k=k)
    call("ranges", "tri", [n] if m is None else [n, m], k=k)
for lists in [[], [x(0)], [x(0), x(2)], [x(1), x(1), x(2)]]:
    for indexing in ["xy", "ij"]:
        call("ranges", "meshgrid", lists, indexing=indexing)

PLACES = [[], [0], [-1], [2], [-7], [[0, 1]], [[]], 0, -1, 9]


def taken(array, places, mode, axis=None):
    empty = (array.size if axis is None else array.shape[axis]) == 0
    # Of nothing, JAX takes nothing in the shape of the array, NumPy in that of the places.
    if empty and places == [[]]:
        return np.take(np.asarray(array), np.asarray(places, np.int32), axis=axis)
    return jnp.take(array, jnp.asarray(places, "int32"), axis=axis, mode=mode)


for shape in [(0,), (1,), (3,), (2, 0), (0, 2), (2, 3)]:
    for places in PLACES:
        for mode in ["fill", "clip", "wrap"]:
            call("indexing", "take", [x(*shape), places], f=taken, mode=mode)
        call("indexing", "take", [x(*shape), places], f=taken, mode="fill", axis=0)
# Of an axis without elements JAX reads 0, whatever the fill value; here it is the fill value.
for shape, places in [((0,), []), ((3,), []), ((2, 3), [[0], [9]]), ((2, 3), [[-1], [-9]])]:
    for mode in ["fill", "clip"]:
        call("indexing", "take_along_axis", [x(*shape), places], f=lambda a, i, axis, mode: jnp.take_along_axis(a, jnp.asarray(i, "int32"), axis=axis, mode=mode), axis=-1, mode=mode)


def read(array, *index):
    places = [jnp.asarray(i, "int32") if isinstance(i, list) else i for i in index]
    for axis, place in enumerate(places):
        if array.shape[axis] == 0 and np.size(place) > 0:
            raise IndexError("out of bounds, as NumPy says it in all cases")
    return array[tuple(places)]


for shape in [(0,), (1,), (3,), (2, 0), (0, 2)]:
    for index in [[0], [-1], [3], [[]], [[0]], [[-1]], [0, 0], [1, 0]]:
        call("indexing", "get", [x(*shape), *index], f=read)

for a, b in [((0,), (0,)), ((), ()), ((3,), ()), ((2, 0), (0, 3)), ((0, 2), (2, 0)), ((2, 3), (3,)), ((3,), (3, 2)), ((0,), (0, 2)), ((2, 0), (0,)),
             ((2, 3), (2, 3)), ((3,), (2,)), ((4, 2, 0), (0, 3)), ((0, 2, 3), (3, 2)), ((1, 1), (1, 1)), ((1,), (3,))]:
    for function in ["matmul", "dot", "inner", "outer", "vdot"]:
        call("product", function, [x(*a), x(*b)])
    for n in [0, 1, 2]:
        call("product", "tensordot", [x(*a), x(*b), n])
for a, b, axis in [((2,), (2,), -1), ((2,), (3,), -1), ((3,), (2,), -1), ((3,), (3,), -1), ((4, 2), (4, 2), -1), ((4, 2), (2,), -1), ((4, 2), (4, 3), -1), ((2, 4), (2, 4), 0),
                   ((3, 4), (3, 4), 0), ((0, 2), (0, 2), -1), ((0, 3), (0, 3), -1), ((1,), (1,), -1), ((4,), (4,), -1), ((), (), -1), ((1, 3), (4, 3), -1)]:
    call("product", "cross", [x(*a), x(*b)], axis=axis)
for subscripts in ["ii->i", "ii->", "ii"]:
    for shape in [(1, 3), (3, 1), (2, 3)]:
        # JAX puts zeros where there is nothing.
        call("product", "einsum", [subscripts, x(*shape)], f=lambda _, a: np.einsum(subscripts, np.asarray(a)))
for subscripts, shapes in [("ii->i", [(3, 3)]), ("ii", [(0, 0)]), ("ii->", [(1, 1)]), ("iij->j", [(2, 2, 3)]), ("i,i->i", [(3,), (1,)]),
                           ("i,i->", [(0,), (0,)]), ("ij,jk->ik", [(2, 0), (0, 3)]), ("ij->", [(0, 2)]), ("->", [()]), ("i->", [(1,)]), (",i->i", [(), (2,)]), ("i,j->ij", [(0,), (2,)]),
                           ("...i->...", [(2, 0)]), ("ij,ij->i", [(2, 3), (2, 1)]), ("i->ii", [(2,)]), ("ij->k", [(2, 2)]), ("i,j", [(2,)])]:
    call("product", "einsum", [subscripts, *(x(*s) for s in shapes)])

COUNTS = np.array([0, 1, 2, 5, 20, 1000], np.int32)


def scheduled(function, options, f):
    params = {"function": function, "options": options}
    name = f"{function}({options})"
    try:
        schedule = f()
        result = jnp.stack([jnp.asarray(schedule(count), jnp.float32) for count in COUNTS])
    except (ValueError, IndexError):
        table.case("schedule", name, {**params, "refused": True})
        return
    table.case("schedule", name, params, {"count": COUNTS}, {"result": result})


for steps in [0, -1, 0.5, 1, 10]:
    for begin in [-1, 0, 2]:
        scheduled("linearSchedule", {"initValue": 1, "endValue": 0.5, "transitionSteps": steps, "transitionBegin": begin}, lambda: optax.linear_schedule(1, 0.5, steps, begin))
        for power in [-1, 0, 0.5, 2]:
            scheduled("polynomialSchedule", {"initValue": 1, "endValue": 0.5, "power": power, "transitionSteps": steps, "transitionBegin": begin},
                      lambda: optax.polynomial_schedule(1, 0.5, power, steps, begin))
        for rate in [0, 0.5, 1, 2]:
            for end in [None, 0.25, 1.5]:
                for staircase in [False, True]:
                    options = {"initValue": 1, "decayRate": rate, "transitionSteps": steps, "transitionBegin": begin, "staircase": staircase}
                    scheduled("exponentialDecay", options if end is None else {**options, "endValue": end},
                              lambda: optax.exponential_decay(1, steps, rate, begin, staircase, end))
    for alpha in [0, 0.5, 1, 2]:
        for exponent in [0, 0.5, 1, 2]:
            scheduled("cosineDecaySchedule", {"initValue": 2, "decaySteps": steps, "alpha": alpha, "exponent": exponent}, lambda: optax.cosine_decay_schedule(2, steps, alpha, exponent))
    for warmup in [0, 1, 10, 20]:
        for peak in [0, 1]:
            scheduled("warmupCosineDecaySchedule", {"initValue": 0.5, "peakValue": peak, "warmupSteps": warmup, "decaySteps": steps, "endValue": 0.25},
                      lambda: optax.warmup_cosine_decay_schedule(0.5, peak, warmup, steps, 0.25))
for boundaries in [[0], [5], [-1]]:
    scheduled("joinSchedules", {"values": [2, 3], "boundaries": boundaries}, lambda: optax.join_schedules([optax.constant_schedule(2), optax.constant_schedule(3)], boundaries))
for boundaries in [[2, 5], [5, 2], [2, 2], [0, 0]]:
    scheduled("joinSchedules", {"values": [2, 3, 4], "boundaries": boundaries},
              lambda: optax.join_schedules([optax.constant_schedule(v) for v in [2, 3, 4]], boundaries))
scheduled("joinSchedules", {"values": [], "boundaries": []}, lambda: optax.join_schedules([], [])(0))
scheduled("joinSchedules", {"values": [2], "boundaries": []}, lambda: optax.join_schedules([optax.constant_schedule(2)], []))

table.write()
