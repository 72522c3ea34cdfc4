"""Every elementwise function at special points: value, three derivatives and a directional derivative, in single and double precision.

Derivatives are those of reverse mode, nested; the directional derivative is forward mode's. All points of a function are one
array, and the points themselves are cases of their own (group "points").
"""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.scipy import special

from table import Table

jax.config.update("jax_enable_x64", True)
table = Table("elementwise-sweep")
nn = jax.nn

# By the names of the functions in this project; where they are one with another library's, that is how they are written there.
UNARY = {
    "abs": jnp.abs, "sign": jnp.sign, "square": jnp.square, "sqrt": jnp.sqrt, "cbrt": jnp.cbrt, "reciprocal": jnp.reciprocal,
    "negative": jnp.negative, "positive": jnp.positive, "rsqrt": lax.rsqrt,
    "exp": jnp.exp, "exp2": jnp.exp2, "expm1": jnp.expm1, "log": jnp.log, "log1p": jnp.log1p, "log2": jnp.log2, "log10": jnp.log10,
    "sin": jnp.sin, "cos": jnp.cos, "tan": jnp.tan, "asin": jnp.arcsin, "acos": jnp.arccos, "atan": jnp.arctan,
    "sinh": jnp.sinh, "cosh": jnp.cosh, "tanh": jnp.tanh, "asinh": jnp.arcsinh, "acosh": jnp.arccosh, "atanh": jnp.arctanh,
    "deg2rad": jnp.deg2rad, "rad2deg": jnp.rad2deg,
    "floor": jnp.floor, "ceil": jnp.ceil, "trunc": jnp.trunc, "rint": jnp.rint, "round": jnp.round,
    "round to tenths": lambda x: jnp.round(x, 1),
    "nanToNum": jnp.nan_to_num,
    "relu": nn.relu, "sigmoid": nn.sigmoid, "softplus": nn.softplus, "logSigmoid": nn.log_sigmoid, "silu": nn.silu,
    "gelu": nn.gelu, "gelu exact": lambda x: nn.gelu(x, approximate=False), "elu": nn.elu, "leakyRelu": nn.leaky_relu,
    "erf": special.erf, "erfc": special.erfc, "erfinv": special.erfinv, "expit": special.expit, "logit": special.logit, "entr": special.entr,
}  # fmt: skip
UNARY |= {f"power {n}": lambda x, n=n: x**n for n in (-2, -1, 0, 1, 2, 3, 4)}
UNARY |= {f"power {p}": lambda x, p=p: x**p for p in (0.5, 1.5)}
UNARY |= {f"power by int32 {n}": lambda x, n=n: jnp.power(x, jnp.full(x.shape, n, jnp.int32)) for n in (-1, 0, 1, 2, 3)}
UNARY |= {
    "maximum with 0": lambda x: jnp.maximum(x, 0.0), "minimum with 0": lambda x: jnp.minimum(x, 0.0),
    "clip to [-1, 1]": lambda x: jnp.clip(x, -1.0, 1.0), "clamp to [-1, 1]": lambda x: lax.clamp(jnp.asarray(-1, x.dtype), x, jnp.asarray(1, x.dtype)),
    "guarded sqrt": lambda x: jnp.where(x > 0, jnp.sqrt(jnp.where(x > 0, x, 1.0)), 0.0),
    "guarded log": lambda x: jnp.where(x > 0, jnp.log(jnp.where(x > 0, x, 1.0)), 0.0),
}  # fmt: skip


def pairwise(f):
    """A function of a vector of two numbers, for arrays of each."""
    return lambda x, y: f(jnp.stack([x, y]))


BINARY = {
    "add": jnp.add, "subtract": jnp.subtract, "multiply": jnp.multiply, "divide": jnp.divide, "floorDivide": jnp.floor_divide,
    "remainder": jnp.remainder, "rem": lax.rem, "power": jnp.power, "maximum": jnp.maximum, "minimum": jnp.minimum,
    "fmax": jnp.fmax, "fmin": jnp.fmin, "atan2": jnp.arctan2, "hypot": jnp.hypot, "logaddexp": jnp.logaddexp,
    "xlogy": special.xlogy, "xlog1py": special.xlog1py, "nextafter": jnp.nextafter,
    "logsumexp": pairwise(lambda v: special.logsumexp(v, 0)),
    "logSoftmax": pairwise(lambda v: nn.log_softmax(v, 0)[0]), "softmax": pairwise(lambda v: nn.softmax(v, 0)[0]),
}  # fmt: skip

# No derivative beside 0, which would be recorded in vain; or none at all.
VALUES_ONLY = {"nextafter"}


def points(dtype):
    info = jnp.finfo(dtype)
    saturation = [20, 88, 100, 150] if dtype == "float32" else [40, 709, 750, 1100]
    positive = [0, info.tiny, 1e-8, 1e-3, 0.3, 0.5, 1 - info.epsneg, 1, 1 + info.eps, 1.5, 2, 2.5, 3, 5, 10, *saturation, 1e4, 1e10, 1e20, info.max, np.inf]
    positive = np.array(positive, dtype)
    return np.concatenate([positive, -positive, np.array([np.nan], dtype)])


def pairs(dtype):
    info = jnp.finfo(dtype)
    few = np.array([0, -0.0, 1, -1, 0.5, 2, -3, np.inf, -np.inf, np.nan], dtype)
    more = [(3, 3), (2.5, 0.5), (-2, 3), (-2, 2), (-2, 0.5), (7, -3), (-7, 3), (-7, -3), (100, 99), (-100, -200), (200, -200), (0.25, 1e-3),
            (info.max, info.max), (info.max, 1), (1, info.max), (-info.max, info.max), (info.tiny, 1), (1, info.tiny), (info.tiny, info.tiny),
            (1e-8, 1e-8), (1e20, 1e-20), (1 + info.eps, 1), (5, 1e10), (1e10, 5)]  # fmt: skip
    grid = np.array([(x, y) for x in few for y in few], dtype)
    return np.concatenate([grid, np.array(more, dtype)])


def total(f):
    return lambda *x: jnp.sum(f(*x))


def derivative(f, k=0):
    return jax.grad(total(f), k)


for dtype in ("float32", "float64"):
    x = jnp.asarray(points(dtype))
    table.case("points", f"unary {dtype}", {}, {"x": x})
    direction = jnp.full_like(x, -2)
    for name, f in UNARY.items():
        d1 = derivative(f)
        d2 = derivative(d1)
        tangent = jax.jvp(f, (x,), (direction,))[1]
        outputs = {"value": f(x), "d": d1(x), "dd": d2(x), "ddd": derivative(d2)(x), "jvp": tangent}
        table.case("unary", f"{name} {dtype}", {"function": name, "dtype": dtype}, None, outputs)
    x, y = jnp.asarray(pairs(dtype).T)
    table.case("points", f"binary {dtype}", {}, {"x": x, "y": y})
    directions = (jnp.full_like(x, -2), jnp.full_like(y, 3))
    for name, f in BINARY.items():
        outputs = {"value": f(x, y)}
        if name not in VALUES_ONLY:
            dx, dy = derivative(f, 0), derivative(f, 1)
            outputs |= {
                "dx": dx(x, y), "dy": dy(x, y),
                "dxx": derivative(dx, 0)(x, y), "dxy": derivative(dx, 1)(x, y), "dyy": derivative(dy, 1)(x, y),
                "jvp": jax.jvp(f, (x, y), directions)[1],
            }  # fmt: skip
        table.case("binary", f"{name} {dtype}", {"function": name, "dtype": dtype}, None, outputs)

table.write()
