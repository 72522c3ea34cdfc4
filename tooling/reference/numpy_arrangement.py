"""Functions of NumPy that arrange, build indices, choose and replace, and that take floats apart."""

import jax
import jax.numpy as jnp
import numpy as np

from numpy_calls import Calls

table = Calls("numpy-arrangement")
call = table.call
F, I, U, H = np.float32, np.int32, np.uint32, np.float16
nan, inf = np.nan, np.inf
s_ = np.s_

v = np.array([1.5, -2, 3], F)
w = np.array([4, 5, 6], I)
m = np.arange(6, dtype=F).reshape(2, 3)
n = np.arange(6, dtype=I).reshape(2, 3) * 2
c = np.arange(24, dtype=F).reshape(2, 3, 4)
b = np.array([[True, False, True], [False, True, True]])
empty = np.zeros((0, 3), F)

# Joining and splitting.
for name in ("column_stack", "dstack"):
    call(name, [v, w])
    call(name, [m, n], grad=False)
    call(name, [np.array(1, F), np.array(2, F)])
    call(name, [b, b])
call("dstack", [c, c[:, :, :1]])
call("append", v, w, grad=True)
call("append", m, n, axis=0)
call("append", m, n, axis=-1)
call("append", m, 7.0)
call("append", empty, m, axis=0)
call("block", [[m, n], [m, n]])
call("block", [v, w])
call("block", [[np.eye(2, dtype=F), np.zeros((2, 1), F)], [np.zeros((1, 2), F), 7.0]])
call("block", [[[c]], [[c]]])
call("block", m)
for name, x, k in [("hsplit", m, 3), ("hsplit", v, 3), ("hsplit", c, [1, 2]), ("vsplit", m, 2), ("vsplit", c, [1]), ("dsplit", c, 2), ("dsplit", c, [1, 3])]:
    call(name, x, k)
for axis in (0, 1, -1):
    call("unstack", c, axis=axis)
call("unstack", v)
for name in ("fliplr", "flipud"):
    for x in (m, c, b):
        call(name, x)
call("flipud", v)
for axis, start in [(2, 0), (2, 1), (0, 3), (0, 2), (-1, -2), (1, 1)]:
    call("rollaxis", c, axis, start)
call("matrix_transpose", c)
call("resize", m, (3, 4), given=[m, [3, 4]], grad=True)
call("resize", m, (2,), given=[m, [2]])
call("resize", w, 7)
call("resize", empty, (2, 2), given=[empty, [2, 2]])

# Inserting and deleting.
for x in (v, w):
    call("insert", x, 1, 9.0)
    call("insert", x, -1, 9.0)
    call("insert", x, [0, 2], [7.0, 8.0], given=[x, [0, 2], np.array([7, 8], F)], f=lambda x, p, y: jnp.insert(x, jnp.array(p), jnp.array(y)))
    call("insert", x, np.array([1, 1, 3], I), np.array([7, 8, 9], I))
    call("insert", x, np.array([3, 0, 1], I), np.array([7, 8, 9], I))
call("insert", v, 1, np.array([7, 8], F), grad=True)
call("insert", m, 1, 9.0)
for axis in (0, 1, -1):
    call("insert", m, 1, 9.0, axis=axis)
    call("insert", m, 0, np.array([7, 8, 9], F)[: 3 if axis == 0 else 2], axis=axis)
    call("insert", m, np.array([0, 2], I), 9.0, axis=axis)
call("insert", m, s_[0:2], 9.0, axis=1, given=[m, "0:2", 9.0, {"axis": 1}])
for x in (v, w):
    call("delete", x, 1)
    call("delete", x, -1)
    call("delete", x, np.array([0, 2, 0], I))
    call("delete", x, np.array([True, False, True]))
    call("delete", x, s_[::2], given=[x, "::2"])
call("delete", m, 1)
for axis in (0, 1, -1):
    call("delete", m, 1, axis=axis)
call("delete", m, np.array([0, -1], I), axis=1)
call("delete", m, s_[1:], axis=1, given=[m, "1:", {"axis": 1}])
z = np.array([0, 0, 1, 0, 2, 0], F)
for trim in ("fb", "f", "b"):
    call("trim_zeros", z, trim)
    call("trim_zeros", np.zeros(3, F), trim)
call("trim_zeros", np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]], I))
call("trim_zeros", np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]], I), "fb", axis=1, given=[np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]], I), "fb", 1])

# Grids and builders of indices.
for text, key in [("0:3", s_[0:3]), ("1:4", s_[1:4]), ("0:1:0.25", s_[0:1:0.25]), ("0:1:5j", s_[0:1:5j]), ("3:0:-1", s_[3:0:-1])]:
    call("mgrid", given=[text], f=lambda key=key: jnp.mgrid[key])
for texts, key in [(["0:2", "0:3"], s_[0:2, 0:3]), (["0:2", "0:1:3j"], s_[0:2, 0:1:3j]), (["0:2", "1:3", "0:2"], s_[0:2, 1:3, 0:2])]:
    call("mgrid", given=texts, f=lambda key=key: jnp.mgrid[key])
    call("ogrid", given=texts, f=lambda key=key: jnp.ogrid[key])
call("r_", given=["0:3", 7, w], f=lambda: jnp.r_[0:3, 7, w])
call("r_", given=[m, n], f=lambda: jnp.r_[m, n])
call("r_", given=[v, 2.5], f=lambda: jnp.r_[v, 2.5])
call("c_", given=["0:3", w], f=lambda: jnp.c_[0:3, w])
call("c_", given=[m, n], f=lambda: jnp.c_[m, n])
call("c_", given=[c, c], f=lambda: jnp.c_[c, c])
call("ix_", np.array([0, 2], I), np.array([1], I))
call("ix_", np.array([0, 2], I), np.array([1, 0, 1], I), np.array([3], I))
call("indices", (2, 3), given=[[2, 3]])
call("indices", (2, 3), dtype="float32", given=[[2, 3], {"dtype": "float32"}])
call("indices", (2, 3), sparse=True, given=[[2, 3], {"sparse": True}])
call("indices", (0, 3), given=[[0, 3]])
call("diag_indices", 3)
call("diag_indices", 2, 3)
call("diag_indices_from", np.zeros((3, 3), F))
call("diag_indices_from", np.zeros((2, 2, 2), F))
for k in (-1, 0, 2):
    call("tril_indices", 3, k)
    call("triu_indices", 3, k, 4)
    call("tril_indices", 2, k, 4)
    call("tril_indices_from", np.zeros((3, 2), F), k)
    call("triu_indices_from", np.zeros((2, 3), F), k)
q = np.array([-1, 0, 4, 5, 6, 23, 24, -25, 100], I)
call("unravel_index", q, (2, 3, 4), given=[q, [2, 3, 4]])
call("unravel_index", q.astype(U)[1:7], (2, 3, 4), given=[q.astype(U)[1:7], [2, 3, 4]])
call("unravel_index", 5, (2, 3), given=[5, [2, 3]])
i, j = np.array([0, 1, 1], I), np.array([2, 0, 2], I)
call("ravel_multi_index", (i, j), (2, 3), given=[[i, j], [2, 3]])
for mode in ("clip", "wrap"):
    call("ravel_multi_index", (i + 1, j - 1), (2, 3), mode=mode, given=[[i + 1, j - 1], [2, 3], {"mode": mode}])
call("ravel_multi_index", (i, j), (2, 3), order="F", given=[[i, j], [2, 3], {"order": "F"}])
call("ravel_multi_index", (i, j), (2, 3), dtype="uint32", given=[[i, j], [2, 3], {"dtype": "uint32"}])
for x in (np.array([0, 3, 0, 7], F), n, b, np.zeros((2, 0), F)):
    call("argwhere", x)
    call("flatnonzero", x)
    call("argwhere", x, size=2, fill_value=-1)
    call("flatnonzero", x, size=5, fill_value=9)
    call("flatnonzero", x, size=1)
call("argwhere", np.array(5, I))
call("argwhere", np.array(0, I))

# Choosing and replacing.
k = np.array([[0, 1], [1, 0]], I)
for mode in ("raise", "clip", "wrap"):
    call("choose", k, [np.array([10, 20], F), np.array([30, 40], I)], mode=mode, f=lambda k, o, mode: jnp.choose(k, o, mode=mode))
for mode in ("clip", "wrap"):
    call("choose", np.array([-1, 0, 5], I), [1.5, 2.5], mode=mode, f=lambda k, o, mode: jnp.choose(k, o, mode=mode))
t = np.array([True, False, True])
call("compress", t, v, grad=True)
call("compress", t[:2], m, axis=1)
call("compress", np.array([0, 1], I), m, axis=0)
call("compress", t, m)
call("compress", t, m, axis=1, size=3, fill_value=-7.0)
call("compress", t, v, size=1)
call("extract", b, m)
call("extract", b, m, size=5, fill_value=-1.0)
call("extract", n, n)
call("place", m, b, np.array([10, 20], F), inplace=False, given=[m, b, np.array([10, 20], F)])
call("place", n, b, np.array([1.5, 2.5], F), inplace=False, given=[n, b, np.array([1.5, 2.5], F)])
call("place", n, np.zeros((2, 3), bool), np.array([1], I), inplace=False, given=[n, np.zeros((2, 3), bool), np.array([1], I)])
p = np.array([0, -1, 2, 50], I)
call("put", m, p, np.array([10, 20], F), inplace=False, given=[m, p, np.array([10, 20], F)])
call("put", m, np.array([1, -1], I), 9.0, inplace=False, given=[m, np.array([1, -1], I), 9.0])
for mode in ("clip", "wrap"):
    call("put", m, np.array([1, 7, -2], I), 9.0, mode, inplace=False, given=[m, np.array([1, 7, -2], I), 9.0, {"mode": mode}])
a1 = np.array([[1], [0]], I)
call("put_along_axis", m, a1, 9.0, 1, inplace=False, given=[m, a1, 9.0, 1])
call("put_along_axis", m, np.array([[1, 0, 1]], I), np.array([[7, 8, 9]], F), 0, inplace=False, given=[m, np.array([[1, 0, 1]], I), np.array([[7, 8, 9]], F), 0])
call("put_along_axis", m, np.array([1, -1], I), 9.0, None, inplace=False, given=[m, np.array([1, -1], I), 9.0, None])
for x in (m, n, np.zeros((3, 2), F), np.zeros((2, 2, 2), F)):
    call("fill_diagonal", x, 7.0, inplace=False, given=[x, 7.0])
    call("fill_diagonal", x, np.array([1, 2, 3], F), inplace=False, given=[x, np.array([1, 2, 3], F)])
for k in (-1, 0, 2):
    call("diagflat", m, k)
    call("diagflat", w, k)
for x in (v, w, np.array([0, -0.0, inf, nan], F), np.zeros(0, F)):
    call("vander", x)
    call("vander", x, 2, increasing=True)
    call("vander", x, 4)
call("vander", v, 3, grad=True)

# Products.
call("kron", m, n, grad=True)
call("kron", v, m)
call("kron", c, w)
call("kron", 2.0, m)
call("matvec", m, v, grad=True)
call("matvec", c, np.arange(4, dtype=F))
call("matvec", c, np.arange(12, dtype=I).reshape(3, 4)[:, None, :].repeat(2, 1).swapaxes(0, 1)[:, 0, :])
call("vecmat", np.arange(2, dtype=F), m, grad=True)
call("vecmat", np.arange(6, dtype=F).reshape(2, 3), c)
call("vecdot", m, n, grad=True)
call("vecdot", m, v)
call("vecdot", c, c, axis=0)
call("vecdot", n, n, axis=0)

# Sequences and windows.
for args in [(0, 2, 5), (0.5, -1, 4), (2, 2, 3), (0, 1, 0), (0, 1, 1)]:
    call("logspace", *args)
    call("geomspace", args[0] + 1, args[1] + 3, args[2])
call("logspace", 0, 3, 4, endpoint=False, base=2.0)
call("logspace", 0, 3, 4, base=2.0, dtype="int32")
call("logspace", v, 1.0, 3, axis=-1)
call("geomspace", np.array([-1, -2], F), np.array([-8, -16], F), 4, axis=-1)
call("geomspace", 1, 1000, 4, endpoint=False)
for name in ("bartlett", "blackman", "hamming", "hanning"):
    for length in (0, 1, 2, 5, 8):
        call(name, length)

# Parts of floats, and other elementwise functions.
edge = np.array([0, -0.0, 1, -1, 0.75, 1.5, -2.25, 3.5e30, -7e-30, 2e-38, inf, -inf, nan], F)
whole = np.array([0, 1, -1, 7, -8, 2**31 - 1, -(2**31)], I)
unsigned = np.array([0, 1, 7, 2**31, 2**32 - 1], U)
half = np.array([0, -0.0, 1, -1.5, 65504, 6e-5, inf, nan], H)
truth = np.array([True, False])
for x in (edge, whole, unsigned, half, truth, 2.5, -3, True):
    for name in "signbit isposinf isneginf frexp modf fabs sinc".split():
        call(name, x)
for x in (edge[:-3], whole, half[:-2], 2.5):
    call("spacing", x)
other = np.array([1, -0.0, -1, 2, -0.5, 1, 2, -1, 1, 5, 2, 3, -1], F)
for name in "copysign heaviside fmod logaddexp2 float_power".split():
    call(name, edge, other)
    call(name, other, edge)
    call(name, w, np.array([2, -3, 4], I))
    call(name, half, half[::-1].copy())
    call(name, v, 2)
    call(name, 2.5, w)
    call(name, 2.5, 3)
call("nextafter", edge[:9], other[:9])
call("nextafter", w, 0)
call("fmod", whole, np.array([3, 0, 2, -4, 3, 0, -1], I))
call("fmod", unsigned, 5)
call("ldexp", np.array([0.5, -0.75, 1.5, 0, inf, nan, 3], F), np.array([4, 2, -3, 9, 1, 1, -100], I))
call("ldexp", 3, 4)
call("ldexp", v, 2)
call("ldexp", w, np.array([1, 2, 3], I))
smooth = np.array([0.3, -0.7, 1.9, 0, 2.5], F)
for name in "sinc fabs".split():
    call(name, smooth, grad=True)
for name in "copysign fmod logaddexp2".split():
    call(name, smooth, np.array([0.5, -1.25, -0.75, 2, 1.5], F), grad=True)
call("float_power", np.abs(smooth) + 1, smooth, grad=True)
call("ldexp", smooth, np.array([1, 2, 3, 4, 5], I), grad=True)
call("frexp", smooth[smooth != 0], grad=True)
call("modf", smooth[smooth != 0], grad=True)
for name in "nancumsum nancumprod".split():
    for x in (np.array([1, nan, 2, inf], F), n, b):
        call(name, x)
    call(name, m, axis=0, dtype="int32")
    call(name, np.array([[1, nan, 2], [nan, 3, 4]], F), axis=1)
    call(name, np.array([1, nan, 2], F), grad=True)
for name in "cumulative_sum cumulative_prod".split():
    call(name, v)
    call(name, w, include_initial=True)
    call(name, m, axis=1, include_initial=True)
    call(name, b, axis=0)
    call(name, n, axis=-1, dtype="float32")

# Positions in two axes; and said to differ: as many elements disappear as there are positions, whether that is true or not.
call("delete", w, np.array([[0, 1], [1, 0]], I))
for places in ([4, 1], [1, 1, 3], [-1, 9], [20], [-20, 1], [0, 0, 0], [[1, 2], [2, 3]]):
    call("delete", np.arange(10, dtype=F), np.array(places, I), assume_unique_indices=True)

table.write()
