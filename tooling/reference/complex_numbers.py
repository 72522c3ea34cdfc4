"""Functions of complex numbers: values, derivatives, dtypes. Values at infinities and NaN are those of `special`."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from calls import Calls

calls = Calls("complex")
C, D, F, I = np.complex64, np.complex128, np.float32, np.int32
nan, inf = np.nan, np.inf
rng = np.random.default_rng(0)


def normal(*shape, dtype=C, scale=1.0):
    return (scale * (rng.normal(size=shape) + 1j * rng.normal(size=shape))).astype(dtype)


def call(name, f, *arguments, **options):
    calls.call(name, f, *arguments, **options)


# Elementwise functions: all quadrants, both axes, small and large
quadrants = [complex(a, b) for a in (-2.5, -1, -0.3, 0, 0.3, 1, 2.5) for b in (-1.7, -0.4, 0, 0.4, 1.7) if not (abs(a) == 1 and b == 0)]
plain = np.array(quadrants, C)
tiny = np.array([1e-4 + 1e-5j, -1e-4 + 1e-4j, 1e-5 - 1e-4j], C)
unary = """neg sign exp exp2 expm1 log log1p sqrt logistic sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh abs real imag conj
square""".split()
with_zero = set("neg exp exp2 expm1 log1p sqrt logistic sin cos tan asin acos atan sinh cosh tanh asinh atanh abs real imag conj square".split())
for name in unary:
    f = getattr(lax, name)
    z = plain if name in with_zero else plain[plain != 0]
    call(name, f, z)
    if name != "sinh":  # JAX loses digits of it near 0.
        call(name, f, tiny)
    call(name, f, z.astype(D))
    if name not in ("abs", "real", "imag", "conj", "sign"):
        smooth = z[(z.imag != 0) & (z.real != 0)]
        call("derivative", lambda _, x, f=f: jax.vmap(jax.grad(f, holomorphic=True))(x), name, smooth)
for name in ("rsqrt", "reciprocal"):
    call(name, getattr(lax, name), plain[(plain != 0) & (plain.imag != 0)])
    call("derivative", lambda _, x, f=getattr(lax, name): jax.vmap(jax.grad(f, holomorphic=True))(x), name, plain[plain.imag != 0])
for name in ("abs", "real", "imag", "angle"):
    f = {"angle": jnp.angle}.get(name, getattr(lax, name, None))
    call("gradient", lambda _, x, f=f: jax.vmap(jax.grad(f))(x), name, plain[plain != 0])
call("gradient", lambda _, x: jax.vmap(jax.grad(lax.abs))(x), "abs", np.zeros(2, C))

# Infinities and NaN where JAX's values do not depend on how it is compiled
special = np.array([complex(a, b) for a in (1.0, -2.0, inf, -inf) for b in (inf, -inf, 1.0, -2.0)], C)
special = special[~(np.isfinite(special.real) & np.isfinite(special.imag))]
for name in "neg abs log asin acos acosh asinh sqrt real imag conj".split():
    call(name, getattr(lax, name), special)
call("exp", lax.exp, np.array([inf, -inf, complex(inf, 1), complex(-inf, 2), complex(nan, 0), complex(nan, 1)], C))
call("tanh", lax.tanh, np.array([inf, -inf, complex(inf, 1), complex(-inf, inf), 60 + 1j, -60 + 2j], C))
call("isnan", jnp.isnan, np.array([1, complex(nan, 0), complex(0, nan), inf], C))
call("isinf", jnp.isinf, np.array([1, complex(nan, 0), complex(nan, inf), -inf], C))
call("isfinite", jnp.isfinite, np.array([1, complex(nan, 0), complex(0, inf), 3j], C))
call("nan_to_num", jnp.nan_to_num, np.array([complex(nan, inf), complex(-inf, 1)], C))

# Two operands
x, y = normal(3, 4), normal(3, 4)
for name in "add subtract multiply divide true_divide power equal not_equal less less_equal greater greater_equal maximum minimum logical_and float_power".split():
    f = getattr(jnp, name)
    call(name, f, x, y)
    call(name, f, x, y[0])
    call(name, f, x.astype(D)[0], y[0])
    call(name, f, x[0], np.array([1, 2, 3, 4], F))
    call(name, f, np.array([1, -2, 3, 4], I), y[0])
call("divide", jnp.divide, np.array([1, 1j, 2, 1e30 + 1e30j, 1], C), np.array([0, 0, 1e-30, 1e30 - 1e30j, 1e-20j], C))
call("power", jnp.power, np.array([0, 0, 2, -1, 1j], C), np.array([0, 2, 0.5, 0.5, 2], C))
for n in (0, 1, 2, 3, -1, -2, 5):
    call("integer_pow", lax.integer_pow, x[0], n)
    call("power", lambda b, e: jnp.power(b, e), x[0], n)
ties = np.array([1 + 2j, 1 - 1j, 1 + 2j, -3, -3 + 1j, 0], C)
for name in "maximum minimum less less_equal greater greater_equal equal".split():
    call(name, getattr(jnp, name), ties, ties[::-1].copy())
call("complex", lax.complex, np.array([1, 2], F), np.array([3, -0.0], F))
call("complex", lax.complex, np.array([1, 2], np.float64), np.array([3, 4], np.float64))
call("where", jnp.where, np.array([True, False, True, False]), x[0], y[0])
call("isclose", jnp.isclose, np.array([1 + 1j, 2, inf], C), np.array([1 + 1.0000001j, 2.1, inf], C))

# Reductions and running ones
for name in "sum prod mean max min cumsum cumprod sort argsort".split():
    f = getattr(jnp, name)
    for a in (0, 1) if name != "argsort" else (1,):
        call(name, f, x, axis=a)
    if name in ("sum", "prod", "mean", "max", "min"):
        call(name, f, x)
        call(name, f, ties)
        call(name, f, normal(7, dtype=D))
        call(name, f, x, axis=0, keepdims=True)
    if name in ("sum", "prod"):
        call(name, f, np.zeros((0, 2), C), axis=0)
        call(name, f, normal(2, 3, 5), axis=[0, 2])
for name in ("var", "std"):
    call(name, getattr(jnp, name), x)
    call(name, getattr(jnp, name), x, axis=0, ddof=1)
call("sort", jnp.sort, np.array([complex(nan, 1), 2, complex(1, nan), 1 + 1j, 1 - 1j, -inf], C))
call("sort_complex", jnp.sort_complex, np.array([[3, 1, 2], [1, 0, -1]], I))
for name in ("cummax", "cummin"):
    call(name, getattr(lax, name), ties)
call("count_nonzero", jnp.count_nonzero, np.array([0, 1j, 2], C))
call("nansum", jnp.nansum, np.array([1j, complex(nan, 1), 3], C))

# Products
call("matmul", jnp.matmul, normal(2, 3), normal(3, 4))
call("matmul", jnp.matmul, normal(5, 2, 3), normal(3))
call("matmul", jnp.matmul, normal(2, 3), np.ones((3, 2), F))
call("vdot", jnp.vdot, normal(4), normal(4))
call("dot", jnp.dot, normal(4), normal(4))
call("outer", jnp.outer, normal(2), normal(3))
call("kron", jnp.kron, normal(2, 2), normal(1, 2))
call("trace", jnp.trace, normal(3, 3))

# Of parts
for z in (x[0], np.array([1, 2], F), np.array([1, 2], I), np.array([True, False]), normal(2, dtype=D)):
    for name in "real imag conj angle iscomplex isreal".split():
        call("np" + name.capitalize(), getattr(jnp, name), z)
call("npAngle", jnp.angle, x[0], True)
call("npAngle", jnp.angle, np.array([0, -1, 1j, -1j, complex(-0.0, 0)], C))

# Conversions
for z in (x[0], normal(2, dtype=D), np.array([2.7 - 1j, -2.7, 0, complex(0, 1)], C)):
    for dtype in ("bool", "int32", "float32", "complex64", "complex128"):
        with jax.enable_x64(True):
            calls.record("astype", jnp.asarray(z).astype(dtype), z, dtype)
for z in (np.array([1, -2], I), np.array([True, False]), np.array([1.5, nan], F), np.array([1.5], np.float16)):
    calls.record("astype", jnp.asarray(z).astype("complex64"), z, "complex64")

# Arrangement
call("transpose", jnp.transpose, x)
call("flip", jnp.flip, x, 1)
call("roll", jnp.roll, x[0], 1)
call("take", jnp.take, x[0], np.array([2, 0, 5], I))
call("concatenate", jnp.concatenate, [x, y])
call("pad", jnp.pad, x[0], [1, 2])
call("tril", jnp.tril, normal(3, 3))
call("diff", jnp.diff, x)
call("sinc", jnp.sinc, plain[plain != 0])
call("square", jnp.square, x[0])
call("log2", jnp.log2, x[0])
call("log10", jnp.log10, x[0])
call("round", jnp.round, normal(3, scale=3.0))
call("linspace", jnp.linspace, np.complex64(1j), np.complex64(2 + 1j), 5)

# Derivatives of functions of several arrays: f(z) real and complex, in both modes
def loss(z, w):
    return jnp.sum(jnp.abs(jnp.matmul(z, w)) ** 2) + jnp.real(jnp.prod(z))


def image(z, w):
    return jnp.sin(z) * jnp.conj(w) + jnp.cumsum(z, 0) / (jnp.abs(w) + 1)


z, w, t = normal(2, 2), normal(2, 2), normal(2, 2)
call("gradOfLoss", jax.grad(loss, argnums=(0, 1)), z, w)
call("jvpOfImage", lambda z, w, t: jax.jvp(image, (z, w), (t, 2 * t))[1], z, w, t)
call("vjpOfImage", lambda z, w, t: jax.vjp(image, z, w)[1](t), z, w, t)
call("gradOfProd", jax.grad(lambda z: jnp.prod(z), holomorphic=True), np.array([1j, 2, 3 - 1j, 0], C))
call("gradOfMax", jax.grad(lambda z: jnp.max(z), holomorphic=True), ties[1:])
call("jacfwdOfSquare", jax.jacfwd(lambda z: z * z, holomorphic=True), z[0])
call("jacrevOfSquare", jax.jacrev(lambda z: z * z, holomorphic=True), z[0])
call("gradOfParts", jax.grad(lambda x: jnp.abs(jnp.sum(jnp.exp(lax.complex(x, x * x))))), np.array([0.3, -0.2], F))
calls.write()
