"""Paths through points, with and without missing values, by Diffrax in float64."""

import diffrax
import jax
import jax.numpy as jnp

from table import Table

jax.config.update("jax_enable_x64", True)
table = Table("ode-paths")
nan = jnp.nan
ts = jnp.array([0.0, 0.5, 1.25, 2.0, 3.5])
POINTS = {
    "complete": jnp.array([[1.0, -2.0], [0.5, 0.0], [2.0, 1.0], [2.5, -1.0], [0.0, 4.0]]),
    "missing inside": jnp.array([[1.0, -2.0], [nan, 0.0], [nan, nan], [2.5, -1.0], [0.0, 4.0]]),
    "missing at both ends": jnp.array([[nan, -2.0], [0.5, nan], [2.0, 1.0], [nan, nan], [nan, 4.0]]),
}
start = jnp.array([7.0, 8.0])
slope = jnp.array([0.4, -0.3])
at = jnp.array([0.0, 0.2, 0.5, 1.0, 1.25, 2.7, 3.5])
for name, ys in POINTS.items():
    for options in ({}, {"fill_forward_nans_at_end": True}, {"replace_nans_at_start": start}, {"fill_forward_nans_at_end": True, "replace_nans_at_start": start}):
        camel = {"fill": "fill_forward_nans_at_end" in options, "start": "replace_nans_at_start" in options}
        label = name + (" fill" if camel["fill"] else "") + (" start" if camel["start"] else "")
        inputs = {"ts": ts, "ys": ys, "start": start, "slope": slope}
        table.case("linear", label, camel, inputs, {"ys": diffrax.linear_interpolation(ts, ys, **options)})
        if not camel["fill"]:
            new_ts, new_ys = diffrax.rectilinear_interpolation(ts, ys, **options)
            table.case("rectilinear", label, camel, inputs, {"ts": new_ts, "ys": new_ys})
        for deriv0 in (None, slope):
            d, c, b, a = diffrax.backward_hermite_coefficients(ts, ys, deriv0=deriv0, **options)
            table.case("hermite", label + (" slope" if deriv0 is not None else ""), camel | {"slope": deriv0 is not None}, inputs, {"d": d, "c": c, "b": b, "a": a})
ys = POINTS["complete"]
paths = {"LinearInterpolation": diffrax.LinearInterpolation(ts, ys), "CubicInterpolation": diffrax.CubicInterpolation(ts, diffrax.backward_hermite_coefficients(ts, ys))}
for name, path in paths.items():
    for left in (True, False):
        table.case("path", f"{name} {'left' if left else 'right'}", {"path": name, "left": left}, {"ts": ts, "ys": ys, "at": at}, {
            "values": jnp.stack([path.evaluate(t, left=left) for t in at]),
            "derivatives": jnp.stack([path.derivative(t, left=left) for t in at]),
            "increment": path.evaluate(0.2, 2.7, left=left),
        })


def controlled(path_of, controller, ys, direct):
    """The end and the steps of dh = f(h) dX, by the slopes of X or by its increments."""
    term = diffrax.ControlTerm(lambda t, h, args: jnp.stack([jnp.sin(h), jnp.cos(2 * h)], -1), path_of(ys))
    solution = diffrax.diffeqsolve(
        term if direct else term.to_ode(), diffrax.Tsit5(), t0=0.0, t1=3.5, dt0=0.1, y0=jnp.array([0.3, -0.5, 1.0]), stepsize_controller=controller,
    )
    return solution.ys[-1], solution.stats["num_steps"]


pid = diffrax.PIDController(rtol=1e-5, atol=1e-7)
CONTROLLERS = {
    "constant": diffrax.ConstantStepSize(),
    "adaptive": pid,
    "stepTs": diffrax.ClipStepSizeController(pid, step_ts=ts),
    "jumpTs": diffrax.ClipStepSizeController(pid, jump_ts=ts),
}
PATHS = {
    "LinearInterpolation": lambda ys: diffrax.LinearInterpolation(ts, ys),
    "CubicInterpolation": lambda ys: diffrax.CubicInterpolation(ts, diffrax.backward_hermite_coefficients(ts, ys)),
}
for name, label, direct in (
    ("LinearInterpolation", "constant", True),
    ("LinearInterpolation", "jumpTs", False),
    ("CubicInterpolation", "constant", False),
    ("CubicInterpolation", "adaptive", False),
    ("CubicInterpolation", "stepTs", False),
):
    end, steps = controlled(PATHS[name], CONTROLLERS[label], ys, direct)
    gradient = jax.grad(lambda ys: controlled(PATHS[name], CONTROLLERS[label], ys, direct)[0].sum())(ys)
    params = {"path": name, "controller": label, "direct": direct, "steps": int(steps)}
    table.case("controlled", f"{name} {label}", params, {"ts": ts, "ys": ys}, {"end": end, "gradient": gradient})
table.write()
