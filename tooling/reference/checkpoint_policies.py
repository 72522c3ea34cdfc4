"""What the gradient of a checkpointed function computes, for each policy: how often each primitive occurs; and its values."""

import jax
import jax.extend
import jax.numpy as jnp
import numpy as np
from jax import checkpoint_policies as policies
from jax.ad_checkpoint import checkpoint_name

from table import Table

jax.config.update("jax_enable_x64", True)
table = Table("checkpoint-policies")
W = np.array([[0.5, -0.2], [0.3, 0.4]])
X = np.array([0.3, 0.4])
STACK = np.stack([W, W.T, 2 * W])


def named(w, x):
    """sum(sin(h) s), where h = tanh(w x) is named "h" and s = sin(cos(x)) is named "s" """
    return jnp.sum(jnp.sin(checkpoint_name(jnp.tanh(w @ x), "h")) * checkpoint_name(jnp.sin(jnp.cos(x)), "s"))


def products(w, x):
    """sum(sin(b (w x))), where b = tanh(m m^T) for each matrix m of a stack, w among them three times"""
    stack = jnp.tanh(jnp.einsum("bij,bkj->bik", STACK * w, STACK))
    return jnp.sum(jnp.sin(stack @ (w @ x)))


def calls(w, x):
    """sum(sin(f(f(x)))), where f(y) = tanh(w y) is compiled on its own"""
    f = jax.jit(lambda y: jnp.tanh(w @ y))
    return jnp.sum(jnp.sin(f(f(x))))


def count(jaxpr, counts):
    for equation in jaxpr.eqns:
        counts[equation.primitive.name] = counts.get(equation.primitive.name, 0) + 1
        for inner in jax.extend.core.jaxprs_in_params(equation.params):
            count(inner, counts)
    return counts


POLICIES = {
    "null": None,
    "everythingSaveable": policies.everything_saveable,
    "nothingSaveable": policies.nothing_saveable,
    "dotsSaveable": policies.dots_saveable,
    "dotsWithNoBatchDimsSaveable": policies.dots_with_no_batch_dims_saveable,
    "saveOnlyTheseNames h": policies.save_only_these_names("h"),
    "saveAnyNamesButThese h": policies.save_any_names_but_these("h"),
    "saveFromBothPolicies dots and s": policies.save_from_both_policies(
        policies.dots_saveable, policies.save_only_these_names("s")
    ),
}
for f in (named, products, calls):
    for name, policy in POLICIES.items():
        g = jax.checkpoint(f, policy=policy)
        counts = count(jax.make_jaxpr(jax.grad(g, (0, 1)))(W, X).jaxpr, {})
        told = {p: counts.get(q, 0) for p, q in dict(sin="sin", cos="cos", tanh="tanh", dotGeneral="dot_general").items()}
        outputs = dict(zip(("w", "x"), jax.grad(g, (0, 1))(W, X)))
        outputs["hessian"] = jax.hessian(lambda x: g(W, x))(X)
        params = {"f": f.__name__, "formula": f.__doc__, "policy": name, "counts": told}
        table.case("policy", f"{f.__name__} {name}", params, {"w": W, "x": X, "stack": STACK}, outputs)
table.write()
