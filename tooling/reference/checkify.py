"""What checkified programs say, in all transformations: the message, or nothing; the result beside it.

Each program is given by its formula in the docstring; the same program is to be written in the tested library.
"""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.experimental import checkify
from jax.experimental.checkify import check

from table import Table

table = Table("checkify")


def root(x):
    """x >= 0 or "{x} has no root of {} values"; the square root"""
    check(jnp.all(x >= 0), "{x} has no root of {} values", jnp.float32(3.5), x=jnp.min(x))
    return jnp.sqrt(x)


def loop(x):
    """while s < 10: s < 5.5 or "s is {}"; s + 1"""

    def body(s):
        check(s < 5.5, "s is {}", s)
        return s + 1

    return lax.while_loop(lambda s: s < 10, body, x)


def steps(x):
    """over 1.25, 1.25, …, five times: c < 3 or "c is {}"; c + y, and log(c)"""

    def step(c, y):
        check(c < 3, "c is {}", c)
        return c + y, jnp.log(c)

    return lax.scan(step, x, jnp.full(5, 1.25))[0]


def branch(x):
    """where x > 0: x < 3 or "y is {}"; x; else x > -3 or "z is {}"; 2 x"""

    def positive(y):
        check(y < 3, "y is {}", y)
        return y

    def negative(y):
        check(y > -3, "z is {}", y)
        return 2 * y

    return lax.cond(x > 0, positive, negative, x)


def called(x):
    """jit of root, twice: root(root(x) - 1)"""
    inner = jax.jit(root)
    return inner(inner(x) - 1)


def logarithm(x):
    """log(x) * 2"""
    return jnp.log(x) * 2


def quotient(x):
    """1 / (x - 1)"""
    return 1 / (x - 1)


def element(x):
    """[10, 20, 30] at x as an integer"""
    return jnp.array([10.0, 20.0, 30.0])[x.astype(jnp.int32)]


CHECKS = {
    "userChecks": checkify.user_checks,
    "nanChecks": checkify.nan_checks,
    "divChecks": checkify.div_checks,
    "indexChecks": checkify.index_checks,
    "floatChecks": checkify.float_checks,
    "automaticChecks": checkify.automatic_checks,
    "allChecks": checkify.all_checks,
}
X = np.array([0.5, 2.5, -1.5, 4.25, -7.75, 1.0, 20.5, 0.0], np.float32)
for f in (root, loop, steps, branch, called, logarithm, quotient, element):
    for name, errors in CHECKS.items():
        checked = checkify.checkify(f, errors)
        alone = [checked(jnp.asarray(x)) for x in X]
        messages = [e.get() for e, _ in alone]
        params = {"f": f.__name__, "formula": f.__doc__, "errors": name, "alone": messages}
        table.case("error", f"{f.__name__} {name}", params, {"x": X}, {"result": np.stack([y for _, y in alone])})
table.write()
