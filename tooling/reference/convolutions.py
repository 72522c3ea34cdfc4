"""Convolutions: every kind of dimension numbers, padding, dilation and groups; with cotangents and second derivatives."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from table import Table

table = Table("convolutions")
random = np.random.default_rng(0)


def integers(shape, dtype=np.float32):
    return random.integers(-3, 4, size=shape).astype(dtype)


def camel(name):
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


def plain(value):
    if isinstance(value, lax.ConvDimensionNumbers):
        return {camel(k): list(v) for k, v in value._asdict().items()}
    return value if isinstance(value, (str, int, bool, float)) or value is None else [plain(v) for v in value]


def derivatives(function, operands):
    """Cotangents of the operands for a cotangent of ones and twos, and what a second derivative gives."""
    result = function(*operands)
    ct = (1 + np.arange(result.size) % 2).reshape(result.shape).astype(result.dtype)
    cotangents = jax.vjp(function, *operands)[1](jnp.asarray(ct))
    loss = lambda *args: jnp.sum(jnp.sin(0.1 * function(*args)) * ct)
    _, second = jax.jvp(jax.grad(loss, argnums=tuple(range(len(operands)))), operands, tuple(jnp.ones_like(x) for x in operands))
    _, tangent = jax.jvp(function, operands, tuple(jnp.ones_like(x) for x in operands))
    return {f"cotangent{k}": c for k, c in enumerate(cotangents)} | {"tangent": tangent} | {f"second{k}": c for k, c in enumerate(second)}


def convolution(name, lhs, rhs, strides, padding, dtype=np.float32, function="conv_general_dilated", **options):
    operands = (jnp.asarray(integers(lhs, dtype)), jnp.asarray(integers(rhs, dtype)))
    call = lambda x, w: getattr(lax, function)(x, w, strides, padding, **options)
    if not isinstance(padding, str) and min((low for pair in padding for low in pair), default=0) < 0 and not options:
        # XLA's convolution on a CPU reads beyond the array where padding cuts: what is cut is cut before.
        none = [(0, 0, 0)] * 2
        cut = lambda x: lax.pad(x, np.float32(0), none + [(*pair, 0) for pair in padding])
        call = lambda x, w: lax.conv_general_dilated(cut(x), w, strides, "VALID")
    outputs = {"result": call(*operands)}
    if dtype == np.float32:
        outputs |= derivatives(call, operands)
    given = {camel(k): np.dtype(v).name if k == "preferred_element_type" else plain(v) for k, v in options.items()}
    params = {"function": camel(function), "strides": list(strides), "padding": plain(padding), "options": given}
    table.case("convolution", name, params, {"lhs": operands[0], "rhs": operands[1]}, outputs)


nhwc = ("NHWC", "HWIO", "NHWC")
convolution("valid", (2, 3, 5, 6), (4, 3, 3, 2), (1, 1), "VALID")
convolution("same", (2, 3, 5, 6), (4, 3, 3, 2), (1, 1), "SAME")
convolution("same lower", (1, 2, 5, 6), (3, 2, 2, 4), (1, 1), "SAME_LOWER")
convolution("same, strides", (1, 2, 7, 6), (2, 2, 3, 3), (2, 3), "SAME")
convolution("same lower, strides", (1, 2, 7, 6), (2, 2, 2, 4), (2, 3), "SAME_LOWER")
convolution("pairs", (1, 2, 5, 4), (2, 2, 3, 2), (1, 2), [(2, 1), (0, 3)])
convolution("negative pairs", (1, 2, 7, 6), (2, 2, 2, 2), (1, 1), [(-1, 1), (-2, -1)])
convolution("array dilation", (1, 2, 3, 4), (2, 2, 3, 2), (1, 1), [(1, 1), (2, 0)], lhs_dilation=(2, 3))
convolution("kernel dilation", (1, 2, 7, 6), (2, 2, 3, 2), (1, 1), "SAME", rhs_dilation=(2, 3))
convolution("both dilations, strides", (2, 2, 4, 5), (2, 2, 2, 2), (2, 1), [(1, 2), (0, 1)], lhs_dilation=(2, 1), rhs_dilation=(1, 2))
convolution("negative pairs, dilation", (1, 1, 6), (2, 1, 2), (2,), [(-2, 3)], lhs_dilation=(3,))
convolution("channels last", (2, 5, 4, 3), (3, 2, 3, 2), (1, 1), "SAME", dimension_numbers=nhwc)
convolution("channels last, strides", (2, 6, 5, 3), (3, 3, 3, 2), (2, 2), "VALID", dimension_numbers=nhwc)
convolution("transposed axes", (4, 3, 2, 5), (2, 3, 3, 2), (1, 2), "SAME", dimension_numbers=("HCNW", "WIHO", "NWCH"))
convolution("numbers of axes", (2, 5, 4, 3), (3, 2, 3, 2), (1, 1), "VALID", dimension_numbers=lax.conv_dimension_numbers((2, 5, 4, 3), (3, 2, 3, 2), nhwc))
convolution("no space", (3, 4), (5, 4), (), [])
convolution("one axis of space", (2, 3, 8), (4, 3, 3), (1,), "SAME")
convolution("one axis, channels last", (2, 8, 3), (3, 3, 4), (2,), "SAME", dimension_numbers=("NWC", "WIO", "NWC"))
convolution("three axes of space", (1, 2, 3, 4, 3), (2, 2, 2, 2, 3), (1, 1, 1), "SAME")
convolution("feature groups", (2, 4, 5), (6, 2, 3), (1,), "SAME", feature_group_count=2)
convolution("depthwise", (1, 5, 4, 3), (2, 2, 1, 6), (1, 1), "SAME", dimension_numbers=nhwc, feature_group_count=3)
convolution("depthwise, strides and dilation", (1, 7, 3), (2, 1, 3), (2,), "SAME", dimension_numbers=("NWC", "WIO", "NWC"), rhs_dilation=(2,), feature_group_count=3)
convolution("batch groups", (4, 2, 5), (6, 2, 3), (1,), "SAME", batch_group_count=2)
convolution("batch groups, strides", (3, 2, 6), (3, 2, 2), (2,), "VALID", batch_group_count=3)
convolution("kernel longer than array", (1, 1, 3), (1, 1, 5), (1,), "VALID")
convolution("one by one", (2, 3, 4, 4), (5, 3, 1, 1), (1, 1), "VALID")
convolution("one by one, strides", (2, 3, 4, 5), (2, 3, 1, 1), (2, 2), "VALID")
convolution("empty batch", (0, 2, 5), (3, 2, 2), (1,), "SAME")
convolution("no features", (2, 0, 5), (3, 0, 2), (1,), "SAME")
convolution("many features", (1, 9, 9), (8, 9, 3), (1,), "SAME")
for dtype in (np.int32, np.uint32, np.float16):
    convolution(f"{np.dtype(dtype).name}", (2, 3, 5), (4, 3, 3), (1,), "SAME", dtype)
convolution("halves to singles", (2, 3, 5), (4, 3, 3), (1,), "SAME", np.float16, preferred_element_type=np.float32)

convolution("transposed, same", (1, 4, 3, 2), (3, 2, 2, 3), (2, 2), "SAME", function="conv_transpose")
convolution("transposed, valid", (1, 4, 3, 2), (3, 2, 2, 3), (2, 3), "VALID", function="conv_transpose")
convolution("transposed, kernel turned", (1, 4, 2), (3, 3, 2), (2,), "SAME", function="conv_transpose", transpose_kernel=True)
convolution("transposed, dilation", (1, 4, 2), (3, 2, 3), (2,), "SAME", function="conv_transpose", rhs_dilation=(2,))
convolution("transposed, pairs", (1, 4, 2), (3, 2, 3), (2,), [(1, 2)], function="conv_transpose")
convolution("transposed, consistent pairs", (1, 4, 2), (3, 2, 3), (2,), [(1, 0)], function="conv_transpose", use_consistent_padding=True)
convolution("transposed, names", (1, 2, 4), (3, 2, 3), (3,), "SAME", function="conv_transpose", dimension_numbers=("NCW", "OIW", "NCW"))
convolution("conv", (1, 2, 4, 4), (3, 2, 2, 2), (1, 2), "SAME", function="conv")


def of_array(function, name, lhs, rhs, **params):
    """Functions whose kernels are a shape, or differ from place to place."""
    x = jnp.asarray(integers(lhs))
    operands = (x,) if rhs is None else (x, jnp.asarray(integers(rhs)))
    call = lambda x, *w: getattr(lax, function)(x, *w, **params)
    given = {camel(k): plain(v) for k, v in params.items()}
    table.case(function, name, given, dict(zip(("lhs", "rhs"), operands)), {"result": call(*operands)} | derivatives(call, operands))


of_array("conv_general_dilated_patches", "plain", (2, 3, 5, 4), None, filter_shape=(2, 3), window_strides=(1, 1), padding="SAME")
of_array("conv_general_dilated_patches", "strides, dilations", (1, 5, 4, 2), None, filter_shape=(2, 2), window_strides=(2, 1), padding=[(1, 0), (0, 2)], lhs_dilation=(2, 1), rhs_dilation=(1, 2), dimension_numbers=nhwc)
of_array("conv_general_dilated_local", "plain", (2, 3, 5), (4, 9, 5), window_strides=(1,), padding="SAME", filter_shape=(3,))
of_array("conv_general_dilated_local", "channels last", (2, 4, 5, 3), (3, 2, 12, 2), window_strides=(1, 2), padding="VALID", filter_shape=(2, 2), dimension_numbers=nhwc)
x, w = jnp.asarray(integers((1, 2, 5))), jnp.asarray(integers((3, 2, 2)))
table.case("conv_with_general_padding", "plain", {}, {"lhs": x, "rhs": w}, {"result": lax.conv_with_general_padding(x, w, (2,), [(1, 2)], (2,), (1,))})

for mode in ("full", "same", "valid"):
    for n, m in ((7, 3), (3, 7), (4, 4), (5, 1), (6, 2)):
        for dtype in (np.float32, np.int32):
            operands = jnp.asarray(integers(n, dtype)), jnp.asarray(integers(m, dtype))
            for function in ("convolve", "correlate"):
                call = lambda a, v: getattr(jnp, function)(a, v, mode=mode)
                outputs = {"result": call(*operands)} | (derivatives(call, operands) if dtype == np.float32 and {n, m} == {7, 3} else {})
                table.case("numpy", f"{function} {mode} {n} {m} {np.dtype(dtype).name}", {"function": function, "mode": mode}, {"a": operands[0], "v": operands[1]}, outputs)

table.write()
