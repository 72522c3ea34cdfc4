"""Functions of neural networks with axes, masks and weights."""

from itertools import product

import numpy as np
from jax import nn
from jax.scipy import special

from option_rows.arrays import values

INF = float("inf")
DTYPES = ["float32", "float64", "float16", "bfloat16", "int32", "uint8", "bool"]


def record(sweep):
    def call(name, *args, **options):
        sweep.call(f"nn.{name}", getattr(nn, name), *args, **options)

    mask = {(3,): [True, False, True], (2, 3): [[True, False, True], [False, False, False]], (0,): [], (2, 0): [[], []], (): True}
    for shape, axis in product([(3,), (2, 3), (0,), (2, 0), ()], [None, 0, -1, 1, (0, 1), (0,), ()]):
        where = np.array(mask[shape], bool).reshape(shape)
        for name in ["softmax", "log_softmax", "logmeanexp", "standardize"]:
            call(name, values(shape), axis=axis)
            call(name, values(shape), axis=axis, where=where)
        for keepdims in [False, True]:
            call("logmeanexp", values(shape), axis=axis, keepdims=keepdims, where=where)
            call("logsumexp", values(shape), axis=axis, keepdims=keepdims)
            call("logsumexp", values(shape), axis=axis, keepdims=keepdims, where=where)
            call("logsumexp", values(shape), axis=axis, keepdims=keepdims, b=values(shape, seed=2), return_sign=True)
            call("logsumexp", values(shape), axis=axis, keepdims=keepdims, b=values(shape, seed=2))
            call("logsumexp", values(shape), axis=axis, keepdims=keepdims, return_sign=True, where=where)
        call("glu", values(shape), axis=axis)
    for shape, axis in product([(4,), (2, 4), (4, 2), (3, 2)], [0, -1, 1]):
        call("glu", values(shape), axis=axis)
    ends = [[INF, 1], [-INF, -INF], [INF, INF], [INF, -INF], [np.nan, 1], [-INF, 2], [1e30, -1e30], [-0.0, 0.0]]
    for row in ends:
        x = np.array(row, np.float32)
        for name in ["softmax", "log_softmax", "logsumexp", "logmeanexp", "standardize"]:
            call(name, x)
        call("logsumexp", x, b=np.array([1, -1], np.float32), return_sign=True)
        call("logsumexp", x, b=np.array([0, 2], np.float32))
        call("softmax", x, where=np.array([True, False]))
    for dtype in DTYPES:
        for name in ["softmax", "log_softmax", "logsumexp", "logmeanexp", "standardize"]:
            call(name, values((4,), dtype))
        call("logsumexp", values((4,), dtype), b=values((4,), "float16", "positive"), return_sign=True)
        call("glu", values((4,), dtype))
    for algorithm, epsilon, axis in product(["fast", "stable"], [1e-5, 0.0, 1.0], [-1, 0, None, (0, 1)]):
        call("standardize", values((2, 3)), axis=axis, epsilon=epsilon)
        call("standardize", values((2, 3)), axis=axis, mean=np.float32(0.5), epsilon=epsilon)
        call("standardize", values((2, 3)), axis=axis, variance=np.float32(2), epsilon=epsilon)
        call("standardize", values((2, 3)), axis=axis, mean=np.float32(0.5), variance=np.float32(2), epsilon=epsilon)
    for classes, axis, dtype in product([0, 1, 3], [-1, 0, 1, -2], [None, "int8", "float16", "bool", "complex64"]):
        for at in [np.int32(1), np.array([0, 2, 5, -1], np.int32), np.array([[0, 1]], np.int32), np.array([0.5, 1, np.nan], np.float32), np.array([True, False])]:
            call("one_hot", at, classes, axis=axis, **({} if dtype is None else {"dtype": dtype}))
    for approximate, dtype in product([True, False], DTYPES):
        call("gelu", values((4,), dtype), approximate=approximate)
        call("gelu", values((8,), dtype, "ends"), approximate=approximate)
    for name, alpha in product(["elu", "celu", "leaky_relu", "squareplus"], [0.0, 1.0, 2.5, -1.0]):
        for dtype in DTYPES:
            call(name, values((8,), dtype, "ends"), np.float32(alpha))
            call(name, values((4,), dtype), np.float32(alpha))
    for causal, mask, bias, scale, window in product([False, True], [False, True], [False, True], [None, 0.5], [None, 1, (1, 0)]):
        q, k, v = values((1, 3, 2, 2)), values((1, 4, 2, 2), seed=2), values((1, 4, 2, 2), seed=3)
        options = {"is_causal": causal, "scale": scale, "local_window_size": window}
        if mask:
            options["mask"] = values((1, 2, 3, 4), "bool")
        if bias:
            options["bias"] = values((1, 2, 3, 4), seed=4)
        call("dot_product_attention", q, k, v, **options)
    for seqs in [([2], [3]), ([0], [4]), ([3], [0])]:
        q, k, v = values((1, 3, 2, 2)), values((1, 4, 2, 2), seed=2), values((1, 4, 2, 2), seed=3)
        call("dot_product_attention", q, k, v, query_seq_lengths=np.array(seqs[0], np.int32), key_value_seq_lengths=np.array(seqs[1], np.int32))
    for shapes in [((3, 2, 2), (4, 2, 2)), ((3, 4, 2), (4, 2, 2)), ((0, 2, 2), (4, 2, 2)), ((3, 3, 2), (4, 2, 2))]:
        call("dot_product_attention", values(shapes[0]), values(shapes[1], seed=2), values(shapes[1], seed=3))
    for name in ["softmax", "log_softmax", "logsumexp"]:
        for axis in [None, 0, 1]:
            sweep.call(f"special.{name}", getattr(special, name), values((2, 3)), axis=axis)
