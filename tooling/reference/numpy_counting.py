"""Functions of NumPy that sort, count and sum up: sets, histograms, quantiles, averages, covariances."""

import jax.numpy as jnp
import numpy as np

from numpy_calls import Calls

table = Calls("numpy-counting")
call = table.call
F, I, U = np.float32, np.int32, np.uint32
nan, inf = np.nan, np.inf

x = np.array([3, 1, 3, 2, 1, 7], F)
w = np.array([3, 1, 3, 2, 1, -7], I)
u = np.array([3, 2**32 - 1, 3, 0], U)
t = np.array([True, False, True])
gaps = np.array([nan, 1, -0.0, inf, 0, nan, -inf, 1], F)
m = np.array([[1, 2], [3, 1], [1, 2], [0, 9]], F)
c = np.array([[[1, 1], [2, 2]], [[1, 1], [0, 2]]], I)
none = np.zeros(0, F)

# Sets.
for a in (x, w, u, t, gaps, m, c):
    call("unique", a)
    call("unique", a, return_index=True, return_inverse=True, return_counts=True)
    call("unique", a, return_inverse=True)
    call("unique", a, return_index=True, return_inverse=True, return_counts=True, size=4)
    call("unique", a, return_counts=True, size=8, fill_value=5)
    call("unique", a, size=2, return_index=True)
for axis in (0, 1, -1):
    call("unique", m, axis=axis, return_index=True, return_inverse=True, return_counts=True)
    call("unique", c, axis=axis, return_inverse=True)
    call("unique", m, axis=axis, size=5, fill_value=-1, return_counts=True, return_index=True)
call("unique", gaps, equal_nan=False, return_counts=True)
call("unique", none)
call("unique", none, return_index=True, return_inverse=True, return_counts=True)
call("unique", none, size=2, fill_value=3)
call("unique", np.zeros((3, 0), F), axis=0, return_counts=True)
for name in ("unique_all", "unique_counts", "unique_inverse", "unique_values"):
    for a in (x, gaps, c):
        call(name, a)
        call(name, a, size=5, fill_value=0)
y = np.array([3, 2, 9, 3, 8], F)
v = np.array([3, 2, 9, 3, -7], I)
pairs = [(x, y), (w, v), (x, v), (gaps, x), (m, x), (none, x), (x, none), (t, t[:2])]
for name in ("union1d", "setdiff1d", "setxor1d", "intersect1d"):
    for a, b in pairs:
        call(name, a, b)
        if a.size and b.size:
            call(name, a, b, size=4)
            call(name, a, b, size=9, fill_value=True if a is t else -1)
    if name != "union1d":
        call(name, np.array([1, 4, 2], F), np.array([2, 7], F), assume_unique=True)
        call(name, np.array([1, 4, 2], F), np.array([2, 7], F), assume_unique=True, size=4)
for a, b in pairs[:4]:
    call("intersect1d", a, b, return_indices=True)
    call("intersect1d", a, b, return_indices=True, size=5)
call("intersect1d", np.array([1, 4, 2], F), np.array([2, 7, 1], F), assume_unique=True, return_indices=True)
for a, b in pairs:
    call("isin", a, b)
    call("isin", a, b, invert=True)
call("isin", m, 1)
call("isin", 3, w)

# Orders.
deep = np.array([[3, 1, 2, 5], [9, 1, 4, 0], [2, 8, 4, 4]], F)
for a in (x, w, deep, gaps):
    for kth in (0, 2, -1):
        call("partition", a, kth)
        if a is not gaps:
            call("argpartition", a, kth)
call("partition", deep, 1, axis=0)
call("argpartition", deep, 1, axis=0)
call("partition", np.array([3, 1, 5, 2, 0, 7], F), 3, grad=True)
call("lexsort", [np.array([1, 5, 1, 4, 3, 4, 4], I), np.array([9, 4, 0, 4, 0, 2, 1], I)])
call("lexsort", deep, f=lambda a: jnp.lexsort(tuple(a)))
call("lexsort", [deep, deep[::-1].copy()], axis=0)
call("lexsort", [gaps])
call("lexsort", [np.array(3, F)])

# Counts.
n = np.array([0, 1, 1, 3, -2], I)
call("bincount", n)
call("bincount", n, minlength=7)
call("bincount", n, length=2)
call("bincount", n, length=6)
call("bincount", n, np.array([0.5, 1, 2, 3, 4], F), grad=True)
call("bincount", n, np.array([1, 2, 3, 4, 5], I))
call("bincount", t)
call("bincount", np.zeros(0, I))
call("bincount", np.zeros(0, I), minlength=2)
call("bincount", np.array([3, 1], U))
up, down = np.array([0, 1, 2.5, 4], F), np.array([4, 2.5, 1, 0], F)
at = np.array([-1, 0, 0.5, 1, 2.5, 4, 5, nan, inf], F)
for bins in (up, down, np.array([2], F), none):
    for right in (False, True):
        call("digitize", at, bins, right=right)
call("digitize", np.array([[0, 1], [5, 3]], I), np.array([1, 3], I))
h = np.array([0, 0.5, 1, 1, 3.25, 4, 2], F)
for bins in (4, up):
    call("histogram", h, bins)
    call("histogram", h, bins, density=True)
    call("histogram", h, bins, weights=np.arange(7, dtype=F))
    call("histogram", h, bins, weights=np.arange(7, dtype=F), density=True)
    call("histogram_bin_edges", h, bins)
call("histogram", h)
call("histogram", h, 3, range=(1, 3), given=[h, 3, {"range": [1, 3]}])
call("histogram", np.array([2, 2, 2], I), 2)
call("histogram", np.array([1, 5, 2], I), 4, weights=np.array([1, 2, 3], I))
call("histogram_bin_edges", h, 3, range=(1, 3), given=[h, 3, [1, 3]])
call("histogram_bin_edges", np.array([2, 7], I), 5)
call("histogram_bin_edges", h)
p = np.array([[0, 0], [1, 1], [1, 0], [0.25, 2], [3, 3]], F)
call("histogramdd", p)
call("histogramdd", p, 3)
call("histogramdd", p, [2, up], given=[p, [2, up]])
call("histogramdd", p, 3, density=True)
call("histogramdd", p, 3, weights=np.arange(5, dtype=F))
call("histogramdd", p, 2, range=[(0, 2), None], given=[p, 2, {"range": [[0, 2], None]}])
call("histogramdd", np.arange(12, dtype=F).reshape(4, 3), 2)
call("histogram2d", p[:, 0].copy(), p[:, 1].copy(), 3)
call("histogram2d", p[:, 0].copy(), p[:, 1].copy(), [2, 3], density=True)
call("histogram2d", p[:, 0].copy(), p[:, 1].copy(), up)
call("histogram2d", p[:, 0].copy(), p[:, 1].copy())

# Quantiles.
d = np.random.default_rng(1).normal(size=(2, 3, 4)).round(3).astype(F)
holes = d.copy()
holes[0, 1, 2] = holes[1, 0, :] = nan
q = np.array([0, 0.3, 0.5, 0.95, 1], F)
for name in ("quantile", "nanquantile"):
    for method in ("linear", "lower", "higher", "midpoint", "nearest", "inverted_cdf"):
        call(name, x, q, method=method)
        call(name, holes, q, axis=1, method=method)
        call(name, d, 0.3, axis=-1, keepdims=True, method=method)
    call(name, d, q)
    call(name, w, 0.25)
    call(name, t, 0.25)
    call(name, d, q, axis=(0, 2), keepdims=True)
    call(name, holes, q, axis=(2, 0))
    call(name, gaps, 0.5)
    call(name, d, q, axis=0, keepdims=True)
    call(name, x, 0.3, method="inverted_cdf", weights=np.array([1, 2, 0, 1, 0.5, 3], F))
    call(name, holes, q, axis=2, method="inverted_cdf", weights=np.array([1, 0, 2, 3], F))
    call(name, d, q, axis=1, method="inverted_cdf", weights=np.abs(d))
    call(name, x, q, grad=True)
    call(name, d, np.array(0.7, F), axis=1, grad=True)
for name in ("percentile", "nanpercentile"):
    call(name, x, 30)
    call(name, holes, np.array([25, 75], I), axis=2)
    call(name, w, np.array([25, 75], F), method="nearest")
for name in ("median", "nanmedian"):
    for a in (x, w, t, holes, gaps, np.array([nan, nan], F), 3.0):
        call(name, a)
    for axis in (0, -1, (0, 2)):
        call(name, holes, axis=axis, keepdims=True)
    call(name, d, axis=1, grad=True)
for a in (x, w, u, holes, d):
    call("ptp", a)
for axis in (0, 2, (0, 1)):
    call("ptp", d, axis=axis, keepdims=True)
call("ptp", d, axis=1, grad=True)
for name in ("nanargmax", "nanargmin"):
    for a in (gaps, w, t, np.array([nan, nan], F), np.array([-inf, nan], F), holes):
        call(name, a)
    for axis in (0, -1):
        call(name, holes, axis=axis)
        call(name, holes, axis=axis, keepdims=True)
    call(name, holes, keepdims=True)

# Averages and covariances.
for a in (x, w, d, t, 3.0):
    call("average", a)
call("average", d, axis=1, returned=True)
call("average", x, weights=np.arange(6, dtype=I), returned=True)
call("average", d, axis=(0, 2), keepdims=True)
call("average", d, axis=1, weights=np.array([1, 2, 3], F))
call("average", d, axis=(2, 0), weights=np.arange(8, dtype=F).reshape(4, 2), returned=True)
call("average", d, axis=1, weights=np.abs(d), keepdims=True, returned=True)
call("average", d, axis=-1, weights=np.array([0, 0, 0, 0], F))
data = np.array([[1, 2, 4, 3], [5, 1, 0, 2], [1, 1, 2, 2]], F)
for name in ("cov", "corrcoef"):
    call(name, data, grad=True)
    call(name, data.astype(I))
    call(name, data, rowvar=False)
    call(name, data[0].copy())
    call(name, data[0].copy(), data[1].copy())
    call(name, data[:2].copy(), data[2].copy())
    call(name, data, data.astype(I), rowvar=False)
call("cov", data, bias=True)
call("cov", data, ddof=2)
call("cov", data, fweights=np.array([1, 2, 0, 3], I))
call("cov", data, aweights=np.array([1, 0.5, 2, 0.25], F))
call("cov", data, fweights=np.array([1, 2, 0, 3], I), aweights=np.array([1, 0.5, 2, 0.25], F), ddof=0)
call("cov", data, fweights=np.array([1, 2, 0, 3], I), aweights=np.array([1, 0.5, 2, 0.25], F))
call("cov", np.zeros((2, 0), F))
call("cov", np.array([5], F))

table.write()
