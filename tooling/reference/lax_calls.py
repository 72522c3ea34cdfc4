"""Products of every pair of dtypes, products with groups, elements at positions, XLA's random bits."""

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
from jax import lax

from numpy_calls import Calls

table = Calls("lax-calls")
random = np.random.default_rng(0)
DTYPES = "bool uint8 int8 uint16 int16 uint32 int32 uint64 int64 float16 bfloat16 float32 float64 complex64 complex128".split()
MATMUL = (((1,), (0,)), ((), ()))


def dimensions(numbers, **more):
    (lc, rc), (lb, rb) = numbers
    return {"lhs_contracting": lc, "rhs_contracting": rc, "lhs_batch": lb, "rhs_batch": rb, **more}


def dot(x, y, numbers=MATMUL, preferred=None, grad=False):
    """A product; those that JAX refuses are recorded by that."""
    given = [x, y, dimensions(numbers), *([] if preferred is None else [preferred])]
    f = lambda x, y: lax.dot_general(x, y, numbers, preferred_element_type=preferred)
    try:
        table.call("dot_general", x, y, given=given, f=f, grad=grad)
    except TypeError:
        table.call("dot_general_refused", x, y, given=given, f=lambda x, y: jnp.zeros(()))


def operands(dtype, other=None):
    """Numbers whose products every dtype holds, if it holds fractions or signs at all."""
    x, y = np.array([[1.5, 2, 3], [0.25, -1, 5]]), np.array([[1, -2], [0.5, 4], [2, 2.5]])
    if dtype.startswith("u"):
        x = abs(x)
    if (other or dtype).startswith("u"):
        y = abs(y)
    return jnp.asarray(x).astype(dtype), jnp.asarray(y).astype(other or dtype)


for one in DTYPES:
    for preferred in DTYPES:
        # What becomes of numbers that do not fit is left to each.
        if not (preferred.startswith("u") and not one.startswith("u") and one != "bool"):
            dot(*operands(one), preferred=preferred)
    for other in DTYPES:
        if one != other:
            dot(*operands(one, other))
wide = [jnp.asarray(x, "int8") for x in ([[100, -7, 127]], [[100], [3], [127]])]
for preferred in ("int8", "int16", "int32", "uint8", "uint32", "float32"):
    dot(*wide, preferred=preferred)
floats = [jnp.asarray(random.normal(size=s), "float32") for s in ((2, 3, 4), (4, 2, 5))]
dot(*floats, (((2,), (0,)), ((0,), (1,))), "float64", grad=True)
dot(jnp.zeros((0, 3), "int8"), jnp.zeros((3, 2), "int8"), preferred="float32")
dot(jnp.zeros((2, 0), "int8"), jnp.zeros((0, 2), "int8"), preferred="float32")


def ragged(x, y, sizes, numbers, at, groups, preferred=None, grad=True):
    numbers_of = lax.RaggedDotDimensionNumbers(numbers, at, groups)
    given = [x, y, sizes, dimensions(numbers, lhs_ragged_dimensions=at, rhs_group_dimensions=groups), *([preferred] if preferred else [])]
    f = lambda x, y, s: lax.ragged_dot_general(x, y, s, numbers_of, preferred_element_type=preferred)
    table.call("ragged_dot_general", x, y, sizes, given=given, f=f, grad=grad)


def normal(*shape, dtype="float32"):
    return jnp.asarray(random.normal(size=shape), dtype)


def whole(*values):
    return jnp.asarray(values, "int32")


ragged(normal(6, 3), normal(3, 3, 2), whole(2, 0, 3), (((1,), (1,)), ((), ())), [0], [0])
ragged(normal(6, 3), normal(3, 2, 3), whole(2, 1, 3), (((1,), (0,)), ((), ())), [0], [2], "float64")
ragged(normal(2, 6, 3), normal(3, 2, 3, 2), whole([2, 1, 3], [0, 6, 0]), (((2,), (2,)), ((0,), (1,))), [1], [0])
ragged(normal(2, 6, 3), normal(3, 2, 3, 2), whole(2, 1, 3), (((2,), (2,)), ((0,), (1,))), [1], [0])
ragged(normal(2, 4, 3), normal(2, 3, 5), whole([2, 2], [1, 3]), (((2,), (1,)), ((), ())), [1], [0])
ragged(normal(2, 6), normal(6, 3), whole(2, 1, 2), (((1,), (0,)), ((), ())), [1], [], grad=False)
ragged(normal(3, 2, 6), normal(6, 3, 2), whole([2, 4], [6, 0], [1, 1]), (((2,), (0,)), ((0,), (1,))), [2], [], grad=False)
ragged(normal(3, 2, 6), normal(6, 2, 4), whole([2, 4], [5, 0]), (((1, 2), (1, 0)), ((), ())), [2], [], grad=False)
ragged(normal(3, 2, 6), normal(3, 6, 2), whole(1, 2), (((2,), (1,)), ((0,), (0,))), [0], [], grad=False)
for sizes in (whole(2, 3), jnp.asarray([4, 0], "int64"), jnp.asarray([0, 1], "uint8")):
    table.call("ragged_dot", normal(5, 3), normal(2, 3, 2), sizes, f=lax.ragged_dot, grad=True)
table.call("ragged_dot", jnp.asarray([[1, 2], [3, 100]], "int8"), jnp.asarray([[[100], [2]]], "int8"), whole(2), given=None, f=lambda x, y, s: lax.ragged_dot(x, y, s, preferred_element_type="int32"))
table.lines[-1] = table.lines[-1].replace('{"input":"2"}]', '{"input":"2"},"int32"]')

x = jnp.arange(24, dtype="float32").reshape(2, 3, 4)
for axes, indices in (([0], [[1, -1, 0]]), ([1], [[-3, 2]]), ([0, 2], [[0, 1], [3, -1]]), ([0, 1, 2], [[1], [-1], [5]]), ([2], [[]])):
    for dtype in ("int32", "int8", "int64") if axes == [0] else ("int32",):
        index = tuple(jnp.asarray(i, dtype) for i in indices)
        table.call(
            "index_take", x, *index, given=[x, list(index), axes], f=lambda x, *i, a=tuple(axes): lax.index_take(x, i, a), grad=True
        )

BODIES = {"triple": lambda x: x * 3, "sine": jnp.sin, "shift": lambda x: x + 10}


def scatter_apply(x, indices, body, numbers, **options):
    theirs = lax.ScatterDimensionNumbers(**numbers)
    f = lambda x, i: lax.scatter_apply(x, i, BODIES[body], theirs, **{k: v for k, v in options.items()})
    empty = {k: () for k in ("operand_batching_dims", "indices_batching_dims")}
    mode = {"drop": "fill", "clip": "clip"}[options.pop("mode", "drop")]
    given = [x, indices, body, {"dimensions": {**empty, **numbers}, **options, "mode": mode}]
    table.call("scatter_apply", x, indices, given=given, f=f)


POINTS = {"update_window_dims": (), "inserted_window_dims": (0,), "scatter_dims_to_operand_dims": (0,)}
ROWS = {"update_window_dims": (1,), "inserted_window_dims": (0,), "scatter_dims_to_operand_dims": (0,)}
line = jnp.asarray([1.5, -2, 0, 4, np.nan], "float32")
for body in BODIES:
    scatter_apply(line, whole([0], [3], [0]), body, POINTS, update_shape=(3,))
    scatter_apply(line, whole([1], [4]), body, POINTS, update_shape=(2,), unique_indices=True)
scatter_apply(line, whole([9], [-1], [2]), "triple", POINTS, update_shape=(3,))
scatter_apply(line, whole([9], [2], [4]), "triple", POINTS, update_shape=(3,), mode="clip")
scatter_apply(jnp.arange(12).reshape(4, 3).astype("int32"), whole([1], [1], [3]), "shift", ROWS, update_shape=(3, 3))
scatter_apply(jnp.arange(12).reshape(4, 3).astype("float64"), whole([2]), "sine", ROWS, update_shape=(1, 2))
scatter_apply(line, jnp.zeros((0, 1), "int32"), "triple", POINTS, update_shape=(0,))

ALGORITHMS = {"default": "RNG_DEFAULT", "threefry": "RNG_THREE_FRY", "philox": "RNG_PHILOX"}
keys = [jnp.asarray([1, 2, 3, 4], "uint32"), jnp.asarray([0xFFFFFFFF, 7, 0xFFFFFFFE, 0xFFFFFFFF], "uint32")]
for algorithm, shapes in (("default", [(5,)]), ("threefry", [(), (1,), (5,), (2, 3), (3, 5), (3, 2, 4), (0,)]), ("philox", [(), (1,), (5,), (2, 3), (0,)])):
    for shape in shapes:
        for dtype in ("uint32", "uint8", "uint16", "uint64") if shape == (5,) else ("uint32",):
            for key in keys if len(shape) == 1 and dtype == "uint32" else keys[:1]:
                table.call(
                    "rng_bit_generator", key, given=[key, list(shape), dtype, algorithm],
                    f=lambda k: lax.rng_bit_generator(k, shape, dtype, getattr(lax.RandomAlgorithm, ALGORITHMS[algorithm])),
                )  # fmt: skip
wide = jnp.asarray([3, 5], "uint64")
table.call("rng_bit_generator", wide, given=[wide, [3]], f=lambda k: lax.rng_bit_generator(k, (3,)))


def scaled(x, y, scales, numbers=None, preferred=None):
    options = {name: scale for name, scale in zip(("lhs_scale", "rhs_scale"), scales) if scale is not None}
    more = {} if preferred is None else {"preferred_element_type": preferred}
    ours = {**options, **more, **({} if numbers is None else {"dimension_numbers": dimensions(numbers)})}
    f = lambda x, y: lax.scaled_dot(x, y, dimension_numbers=numbers, **options, **more)
    table.call("scaled_dot", x, y, given=[x, y, ours], f=f)


def halves(*shape):
    return jnp.asarray(random.integers(-8, 8, size=shape) / 4, "float32")


scaled(halves(3, 8), halves(8, 2), (None, None))
scaled(halves(3, 8), halves(8, 2), (halves(3, 4), halves(2, 2)), preferred="float32")
scaled(halves(2, 3, 8), halves(2, 8, 2), (halves(2, 3, 2), None), preferred="float32")
scaled(halves(8, 3).astype("bfloat16"), halves(8, 2), (halves(1, 3), halves(4, 2)), (((0,), (0,)), ((), ())), "float32")
scaled(halves(3, 8), halves(8, 2), (halves(3, 1), halves(4, 2)), preferred="bfloat16")
table.write()
