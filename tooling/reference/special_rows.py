"""What the scripts of special functions share: rows of values and derivatives of JAX, beside those that mpmath computes."""

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_numpy_rank_promotion", "allow")
rng = np.random.default_rng(7)
mp.mp.dps = 90

EDGES = [0.0, -0.0, 1.0, -1.0, 2.0, -2.5, np.inf, -np.inf, np.nan]


def spread(low, high, n):
    """Numbers of all magnitudes."""
    return 10.0 ** rng.uniform(low, high, n)


def within(low, high, n):
    return rng.uniform(low, high, n)


def both(x):
    return np.concatenate([x, -x])


def exactly(f, orders, x):
    """A derivative of a function of numbers with many digits."""
    arguments = [mp.mpf(float(v)) for v in x]
    try:
        value = f(*arguments) if not any(orders) else mp.diff(f, tuple(arguments), tuple(orders))
    except (ValueError, ZeroDivisionError):
        return mp.nan
    return mp.re(value)


def lower_gamma(a, x):
    """P(a, x) by its power series, which keeps all digits."""
    term = total = mp.mpf(1)
    n = 0
    while term > total * mp.mpf(10) ** -(mp.mp.dps + 5):
        n += 1
        term *= x / (a + n)
        total += term
    return mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1)) * total


def drawn_gamma(a, x):
    """The derivative by a of a number with the same quantile."""
    return -mp.diff(lambda b: lower_gamma(b, x), a) / mp.exp((a - 1) * mp.log(x) - x - mp.loggamma(a))


def upper_gamma(a, x):
    return mp.gammainc(a, x, mp.inf, regularized=True)


def log_gamma(x):
    """log |Γ(x)|."""
    return mp.re(mp.loggamma(x))


def multigammaln(x, d):
    return mp.mpf(d * (d - 1)) / 4 * mp.log(mp.pi) + sum(log_gamma(x - mp.mpf(i) / 2) for i in range(d))


def polygamma(n, x):
    return mp.psi(n, x)


def one_by_one(f):
    """A function called for each element alone, where JAX's loops for one element would not end for another."""
    return lambda *arguments: jnp.stack([f(*x) for x in zip(*arguments)])


def slopes(f, k, order, whole):
    """The derivative of some order by argument k, element by element."""
    if not whole:
        for _ in range(order):
            f = jax.grad(f, argnums=k)
        return one_by_one(f)
    for _ in range(order):
        f = jax.grad(lambda *x, f=f: f(*x).sum(), argnums=k)
    return f


def row(table, name, jax_function, truth, *arguments, edges=None, derivatives=(0,), second=True, whole=True):
    """One function at points, in both precisions.

    `derivatives` are the arguments by which JAX differentiates it; `edges` are further points at which only JAX's value counts;
    `whole` says whether JAX can compute all elements at once.
    """
    values = jax_function if whole else one_by_one(jax_function)
    for dtype in ("float32", "float64"):
        points = [jnp.asarray(a.astype(dtype)) for a in arguments]
        exact = [np.asarray(a, np.float64) for a in points]

        def everything(*points):
            results = {"value": values(*points)}
            for k in derivatives:
                results[f"derivative{k}"] = slopes(jax_function, k, 1, whole)(*points)
                if second:
                    results[f"second{k}"] = slopes(jax_function, k, 2, whole)(*points)
            return results

        outputs = dict((jax.jit(everything) if whole else everything)(*points))
        for quantity in list(outputs):
            if truth is None:
                break
            orders = [0] * len(points)
            if quantity != "value":
                orders[int(quantity[-1])] = 2 if quantity.startswith("second") else 1
            outputs[f"true {quantity}"] = np.array([float(exactly(truth, orders, x)) for x in zip(*exact)])
        table.case(name, dtype, {}, {f"x{i}": x for i, x in enumerate(points)}, outputs)
        if edges is not None:
            special_points = [jnp.asarray(np.asarray(e, dtype)) for e in edges]
            table.case(
                name, f"{dtype} edges", {}, {f"x{i}": x for i, x in enumerate(special_points)},
                {"value": values(*special_points)},
            )  # fmt: skip
    at = 0.5 if name in ("ndtri", "betainc") else 1.0
    weak = bool(jax_function(*[at for _ in arguments]).weak_type)
    integers = [jnp.asarray([1, 2], jnp.int32) for _ in arguments]
    of_int32 = None if not whole or name in ("ndtr", "ndtri", "logNdtr", "randomGammaGrad", "spence") else jax_function(*integers).dtype.name
    table.case(name, "types", {"at": at, "arity": len(arguments), "weak": weak, "ofInt32": of_int32})


def grid(*lists):
    return [np.asarray(v).ravel() for v in np.meshgrid(*lists, indexing="ij")]
