"""Adaptive solutions by Diffrax in float64: how many steps are made, accepted and rejected, and where they end.

The problems are those of T. E. Hull, W. H. Enright, B. M. Fellen, A. E. Sedgwick, "Comparing numerical methods for ordinary
differential equations", SIAM Journal on Numerical Analysis 9 (1972) 603-637 (A1 to E5), and well-known stiff ones.
"""

import diffrax
import jax
import jax.numpy as jnp

from table import Table

jax.config.update("jax_enable_x64", True)
table = Table("ode-steps")


def chain(rates, feeds):
    """y0' = -rates[0] y0, yi' = feeds[i] y(i-1) - rates[i] yi."""
    return lambda t, y: -jnp.array(rates) * y + jnp.concatenate([jnp.zeros(1), jnp.array(feeds[1:]) * y[:-1]])


def diffusion(t, y):
    return -2.0 * y + jnp.concatenate([jnp.zeros(1), y[:-1]]) + jnp.concatenate([y[1:], jnp.zeros(1)])


def orbit(t, y):
    r3 = (y[0] ** 2 + y[1] ** 2) ** 1.5
    return jnp.stack([y[2], y[3], -y[0] / r3, -y[1] / r3])


def orbit_from(e):
    return orbit, [1 - e, 0.0, 0.0, ((1 + e) / (1 - e)) ** 0.5]


def unit(n):
    return [1.0] + [0.0] * (n - 1)


MASSES = [0.000954786104043, 0.000285583733151, 0.0000437273164546, 0.0000517759138449, 0.00000277777777778]
BODIES = [
    [3.42947415189, 3.35386959711, 1.35494901715, 6.64145542550, 5.97156957878, 2.18231499728, 11.2630437207, 14.6952576794,
     6.27960525067, -30.1552268759, 1.65699966404, 1.43785752721, -21.1238353380, 28.4465098142, 15.3882659679],
    [-0.557160570446, 0.505696783289, 0.230578543901, -0.415570776342, 0.365682722812, 0.169143213293, -0.325325669158,
     0.189706021964, 0.0877265322780, -0.0240476254170, -0.287659532608, -0.117219543175, -0.176860753121, -0.216393453025,
     -0.0148647893090],
]


def five_bodies(t, state):
    """Planets around the sun: positions and velocities, body by body."""
    y, v = state[:15].reshape(5, 3), state[15:].reshape(5, 3)
    m = jnp.array(MASSES)
    r3 = jnp.sum(y**2, axis=1) ** 1.5
    apart = y[None, :, :] - y[:, None, :]
    d2 = jnp.sum(apart**2, axis=2)
    d3 = jnp.where(d2 == 0, 1.0, d2) ** 1.5
    pulls = jnp.sum(m[None, :, None] * (apart / d3[:, :, None] - (y / r3[:, None])[None, :, :]) * (d2 != 0)[:, :, None], axis=1)
    a = 2.95912208286 * (-(1.00000597682 + m)[:, None] * y / r3[:, None] + pulls)
    return jnp.concatenate([state[15:], a.reshape(15)])


PROBLEMS = {
    "A1": (lambda t, y: -y, [1.0]),
    "A2": (lambda t, y: -(y**3) / 2, [1.0]),
    "A3": (lambda t, y: y * jnp.cos(t), [1.0]),
    "A4": (lambda t, y: y / 4 * (1 - y / 20), [1.0]),
    "A5": (lambda t, y: (y - t) / (y + t), [4.0]),
    "B1": (lambda t, y: jnp.stack([2 * (y[0] - y[0] * y[1]), -(y[1] - y[0] * y[1])]), [1.0, 3.0]),
    "B2": (lambda t, y: jnp.stack([-y[0] + y[1], y[0] - 2 * y[1] + y[2], y[1] - y[2]]), [2.0, 0.0, 1.0]),
    "B3": (lambda t, y: jnp.stack([-y[0], y[0] - y[1] ** 2, y[1] ** 2]), [1.0, 0.0, 0.0]),
    "B4": (lambda t, y: jnp.stack([-y[1] - y[0] * y[2] / (y[0] ** 2 + y[1] ** 2) ** 0.5, y[0] - y[1] * y[2] / (y[0] ** 2 + y[1] ** 2) ** 0.5, y[0] / (y[0] ** 2 + y[1] ** 2) ** 0.5]), [3.0, 0.0, 0.0]),
    "B5": (lambda t, y: jnp.stack([y[1] * y[2], -y[0] * y[2], -0.51 * y[0] * y[1]]), [0.0, 1.0, 1.0]),
    "C1": (chain([1.0] * 9 + [0.0], [1.0] * 10), unit(10)),
    "C2": (chain([float(i) for i in range(1, 10)] + [0.0], [float(i) for i in range(10)]), unit(10)),
    "C3": (diffusion, unit(10)),
    "C4": (diffusion, unit(51)),
    "C5": (five_bodies, BODIES[0] + BODIES[1]),
    "D1": orbit_from(0.1),
    "D2": orbit_from(0.3),
    "D3": orbit_from(0.5),
    "D4": orbit_from(0.7),
    "D5": orbit_from(0.9),
    "E1": (lambda t, y: jnp.stack([y[1], -(y[1] / (t + 1) + (1 - 0.25 / (t + 1) ** 2) * y[0])]), [0.6713967071418030, 0.09540051444747446]),
    "E2": (lambda t, y: jnp.stack([y[1], (1 - y[0] ** 2) * y[1] - y[0]]), [2.0, 0.0]),
    "E3": (lambda t, y: jnp.stack([y[1], y[0] ** 3 / 6 - y[0] + 2 * jnp.sin(2.78535 * t)]), [0.0, 0.0]),
    "E4": (lambda t, y: jnp.stack([y[1], 0.032 - 0.4 * y[1] ** 2]), [30.0, 0.0]),
    "E5": (lambda t, y: jnp.stack([y[1], (1 + y[1] ** 2) ** 0.5 / (25 - t)]), [0.0, 0.0]),
    "Lotka-Volterra": (lambda t, y: jnp.stack([1.5 * y[0] - y[0] * y[1], y[0] * y[1] - 3 * y[1]]), [1.0, 1.0]),
    "Van der Pol": (lambda t, y: jnp.stack([y[1], 1000 * (1 - y[0] ** 2) * y[1] - y[0]]), [2.0, 0.0]),
    "Robertson": (lambda t, y: jnp.stack([-0.04 * y[0] + 1e4 * y[1] * y[2], 0.04 * y[0] - 1e4 * y[1] * y[2] - 3e7 * y[1] ** 2, 3e7 * y[1] ** 2]), [1.0, 0.0, 0.0]),
    "HIRES": (
        lambda t, y: jnp.stack([
            -1.71 * y[0] + 0.43 * y[1] + 8.32 * y[2] + 0.0007,
            1.71 * y[0] - 8.75 * y[1],
            -10.03 * y[2] + 0.43 * y[3] + 0.035 * y[4],
            8.32 * y[1] + 1.71 * y[2] - 1.12 * y[3],
            -1.745 * y[4] + 0.43 * y[5] + 0.43 * y[6],
            -280 * y[5] * y[7] + 0.69 * y[3] + 1.71 * y[4] - 0.43 * y[5] + 0.69 * y[6],
            280 * y[5] * y[7] - 1.81 * y[6],
            -280 * y[5] * y[7] + 1.81 * y[6],
        ]),
        [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0057],
    ),
}
# Split into an explicit and an implicit part, for solvers that take both.
SPLIT = {
    "Van der Pol, split": (lambda t, y: jnp.stack([y[1], -y[0]]), lambda t, y: jnp.stack([0 * y[0], 20 * (1 - y[0] ** 2) * y[1]]), [2.0, 0.0]),
    "Brusselator, split": (
        lambda t, y: jnp.stack([1 + y[0] ** 2 * y[1], -(y[0] ** 2) * y[1]]),
        lambda t, y: jnp.stack([-4 * y[0] * (1 + 0.01 * y[0]), 3 * y[0] - 0.01 * y[1] ** 2]),
        [1.5, 3.0],
    ),
}


def record(problem, solver, t1, tolerance, dt0=0.1, controller=None, **options):
    tol = dict(rtol=tolerance, atol=tolerance) | options
    made = eval(solver, dict(vars(diffrax)))
    if problem in SPLIT:
        f, g, y0 = SPLIT[problem]
        terms = diffrax.MultiTerm(diffrax.ODETerm(lambda t, y, _: f(t, y)), diffrax.ODETerm(lambda t, y, _: g(t, y)))
    else:
        f, y0 = PROBLEMS[problem]
        terms = diffrax.ODETerm(lambda t, y, _: f(t, y))
    pid = diffrax.PIDController(**tol)
    solution = diffrax.diffeqsolve(
        terms, made, 0.0, t1, dt0, jnp.array(y0), max_steps=20000, throw=False,
        stepsize_controller=pid if controller is None else controller(pid),
    )
    stats = [int(solution.stats[key]) for key in ("num_steps", "num_accepted_steps", "num_rejected_steps")]
    camel = {"pcoeff": "pcoeff", "icoeff": "icoeff", "dcoeff": "dcoeff", "dtmax": "dtmax", "dtmin": "dtmin", "safety": "safety"}
    params = {"problem": problem, "solver": solver.removesuffix("()"), "t1": t1, "dt0": dt0, "tolerance": tolerance,
              "options": {camel[key]: value for key, value in options.items()}, "steps": stats, "result": int(solution.result._value)}
    name = f"{problem} {params['solver']} {tolerance:g}" + "".join(f" {key} {value:g}" for key, value in options.items()) + ("" if dt0 is not None else " no dt0")
    table.case("steps", name, params, {"y0": jnp.array(y0)}, {"y1": solution.ys[-1]})
    print(name, stats)


explicit = ["Tsit5()", "Dopri5()", "Bosh3()", "Dopri8()"]
tolerances = [1e-6, 1e-5, 1e-3, 1e-8]
for index, problem in enumerate([f"{kind}{number}" for kind in "ABCDE" for number in range(1, 6)]):
    record(problem, explicit[index % 4], 20.0, tolerances[index % 4])
record("E2", "Heun()", 2.0, 1e-4)
record("E2", "Midpoint()", 2.0, 1e-4)
record("E2", "Ralston()", 2.0, 1e-4)
record("E2", "ReversibleHeun()", 2.0, 1e-4)
record("E2", "HalfSolver(Euler())", 1.0, 1e-3)
record("E2", "HalfSolver(Tsit5())", 5.0, 1e-6)
record("E2", "Tsit5()", 10.0, 1e-5, pcoeff=0.3, icoeff=0.4)
record("E2", "Dopri5()", 10.0, 1e-5, pcoeff=0.2, icoeff=0.4, dcoeff=0.1)
record("E2", "Tsit5()", 10.0, 1e-5, dtmax=0.1)
record("E2", "Tsit5()", 10.0, 1e-6, dtmin=0.05)
record("E2", "Bosh3()", 10.0, 1e-5, dt0=None)
record("Lotka-Volterra", "Tsit5()", 10.0, 1e-7, dt0=None)
record("E2", "ImplicitEuler()", 1.0, 1e-3, dt0=0.01)
for solver in ("Kvaerno3()", "Kvaerno4()", "Kvaerno5()"):
    record("Robertson", solver, 100.0, 1e-6, dt0=1e-4)
    record("HIRES", solver, 321.8122, 1e-4, dt0=1e-3)
record("Van der Pol", "Kvaerno3()", 100.0, 1e-4, dt0=1e-4)
# Diffrax solves an equation for the explicit first stage too, and for smaller tolerances rejects steps by the rounding there.
for solver in ("KenCarp3()", "KenCarp4()", "KenCarp5()", "Sil3()"):
    record("Van der Pol, split", solver, 3.0, 1e-2, dt0=0.01)
    record("Brusselator, split", solver, 5.0, 1e-3, dt0=0.01)

table.write()
