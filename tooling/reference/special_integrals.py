"""Integrals and what else has no closed form: values and derivatives of JAX and of mpmath."""

import mpmath as mp
import numpy as np
from jax.scipy import special

from special_rows import EDGES, both, grid, row, spread, within
from table import Table

table = Table("special-integrals")

# At infinity JAX's loops for exponential integrals do not end.
FINITE = [0.0, 1.0, -1.0, 2.0, -2.5]

row(table, "exp1", special.exp1, mp.e1, np.concatenate([spread(-6, 1.9, 24), within(0.5, 3, 8)]), edges=[FINITE], second=False, whole=False)
row(table, "expi", special.expi, mp.ei, np.concatenate([spread(-6, 1.9, 16), within(-5, 20, 16), [0.3725, 0.37, 0.38]]), edges=[FINITE], whole=False)
for n in (0, 1, 2, 5, 40):
    row(table, f"expn {n}", lambda x, n=n: special.expn(n, x), lambda x, n=n: mp.expint(n, x), np.concatenate([spread(-3, 1.9, 12), within(0.5, 3, 8)]),
        edges=[FINITE], second=False, whole=False)  # fmt: skip
row(table, "dawsn", special.dawsn, lambda x: mp.sqrt(mp.pi) / 2 * mp.exp(-x * x) * mp.erfi(x), both(np.concatenate([spread(-6, 1.5, 10), within(0, 8, 14)])), edges=[EDGES])
row(table, "erfcx", special.erfcx, lambda x: mp.exp(x * x) * mp.erfc(x), np.concatenate([spread(-6, 8, 12), within(-5, 25, 16)]), edges=[EDGES])
p, q = spread(-3, 3, 24), spread(-3, 3, 24)
q[:8] = p[:8] * (1 + within(-0.01, 0.01, 8))
row(table, "relEntr", special.rel_entr, lambda p, q: p * mp.log(p / q), p, q, edges=grid([0.0, 1, -1, np.inf, np.nan], [0.0, 1, -1, np.inf, np.nan]), derivatives=(0, 1))
row(table, "klDiv", special.kl_div, lambda p, q: p * mp.log(p / q) - p + q, p, q, edges=grid([0.0, 1, -1, np.inf, np.nan], [0.0, 1, -1, np.inf, np.nan]), derivatives=(0, 1))
x, k = spread(-3, 3, 24), np.concatenate([within(-3, 3, 20), [1, 2, 1e-4, -1e-4]])
row(table, "boxcox", special.boxcox, lambda x, k: mp.expm1(k * mp.log(x)) / k, x, k, edges=grid([0.0, 1, 2, -1, np.inf, np.nan], [0.0, 1, -1, 2, np.nan]), derivatives=(0, 1), second=False)
row(table, "boxcox1p", special.boxcox1p, lambda x, k: mp.expm1(k * mp.log1p(x)) / k, x, k, edges=grid([0.0, 1, 2, -1, -2, np.inf, np.nan], [0.0, 1, -1, 2, np.nan]), derivatives=(0, 1), second=False)

swinging = both(np.concatenate([spread(-3, 2, 10), within(0, 6, 14)]))
row(table, "fresnel S", lambda x: special.fresnel(x)[0], mp.fresnels, swinging, edges=[EDGES])
row(table, "fresnel C", lambda x: special.fresnel(x)[1], mp.fresnelc, swinging, edges=[EDGES])
row(table, "sici Si", lambda x: special.sici(x)[0], mp.si, swinging, edges=[EDGES], second=False)
row(table, "sici Ci", lambda x: special.sici(x)[1], mp.ci, np.abs(swinging[:24]), edges=[EDGES], second=False)
row(table, "spence", special.spence, lambda x: mp.polylog(2, 1 - x), np.concatenate([spread(-6, 6, 16), within(0, 3, 16)]), edges=[EDGES], second=False)
h, a = within(-6, 6, 30), np.concatenate([within(-1, 1, 15), within(-8, 8, 15)])
row(table, "owensT", special.owens_t, None, h, a, edges=grid([0.0, 1, -1, np.inf, np.nan], [0.0, 1, -1, 3, np.nan]), derivatives=(0, 1), second=False)
row(table, "poch", special.poch, mp.rf, within(0.1, 20, 24), within(-0.1, 10, 24), edges=grid([0.0, 1, 3, np.nan], [0.0, 1, 2]), derivatives=(0, 1), second=False)

for k in (0, 1, 3):
    row(table, f"besselJn {k}", lambda z, k=k: special.bessel_jn(z, v=3)[k], lambda z, k=k: mp.besselj(k, z), np.concatenate([within(-20, 20, 20), spread(-4, 0, 8)]), second=False)

table.write()
