"""Estimates of densities by sums of bells, of jax.scipy.stats."""

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy.stats import gaussian_kde

from table import Table

table = Table("gaussian-kde")
random = np.random.default_rng(2)
F = np.float32
line, plane = random.standard_normal(6).astype(F), random.standard_normal((2, 5)).astype(F)
weights = np.array([1, 2, 0.5, 3, 1], F)
CASES = {
    "line": (line, {}),
    "silverman": (line, {"bw_method": "silverman"}),
    "number": (line, {"bw_method": 0.4}),
    "weights": (line[:5].copy(), {"weights": weights}),
    "plane": (plane, {}),
    "weighted plane": (plane, {"weights": weights, "bw_method": "silverman"}),
    "integers": (np.array([1, 2, 4, 9], np.int32), {}),
}
for name, (data, options) in CASES.items():
    given = {k: jnp.asarray(v) if isinstance(v, np.ndarray) else v for k, v in options.items()}
    kde = gaussian_kde(jnp.asarray(data), **given)
    points = random.standard_normal((kde.d, 3)).astype(F) * 2
    mean, cov = np.full(kde.d, 0.3, F), np.eye(kde.d, dtype=F) * 0.5
    outputs = {
        "neff": kde.neff,
        "covariance": kde.covariance,
        "evaluate": kde.evaluate(points),
        "logpdf": kde.logpdf(points),
        "far": kde.logpdf(points * 30),
        "integrateGaussian": kde.integrate_gaussian(mean, cov),
        "integrateKde": kde.integrate_kde(gaussian_kde(jnp.asarray(points))),
    }
    if kde.d == 1:
        outputs["integrateBox1d"] = kde.integrate_box_1d(-0.5, 1.0)
    if data.dtype == F:
        outputs["slope"] = jax.grad(lambda x: jnp.sum(gaussian_kde(x, **given).evaluate(points) * jnp.array([1, 2, 3], F)))(jnp.asarray(data))
    inputs = {"data": data, "points": points, "mean": mean, "cov": cov, **({"weights": options["weights"]} if "weights" in options else {})}
    table.case("gaussian_kde", name, {"bwMethod": options.get("bw_method")}, inputs, outputs)
table.write()
