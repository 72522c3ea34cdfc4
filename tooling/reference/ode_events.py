"""Integrations by Diffrax in float64 that an event ends: saved times and states, counts of steps, which event it was, and gradients."""

import diffrax
import jax
import jax.numpy as jnp
import optimistix as optx

from table import Table

jax.config.update("jax_enable_x64", True)
table = Table("ode-events")

FIELDS = {
    "growth": (lambda t, y, args: args * y, [1.0]),
    "ball": (lambda t, y, args: jnp.stack([y[1], -8.0 * args]), [10.0, 0.0]),
    "spring": (lambda t, y, args: jnp.stack([y[1], -args * y[0]]), [1.0, 0.3]),
    "relaxation": (lambda t, y, args: args * (jnp.array([3.0, -1.0]) - y), [1.0, 1.0]),
}

CONDITIONS = {
    "first is zero": lambda t, y, args, **kwargs: y[0],
    "first is 2.5": lambda t, y, args, **kwargs: y[0] - 2.5,
    "first beyond 2.5": lambda t, y, args, **kwargs: y[0] > 2.5,
    "after 2": lambda t, y, args, **kwargs: t > 2,
    "from the start": lambda t, y, args, **kwargs: y[0] > 0,
    "steady": diffrax.steady_state_event(),
    "steady to 0.01": diffrax.steady_state_event(rtol=1e-2, atol=1e-2, norm=optx.max_norm),
}


def record(name, field, conditions, finder=True, direction=None, dt0=0.1, adaptive=True, t1=5.0, **saveat):
    f, y0 = FIELDS[field]
    tree = [CONDITIONS[c] for c in conditions]
    event = diffrax.Event(tree, root_finder=optx.Newton(1e-10, 1e-10) if finder else None, direction=direction)
    controller = diffrax.PIDController(rtol=1e-6, atol=1e-6) if adaptive else diffrax.ConstantStepSize()

    def solve(y0, args):
        return diffrax.diffeqsolve(
            diffrax.ODETerm(f), diffrax.Tsit5(), 0.0, t1, dt0, y0, args, saveat=diffrax.SaveAt(**(saveat or {"t1": True})),
            stepsize_controller=controller, event=event, max_steps=512, throw=False)

    def end(y0, args):
        solution = solve(y0, args)
        at = jnp.sum(jnp.isfinite(solution.ts)) - 1
        return solution.ts[at] + 0.5 * jnp.sum(solution.ys[at])

    y0, args = jnp.array(y0), jnp.array(1.0)
    solution = solve(y0, args)
    dy0, dargs = jax.grad(end, (0, 1))(y0, args)
    params = {"field": field, "conditions": conditions, "finder": finder, "direction": direction, "dt0": dt0, "adaptive": adaptive,
              "t1": t1, "saveat": saveat, "result": int(solution.result._value), "mask": [bool(m) for m in solution.event_mask],
              "steps": [int(solution.stats[key]) for key in ("num_steps", "num_accepted_steps", "num_rejected_steps")]}
    table.case("events", name, params, {"y0": y0}, {"ts": solution.ts, "ys": solution.ys, "dy0": dy0, "dargs": dargs})


record("the time of a float", "ball", ["first is zero"])
record("a float, at the end of its step", "ball", ["first is zero"], finder=False)
record("a boolean", "growth", ["first beyond 2.5"])
record("a boolean without a root finder", "growth", ["first beyond 2.5"], finder=False, adaptive=False)
record("up, while it falls", "ball", ["first is zero"], direction=True, t1=3.0)
record("down, while it falls", "ball", ["first is zero"], direction=False)
record("up, the second crossing", "spring", ["first is zero"], direction=True, t1=9.0)
record("down, the first crossing", "spring", ["first is zero"], direction=False, t1=9.0)
record("the first of several", "growth", ["after 2", "first is 2.5"])
record("several that hold at once", "growth", ["first beyond 2.5", "first is 2.5"])
record("none", "growth", ["first is zero"], t1=1.0)
record("from the start on", "growth", ["from the start"])
record("times saved, and the end", "spring", ["first is zero"], t1=9.0, t0=True, ts=[0.5, 1.0, 2.0, 4.0])
record("each step saved", "spring", ["first is zero"], t1=9.0, adaptive=False, dt0=0.25, steps=True)
record("constant steps", "spring", ["first is zero"], t1=9.0, adaptive=False, dt0=0.25)
record("steady, by the controller's tolerances", "relaxation", ["steady"], t1=100.0)
record("steady, by its own tolerances", "relaxation", ["steady to 0.01"], t1=100.0, adaptive=False)
table.write()
