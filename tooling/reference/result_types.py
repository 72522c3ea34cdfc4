"""Result dtype, weakness and value of every function, for every kind of operands."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax, nn
from jax.scipy import special

from table import Table

table = Table("result-types")
convert = jax._src.lax.lax._convert_element_type

SHORT = {"bool": "b", "int32": "i", "uint32": "u", "float16": "h", "float32": "f", "float64": "d"}
# Positions and counts, which are wider where JAX has 64-bit types.
RESULTS = {**SHORT, "int64": "i", "uint64": "u"}
VALUES = {
    "b": [True, False], "i": [3, -2], "u": [3, 4000000000], "h": [0.5, -1.5], "f": [0.5, -1.5], "d": [0.1, -1.5],
}
DTYPES = {short: dtype for dtype, short in SHORT.items()}
STRONG, WEAK = ["b", "i", "u", "h", "f"], ["wi", "wf"]
ARRAYS = [*STRONG, *WEAK]
INTEGERS = {"i", "u", "wi"}
NUMBERS = ["n2", "n-2", "n0.5", "n2147483648", "T"]


def operand(kind, kinds):
    """An array of a kind; or a number, which beside integers is an integer where it can be, and else a float."""
    if kind == "T":
        return True
    if kind.startswith("n"):
        value = float(kind[1:])
        return int(value) if value.is_integer() and INTEGERS & set(kinds) else value
    short = kind[-1]
    x = jnp.array(VALUES[short], DTYPES[short])
    return convert(x, weak_type=True) if kind.startswith("w") else x


def number(x):
    if np.issubdtype(x.dtype, np.floating):
        return "NaN" if np.isnan(x) else f"{'-' if x < 0 else ''}Infinity" if np.isinf(x) else f"{float(x):.7g}"
    return str(int(x))


def described(result):
    parts = result if isinstance(result, (tuple, list)) else [result]
    return " | ".join(
        " ".join([RESULTS[x.dtype.name] + "*" * x.weak_type, *map(number, np.asarray(x).reshape(-1) if isinstance(x, jax.Array) else [])])
        for x in parts
    )


# Kinds that may lose their value on the way: with them, values are recorded beside types.
TELLING = {"u", "i", "n-2", "n0.5", "n2147483648"}


def attempt(f, kinds):
    jax.config.update("jax_enable_x64", "d" in kinds)
    operands = [operand(kind, kinds) for kind in kinds]
    arrays = [x for x in operands if isinstance(x, jax.Array)]

    def with_arrays(*traced):
        rest = iter(traced)
        return f(*(next(rest) if isinstance(x, jax.Array) else x for x in operands))

    try:
        if all(kind in TELLING for kind in kinds):
            return described(f(*operands))
        return described(jax.eval_shape(with_arrays, *arrays))
    except (TypeError, ValueError, OverflowError, NotImplementedError, jax.errors.JAXTypeError):
        return "!"


def record(group, name, f, cases):
    table.case(group, name, {" ".join(kinds): attempt(f, kinds) for kinds in cases})


ALONE = [*ARRAYS, "d", "n0.5", "n-2", "T"]
PAIRS = [
    *((x, y) for x in ARRAYS for y in ARRAYS),
    *((x, n) for x in ARRAYS for n in NUMBERS),
    *((n, x) for x in ARRAYS for n in NUMBERS[:3]),
    *(("d", y) for y in [*STRONG, "n0.5", "n-2", "T"]),
    *((x, "d") for x in ["i", "u", "h", "f", "n0.5"]),
    ("n0.5", "n-2"), ("T", "T"), ("T", "n0.5"),
]


def unary(group, functions):
    for name, f in functions.items():
        record(group, name, f, [(kind,) for kind in ALONE])


def binary(group, functions, cases=PAIRS):
    for name, f in functions.items():
        record(group, name, f, cases)


def named(module, names):
    """Functions by their names there; ours are in camel case."""
    def camel(name):
        first, *rest = name.split("_")
        return first + "".join(part.capitalize() for part in rest)
    return {camel(name): getattr(module, name) for name in names.split()}


def column(x):
    return jnp.reshape(x, (-1, 1))


unary("np", {
    **named(jnp, """abs acos acosh all any argmax argmin argsort array asarray asin asinh atan atanh bitwise_not cbrt ceil copy cos cosh
        count_nonzero cumprod cumsum deg2rad exp exp2 expm1 flip floor isfinite isinf isnan log log10 log1p log2 logical_not max mean
        min nanmax nanmean nanmin nanprod nanstd nansum nanvar negative ones_like positive prod rad2deg ravel reciprocal rint round
        sign sin sinh sort sqrt square std sum tan tanh transpose trapezoid trunc zeros_like nan_to_num squeeze
        median nanmedian ptp nancumsum nancumprod cumulative_sum cumulative_prod signbit sinc conj real imag angle average
        ediff1d degrees radians fabs isneginf isposinf isreal iscomplex frexp modf nanargmax nanargmin"""),
    "variance": jnp.var,
    "atleast1d": jnp.atleast_1d, "atleast2d": jnp.atleast_2d, "atleast3d": jnp.atleast_3d,
    "diag": lambda x: jnp.diag(jnp.ravel(x)),
    "diagonal": lambda x: jnp.diagonal(column(x)),
    "trace": lambda x: jnp.trace(column(x)),
    "tril": lambda x: jnp.tril(column(x)),
    "triu": lambda x: jnp.triu(column(x)),
    "diff": lambda x: jnp.diff(jnp.ravel(x)),
    "expandDims": lambda x: jnp.expand_dims(x, 0),
    "full": lambda x: jnp.full((1, 2), x),
    "fullLike": lambda x: jnp.full_like(x, 0.5),
    "moveaxis": lambda x: jnp.moveaxis(column(x), 0, 1),
    "swapaxes": lambda x: jnp.swapaxes(column(x), 0, 1),
    "permuteDims": lambda x: jnp.permute_dims(column(x), (1, 0)),
    "repeat": lambda x: jnp.repeat(x, 2),
    "reshape": lambda x: jnp.reshape(x, (-1, 1)),
    "broadcastTo": lambda x: jnp.broadcast_to(x, (1, 2)),
    "roll": lambda x: jnp.roll(x, 1),
    "rot90": lambda x: jnp.rot90(column(x)),
    "tile": lambda x: jnp.tile(x, 2),
    "take": lambda x: jnp.take(x, 0),
    "takeAlongAxis": lambda x: jnp.take_along_axis(jnp.ravel(x), jnp.array([0]), 0),
    "split": lambda x: jnp.split(jnp.ravel(x), 1),
    "arraySplit": lambda x: jnp.array_split(jnp.ravel(x), 1),
    "pad": lambda x: jnp.pad(jnp.ravel(x), 1),
    **{f"pad {mode}": (lambda mode: lambda x: jnp.pad(jnp.ravel(x), 1, mode))(mode)
       for mode in "edge reflect symmetric wrap linear_ramp maximum minimum mean".split()},
    "percentile": lambda x: jnp.percentile(x, 50),
    "quantile": lambda x: jnp.quantile(x, 0.5),
    "insert": lambda x: jnp.insert(jnp.ravel(x), 1, 0.5),
    "deleteAt": lambda x: jnp.delete(jnp.ravel(x), 0),
    "resize": lambda x: jnp.resize(x, (3,)),
    "partition": lambda x: jnp.partition(jnp.ravel(x), 0),
    "gradient": lambda x: jnp.gradient(jnp.resize(x, (3,))),
    "unwrap": lambda x: jnp.unwrap(jnp.ravel(x)),
    "vander": lambda x: jnp.vander(jnp.ravel(x), 2),
    "unstack": lambda x: jnp.unstack(jnp.ravel(x)),
    "einsumTrace": lambda x: jnp.einsum("ii", jnp.ravel(x)[:1, None]),
    "meshgrid": lambda x: jnp.meshgrid(jnp.ravel(x), jnp.ravel(x)),
    "roundDecimals": lambda x: jnp.round(x, 1),
    "clip": lambda x: jnp.clip(x, 0),
})
binary("np", {
    **named(jnp, """add bitwise_and bitwise_or bitwise_xor divide equal floor_divide fmax fmin greater greater_equal hypot inner
        isclose left_shift less less_equal logaddexp logical_and logical_or logical_xor maximum minimum multiply not_equal outer power
        remainder right_shift subtract dot divmod heaviside copysign nextafter ldexp float_power logaddexp2 fmod"""),
    "atan2": jnp.arctan2,
    "vdot": lambda x, y: jnp.vdot(x, y),
    "hstack": lambda x, y: jnp.hstack([x, y]),
    "where": lambda x, y: jnp.where(jnp.array([True, False]), x, y),
    "select": lambda x, y: jnp.select([jnp.array([True, False])], [x], y),
    "clipBetween": lambda x, y: jnp.clip(x, y, 2),
    "linspace": lambda x, y: jnp.linspace(x, y, 3),
    "trapezoidPlaces": lambda x, y: jnp.trapezoid(jnp.ravel(x), jnp.broadcast_to(y, jnp.shape(jnp.ravel(x)))),
    "sumInitial": lambda x, y: jnp.sum(x, initial=jnp.ravel(y)[0]),
})
# A number that is made an array first is no number any more.
binary("np", {
    "matmul": lambda x, y: jnp.matmul(jnp.ravel(x), column(y).T if jnp.size(x) == 1 else jnp.broadcast_to(column(y), (2, 1))),
    "einsum": lambda x, y: jnp.einsum("i,j->ij", jnp.ravel(x), jnp.ravel(y)),
    "concatenate": lambda x, y: jnp.concatenate([jnp.ravel(x), jnp.ravel(y)]),
    "stack": lambda x, y: jnp.stack([jnp.ravel(x)[:1], jnp.ravel(y)[:1]]),
    "vstack": lambda x, y: jnp.vstack([jnp.ravel(x)[:1], jnp.ravel(y)[:1]]),
    "searchsorted": lambda x, y: jnp.searchsorted(jnp.sort(jnp.ravel(x)), y),
    "interp": lambda x, y: jnp.interp(x, jnp.sort(jnp.ravel(y)), jnp.ravel(y)),
}, [kinds for kinds in PAIRS if not set(kinds) & {*NUMBERS}])
# Only the first argument is an array whose dtype the result has.
FIRST = [*((x, y) for x in STRONG for y in [*ARRAYS, *NUMBERS]), ("wf", "f"), ("wf", "n0.5"), ("d", "n0.5"), ("d", "i"), ("d", "f")]
binary("np", {
    "padWith": lambda x, y: jnp.pad(x, 1, constant_values=y if np.ndim(y) == 0 else y[0]),
    "fullLikeOf": lambda x, y: jnp.full_like(x, y),
}, FIRST)
binary("at", {
    name: (lambda name: lambda x, y: getattr(x.at[0], name)(y if np.ndim(y) == 0 else y[0]))(name)
    for name in "set add subtract multiply divide min max power".split()
}, FIRST)
unary("nn", {
    **named(nn, """elu gelu identity leaky_relu log_sigmoid log_softmax logsumexp relu sigmoid silu softmax softplus
        relu6 celu selu hard_sigmoid hard_silu hard_tanh sparse_plus sparse_sigmoid mish soft_sign squareplus log1mexp"""),
    "oneHot": lambda x: nn.one_hot(x, 2),
})
binary("nn", {"eluAlpha": lambda x, y: nn.elu(x, y), "leakyReluSlope": lambda x, y: nn.leaky_relu(x, y)}, FIRST)
unary("special", named(special, "entr erf erfc erfinv expit logit"))
binary("special", named(special, "xlogy xlog1py"))

SAME = [(kind,) for kind in [*ARRAYS, "d"]]
for name, f in {
    **named(lax, """abs acos acosh asin asinh atan atanh bitwise_not cbrt ceil cos cosh erf erfc exp exp2 expm1 floor is_finite log log1p
        logistic neg round rsqrt sign sin sinh sqrt square tan tanh stop_gradient cummax cummin cumprod cumsum sort"""),
    "erfInv": lax.erf_inv,
    "round": lambda x: lax.round(x, lax.RoundingMethod.TO_NEAREST_EVEN),
    "reciprocal": lambda x: lax.reciprocal(x),
    "integerPow": lambda x: lax.integer_pow(x, 3),
    "full": lambda x: lax.full((2,), 0.5),
    "fullLike": lambda x: lax.full_like(x, 2),
    "reduceMax": lambda x: lax.reduce_max(x, (0,)), "reduceMin": lambda x: lax.reduce_min(x, (0,)),
    "reduceSum": lambda x: lax.reduce_sum(x, (0,)), "reduceProd": lambda x: lax.reduce_prod(x, (0,)),
    "reshape": lambda x: lax.reshape(x, (1, 2)), "rev": lambda x: lax.rev(x, (0,)), "transpose": lambda x: lax.transpose(x, (0,)),
    "slice": lambda x: lax.slice(x, (0,), (1,)), "dynamicSlice": lambda x: lax.dynamic_slice(x, (0,), (1,)),
    "concatenate": lambda x: lax.concatenate([x, x], 0), "topK": lambda x: lax.top_k(x, 1),
    "dynamicUpdateSlice": lambda x: lax.dynamic_update_slice(x, x[:1], (1,)),
    "broadcastInDim": lambda x: lax.broadcast_in_dim(x, (1, 2), (1,)),
    "split": lambda x: lax.split(x, (1, 1)), "squeeze": lambda x: lax.squeeze(x[None], (0,)),
    "expandDims": lambda x: lax.expand_dims(x, (0,)), "optimizationBarrier": lambda x: lax.optimization_barrier(x),
    "bitcastConvertType": lambda x: lax.bitcast_convert_type(x, x.dtype),
    "convertElementType": lambda x: lax.convert_element_type(x, x.dtype),
}.items():
    record("lax", name, f, SAME)
binary("lax", {
    **named(lax, """add atan2 bitwise_and bitwise_or bitwise_xor div eq ge gt le lt max min mul ne nextafter pow rem shift_left
        shift_right_arithmetic shift_right_logical sub"""),
    "clamp": lambda x, y: lax.clamp(y, x, y),
    "select": lambda x, y: lax.select(jnp.array([True, False]), x, y),
    "pad": lambda x, y: lax.pad(x, y if np.ndim(y) == 0 else y[0], [(1, 1, 0)]),
}, [*((x, y) for x in [*ARRAYS, "d"] for y in sorted({x, "w" + x, x.removeprefix("w")} & {*ARRAYS, "d"})),
    *((x, n) for x in [*ARRAYS, "d"] for n in ["n2", "n-2", "n0.5", "n2147483648"]), ("i", "u"), ("i", "f"), ("h", "f")])

# Loops and branches, by what their results are made of; `wi` is not among the kinds, as a number alone is a float.
w, f, i, h = convert(jnp.array(0.5, "float32"), weak_type=True), jnp.float32(0.5), jnp.int32(2), jnp.float16(1)
floats, integers, halves = jnp.array([0.0, 1.0]), jnp.array([1, 2]), jnp.array([1, 2], "float16")
jax.config.update("jax_enable_x64", False)
PROGRAMS = {
    "scan of numbers": lambda: lax.scan(lambda c, x: (c + 1.0, c), 0.5, floats),
    "scan of a number and floats": lambda: lax.scan(lambda c, x: (c + x, jnp.sin(c)), 0.5, floats),
    "scan of a number and halves": lambda: lax.scan(lambda c, x: (c + x, c), 0.5, halves),
    "scan of a fraction and integers": lambda: lax.scan(lambda c, x: (c + x, c), 0.5, integers),
    "scan that returns a number": lambda: lax.scan(lambda c, x: (1.0, c), f, floats),
    "scan that returns an integer": lambda: lax.scan(lambda c, x: (2, c), i, floats),
    "scan of a weak array": lambda: lax.scan(lambda c, x: (c + x, c), w, floats),
    "scan that stacks numbers": lambda: lax.scan(lambda c, x: (c, 1.0), f, floats),
    "while of numbers": lambda: lax.while_loop(lambda c: c < 3, lambda c: c + 1, 0.5),
    "while of a number and a float": lambda: lax.while_loop(lambda c: c < 3, lambda c: c + f, 0.5),
    "while that returns a number": lambda: lax.while_loop(lambda c: c < 3, lambda c: 3.0, f),
    "fori of a number": lambda: lax.fori_loop(0, 3, lambda i, c: c + i, 0.5),
    "fori of a number and a float": lambda: lax.fori_loop(0, 3, lambda i, c: c * f, 0.5),
    "cond of a number and a float": lambda: lax.cond(True, lambda: 1.0, lambda: f),
    "cond of numbers": lambda: lax.cond(True, lambda: 1.0, lambda: 2.0),
    "cond of an integer and an integer": lambda: lax.cond(True, lambda: 1, lambda: i),
    "cond of a number operand": lambda: lax.cond(True, lambda x: x, lambda x: x, 2.5),
    "switch": lambda: lax.switch(1, [lambda: 1.0, lambda: f]),
    "map to numbers": lambda: lax.map(lambda x: 1.0, floats),
    "jvp": lambda: jax.jvp(lambda x: 2.0 * x, (f,), (f,)),
    "jvp of a number": lambda: jax.jvp(jnp.sin, (0.5,), (1.0,)),
    "jvp of a weak constant": lambda: jax.jvp(lambda x: w, (f,), (f,)),
    "jvp with a weak constant": lambda: jax.jvp(lambda x: x * w + w, (f,), (f,)),
    "grad of a number": lambda: jax.grad(lambda x: x * 2.0)(0.5),
    "grad of a number with a float": lambda: jax.grad(lambda x: x * f)(0.5),
    "grad of a weak constant": lambda: jax.grad(lambda x: w)(f),
    "grad of a weak array": lambda: jax.grad(lambda x: x * f)(w),
    "vmap to numbers": lambda: jax.vmap(lambda x: 1.0)(floats),
    "vmap beside a number": lambda: jax.vmap(lambda x, n: x * n, in_axes=(0, None))(integers, 2),
    "hessian of a number": lambda: jax.hessian(lambda x: x * x)(0.5),
    "jit of a number": lambda: jax.jit(lambda x: x)(0.5),
    "jit to a number": lambda: jax.jit(lambda x: 1.0)(f),
    "vjp of a number": lambda: jax.vjp(lambda x: x * 2.0, 0.5)[1](1.0),
}
table.case("programs", "programs", {name: described(program()) for name, program in PROGRAMS.items()})

table.write()
