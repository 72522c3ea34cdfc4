"""Images of other sizes by every method, and values between elements."""

from itertools import product

import jax.image
import jax.scipy.ndimage
import numpy as np

from option_rows.arrays import values

METHODS = ["nearest", "linear", "bilinear", "trilinear", "triangle", "cubic", "bicubic", "tricubic", "lanczos3", "lanczos5", "cubic-pytorch", "area", "other"]


def record(sweep):
    def resize(*args, **options):
        sweep.call("image.resize", jax.image.resize, *args, **options)

    for method, antialias in product(METHODS, [True, False]):
        for old, new in [((4,), (2,)), ((2,), (5,)), ((5,), (3,)), ((3,), (3,)), ((1,), (4,)), ((4,), (1,)), ((7,), (2,)), ((0,), (3,)), ((3,), (0,)), ((2, 3), (3, 2)), ((3, 3), (2, 3)), ((2, 2, 1), (3, 3, 1)),
                         ((2, 3), (2, 3)), ((2, 3), (4,)), ((), ())]:
            resize(values(old), new, method, antialias=antialias)
        for dtype in ["float16", "bfloat16", "float64", "int32", "uint8", "bool", "complex64"]:
            resize(values((4,), dtype), (3,), method, antialias=antialias)
            resize(values((3,), dtype), (5,), method, antialias=antialias)
        resize(values((8,), "float32", "ends"), (5,), method, antialias=antialias)
        for scale, translation, dims in [([2.0], [0.0], (0,)), ([0.5], [1.0], (0,)), ([1.0], [0.5], (0,)), ([1.0], [-0.25], (0,)), ([3.0, 0.5], [0.0, -1.0], (0, 1)), ([1.0], [10.0], (1,)), ([-1.0], [3.0], (0,)), ([0.0], [0.0], (0,)),
                                         ([1.0], [0.0], (-1,)), ([1.0, 2.0], [0.0], (0, 1)), ([], [], ()), ([np.inf], [0.0], (0,)), ([1.0], [np.nan], (1,))]:
            shape = (3, 4)
            to = tuple(n + 1 if axis in [d % 2 for d in dims] else n for axis, n in enumerate(shape))
            sweep.call("image.scaleAndTranslate", jax.image.scale_and_translate, values(shape), to, dims, np.array(scale, np.float32), np.array(translation, np.float32), method, antialias=antialias)
    places = np.array([-2.5, -1, -0.5, -0.25, 0, 0.5, 1.25, 2, 2.5, 3, 3.5, 5, 9.5], np.float32)
    for mode, order, cval in product(["constant", "nearest", "wrap", "mirror", "reflect", "other"], [0, 1, 2], [0.0, -2.0]):
        f = jax.scipy.ndimage.map_coordinates
        for length in [1, 2, 4]:
            sweep.call("ndimage.mapCoordinates", f, values((length,)), [places], order, mode=mode, cval=cval)
        sweep.call("ndimage.mapCoordinates", f, values((3, 4)), [places[:5], places[5:10]], order, mode=mode, cval=cval)
        for dtype in ["int32", "uint8", "float16", "float64", "complex64", "bool"]:
            sweep.call("ndimage.mapCoordinates", f, values((4,), dtype), [places], order, mode=mode, cval=cval)
        sweep.call("ndimage.mapCoordinates", f, values((3, 4)), [places], order, mode=mode, cval=cval)
        sweep.call("ndimage.mapCoordinates", f, values((4,)), [np.array([0, 3, 7, -1], np.int32)], order, mode=mode, cval=cval)
