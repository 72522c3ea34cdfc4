"""Stochastic and controlled equations by Diffrax, in float64: solutions of each solver on fixed noise, steps, gradients."""

import os
import warnings

# Almost all of the time is compilation, so as little as possible is optimised.
os.environ.setdefault("XLA_FLAGS", "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true")

import diffrax
import equinox as eqx
import jax
import jax.numpy as jnp
import jax.random as jr
import lineax as lx

from table import Table

jax.config.update("jax_enable_x64", True)
warnings.simplefilter("ignore")
table = Table("sde")

WEIGHTS = jnp.array([[0.3, -0.2, 0.1], [0.05, 0.4, -0.3]])
NOISE = {
    # dy = f dt + g dW in two dimensions, with noise of as many dimensions as the path has.
    "additive": (3, lambda t, y, a: WEIGHTS * (1 + a * t)),
    "diagonal": (2, lambda t, y, a: lx.DiagonalLinearOperator(jnp.sin(y) * a + 0.2)),
    "general": (3, lambda t, y, a: WEIGHTS * (1 + a * jnp.cos(y))[:, None]),
    "one": (1, lambda t, y, a: (0.5 * a * y)[:, None]),
}
DRIFT = lambda t, y, a: jnp.stack([-y[0] + jnp.sin(t), a * y[0] - 0.5 * y[1] ** 2])
# Each solver with noise that it permits.
SOLUTIONS = {
    "Euler": ["general"],
    "Heun": ["general"],
    "Midpoint": ["one"],
    "Ralston": ["general"],
    "ReversibleHeun": ["diagonal"],
    "EulerHeun": ["general"],
    "ItoMilstein": ["diagonal", "one"],
    "StratonovichMilstein": ["diagonal", "general"],
    "SEA": ["additive"],
    "SRA1": ["additive"],
    "ShARK": ["additive"],
    "GeneralShARK": ["general"],
    "SlowRK": ["diagonal"],
    "SPaRK": ["general"],
}
Y0, A = jnp.array([0.7, -0.4]), jnp.float64(0.6)


def terms(noise):
    size, field = NOISE[noise]
    path = diffrax.VirtualBrownianTree(0.0, 1.0, 2**-6, jax.ShapeDtypeStruct((size,), "float64"), jr.key(5), diffrax.SpaceTimeLevyArea)
    return diffrax.MultiTerm(diffrax.ODETerm(DRIFT), diffrax.ControlTerm(field, path))


def solve(noise, solver, y0=Y0, a=A, **kwargs):
    options = {"dt0": 0.125, "saveat": diffrax.SaveAt(ts=jnp.array([0.3, 1.0])), **kwargs}
    return diffrax.diffeqsolve(terms(noise), solver, 0.0, 1.0, y0=y0, args=a, **options)


for name, noises in SOLUTIONS.items():
    for noise in noises:
        ys = solve(noise, getattr(diffrax, name)()).ys
        table.case("solutions", f"{name} {noise}", {"solver": name, "noise": noise}, {}, {"ys": ys})

# Backwards in time. Stochastic Runge-Kutta methods of Diffrax do not turn the drift round there.
ys = diffrax.diffeqsolve(terms("general"), diffrax.Heun(), 1.0, 0.0, -0.125, Y0, A).ys
table.case("backwards", "Heun", {"noise": "general"}, {}, {"ys": ys})

# Steps that adapt to the noise.
CONTROLLER = diffrax.PIDController(rtol=1e-2, atol=1e-3, pcoeff=0.1, icoeff=0.3, dtmin=2**-6)


def counts(solution):
    return [int(solution.stats[key]) for key in ("num_steps", "num_accepted_steps", "num_rejected_steps")]


for name, noise, solver in (
    ("SPaRK", "general", diffrax.SPaRK()),
    ("HalfSolver(EulerHeun())", "general", diffrax.HalfSolver(diffrax.EulerHeun())),
    ("ShARK", "additive", diffrax.ShARK()),
    ("SRA1", "additive", diffrax.SRA1()),
):
    solution = solve(noise, solver, dt0=None if name == "SPaRK" else 0.05, stepsize_controller=CONTROLLER)
    table.case("adaptive", name, {"noise": noise, "steps": counts(solution)}, {}, {"ys": solution.ys})

# Gradients.
for name, noise, options in (
    ("ItoMilstein", "diagonal", {}), ("SPaRK", "general", {}),
    # At one time only: between several, Diffrax goes on with the state of the controller, which plans constant steps of the interval before.
    ("Heun", "general", {"adjoint": diffrax.BacksolveAdjoint(), "saveat": diffrax.SaveAt(t1=True)}),
):
    loss = lambda y0, a: jnp.sum(solve(noise, getattr(diffrax, name)(), y0, a, **options).ys ** 2)
    value, (dy0, da) = jax.value_and_grad(loss, (0, 1))(Y0, A)
    table.case("gradients", name, {"noise": noise, "backsolve": "adjoint" in options}, {}, {"value": value, "y0": dy0, "a": da})

# A controlled equation: the control is an interpolation of data.
ts = jnp.array([0.0, 0.4, 1.0])
data = jnp.array([[0.0, 1.0], [0.5, 0.2], [-0.3, 0.7]])
control = diffrax.CubicInterpolation(ts, diffrax.backward_hermite_coefficients(ts, data))
field = lambda t, y, a: jnp.stack([jnp.tanh(a * y), y[::-1]], axis=-1)
cde = diffrax.ControlTerm(field, control)
ode = diffrax.diffeqsolve(cde.to_ode(), diffrax.Tsit5(), 0.0, 1.0, 0.1, Y0, A).ys
direct = diffrax.diffeqsolve(cde, diffrax.Heun(), 0.0, 1.0, 0.1, Y0, A).ys
table.case("controlled", "cubic", {}, {"ts": ts, "ys": data}, {"ode": ode, "direct": direct})



# Underdamped Langevin equations: with little friction a step is a series, with much it is exponentials.
@eqx.filter_jit
def langevin(solver, gamma, controller=diffrax.ConstantStepSize()):
    path = diffrax.VirtualBrownianTree(0.0, 1.0, 2**-5, {"p": jax.ShapeDtypeStruct((2,), "float64")}, jr.key(2), diffrax.SpaceTimeTimeLevyArea)
    slope = lambda x, a: {"p": a * x["p"] ** 3 - x["p"]}
    g, u = {"p": jnp.stack([gamma, 1.0])}, 0.7
    terms = diffrax.MultiTerm(diffrax.UnderdampedLangevinDriftTerm(g, u, slope), diffrax.UnderdampedLangevinDiffusionTerm(g, u, path))
    y0 = ({"p": jnp.array([0.5, -1.0])}, {"p": jnp.array([0.0, 0.3])})
    return diffrax.diffeqsolve(terms, solver, 0.0, 1.0, 0.0625, y0, A, stepsize_controller=controller)


for name in ("ALIGN", "ShOULD", "QUICSORT", "Euler"):
    for gamma in (0.5, 20.0):
        x, v = langevin(getattr(diffrax, name)(), jnp.float64(gamma)).ys
        table.case("langevin", f"{name} {gamma}", {"solver": name, "gamma": gamma}, {}, {"x": x["p"], "v": v["p"]})

solution = langevin(diffrax.ALIGN(), jnp.float64(2.0), CONTROLLER)
x, v = solution.ys
params = {"solver": "ALIGN", "gamma": 2.0, "steps": counts(solution)}
table.case("langevin", "ALIGN with steps that adapt", params, {}, {"x": x["p"], "v": v["p"]})

table.write()
