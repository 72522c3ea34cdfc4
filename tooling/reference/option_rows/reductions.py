"""Reductions and running ones with every option: axes, kept axes, masks, initial values, dtypes, degrees of freedom."""

from itertools import product

import jax.numpy as jnp
import numpy as np

from option_rows.arrays import values

DTYPES = ["float32", "float64", "float16", "bfloat16", "int32", "int8", "uint32", "uint8", "bool", "complex64"]
FOLDS = ["sum", "prod", "nansum", "nanprod"]
EXTREMES = ["max", "min", "nanmax", "nanmin"]
SPREADS = ["var", "std", "nanvar", "nanstd"]
MEANS = ["mean", "nanmean"]


def record(sweep):
    def call(name, *args, **options):
        sweep.call(name, getattr(jnp, name), *args, **options)

    mask = {(2, 3): [[True, False, True], [False, False, True]], (3,): [True, False, True], (0,): [], (2, 0): [[], []]}
    for name, shape, keepdims in product([*FOLDS, *EXTREMES, *SPREADS, *MEANS, "all", "any"], list(mask), [False, True]):
        where = np.array(mask[shape], bool).reshape(shape)
        for axis in [None, 0, -1, (0,), (), (-1, 0)]:
            options = {"axis": axis, "keepdims": keepdims}
            call(name, values(shape), **options, where=where)
            call(name, values(shape), **options, where=~where)
            call(name, values(shape), **options, where=np.zeros(shape, bool))
            if name in FOLDS + EXTREMES:
                call(name, values(shape), **options, initial=np.float32(0.5))
                call(name, values(shape), **options, where=where, initial=np.float32(-7))
    for name, dtype in product([*FOLDS, *EXTREMES, *SPREADS, *MEANS, "all", "any", "count_nonzero"], DTYPES):
        call(name, values((2, 4), dtype))
        call(name, values((2, 4), dtype), axis=1)
        call(name, values((8,), dtype, "ends"))
        call(name, values((0,), dtype))
        if name in FOLDS + EXTREMES:
            call(name, values((3,), dtype), where=np.array([True, False, False]), initial=1)
            call(name, values((0,), dtype), initial=2)
        if name in FOLDS + SPREADS + MEANS:
            for given in ["float16", "float32", "int32", "bool", "complex64", "float64"]:
                call(name, values((4,), dtype), dtype=given)
    for name, ddof, dtype in product(SPREADS, [0, 1, 2, 4, 5, 1.5], ["float32", "int32", "float16"]):
        call(name, values((4,), dtype), ddof=ddof)
        call(name, values((2, 4), dtype), axis=0, ddof=ddof, keepdims=True)
    for correction, ddof in product([None, 0, 1, 3], [0, 1]):
        for name in ["var", "std"]:
            call(name, values((4,)), correction=correction, ddof=ddof)
    for name in ["var", "std"]:
        call(name, values((2, 4)), axis=1, mean=np.zeros((2, 1), np.float32))
    for name in FOLDS[:2]:
        for dtype, promote in product(["int8", "uint8", "bool", "float16"], [True, False]):
            call(name, values((4,), dtype), promote_integers=promote)

    for name in ["cumsum", "cumprod", "nancumsum", "nancumprod"]:
        for shape, axis in product([(), (0,), (4,), (2, 3), (2, 0)], [None, 0, -1, 1]):
            call(name, values(shape), axis=axis)
        for dtype in DTYPES:
            call(name, values((4,), dtype))
            call(name, values((8,), dtype, "ends"))
            for given in ["float16", "int32", "bool", "complex64", "float32", "int8"]:
                call(name, values((4,), dtype), dtype=given)
    for name in ["cumulative_sum", "cumulative_prod"]:
        for shape, axis, include in product([(), (0,), (4,), (2, 3), (2, 0)], [None, 0, -1, 1], [False, True]):
            call(name, values(shape), axis=axis, include_initial=include)
        for dtype, include in product(DTYPES, [False, True]):
            call(name, values((4,), dtype), include_initial=include)
            call(name, values((4,), dtype), include_initial=include, dtype="float16")
