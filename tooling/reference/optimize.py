"""Minima of functions by the method of Broyden, Fletcher, Goldfarb and Shanno, of jax.scipy.optimize."""

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy.optimize import minimize

from table import Table

table = Table("optimize")

FUNCTIONS = {
    "rosenbrock": lambda x: jnp.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2),
    "himmelblau": lambda x: (x[0] ** 2 + x[1] - 11) ** 2 + (x[0] + x[1] ** 2 - 7) ** 2,
    "matyas": lambda x: 0.26 * (x[0] ** 2 + x[1] ** 2) - 0.48 * x[0] * x[1],
    "eggholder": lambda x: -(x[1] + 47) * jnp.sin(jnp.sqrt(jnp.abs(x[0] / 2 + x[1] + 47))) - x[0] * jnp.sin(jnp.sqrt(jnp.abs(x[0] - (x[1] + 47)))),
    "line": lambda x: jnp.sum(x),
    "kink": lambda x: jnp.sum(jnp.abs(x)),
    "notANumber": lambda x: jnp.sum(jnp.log(x)),
    "scaled": lambda x, a, b: jnp.sum(a * (x - b) ** 4),
}
CASES = [
    ("rosenbrock", [0, 0], {}),
    ("rosenbrock", [-1.2, 1, 0.5, 2], {}),
    ("rosenbrock", [1, 1], {}),
    ("rosenbrock", [-1.2, 1], {"maxiter": 3}),
    ("rosenbrock", [-1.2, 1], {"maxiter": 0}),
    ("rosenbrock", [-1.2, 1], {"gtol": 1e-2, "norm": 2.0}),
    ("rosenbrock", [-1.2, 1], {"gtol": 1e-2, "norm": 1.0}),
    ("rosenbrock", [-1.2, 1], {"line_search_maxiter": 2}),
    ("himmelblau", [1, 1], {}),
    ("himmelblau", [-3, -2], {}),
    ("matyas", [1, 2], {}),
    ("eggholder", [100, 100], {}),
    ("line", [1, 2], {}),
    ("kink", [1, -0.3], {}),
    ("notANumber", [1, -1], {}),
    ("scaled", [1, 2, 3], {}),
]
for wide in (False, True):
    with jax.enable_x64(wide):
        for name, x0, options in CASES:
            # In single precision rounding decides how long a search is where it does not end soon.
            if not wide and name in ("rosenbrock", "himmelblau", "eggholder") and "maxiter" not in options:
                continue
            dtype = np.float64 if wide else np.float32
            args = (jnp.asarray([1, 2, 0.5], dtype), jnp.asarray(0.5, dtype)) if name == "scaled" else ()
            x0 = np.asarray(x0, dtype)
            r = minimize(FUNCTIONS[name], jnp.asarray(x0), args, method="BFGS", options=options)
            given = {{"line_search_maxiter": "lineSearchMaxiter"}.get(k, k): v for k, v in options.items()}
            outputs = {k: getattr(r, k) for k in ("x", "success", "status", "fun", "jac", "hess_inv", "nfev", "njev", "nit")}
            outputs = {{"hess_inv": "hessInv"}.get(k, k): np.asarray(v).astype(np.int32) if np.asarray(v).dtype.kind == "i" else v for k, v in outputs.items()}
            table.case(name, f"{dtype.__name__} {x0.tolist()} {given}", {"options": given, "weak": [k for k, v in r._asdict().items() if getattr(v, "weak_type", False)]}, {"x0": x0}, outputs)
table.write()
