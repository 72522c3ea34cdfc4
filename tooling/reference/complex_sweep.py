"""Every function of one complex number, at points on and off its branch cuts, at zeros of both signs, infinities and NaN; and tangents."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax, nn
from jax.scipy import special

from calls import _camel
from table import Table

jax.config.update("jax_enable_x64", True)
table = Table("complex-sweep")

nan, inf = np.nan, np.inf
PARTS = [0.0, -0.0, 0.5, -0.5, 1, -1, -2.5, 30, inf, -inf, nan]
# All that take complex numbers, found by calling each public function with some; names of one function once.
FUNCTIONS = {
    "np": (jnp, """abs acos acosh angle asin asinh atan atanh conj cos cosh deg2rad exp exp2 expm1 imag iscomplex isfinite isinf isnan isreal
        log log10 log1p log2 logical_not negative rad2deg real reciprocal rint sign sin sinc sinh sqrt square tan tanh"""),
    "lax": (lax, "rsqrt logistic"),
    "nn": (nn, """celu elu gelu hard_sigmoid hard_silu hard_tanh leaky_relu log1mexp log_sigmoid mish relu relu6 selu sigmoid silu
        soft_sign softplus sparse_plus squareplus"""),
    "special": (special, "expit"),
}  # fmt: skip

for dtype in (np.complex64, np.complex128):
    z = np.array([complex(a, b) for a in PARTS for b in PARTS], dtype)
    smooth = z[np.isfinite(z) & (z.real != 0) & (z.imag != 0) & (np.abs(z) < 10)]
    table.case("points", np.dtype(dtype).name, {}, {"all": z, "smooth": smooth})
    for module, (place, names) in FUNCTIONS.items():
        functions = [getattr(place, name) for name in names.split()]
        # Compiled as one, with barriers between, which takes a tenth of the time.
        values = jax.jit(lambda x: [f(lax.optimization_barrier(x)) for f in functions])(z)
        inexact = [jnp.issubdtype(value.dtype, jnp.complexfloating) for value in values]
        tangents = jax.jit(lambda x: [
            jax.jvp(f, (lax.optimization_barrier(x),), (jnp.full_like(x, 1 + 2j),))[1] if is_complex else None
            for f, is_complex in zip(functions, inexact)
        ])(smooth)
        for name, value, tangent in zip(names.split(), values, tangents):
            outputs = {"value": value} | ({} if tangent is None else {"tangent": tangent})
            table.case(module, f"{_camel(name)} {np.dtype(dtype).name}", {"function": _camel(name)}, None, outputs)
table.write()
