"""Folds of segments, for every kind of identifiers."""

from itertools import product

import jax
import numpy as np

from option_rows.arrays import values


def record(sweep):
    for name in ["segment_sum", "segment_prod", "segment_max", "segment_min"]:
        f = getattr(jax.ops, name)

        def call(*args, **options):
            sweep.call(f"ops.{name}", f, *args, **options)

        ids = [[0, 0, 1, 2], [2, 0, 2, 1], [0, 9, -1, 1], [0, 0, 0, 0], [-3, -1, 0, 1], [1, 1, 3, 3]]
        for at, n, mode in product(ids, [None, 0, 1, 3, 5], [None, "fill", "drop", "clip", "promise_in_bounds"]):
            options = {} if mode is None else {"mode": mode}
            at = np.array(at, np.int32)
            if mode == "promise_in_bounds" and (n is None or at.min() < 0 or at.max() >= n):
                continue
            ours = {**options, **({"mode": "promise"} if mode == "promise_in_bounds" else {}), "num_segments": n}
            if n is None:
                del ours["num_segments"]
            sweep.call(f"ops.{name}", f, values((4,)), at, given=[values((4,)), at, *([ours] if ours else [])], num_segments=n, **options)
        for shape, at in [((4, 2), (4,)), ((2, 2), (2, 2)), ((0,), (0,)), ((4, 0), (4,)), ((4,), (3,)), ((), ())]:
            call(values(shape), values(at, "int32", "unit"), num_segments=3)
        for dtype, kind in product(["float32", "float64", "float16", "bfloat16", "int32", "int8", "uint32", "uint8", "bool", "complex64"], ["plain", "ends"]):
            call(values((6,), dtype, kind), np.array([0, 0, 1, 1, 3, 3], np.int32), num_segments=5)
        for dtype in ["uint8", "int8", "uint32", "float32", "bool"]:
            call(values((4,)), values((4,), dtype, "unit"), num_segments=3)
        for sorted_, unique in product([False, True], [False, True]):
            call(values((3,)), np.array([0, 1, 3], np.int32), num_segments=4, indices_are_sorted=sorted_, unique_indices=unique)
        for bucket in [1, 2, 4]:
            sweep.call(f"ops.{name}", f, values((5,)), np.array([0, 1, 0, 1, 2], np.int32), given=[values((5,)), np.array([0, 1, 0, 1, 2], np.int32), {"num_segments": 3}], num_segments=3, bucket_size=bucket)
