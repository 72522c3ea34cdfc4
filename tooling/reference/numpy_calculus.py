"""Functions of NumPy for slopes, angles, polynomials, integers and bits, and functions of functions."""

import jax
import jax.numpy as jnp
import numpy as np

from numpy_calls import Calls

table = Calls("numpy-calculus")
call = table.call
F, I, U, B = np.float32, np.int32, np.uint32, np.uint8
nan, inf = np.nan, np.inf

v = np.array([1, 2, 4, 7, 11], F)
w = np.array([1, 2, 4, 7, 11], I)
m = np.array([[1, 2, 6], [3, 4, 5], [0, 1, -2]], F)
places = np.array([0, 1, 1.5, 3.5, 4], F)
three = np.array([0, 0.5, 2], F)

# Slopes.
for x in (v, w):
    call("gradient", x)
    call("gradient", x, 2.5)
    call("gradient", x, places)
call("gradient", v[:2].copy())
call("gradient", v[:2].copy(), np.array([0, 0.5], F))
call("gradient", m)
call("gradient", m, 2.0)
call("gradient", m, 2.0, three)
call("gradient", m, axis=0)
call("gradient", m, three, axis=1)
call("gradient", m, axis=(1, 0))
call("gradient", v, grad=True)
call("gradient", v, places, grad=True)
# JAX has no edge order; NumPy has.
for x, args in ((v, ()), (v, (2.0,)), (v, (places,)), (m, ())):
    call("gradient", x, *args, given=[x, *args, {"edge_order": 2}], f=lambda x, *a: jax.tree.map(jnp.asarray, np.gradient(np.asarray(x), *map(np.asarray, a), edge_order=2)))
call("ediff1d", v, grad=True)
call("ediff1d", w, to_begin=np.array([-1.7, 5], F), to_end=99)
call("ediff1d", m)
call("ediff1d", v[:1].copy())
angles = np.array([0, 3, 6.5, 1, -4, 2.9, -2.9], F)
call("unwrap", angles, grad=True)
call("unwrap", angles, discont=4.0)
call("unwrap", angles, period=4.0)
call("unwrap", np.array([0, 3, 7, 1, 9, 2], I), period=8)
call("unwrap", np.array([0, 3, 7, 1, 9, 2], I))
call("unwrap", m * 4, axis=0)
call("unwrap", np.array([0, np.pi, 2 * np.pi], F))
call("unwrap", np.zeros((2, 0), F))

# Polynomials.
p, q = np.array([2, 0, -1, 3], F), np.array([1, -2], F)
pi, qi = p.astype(I), q.astype(I)
for name in ("polyadd", "polysub", "polymul", "polydiv"):
    call(name, p, q, grad=True)
    call(name, q, p)
    call(name, pi, qi)
    call(name, p, qi)
    call(name, p, p)
call("polymul", np.array([0, 0, 1, 2], F), np.array([0, 3], F), trim_leading_zeros=True)
call("polydiv", p, np.array([2, 0, -1, 3], F), trim_leading_zeros=True)
call("polymul", np.zeros(0, F), q)
for order in (0, 1, 2, 5):
    call("polyder", p, order)
    call("polyder", pi, order)
for order in (0, 1, 3):
    call("polyint", p, order)
    call("polyint", pi, order)
call("polyint", p, 2, np.array([5, 7], F))
call("polyint", p, 2, 3)
call("polyder", p, grad=True)
call("polyint", p, grad=True)
call("polyval", p, np.array([0, 1, -2.5, nan, inf], F))
call("polyval", p, np.array([[0.5, 1], [2, -1]], F), grad=True)
call("polyval", pi, np.array([0, 1, 2], I))
call("polyval", p, 2.0)
call("polyval", m, np.array([1, 2, 3], F))
call("polyval", np.zeros(0, F), np.array([1, 2], F))
call("poly", v[:3].copy(), grad=True)
call("poly", w)
call("poly", np.zeros(0, F))
call("poly", 2.0)

# Integers and bits.
a = np.array([12, -18, 0, 7, 0, 2**31 - 1, -(2**30), 1000000], I)
b = np.array([8, 12, 5, 0, 0, 2, 6, 2**20], I)
call("gcd", a, b)
call("lcm", a[:5].copy(), b[:5].copy())
call("gcd", a, 6)
call("lcm", np.array([[4], [6]], I), np.array([3, 10], I))
call("gcd", a.astype(U), b.astype(U))
call("gcd", np.array([12, 200], B), np.array([8, 75], B))
for x in (a, a.astype(U), np.array([0, 255, 7], B), np.array([True, False])):
    call("bitwise_count", x)
bits = np.array([[1, 0, 1, 1, 0, 0, 0, 1, 1, 1], [0, 0, 3, 0, -1, 0, 0, 0, 0, 1]], I)
data = np.array([[160, 3], [255, 0]], B)
for order in ("big", "little"):
    call("packbits", bits, bitorder=order)
    call("unpackbits", data, bitorder=order)
    for axis in (0, 1, -1):
        call("packbits", bits, axis=axis, bitorder=order)
        call("unpackbits", data, axis=axis, bitorder=order)
call("packbits", np.array([True, False, True]))
call("unpackbits", data, axis=1, count=5)
call("unpackbits", data, axis=1, count=20)

# Fits and windows that stand on other rooms.
xs, ys = np.array([0, 1, 2, 3, 4], F), np.array([1, 2.5, 2, 4.5, 7], F)
for degree in (0, 1, 2):
    call("polyfit", xs, ys, degree)
call("polyfit", xs, ys, 2, w=np.array([1, 2, 1, 0.5, 1], F))
call("polyfit", xs, np.stack([ys, ys[::-1] * 2], 1), 1)
call("polyfit", xs, ys, 1, cov=True)
call("polyfit", xs, ys, 1, cov="unscaled")
for length, beta in ((0, 2.0), (1, 2.0), (5, 0.0), (6, 8.6)):
    call("kaiser", length, beta)

table.write()
