"""Line searches, noise and estimates from keys, wrappers and matrix functions of Optax, step by step."""

import warnings

import jax
import jax.numpy as jnp
import numpy as np
import optax

from table import Table

warnings.filterwarnings("ignore")
table = Table("optim-searches")
f32 = lambda x: jnp.asarray(x, jnp.float32)

# Searches along lines, on Rosenbrock's valley and on a parabola.
rosenbrock = lambda x: 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2
parabola = lambda x: jnp.sum((x - jnp.array([1.0, -2.0])) ** 2 * jnp.array([1.0, 10.0]))
SEARCHES = {
    "lbfgs": optax.lbfgs(),
    "lbfgs unscaled": optax.lbfgs(memory_size=2, scale_init_precond=False),
    "zoom": optax.chain(optax.sgd(1.0), optax.scale_by_zoom_linesearch(15)),
    "zoom bounded": optax.chain(optax.sgd(1.0), optax.scale_by_zoom_linesearch(8, max_learning_rate=0.01, approx_dec_rtol=None)),
    "backtracking": optax.chain(optax.sgd(1.0), optax.scale_by_backtracking_linesearch(15)),
    "backtracking stored": optax.chain(optax.sgd(1.0), optax.scale_by_backtracking_linesearch(15, store_grad=True, decrease_factor=0.5, increase_factor=2.0)),
}
jax.config.update("jax_enable_x64", True)
for function, f in (("rosenbrock", rosenbrock), ("parabola", parabola)):
    for name, optimizer in SEARCHES.items():
        x = jnp.array([-1.2, 1.0])
        state, path, steps = optimizer.init(x), [], []

        @jax.jit
        def step(x, state):
            value, grad = jax.value_and_grad(f)(x) if name == "backtracking" else optax.value_and_grad_from_state(f)(x, state=state)
            updates, state = optimizer.update(grad, state, x, value=value, grad=grad, value_fn=f)
            return optax.apply_updates(x, updates), state

        for _ in range(8):
            x, state = step(x, state)
            path.append(x)
            steps.append(optax.tree.get(state, "num_linesearch_steps", jnp.asarray(0)))
        table.case("searches", f"{name} on {function}", {"search": name, "function": function}, {}, {"path": jnp.stack(path), "steps": jnp.stack(steps).astype(jnp.int32)})
jax.config.update("jax_enable_x64", False)

# Keys: noise and estimates.
key = jax.random.key(7)
dp = optax.contrib.differentially_private_aggregate(1.0, 0.5, key=key)
grads = {"a": f32([[3, 4], [0, 1], [0.1, 0.2]]), "b": f32([[1], [2], [0]])}
out, state = dp.update(grads, dp.init(None))
out2, _ = dp.update(grads, state)
table.case("random", "differentiallyPrivateAggregate", {}, grads, {"first a": out["a"], "first b": out["b"], "second a": out2["a"], "second b": out2["b"]})
w = f32([1, -2, 0.5])
objective = lambda p: jnp.sum(p**4) + p[0] * p[1]
sophia = optax.contrib.sophia(0.1, update_interval=2, hessian_diagonal_fn=optax.contrib.hutchinson_estimator_diag_hessian(jax.random.PRNGKey(0)))
state, path = sophia.init(w), []
for _ in range(6):
    updates, state = sophia.update(jax.grad(objective)(w), state, w, obj_fn=objective)
    w = optax.apply_updates(w, updates)
    path.append(w)
table.case("random", "sophia", {}, {}, {"path": jnp.stack(path)})
hard = lambda x: jax.nn.one_hot(jnp.argmax(x), 3)
soft = optax.perturbations.make_perturbed_fun(hard, num_samples=64, sigma=0.5)
x = f32([0.2, 0.5, -0.1])
table.case("random", "makePerturbedFun", {}, {"x": x}, {"value": soft(key, x), "jacobian": jax.jacobian(lambda x: soft(key, x))(x)})

# Wrappers.
def steps(name, optimizer, params, n=9, updates_of=lambda p: p):
    state, rows = optimizer.init(params), []
    for i in range(n):
        g = f32([(7 * i) % 5 - 2, 0.5 * i - 1]) if not (name == "applyIfFinite" and i in (2, 3, 4)) else f32([np.nan, 1])
        u, state = optimizer.update(g, state, params)
        params = optax.apply_updates(params, u)
        rows.append(updates_of(params))
    table.case("wrappers", name, {}, {}, {"params": jnp.stack(rows)})


start = f32([1, 2])
steps("conditionallyTransform", optax.conditionally_transform(optax.adam(0.1), lambda step: step % 3 == 1), start)
steps("conditionallyMask", optax.conditionally_mask(optax.adam(0.1), lambda step: step % 3 == 1), start)
steps("applyIfFinite", optax.apply_if_finite(optax.adam(0.1), 2), start)
for name, reset in (("lookahead", False), ("lookahead reset", True)):
    steps(name, optax.lookahead(optax.adam(0.1), 3, 0.5, reset), optax.LookaheadParams.init_synced(start), updates_of=lambda p: jnp.concatenate([p.fast, p.slow]))
steps("MultiSteps schedule", optax.MultiSteps(optax.adam(0.1), lambda step: jnp.where(step < 2, 1, 2)).gradient_transformation(), start)
steps("injectHyperparams", optax.inject_hyperparams(optax.adam)(learning_rate=optax.linear_schedule(0.1, 0.01, 5), b1=0.8, eps=jnp.float32(1e-3)), start)

# Matrices.
m = f32([[4, 1, 0], [1, 3, 1], [0, 1, 2]])
value, vector = optax.power_iteration(m, num_iters=300)
root, error = optax.matrix_inverse_pth_root(m, 4)
table.case("matrices", "powerIteration", {}, {"m": m}, {"value": value, "vector": vector})
table.case("matrices", "matrixInversePthRoot", {}, {"m": m}, {"root": root})
table.case("matrices", "nnls", {}, {"m": m}, {"x": optax.nnls(m, f32([1, -2, 3]), 50)})
normal_ = optax.multi_normal(f32([0, 1]), f32([0.5, -0.5]))
table.case("matrices", "multiNormal", {}, {"x": f32([0.3, 0.4])}, {"logProb": normal_.log_prob(f32([0.3, 0.4])), "sample": normal_.sample((2,), key)})
table.write()
