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
table.write()
