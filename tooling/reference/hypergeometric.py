"""Hypergeometric functions, the Faddeeva function and spherical harmonics: values of mpmath and SciPy, far from where JAX's series lose digits."""

import mpmath as mp
import numpy as np
import scipy.special

from table import Table

table = Table("hypergeometric")
random = np.random.default_rng(0)


def within(low, high, count):
    return random.uniform(low, high, count).round(3)


def true(f, *points):
    return np.array([float(mp.re(f(*map(mp.mpf, map(float, x))))) for x in zip(*points)])


x = np.concatenate([within(-3, 3, 12), within(-60, 60, 12), within(-300, -100, 6), [3.0, -40, 5, -7]])
a = np.concatenate([within(-3, 4, 30), [-2.0, -3, 1, 2]])
b = np.concatenate([within(0.4, 4, 30), [1.5, 0.5, 1, 1]])
table.case("hyp1f1", "values", {}, {"0": a, "1": b, "2": x}, {"0": true(mp.hyp1f1, a, b, x)})

x = np.concatenate([within(-0.9, 0.9, 10), within(0.9, 0.999, 10), within(-20, -1, 10), [0.95, 0.99, 0.95, 0.97, 0.98, 0.93, 2.5, -8, 0.4, 0.3]])
a = np.concatenate([within(-2, 3, 30), [1, 0.5, 1, 1, 2, 0.5, -2, -3, 2, 1.5]])
b = np.concatenate([within(-2, 3, 30), [2, 0.5, 1, 1, 2, 1, 1.3, 2, 3, 2.5]])
c = np.concatenate([within(0.3, 4, 30), [3, 1, 2, 4, 3, 3.5, 0.7, 1.5, 3, 1.5]])
table.case("hyp2f1", "values", {}, {"0": a, "1": b, "2": c, "3": x}, {"0": true(mp.hyp2f1, a, b, c, x)})

re, im = (np.ravel(v) for v in np.meshgrid([-30.0, -4, -1, -0.3, 0, 1.5, 5, 60], [0, 0.1, 1, 20, -0.3, -1]))
w = scipy.special.wofz(re + 1j * im)
table.case("wofz", "values", {}, {"0": re, "1": im}, {"0": w.real, "1": w.imag})

pairs = [(n, m) for n in range(5) for m in range(-n, n + 1)] + [(20, 7), (20, -13), (2, 3)]
n, m = (np.array(v, np.int32) for v in zip(*pairs))
theta, phi = within(0, 3.14, len(pairs)), within(-3, 3, len(pairs))
y = scipy.special.sph_harm_y(n, m, theta, phi)
table.case("sphHarmY", "values", {}, {"0": n, "1": m, "2": theta, "3": phi}, {"0": y.real, "1": y.imag})

table.write()
