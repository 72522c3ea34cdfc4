"""Losses, projections, assignments and schedules of Optax, over grids with edges, with gradients."""

import warnings

import jax
import jax.numpy as jnp
import numpy as np
import optax
from optax import assignment, losses, projections

from table import Table

warnings.filterwarnings("ignore")
table = Table("optim-functions")
f32 = lambda x: jnp.asarray(x, jnp.float32)
camel = lambda name: "".join(part.title() if i else part for i, part in enumerate(name.split("_")))


def call(group, f, name, *arrays, differentiates=1, **options):
    """One call: its results, and the gradients of their sum with respect to the first arguments."""
    arrays = [jnp.asarray(a) for a in arrays]
    given = {k: jnp.asarray(v) if isinstance(v, np.ndarray) else v for k, v in options.items()}

    def total(position, moved):
        value = f(*arrays[:position], moved, *arrays[position + 1:], **given)
        return jnp.sum(jnp.where(jnp.isfinite(value), value, 0))

    @jax.jit
    def compute(*xs):
        gradients = {f"gradient {i}": jax.grad(lambda x, i=i: total(i, x))(xs[i]) for i in range(differentiates)}
        return f(*xs, **given), gradients

    result, gradients = compute(*arrays)
    results = result if isinstance(result, tuple) else (result,)
    outputs = {f"result {i}": r for i, r in enumerate(results)} | gradients
    inputs = {str(i): a for i, a in enumerate(arrays)} | {camel(k): v for k, v in options.items() if isinstance(v, np.ndarray)}
    table.case(group, f"{camel(f.__name__)}{' ' + name if name else ''}",
               {"function": camel(f.__name__), "options": {camel(k): v for k, v in options.items() if not isinstance(v, np.ndarray)}}, inputs, outputs)


edge = f32([-1e4, -30, -3, -1, -0.5, 0, 0.25, 1, 2, 50, 1e4])
other = f32([1, 0, -1, -1, 2, 0, 0.75, 1, -2, 49, 1e4])
for f in (losses.squared_error, losses.l2_loss, losses.huber_loss, losses.log_cosh):
    call("losses", f, "", edge, other, differentiates=2)
    call("losses", f, "alone", edge)
call("losses", losses.huber_loss, "delta", edge, other, delta=2.5)
rows, cols = f32([[1, 2, 2], [0.5, -1, 0], [0, 0, 0]]), f32([[2, 1, 2], [-1, 2, 0], [1, 0, 0]])
for f in (losses.cosine_similarity, losses.cosine_distance):
    call("losses", f, "", rows[:2], cols[:2], differentiates=2)
    call("losses", f, "options", rows, cols, epsilon=0.1, axis=0, where=np.array([[True, True, False]] * 3))
unit = f32([0, 1, 0, 1, 0.5, 1, 0.25, 0, 1, 1, 0])
signs = f32([1, -1, 1, -1, 1, 1, -1, 1, -1, 1, -1])
call("losses", losses.sigmoid_binary_cross_entropy, "", edge, unit, differentiates=2)
call("losses", losses.hinge_loss, "", edge, signs, differentiates=2)
call("losses", losses.perceptron_loss, "", edge, signs, differentiates=2)
call("losses", losses.sparsemax_loss, "", edge, jnp.asarray(unit == 1, jnp.int32))
logits = f32([[1, 2, 3, -1], [0, -50, 90, 0], [5, 5, 5, 5], [1e4, 0, -1e4, 0]])
probabilities = f32([[0.1, 0.2, 0.3, 0.4], [0, 0, 1, 0], [0.25, 0.25, 0.25, 0.25], [0.5, 0.5, 0, 0]])
classes = jnp.asarray([2, 0, 3, 1], jnp.int32)
mask = np.array([[True, True, True, False]] * 4)
for f in (losses.softmax_cross_entropy, losses.safe_softmax_cross_entropy):
    call("losses", f, "", logits, probabilities, differentiates=2)
call("losses", losses.safe_softmax_cross_entropy, "infinite", f32([[0, -np.inf, 1]]), f32([[0.5, 0, 0.5]]))
call("losses", losses.softmax_cross_entropy, "options", logits, probabilities, axis=0, where=mask.T.copy())
call("losses", losses.softmax_cross_entropy_with_integer_labels, "", logits, classes)
call("losses", losses.softmax_cross_entropy_with_integer_labels, "axis", logits, classes, axis=0)
call("losses", losses.softmax_cross_entropy_with_integer_labels, "where", logits, jnp.minimum(classes, 2), where=mask)
call("losses", losses.multiclass_hinge_loss, "", logits[:2], classes[:2])
call("losses", losses.multiclass_perceptron_loss, "", logits[:2], classes[:2])
call("losses", losses.multiclass_sparsemax_loss, "", logits, classes)
call("losses", losses.poly_loss_cross_entropy, "", logits, probabilities, differentiates=2)
call("losses", losses.poly_loss_cross_entropy, "options", logits, probabilities, epsilon=-1.0, axis=0)
logs = jnp.log(jax.nn.softmax(f32([[1, 2, 3, -1], [0, -5, 9, 0], [5, 5, 5, 5], [1, 0, -1, 0]])))
for f in (losses.kl_divergence, losses.generalized_kl_divergence, losses.convex_kl_divergence):
    call("losses", f, "", logs, probabilities)
    call("losses", f, "options", logs, probabilities, axis=0, where=mask.T.copy())
call("losses", losses.kl_divergence_with_log_targets, "", logs, logs[::-1], differentiates=2)
call("losses", losses.sigmoid_focal_loss, "", edge, f32(unit == 1))
call("losses", losses.sigmoid_focal_loss, "options", edge, unit, alpha=0.25, gamma=1.5)
call("losses", losses.smooth_labels, "", probabilities, f32(0.1))
call("losses", losses.smooth_labels, "where", probabilities, f32(0.1), where=mask)
call("losses", losses.ranking_softmax_loss, "", logits[:3], probabilities[:3])
call("losses", losses.ranking_softmax_loss, "where", logits[:3], probabilities[:3], where=mask[:3].copy())
pixels, wanted = f32(np.linspace(-2, 2, 24).reshape(2, 4, 3)), f32(np.eye(3)[np.arange(8) % 3].reshape(2, 4, 3))
call("losses", losses.dice_loss, "", pixels, wanted)
call("losses", losses.dice_loss, "options", pixels, wanted, smooth=0.5, alpha=0.3, beta=0.7, reduction="sum", ignore_background=True)
call("losses", losses.multiclass_generalized_dice_loss, "", pixels, wanted)
call("losses", losses.binary_dice_loss, "", pixels[..., 0], wanted[..., 0])
call("losses", losses.ntxent, "", f32([[1, 2], [2, 1], [-1, 0.5], [0.3, -2]]), jnp.asarray([0, 0, 1, 1]))
call("losses", losses.ntxent, "temperature", f32([[1, 2], [2, 1], [-1, 0.5], [0.3, -2]]), jnp.asarray([0, 0, 0, 1]), temperature=0.5)
call("losses", losses.triplet_margin_loss, "", rows, cols, rows[::-1] + 1)
call("losses", losses.triplet_margin_loss, "options", rows, cols, rows[::-1] + 1, axis=0, norm_degree=4, margin=3.0)
speech = f32(np.sin(np.arange(40)).reshape(2, 5, 4))
call("losses", losses.ctc_loss, "", speech, f32([[0, 0, 0, 0, 0], [0, 0, 0, 0, 1]]), jnp.asarray([[1, 1, 2], [3, 2, 0]]), f32([[0, 0, 0], [0, 0, 1]]))
call("losses", losses.ctc_loss_with_forward_probs, "", speech, f32(np.zeros((2, 5))), jnp.asarray([[0, 2], [0, 1]]), f32(np.zeros((2, 2))), differentiates=0, blank_id=3)

point = f32([0.5, -2, 1.5, 0.25])
for f in (projections.projection_non_negative, projections.projection_simplex, projections.projection_l1_sphere, projections.projection_l1_ball,
          projections.projection_l2_sphere, projections.projection_l2_ball, projections.projection_linf_ball, projections.projection_hypercube):
    call("projections", f, "", point)
    if f is not projections.projection_non_negative:
        call("projections", f, "scale", point, f32(3), differentiates=1)
for f in (projections.projection_l1_ball, projections.projection_l2_ball):
    call("projections", f, "inside", point / 10)
call("projections", projections.projection_simplex, "ties", f32([1, 1, 1, 0]))
call("projections", projections.projection_box, "", point, f32(-1), f32(1))
normal = f32([1, 2, -1, 0.5])
call("projections", projections.projection_vector, "", point, normal)
call("projections", projections.projection_hyperplane, "", point, normal, f32(0.5))
call("projections", projections.projection_halfspace, "outside", -point, normal, f32(0.5))
call("projections", projections.projection_halfspace, "inside", point, normal, f32(0.5))

costs = [np.array([[4, 1, 3], [2, 0, 5], [3, 2, 2]], np.float32), np.array([[8, 4, 7, 1], [5, 2, 3, 6]], np.float32)]
costs += [costs[1].T.copy(), np.array([[7.0]], np.float32), np.float32(np.abs(np.sin(np.arange(36))).reshape(6, 6))]
for i, cost in enumerate(costs):
    rows_, cols_ = assignment.hungarian_algorithm(jnp.asarray(cost))
    order = np.argsort(np.asarray(rows_))
    table.case("assignment", str(i), {"function": "hungarianAlgorithm", "options": {}}, {"0": cost}, {"result 0": np.asarray(rows_)[order], "result 1": np.asarray(cols_)[order]})

COUNTS = jnp.array([0, 1, 2, 5, 9, 10, 11, 15, 19, 20, 21, 50, 99, 100, 101, 1000])


def scheduled(name, args, options=None):
    snake = lambda k: "".join("_" + c.lower() if c.isupper() else c for c in k)
    numbers = [{int(k): v for k, v in a.items()} if isinstance(a, dict) else a for a in args]
    schedule = getattr(optax.schedules, snake(name))(*numbers, **{snake(k): v for k, v in (options or {}).items()})
    label = f"{name} {len([l for l in table.names if l[0] == 'schedules'])}"
    table.case("schedules", label, {"function": name, "args": args, "options": options or {}}, {"count": COUNTS},
               {"result": jnp.stack([jnp.asarray(schedule(c), jnp.float32) for c in COUNTS])})


scheduled("piecewiseConstantSchedule", [1.0, {"10": 0.5, "20": 0.1}])
scheduled("piecewiseConstantSchedule", [0.3])
for kind in ("linear", "cosine"):
    scheduled("piecewiseInterpolateSchedule", [kind, 2.0, {"10": 0.5, "20": 3.0, "50": 0.0}])
    scheduled("piecewiseInterpolateSchedule", [kind, 2.0])
for name in ("cosineOnecycleSchedule", "linearOnecycleSchedule"):
    scheduled(name, [100, 1.0])
    scheduled(name, [50, 2.0], {"pctStart": 0.2, "divFactor": 10.0, "finalDivFactor": 100.0})
scheduled("warmupConstantSchedule", [0.0, 1.0, 10])
scheduled("warmupExponentialDecaySchedule", [0.0, 1.0, 10, 20, 0.5])
scheduled("warmupExponentialDecaySchedule", [0.1, 2.0, 5, 10, 0.7], {"transitionBegin": 3, "staircase": True, "endValue": 0.05})
scheduled("polynomialSchedule", [1.0, 0.1, 0.5, 50], {"transitionBegin": 5})
scheduled("cosineDecaySchedule", [2.0, 20], {"alpha": 0.1, "exponent": 0.5})
scheduled("warmupCosineDecaySchedule", [0.0, 0.0, 10, 100], {"endValue": 0.1})

table.write()
