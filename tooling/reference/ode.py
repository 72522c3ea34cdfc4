"""Solutions of small initial value problems by Diffrax, in float64: steps, saved times, statistics, gradients."""

import diffrax
import jax
import jax.numpy as jnp
import numpy as np

from table import Table, named_leaves

jax.config.update("jax_enable_x64", True)
table = Table("ode")

# Problems: vector field (t, y, args), initial value, arguments.
FIELDS = {
    "decay": "y' = -a y",
    "forced": "y0' = y1, y1' = -k y0 - c y1 + sin(t), with (k, c) = args",
    "tree": "pos' = vel, vel' = -k pos",
    "van der pol": "y0' = y1, y1' = mu (1 - y0^2) y1 - y0",
    "growth": "y' = y + t",
}
PROBLEMS = {
    "decay": (lambda t, y, a: -a * y, jnp.float64(1.0), jnp.float64(0.7)),
    "forced": (lambda t, y, a: jnp.stack([y[1], -a[0] * y[0] - a[1] * y[1] + jnp.sin(t)]), jnp.array([1.0, 0.0]), jnp.array([4.0, 0.3])),
    "tree": (lambda t, y, k: {"pos": y["vel"], "vel": -k * y["pos"]}, {"pos": jnp.array([1.0, 0.5]), "vel": jnp.array([0.0, -1.0])}, jnp.float64(2.0)),
    "van der pol": (lambda t, y, mu: jnp.stack([y[1], mu * (1 - y[0] ** 2) * y[1] - y[0]]), jnp.array([2.0, 0.0]), jnp.float64(3.0)),
    "growth": (lambda t, y, _: y + t, jnp.array([0.5, -1.0]), None),
}
SOLVERS = {name: getattr(diffrax, name) for name in "Euler Heun Midpoint Ralston Bosh3 Tsit5 Dopri5".split()}


def solve(problem, solver, t0, t1, dt0, saveat, controller=diffrax.ConstantStepSize(), y0=None, args=None):
    field, initial, arguments = PROBLEMS[problem]
    return diffrax.diffeqsolve(
        diffrax.ODETerm(field), SOLVERS[solver](), t0, t1, dt0,
        initial if y0 is None else y0, arguments if args is None else args,
        saveat=saveat, stepsize_controller=controller, max_steps=4096,
    )


def given(problem):
    _, y0, args = PROBLEMS[problem]
    return {**named(y0, "y0"), **({} if args is None else {"args": args})}


def named(tree, name):
    """The tree's only array under `name`, or each of its arrays under `name.path`."""
    return {name: tree} if hasattr(tree, "dtype") else named_leaves(tree, f"{name}.")


def record(group, name, problem, solver, t0, t1, dt0, saveat, params, controller=diffrax.ConstantStepSize()):
    solution = solve(problem, solver, t0, t1, dt0, saveat, controller)
    stats = {key: int(solution.stats[key]) for key in ("num_steps", "num_accepted_steps", "num_rejected_steps")}
    params = {"problem": problem, "field": FIELDS[problem], "solver": solver, "t0": t0, "t1": t1, "dt0": dt0, **params,
              "numSteps": stats["num_steps"], "numAcceptedSteps": stats["num_accepted_steps"], "numRejectedSteps": stats["num_rejected_steps"]}
    ts, ys = solution.ts, solution.ys
    if saveat.subs.steps:
        # Unused places at the end hold infinity; only as many as there were steps are kept.
        keep = int(np.isfinite(ts).sum())
        ts, ys = ts[:keep], jax.tree.map(lambda y: y[:keep], ys)
    inputs = given(problem) | ({"ts": saveat.subs.ts} if saveat.subs.ts is not None else {})
    table.case(group, name, params, inputs, {"ts": ts, **named(ys, "ys")})


# One step: the state at its end and the error estimate.
for problem in ("forced", "tree", "growth"):
    field, y0, args = PROBLEMS[problem]
    for name, make in SOLVERS.items():
        solver, term = make(), diffrax.ODETerm(field)
        state = solver.init(term, 0.2, 0.5, y0, args)
        y1, error, dense, state, _ = solver.step(term, 0.2, 0.5, y0, args, state, made_jump=False)
        inside = [solver.interpolation_cls(t0=0.2, t1=0.5, **dense).evaluate(t) for t in (0.25, 0.4)]
        outputs = {**named(y1, "y1"), **({} if error is None else named(error, "error"))}
        outputs |= named(inside[0], "y(0.25)") | named(inside[1], "y(0.4)")
        table.case("step", f"{name} {problem}", {"problem": problem, "field": FIELDS[problem], "solver": name, "t0": 0.2, "t1": 0.5}, given(problem), outputs)

# Constant steps: every step, only the end, and times between steps; dt0 that divides the interval or does not; backwards.
between = jnp.array([0.0, 0.03, 0.1, 0.25, 0.55, 0.999, 1.0])
for solver in SOLVERS:
    for problem in PROBLEMS:
        record("steps", f"{solver} {problem}", problem, solver, 0.0, 1.0, 0.1, diffrax.SaveAt(t0=True, steps=True), {"save": "t0, steps"})
    record("interval", f"{solver} forced", "forced", solver, 0.0, 1.0, 0.3, diffrax.SaveAt(t0=True, steps=True), {"save": "t0, steps"})
    for problem in ("forced", "tree"):
        record("times", f"{solver} {problem}", problem, solver, 0.0, 1.0, 0.1, diffrax.SaveAt(ts=between), {"save": "ts"})
    record("times", f"{solver} forced ends", "forced", solver, 0.0, 1.0, 0.1, diffrax.SaveAt(t0=True, t1=True, ts=between[2:4]), {"save": "t0, ts, t1"})
    record("backwards", f"{solver} forced", "forced", solver, 1.0, -0.5, -0.25, diffrax.SaveAt(t0=True, steps=True), {"save": "t0, steps"})
    record("backwards", f"{solver} times", "forced", solver, 1.0, -0.5, -0.25, diffrax.SaveAt(ts=jnp.array([0.9, 0.1, -0.3, -0.5])), {"save": "ts"})
    record("end", f"{solver} decay", "decay", solver, 0.0, 2.0, 0.01, diffrax.SaveAt(t1=True), {"save": "t1"})
record("end", "Euler no time", "decay", "Euler", 1.0, 1.0, 0.1, diffrax.SaveAt(t0=True, t1=True), {"save": "t0, t1"})
given_ts = jnp.array([0.0, 0.1, 0.15, 0.7, 1.0])
record("StepTo", "Heun forced", "forced", "Heun", 0.0, 1.0, None, diffrax.SaveAt(steps=True), {"save": "steps", "stepTo": given_ts.tolist()}, diffrax.StepTo(given_ts))

# Adaptive steps: accepted times are part of the record.
for solver in ("Heun", "Bosh3", "Tsit5", "Dopri5"):
    for problem, tolerance in [("forced", 1e-6), ("van der pol", 1e-5), ("tree", 1e-8)]:
        if solver == "Heun" and problem == "tree":
            continue
        for dt0 in (0.1, None):
            controller = diffrax.PIDController(rtol=tolerance, atol=tolerance)
            params = {"rtol": tolerance, "atol": tolerance, "pcoeff": 0, "icoeff": 1, "dcoeff": 0}
            end = 1.0 if solver == "Heun" else 3.0
            saveat = diffrax.SaveAt(t0=True, steps=True) if solver != "Heun" else diffrax.SaveAt(t1=True)
            record("PIDController", f"{solver} {problem} dt0 {dt0}", problem, solver, 0.0, end, dt0, saveat, {"save": "t0, steps" if solver != "Heun" else "t1", **params}, controller)
controller = diffrax.PIDController(rtol=1e-5, atol=1e-7, pcoeff=0.3, icoeff=0.4, dcoeff=0.1, dtmax=0.4)
params = {"rtol": 1e-5, "atol": 1e-7, "pcoeff": 0.3, "icoeff": 0.4, "dcoeff": 0.1, "dtmax": 0.4, "save": "t0, steps"}
record("PIDController", "Tsit5 van der pol all coefficients", "van der pol", "Tsit5", 0.0, 6.0, 0.1, diffrax.SaveAt(t0=True, steps=True), params, controller)

# Gradients of the sum of the squares of the saved values.
for solver in ("Euler", "Heun", "Tsit5"):
    for problem in ("forced", "tree"):
        _, y0, args = PROBLEMS[problem]

        def loss(y0, args):
            ys = solve(problem, solver, 0.0, 1.0, 0.1, diffrax.SaveAt(ts=between[1:]), y0=y0, args=args).ys
            return sum(jnp.sum(y**2) for y in jax.tree.leaves(ys))

        value, (dy0, dargs) = jax.value_and_grad(loss, (0, 1))(y0, args)
        params = {"problem": problem, "field": FIELDS[problem], "solver": solver, "t0": 0, "t1": 1, "dt0": 0.1, "save": "ts"}
        table.case("gradient", f"{solver} {problem}", params, given(problem) | {"ts": between[1:]}, {"value": value, **named(dy0, "y0"), "args": dargs})

# A dense solution, evaluated and differentiated.
for solver in ("Euler", "Tsit5", "Dopri5", "Bosh3"):
    solution = solve("forced", solver, 0.0, 1.0, 0.15, diffrax.SaveAt(dense=True))
    at = jnp.array([0.0, 0.07, 0.15, 0.5, 0.93, 1.0])
    params = {"problem": "forced", "field": FIELDS["forced"], "solver": solver, "t0": 0, "t1": 1, "dt0": 0.15}
    table.case("dense", solver, params, given("forced") | {"ts": at}, {"ys": jax.vmap(solution.evaluate)(at), "derivative": jax.vmap(solution.derivative)(at)})

table.write()
