"""Images of other sizes, and values between the elements of arrays and the points of grids."""

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy.interpolate import RegularGridInterpolator
from jax.scipy.ndimage import map_coordinates

from numpy_calls import Calls

table = Calls("small-tools")
random = np.random.default_rng(11)
F, I, D = np.float32, np.int32, np.float64
nan, inf = np.nan, np.inf


def draw(*shape):
    return random.standard_normal(shape).astype(F)


# Images.
METHODS = ("nearest", "linear", "cubic", "cubic-pytorch", "lanczos3", "lanczos5", "area")
image = draw(5, 4, 2)


def resize(x, shape, method, antialias=None, grad=True):
    rest = [] if antialias is None else [antialias]
    table.call("resize", x, given=[x, list(shape), method, *rest], f=lambda x: jax.image.resize(x, shape, method, *rest), grad=grad and x.dtype == F, note=f"{method} {list(x.shape)} to {list(shape)} {antialias}")


for method in METHODS:
    resize(image, (7, 3, 2), method, grad=method in ("nearest", "cubic"))
    if method != "nearest":
        resize(image, (2, 9, 2), method, False)
    resize(image[:, :1, 0], (3, 6), method, False)
    resize(image[:, :, 0], (5, 4), method)
    resize(image[:, :, 0], (0, 4), method, grad=False)
for name in ("bilinear", "trilinear", "triangle", "bicubic", "tricubic", "bicubic-pytorch"):
    resize(image[:, 0], (8, 2), name, grad=False)
resize(np.arange(6, dtype=I).reshape(2, 3), (3, 5), "linear")
resize(np.arange(6, dtype=I).reshape(2, 3), (3, 5), "nearest")
resize(np.array([True, False]), (3,), "linear")
resize(image.astype(np.float16), (3, 6, 2), "lanczos3", grad=False)
resize(np.arange(7, dtype=F), (49,), "nearest")
resize(np.arange(100, dtype=F), (37,), "nearest")
resize(np.array([1, nan, 3, inf], F), (6,), "linear", grad=False)


def scaled(method, *rest, shape=(6, 3), dims=(0, 1), scale=(1.3, 0.6), move=(-0.7, 0.4), x=image[:, :, 0]):
    scale, move = np.array(scale, F), np.array(move, F)
    # In Python the axes and the method stand among the arrays.
    f = lambda x, shape, dims, scale, move, *others: jax.image.scale_and_translate(x, shape, dims, scale, move, *others)
    table.call("scale_and_translate", x, shape, dims, scale, move, method, *rest, given=[x, list(shape), list(dims), scale, move, method, *rest], f=f, grad=True, note=f"{method} {rest} {scale} {move}")


for method in METHODS[1:]:
    scaled(method)
    scaled(method, False)
scaled("linear", shape=(4, 4), dims=(0,), scale=(0.5,), move=(3.0,))
scaled("linear", shape=(5, 4), dims=(-1,), scale=(-1.0,), move=(4.0,))
scaled("cubic", shape=(5, 4), dims=(), scale=(), move=())

# Values between elements.
field = draw(4, 3)
rows = np.array([[0, 1.5, -0.7, 3.4], [2.5, 7, -9.2, 0.5]], F)
columns = np.array([[0, 0.25, 1, 2.4], [1.5, -0.5, 5, 0.5]], F)
for order in (0, 1):
    for mode in ("constant", "nearest", "wrap", "mirror", "reflect"):
        f = lambda x, a, b: map_coordinates(x, [a, b], order, mode, 0.5)
        table.call("map_coordinates", field, rows, columns, given=[field, [rows, columns], order, mode, 0.5], f=f, note=f"{order} {mode}")
        g = lambda x: map_coordinates(x, [rows, columns], order, mode)
        table.call("map_coordinates", field, given=[field, [rows, columns], order, mode], f=g, grad=True, note=f"{order} {mode} derivative")
    whole = np.arange(12, dtype=I).reshape(4, 3) * 7
    table.call("map_coordinates", whole, given=[whole, [rows, columns], order], f=lambda x: map_coordinates(x, [rows, columns], order), note=f"{order} integers")
    picks = [np.array([0, 3, 5], I), np.array([2, -1, 0], I)]
    table.call("map_coordinates", field, given=[field, picks, order], f=lambda x: map_coordinates(x, [jnp.asarray(p) for p in picks], order), note=f"{order} whole coordinates")
    line = np.array([1.0, 2.0, 4.0], F)
    places = np.array([nan, 0.5, 1.5, -0.5, 2.5], F)
    table.call("map_coordinates", line, given=[line, [places], order, "nearest"], f=lambda x: map_coordinates(x, [places], order, "nearest"), note=f"{order} NaN")
stacked = np.stack([rows, columns])
table.call("map_coordinates", field, stacked, given=[field, stacked, 1], f=lambda x, c: map_coordinates(x, c, 1), grad=True, note="coordinates in one array")

# Values between the points of a grid.
grid = [np.array([0, 1, 2.5, 4], F), np.array([-1, 0.5, 3], F)]
xi = np.array([[0.5, 0], [2.5, 3], [4, -1], [1.2, 2], [-0.1, 1], [3, 3.5], [nan, 0]], F)


def interpolated(points, values, xi, grad=True, note="", **options):
    f = lambda v, x: RegularGridInterpolator([jnp.asarray(p) for p in points], v, **options)(x)
    named = {**options, **({"fill_value": options["fill_value"]} if "fill_value" in options else {})}
    table.call("interpolated", values, xi, given=[values, xi, points, named], f=f, grad=grad, note=note)


inner = xi[:4] + np.array([0.01, 0.01], F)
for method in ("linear", "nearest"):
    interpolated(grid, field, xi, method=method, note=method, grad=False)
    interpolated(grid, field, xi, method=method, fill_value=None, note=f"{method} beyond the edge", grad=False)
    interpolated(grid, field, xi, method=method, fill_value=-7.0, note=f"{method} filled", grad=False)
    interpolated(grid, field, inner, method=method, fill_value=0.0, note=f"{method} derivative")
    interpolated(grid, draw(4, 3, 2), xi.reshape(7, 1, 2), method=method, note=f"{method} of vectors", grad=False)
interpolated(grid[:1], field, np.array([0.5, 3.9], F), note="one axis")
interpolated(grid[:1], np.arange(4, dtype=I), np.array([0.5, 3.9], F), note="integers", grad=False)
interpolated(grid, field, np.array([0.5, 2], F), note="one place")
interpolated([np.arange(4, dtype=I), np.arange(3, dtype=I)], field, inner, note="a grid of integers")

table.write()
