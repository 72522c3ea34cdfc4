"""Solutions by Diffrax of equations, solvers, controllers, adjoints, events and what is saved in combinations that were drawn by chance."""

import os
import warnings

# Almost all of the time is compilation, so as little as possible is optimised.
os.environ.setdefault("XLA_FLAGS", "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true")

import diffrax
import jax
import jax.numpy as jnp
import numpy as np
import optimistix as optx

from table import Table

warnings.filterwarnings("ignore")
jax.config.update("jax_enable_x64", True)
table = Table("ode-combinations")
COUNT = 56
# Those that take long.
LEFT_OUT = {0, 1, 2, 3, 4, 5, 7, 8, 10, 11, 15, 18, 21, 23, 28, 35, 36, 38, 40, 41, 45, 47, 48, 49, 53, 55}


def tree(y):
    return jax.tree_util.tree_leaves(y)


def pendulum(t, y, p):
    return jnp.stack([y[1], -p * jnp.sin(y[0]) - 0.1 * y[1], jnp.cos(3 * t) * y[0]])


def nested(t, y, p):
    a, (b, _) = y["a"], y["b"]
    return {"a": jnp.stack([p * a[1], -a[0]]), "b": [jnp.sin(t) - p * b, None], "c": jnp.zeros((0, 3), y["c"].dtype)}


def jumping(t, y, p):
    return jnp.where(t < 1.3, 1.0, -1.0).astype(y.dtype) - p * y


# Equations with their initial states.
PROBLEMS = {
    "pendulum": (pendulum, [1.0, 0.5, 0.0]),
    "number": (lambda t, y, p: jnp.cos(2 * t) - p * y, 1.5),
    "nested": (nested, {"a": [1.0, -0.5], "b": [0.7, None], "c": np.zeros((0, 3))}),
    "jumping": (jumping, [0.3, -0.4]),
    "stiff": (lambda t, y, p: jnp.stack([y[1], 20 * p * (1 - y[0] ** 2) * y[1] - y[0]]), [2.0, 0.0]),
    "split": ((lambda t, y, p: jnp.stack([y[1], -y[0]]), lambda t, y, p: jnp.stack([-p * y[0], -8 * y[1] * y[1] * y[1] * p])), [1.0, 0.5]),
    "halves": ((lambda t, v, p: v, lambda t, x, p: -p * jnp.sin(x)), ([1.0], [0.2])),
}
EXPLICIT = ["Tsit5", "Dopri5", "Dopri8", "Bosh3", "Heun", "Midpoint", "Ralston", "ReversibleHeun", "HalfSolver(Euler)", "HalfSolver(Tsit5)", "HalfSolver(LeapfrogMidpoint)"]
FIXED = ["Euler", "LeapfrogMidpoint"]
IMPLICIT = ["ImplicitEuler", "Kvaerno3", "Kvaerno4", "Kvaerno5"]
IMEX = ["KenCarp3", "KenCarp4", "KenCarp5", "Sil3"]


def solver_of(name, tolerances):
    if name.startswith("HalfSolver"):
        return diffrax.HalfSolver(solver_of(name[11:-1], tolerances))
    made = getattr(diffrax, name)
    if tolerances is not None and (name in IMPLICIT or name in IMEX):
        if name == "ImplicitEuler":
            return made(root_finder=optx.Newton(rtol=tolerances, atol=tolerances))
        return made(root_finder=diffrax.VeryChord(rtol=tolerances, atol=tolerances, norm=optx.max_norm))
    return made()


def controller_of(spec):
    kind, options = spec
    if kind == "constant":
        return diffrax.ConstantStepSize()
    if kind == "stepTo":
        return diffrax.StepTo(jnp.array(options["ts"]))
    snake = {"forceDtmin": "force_dtmin", "errorOrder": "error_order"}
    pid = diffrax.PIDController(**{snake.get(k, k): v for k, v in options["pid"].items()})
    if kind == "pid":
        return pid
    clip = {"step_ts": options["stepTs"], "jump_ts": options["jumpTs"], "store_rejected_steps": options["storeRejectedSteps"]}
    return diffrax.ClipStepSizeController(pid, **{k: jnp.array(v) if isinstance(v, list) else v for k, v in clip.items()})


def summed(t, y, args):
    return {"sum": sum(jnp.sum(x) for x in tree(y)), "time": t}


def sub_of(spec):
    options = dict(spec)
    if options.pop("fn", False):
        options["fn"] = summed
    if options.get("ts") is not None:
        options["ts"] = jnp.array(options["ts"])
    return diffrax.SubSaveAt(**options)


def saveat_of(spec):
    if "subs" in spec:
        return diffrax.SaveAt(subs={name: sub_of(sub) for name, sub in spec["subs"].items()}, dense=spec.get("dense", False))
    options = {k: v for k, v in spec.items() if k in ("t0", "t1", "ts", "steps", "dense")}
    if options.get("ts") is not None:
        options["ts"] = jnp.array(options["ts"])
    if spec.get("fn"):
        options["fn"] = summed
    return diffrax.SaveAt(**options)


def event_of(spec):
    if spec is None:
        return None
    first = lambda y: jnp.ravel(tree(y)[0])[0]
    last = lambda y: jnp.ravel(tree(y)[-1] if tree(y)[-1].size else tree(y)[-2])[-1]
    conditions = {
        "float": lambda t, y, args, **kwargs: first(y) - spec["level"],
        "boolean": lambda t, y, args, **kwargs: first(y) < spec["level"],
        "last": lambda t, y, args, **kwargs: last(y) - spec["level"] / 2,
    }
    finders = {None: None, "Newton": optx.Newton(rtol=1e-9, atol=1e-9), "Bisection": optx.Bisection(rtol=1e-9, atol=1e-9)}
    cond = {name: conditions[name] for name in spec["conditions"]}
    cond = next(iter(cond.values())) if len(cond) == 1 else cond
    return diffrax.Event(cond, finders[spec["finder"]], direction=spec["direction"])


ADJOINTS = {"recursive": diffrax.RecursiveCheckpointAdjoint(), "checkpoints": diffrax.RecursiveCheckpointAdjoint(checkpoints=3), "direct": diffrax.DirectAdjoint(), "forward": diffrax.ForwardMode(), "backsolve": diffrax.BacksolveAdjoint()}


def draw(rng):
    """The parameters of a solution."""
    pick = lambda *options: options[rng.integers(len(options))]
    chance = lambda p: bool(rng.random() < p)
    problem = pick("pendulum", "number", "nested", "jumping", "stiff", "split", "halves", "pendulum", "nested")
    dtype = pick("float64", "float64", "float32")
    t0, t1 = pick((0.0, 3.0), (3.0, 0.0), (-1.0, 1.75), (2.5, -0.5), (100.0, 102.5))
    sign = 1 if t1 >= t0 else -1
    if problem == "stiff" and t1 < t0:
        t0, t1, sign = 0.0, 3.0, 1
    inside = lambda n: sorted((round(float(x), 3) for x in rng.uniform(min(t0, t1), max(t0, t1), n)), reverse=sign < 0)
    solver = {"split": IMEX, "halves": ["SemiImplicitEuler"], "stiff": IMPLICIT}.get(problem) or (EXPLICIT + (FIXED if chance(0.5) else []) + (IMPLICIT if chance(0.3) else []))
    solver = pick(*solver)
    adaptive = not (problem == "halves" or solver in FIXED) and chance(0.75)
    tolerance = pick(1e-3, 1e-4, 1e-6) if dtype == "float64" else pick(1e-2, 1e-3)
    pid = {"rtol": tolerance, "atol": tolerance * pick(1, 0.1)}
    if chance(0.3):
        pid |= {"pcoeff": 0.2, "icoeff": 0.5, "dcoeff": pick(0.0, 0.1)}
    if chance(0.3):
        pid |= {"dtmax": 0.4}
    if chance(0.15):
        pid |= {"dtmin": 0.05, "forceDtmin": chance(0.6)}
    if chance(0.2):
        pid |= {"factormin": 0.5, "factormax": 3.0, "safety": 0.8}
    if chance(0.1):
        pid |= {"errorOrder": 3.0}
    if adaptive and chance(0.35):
        clip = {"pid": pid, "stepTs": inside(3) if chance(0.6) else None, "jumpTs": [1.3] if chance(0.6) else None, "storeRejectedSteps": pick(None, 5, 1)}
        controller = ("clip", clip)
    elif adaptive:
        controller = ("pid", {"pid": pid})
    elif chance(0.3):
        controller = ("stepTo", {"ts": [t0, *sorted(set(inside(6)), reverse=sign < 0), t1]})
    else:
        controller = ("constant", {})
    dt0 = None if controller[0] == "stepTo" or (adaptive and chance(0.2)) else sign * pick(0.1, 0.37, 0.05, 0.9 if adaptive else 0.07)
    max_steps = pick(64, 64, 256, 5, 12)

    def sub():
        spec = {"t0": chance(0.4), "t1": chance(0.5), "ts": ([t0] if chance(0.3) else []) + inside(pick(1, 4, 7)) + ([t1] if chance(0.3) else []) if chance(0.5) else None, "steps": pick(0, 0, True, 2, 3), "fn": chance(0.3)}
        if not (spec["t0"] or spec["t1"] or spec["ts"] or spec["steps"]):
            spec["t1"] = True
        return spec

    saveat = {"t1": True} if chance(0.15) else {"subs": {"one": sub(), "other": sub()}} if chance(0.2) else sub()
    if max_steps <= 64 and chance(0.25):
        saveat["dense"] = True
    event = None
    if chance(0.3):
        names = pick(["float"], ["boolean"], ["float", "last"], ["boolean", "float"], ["last"])
        event = {"conditions": names, "level": pick(0.2, 0.6, -0.3), "finder": pick(None, "Newton", "Newton", "Bisection"), "direction": pick(None, None, True, False)}
    adjoint = pick("recursive", "recursive", "checkpoints", "direct", "forward")
    plain = "subs" not in saveat and not saveat.get("steps") and not saveat.get("fn") and not saveat.get("dense")
    if event is None and plain and problem in ("pendulum", "number", "nested") and chance(0.5):
        adjoint = "backsolve"
    return {
        "problem": problem, "dtype": dtype, "t0": t0, "t1": t1, "dt0": dt0, "solver": solver, "tolerances": None if adaptive else 1e-6,
        "controller": controller, "saveat": saveat, "event": event, "adjoint": adjoint, "maxSteps": max_steps,
        "gradient": adjoint != "forward" and chance(0.4), "numbers": chance(0.5),
    }


def record(name, params):
    f, y0 = PROBLEMS[params["problem"]]
    dtype = params["dtype"]
    is_none = lambda x: x is None
    y0 = jax.tree_util.tree_map(lambda x: None if x is None else jnp.asarray(x, dtype), y0, is_leaf=lambda x: is_none(x) or (isinstance(x, list) and all(isinstance(i, float) for i in x)))
    p = jnp.asarray(0.9, dtype)
    if params["problem"] == "split":
        terms = diffrax.MultiTerm(diffrax.ODETerm(f[0]), diffrax.ODETerm(f[1]))
    elif params["problem"] == "halves":
        terms = (diffrax.ODETerm(f[0]), diffrax.ODETerm(f[1]))
    else:
        terms = diffrax.ODETerm(f)
    solver = solver_of(params["solver"], params["tolerances"])
    # Times are numbers, of the dtype of the state; or arrays of it.
    time = (lambda t: t) if params["numbers"] else (lambda t: None if t is None else jnp.asarray(t, dtype))

    def solve(y0, p):
        return diffrax.diffeqsolve(
            terms, solver, time(params["t0"]), time(params["t1"]), time(params["dt0"]), y0, p, saveat=saveat_of(params["saveat"]),
            stepsize_controller=controller_of(params["controller"]), adjoint=ADJOINTS[params["adjoint"]], event=event_of(params["event"]),
            max_steps=params["maxSteps"], throw=False,
        )

    jax.config.update("jax_enable_x64", dtype == "float64")
    if dtype == "float32":
        y0, p = jax.tree_util.tree_map(lambda x: jnp.asarray(x, "float32"), (y0, p))
    solution = jax.jit(solve)(y0, p)
    outputs = {}
    for index, leaf in enumerate(tree(solution.ts)):
        outputs[f"ts{index}"] = leaf
    for index, leaf in enumerate(tree(solution.ys)):
        outputs[f"ys{index}"] = leaf
    params["steps"] = [int(solution.stats[key]) for key in ("num_steps", "num_accepted_steps", "num_rejected_steps")]
    params["result"] = int(solution.result._value)
    params["mask"] = None if solution.event_mask is None else [bool(x) for x in tree(solution.event_mask)]
    if params["saveat"].get("dense"):
        # Between the ends, and a little beyond.
        end = params["t1"]
        ts = [params["t0"], params["t0"] + 0.37 * (end - params["t0"]), params["t0"] + 0.11 * (end - params["t0"])]
        for index, leaf in enumerate(tree(jax.vmap(solution.interpolation.evaluate)(jnp.array(ts, dtype)))):
            outputs[f"dense{index}"] = leaf
        for index, leaf in enumerate(tree(jax.vmap(solution.interpolation.derivative)(jnp.array(ts[1:], dtype)))):
            outputs[f"slopes{index}"] = leaf
    if params["gradient"]:
        loss = lambda y0, p: sum(jnp.sum(jnp.where(jnp.isfinite(x), x, 0) ** 2) for x in tree(solve(y0, p).ys))
        dy0, dp = jax.jit(jax.grad(loss, (0, 1)))(y0, p)
        outputs["dp"] = dp
        for index, leaf in enumerate(tree(dy0)):
            outputs[f"dy{index}"] = leaf
    table.case("solutions", name, params, {}, {k: np.asarray(v) for k, v in outputs.items()})


rng = np.random.default_rng(1)
for index in range(COUNT):
    params = draw(rng)
    name = f"{index} {params['problem']} {params['solver']} {params['controller'][0]} {params['adjoint']} {params['dtype']}"
    if index in LEFT_OUT:
        continue
    try:
        record(name, params)
    except Exception as error:
        # Diffrax fails at some, such as HalfSolver in forward mode.
        print(f"{name}: {type(error).__name__}: {str(error)[:200]}")
    jax.config.update("jax_enable_x64", True)
    if index % 8 == 7:
        jax.clear_caches()
table.write()
