"""Arrays of small numbers, which calls read."""

import jax.numpy as jnp
import numpy as np


def values(shape, dtype="float32", kind="plain", seed=1):
    """
    Small numbers that all dtypes have.

    `plain` are multiples of an eighth between -2 and 2, or integers between -8 and 8; `positive` are 1/8 to 2; `unit` lie between
    0 and 1; `ranks` are all different; `ends` have among them what dtypes end with: infinities, NaN, zeros of both signs, extreme
    integers. Complex numbers have such parts.
    """
    size = int(np.prod(shape))
    draws = []
    state = 1000 * seed + 7
    for _ in range(2 * size):
        state = state * 16807 % (2**31 - 1)
        draws.append(state >> 8)
    dtype = jnp.dtype(dtype)
    if dtype.kind == "c":
        part = np.float64 if dtype == np.complex128 else np.float32
        both = [_numbers(draws[k * size : (k + 1) * size], part, kind, size) for k in (0, 1)]
        return (both[0] + 1j * both[1]).astype(dtype).reshape(shape)
    return _numbers(draws[:size], dtype, kind, size).reshape(shape)


def _numbers(draws, dtype, kind, size):
    dtype = jnp.dtype(dtype)
    draws = np.asarray(draws, np.int64).reshape(-1)
    if dtype == bool:
        return draws % 2 == 1
    inexact = jnp.issubdtype(dtype, jnp.inexact)
    unsigned = jnp.issubdtype(dtype, jnp.unsignedinteger)
    match kind:
        case "plain":
            found = (draws % 33 - 16) / 8 if inexact else draws % 17 - (0 if unsigned else 8)
        case "positive":
            found = (draws % 16 + 1) / 8 if inexact else draws % 8 + 1
        case "unit":
            found = (draws % 17) / 16 if inexact else draws % 2
        case "ranks":
            step = next(s for s in (7, 11, 13, 1) if size % s or s == 1)
            found = (np.arange(size) * step + 3) % max(size, 1) - (0 if unsigned else size // 2)
        case "ends":
            if inexact:
                ends = [1, np.nan, -0.0, np.inf, 0, -2.5, -np.inf, 3]
                return np.resize(np.array(ends), size).astype(dtype)
            least, most = jnp.iinfo(dtype).min, jnp.iinfo(dtype).max
            return np.resize(np.array([most, 0, least, 1, most - 1, 2], dtype), size)
    return np.asarray(found).astype(dtype)
