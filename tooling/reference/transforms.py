"""Values, tangents, gradients and Hessians of small functions through control flow, batching and custom rules, in float64.

Each function is given by its formula in the docstring; the same program is to be written in the tested library.
"""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from table import Table

jax.config.update("jax_enable_x64", True)
table = Table("transforms")
X = np.array([0.3, -0.7, 1.1])
DIRECTION = np.array([1.0, -2.0, 0.5])
MATRIX = np.array([[0.5, -0.2, 0.1], [0.3, 0.4, -0.6], [-0.1, 0.7, 0.2]])


def composition(x):
    """sum(sin(x) exp(x2)) + log(1 + sum(x^2)), where x2 is x reversed"""
    return jnp.sum(jnp.sin(x) * jnp.exp(x[::-1])) + jnp.log1p(jnp.sum(x**2))


def scan_recurrence(x):
    """h0 = 0; five times h = tanh(M h + x); the sum of the squares of all five h"""
    step = lambda h, _: (h := jnp.tanh(MATRIX @ h + x), jnp.sum(h**2))
    return jnp.sum(lax.scan(step, jnp.zeros(3), None, 5)[1])


def scan_over_rows(x):
    """c0 = 1; over the rows m of M, in reverse: c = c cos(m.x) + x0; c times the last element of the stack of c^2"""
    step = lambda c, m: (c := c * jnp.cos(m @ x) + x[0], c**2)
    c, squares = lax.scan(step, jnp.float64(1), MATRIX, reverse=True)
    return c * squares[-1]


def while_newton(x):
    """the square root of sum(x^2) by Newton's iteration y = (y + s/y)/2 from y = s while |y^2 - s| > 1e-12"""
    s = jnp.sum(x**2)
    return lax.while_loop(lambda y: jnp.abs(y**2 - s) > 1e-12, lambda y: (y + s / y) / 2, s)


def fori_power(x):
    """y = x; four times y = y x + sin(y); the sum of y"""
    return jnp.sum(lax.fori_loop(0, 4, lambda _, y: y * x + jnp.sin(y), x))


def cond_branches(x):
    """sum over elements: x^3 where x > 0, else exp(x), by a cond on each element"""
    return sum(lax.cond(e > 0, lambda e: e**3, jnp.exp, e) for e in x)


def vmap_cond(x):
    """as cond_branches, the cond under vmap"""
    return jnp.sum(jax.vmap(lambda e: lax.cond(e > 0, lambda e: e**3, jnp.exp, e))(x))


def switch_in_scan(x):
    """c0 = x0; for i = 0..5: c = [sin(c), c x1, c + x2^2][i mod 3]; c"""
    branches = [lambda c: jnp.sin(c), lambda c: c * x[1], lambda c: c + x[2] ** 2]
    return lax.scan(lambda c, i: (lax.switch(i % 3, branches, c), None), x[0], jnp.arange(6))[0]


def nested_vmap(x):
    """the sum over i, j of atan2(xi, 2 + xj) xi"""
    f = lambda a, b: jnp.arctan2(a, 2 + b) * a
    return jnp.sum(jax.vmap(lambda a: jax.vmap(lambda b: f(a, b))(x))(x))


@jax.custom_jvp
def softplus(x):
    return jnp.log1p(jnp.exp(x))


softplus.defjvps(lambda dx, y, x: 3 * dx * jax.nn.sigmoid(x))


def custom_jvp(x):
    """the sum of x softplus(x), where the derivative of softplus is declared to be 3 sigmoid(x)"""
    return jnp.sum(x * softplus(x))


@jax.custom_vjp
def clipped(x):
    return x**2


clipped.defvjp(lambda x: (x**2, x), lambda x, ct: (jnp.clip(ct * 2 * x, -1.0, 1.0),))


def custom_vjp(x):
    """the sum of sin(x) clipped(x), where clipped is x^2 whose pullback is clip(2 x ct, -1, 1)"""
    return jnp.sum(jnp.sin(x) * clipped(x))


def checkpointed(x):
    """three times y = checkpoint(tanh(M y) + y/2) from y = x; the product of y"""
    block = jax.checkpoint(lambda y: jnp.tanh(MATRIX @ y) + y / 2)
    return jnp.prod(block(block(block(x))))


def gradient_inside(x):
    """the sum of squares of the gradient of composition"""
    return jnp.sum(jax.grad(composition)(x) ** 2)


def indexed(x):
    """the sum of sort(x) (1, 2, 3) plus max(x) x[-1] plus cumprod(x)[2]"""
    return jnp.sum(jnp.sort(x) * jnp.arange(1.0, 4.0)) + jnp.max(x) * x[-1] + jnp.cumprod(x)[2]


def linear_algebra(x):
    """log of the determinant of A = I + x xT plus xT solve(A + M, x) plus the norm of x"""
    a = jnp.eye(3) + jnp.outer(x, x)
    return jnp.linalg.slogdet(a)[1] + x @ jnp.linalg.solve(a + MATRIX, x) + jnp.linalg.norm(x)


FUNCTIONS = [composition, scan_recurrence, scan_over_rows, while_newton, fori_power, cond_branches, vmap_cond, switch_in_scan,
             nested_vmap, custom_jvp, custom_vjp, checkpointed, gradient_inside, indexed, linear_algebra]
FORWARD_ONLY, REVERSE_ONLY = [while_newton], [custom_vjp]
for f in FUNCTIONS:
    outputs = {"value": f(X)}
    if f not in REVERSE_ONLY:
        outputs["tangent"] = jax.jvp(f, (X,), (DIRECTION,))[1]
        outputs["gradient"] = jax.jacfwd(f)(X)
        outputs["hessian"] = jax.jacfwd(jax.jacfwd(f))(X)
    if f not in FORWARD_ONLY:
        gradient = jax.grad(f)(X)
        if f not in REVERSE_ONLY:
            np.testing.assert_allclose(gradient, outputs["gradient"], rtol=1e-12)
            np.testing.assert_allclose(jax.hessian(f)(X), outputs["hessian"], rtol=1e-9, atol=1e-11)
        else:
            outputs["hessian"] = jax.jacrev(jax.grad(f))(X)
        outputs["gradient"] = gradient
    batch = np.stack([X, 2 * X, X[::-1]])
    outputs["batch value"] = jax.vmap(f)(batch)
    if f not in FORWARD_ONLY:
        outputs["batch gradient"] = jax.vmap(jax.grad(f))(batch)
    modes = {"forward": f not in REVERSE_ONLY, "reverse": f not in FORWARD_ONLY}
    inputs = {"x": X, "direction": DIRECTION, "matrix": MATRIX, "batch": batch}
    table.case("function", f.__name__, {"formula": f.__doc__, **modes}, inputs, outputs)

# Functions of several arguments and with arrays as results.
y = np.array([0.2, 0.5])
f = lambda x, y: jnp.outer(jnp.sin(x), y**2)
jx, jy = jax.jacrev(f, (0, 1))(X, y)
cotangent = np.arange(6.0).reshape(3, 2)
out, pullback = jax.vjp(f, X, y)
table.case("jacobian", "outer(sin(x), y^2)", {}, {"x": X, "y": y, "cotangent": cotangent},
           {"value": out, "jacobian x": jx, "jacobian y": jy, **dict(zip(("cotangent x", "cotangent y"), pullback(cotangent)))})
hvp = jax.jvp(jax.grad(composition), (X,), (DIRECTION,))[1]
table.case("jacobian", "Hessian-vector product of composition", {}, {"x": X, "direction": DIRECTION}, {"result": hvp})
named = jax.vmap(lambda x: x / lax.psum(x, "i") - lax.pmean(x, "i") + lax.axis_index("i"), axis_name="i")
table.case("named axes", "x / psum(x) - pmean(x) + axis_index", {}, {"x": X}, {"result": named(X)})

table.write()
