"""Fourier transforms: every kind, lengths from 1 to 40, powers of two and large primes; norms, axes, cut and padded; derivatives."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from calls import Calls

calls = Calls("fft")
C, D, F, I = np.complex64, np.complex128, np.float32, np.int32
rng = np.random.default_rng(0)


def cplx(*shape, dtype=C):
    # Few digits, so that the file stays small.
    return (np.round(rng.normal(size=shape), 2) + 1j * np.round(rng.normal(size=shape), 2)).astype(dtype)


def real(*shape, dtype=F):
    return np.round(rng.normal(size=shape), 2).astype(dtype)


def call(name, *arguments, **options):
    calls.call(name, getattr(jnp.fft, name), *arguments, **options)


for n in range(1, 41):
    call("fft", cplx(n))
    call(("ifft", "rfft", "irfft", "hfft", "ihfft")[n % 5], *((real(n),) if n % 5 in (1, 4) else (cplx(n),) if n % 5 == 0 else (cplx(n // 2 + 1), n)))
    if n % 4 == 0:
        call("irfft", cplx(n // 2 + 1), n)
for n in (64, 67, 97, 128, 210, 256):
    call("fft", cplx(n))
call("fft", cplx(67, dtype=D))
call("ifft", cplx(2, 30, dtype=D))
call("rfft", real(5, dtype=np.float64))
for name in ("fft", "ifft", "rfft", "irfft", "hfft", "ihfft"):
    z = real(3, 5) if name in ("rfft", "ihfft") else cplx(3, 5)
    for norm in ("ortho", "forward", "backward"):
        call(name, z, norm=norm)
        call(name, z, n=7, axis=0, norm=norm)
    for n in (2, 4, 5, 8):
        call(name, z, n)
    call(name, z, axis=0)
for name in ("fft2", "ifft2", "rfft2", "irfft2", "fftn", "ifftn", "rfftn", "irfftn"):
    z = real(2, 3, 4) if name.startswith("rf") else cplx(2, 3, 4)
    call(name, z)
    call(name, z, norm="ortho")
    call(name, z, s=[3, 3], axes=[0, 2])
    call(name, z, axes=[2, 0], norm="forward")
    if name.endswith("n"):
        call(name, z, s=[2, 5])
        call(name, z, axes=[1])
for name in ("fftn", "ifftn", "rfftn", "irfftn"):
    for dtype in (F, np.float64, I):
        call(name, np.arange(6, dtype=dtype).reshape(2, 3), axes=[])
for x in (np.array([1, 2, 3], I), np.array([True, False, True]), np.array([1, 2], np.float16)):
    call("fft", x)
    if x.dtype != np.float16:
        call("rfft", x)
for n in (1, 2, 5, 8):
    for name in ("fftfreq", "rfftfreq"):
        call(name, n)
        call(name, n, 0.25)
for name in ("fftshift", "ifftshift"):
    for x in (real(5), cplx(4), np.arange(6, dtype=I).reshape(2, 3)):
        call(name, x)
    call(name, real(3, 4), axes=[1])
    call(name, real(3, 4), axes=[0, 1])
    call(name, real(3, 4), -1)

# Of lax, with derivatives
def lax_fft(x, kind, lengths):
    return lax.fft(x, kind, tuple(map(int, lengths)))


calls.call("laxFft", lax_fft, cplx(2, 6), "FFT", [6])
calls.call("laxFft", lax_fft, cplx(2, 6), "IFFT", [2, 6])
calls.call("laxFft", lax_fft, real(2, 6), "RFFT", [2, 6])
calls.call("laxFft", lax_fft, cplx(2, 4), "IRFFT", [2, 6])
calls.call("laxFft", lax_fft, cplx(2, 4), "irfft", [7])
for kind, x, lengths, ct in [
    ("FFT", cplx(2, 6), [6], cplx(2, 6)),
    ("IFFT", cplx(3, 4), [3, 4], cplx(3, 4)),
    ("FFT", cplx(67), [67], cplx(67)),
    ("RFFT", real(2, 5), [5], cplx(2, 3)),
    ("RFFT", real(6), [6], cplx(4)),
    ("IRFFT", cplx(4), [6], real(6)),
    ("IRFFT", cplx(2, 4), [2, 7], real(2, 7)),
]:
    calls.call("vjpOfFft", lambda k, l, x, ct: jax.vjp(lambda x: lax_fft(x, k, l), x)[1](ct)[0], kind, lengths, x, ct)
    t = x[..., ::-1].copy()
    calls.call("jvpOfFft", lambda k, l, x, t: jax.jvp(lambda x: lax_fft(x, k, l), (x,), (t,))[1], kind, lengths, x, t)
calls.call("gradOfSpectrum", jax.grad(lambda x: jnp.sum(jnp.abs(jnp.fft.rfft(x)) ** 3)), real(9))
calls.write()
