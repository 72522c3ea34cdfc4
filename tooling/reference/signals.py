"""Convolutions of any number of axes, trends and spectra, of jax.scipy.signal."""

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy import signal

from numpy_calls import Calls

table = Calls("signals")
random = np.random.default_rng(5)
F, I = np.float32, np.int32


def draw(*shape):
    return random.standard_normal(shape).astype(F)


def call(name, *args, grad=False, **options):
    # Options stand behind the arguments here, also where JAX has them by position.
    theirs = {k: jnp.asarray(v) if isinstance(v, np.ndarray) else v for k, v in options.items()}
    f = lambda *arrays: jax.tree.map(jnp.asarray, getattr(signal, name)(*arrays, **theirs))
    table.call(name, *args, given=[*args, *([options] if options else [])], f=f, grad=grad, note=f"{[list(np.shape(a)) for a in args]} {options.keys()} {[v for v in options.values() if not isinstance(v, np.ndarray)]} {len(table.names)}")


long, short, even = draw(7), draw(3), draw(4)
plane, kernel = draw(4, 5), draw(3, 2)
for mode in ("full", "same", "valid"):
    for name in ("convolve", "correlate"):
        call(name, long, short, mode=mode, grad=True)
        call(name, short, long, mode=mode)
        call(name, long, even, mode=mode)
        call(name, even, long, mode=mode)
        call(name, plane, kernel, mode=mode)
        call(name, long, short, mode=mode, method="fft")
    for name in ("convolve2d", "correlate2d"):
        call(name, plane, kernel, mode=mode, grad=True)
        call(name, kernel, plane, mode=mode)
        call(name, plane, draw(4, 5), mode=mode)
        call(name, plane, draw(2, 4), mode=mode)
    call("fftconvolve", plane, kernel, mode=mode, grad=mode == "same")
    call("fftconvolve", kernel, plane, mode=mode)
    call("fftconvolve", plane, draw(4, 2), mode=mode, axes=1)
call("fftconvolve", draw(2, 1), draw(1, 3))
call("convolve", np.arange(4, dtype=I), np.arange(3, dtype=I))
call("correlate", np.arange(4, dtype=I), short)
for method in ("direct", "fft"):
    call("convolve", np.array(2, F), np.array(-3, F), method=method)

many = draw(2, 9, 3)
call("detrend", long, grad=True)
for axis in (0, 1, -1):
    call("detrend", many, axis=axis)
    call("detrend", many, axis=axis, type="constant")
call("detrend", many, axis=1, bp=4)
call("detrend", many, axis=1, bp=[2, 5])
call("detrend", np.arange(5, dtype=I) ** 2)
call("detrend", draw(1))

wave = draw(23)
waves = draw(2, 23, 2)
call("stft", wave, nperseg=8, grad=False)
call("stft", wave, nperseg=8, noverlap=6, fs=10.0)
call("stft", wave, nperseg=7, nfft=12, return_onesided=False)
call("stft", wave)
for boundary in ("even", "odd", "constant", "zeros", None):
    call("stft", wave, nperseg=8, boundary=boundary, padded=False)
call("stft", waves, axis=1, nperseg=6, detrend="linear")
call("stft", wave, nperseg=8, window="hamming")
call("stft", wave, nperseg=8, window="boxcar", detrend="constant")
call("stft", wave, nperseg=9, window="blackman")
call("stft", wave, nperseg=9, window="bartlett")
call("stft", wave, nperseg=6, window=np.arange(1, 7, dtype=F))
for onesided in (True, False):
    for size, overlap in ((8, None), (8, 6), (7, 3), (2, 1)):
        spectra = np.asarray(signal.stft(wave, nperseg=size, noverlap=overlap, return_onesided=onesided)[2])
        odd = dict(nperseg=size, nfft=size) if size % 2 else {}
        call("istft", spectra, input_onesided=onesided, **odd, **({} if overlap is None else dict(noverlap=overlap)))
spectra = np.asarray(signal.stft(waves, nperseg=6, axis=1)[2])
call("istft", spectra, freq_axis=1, time_axis=-1, fs=4.0)
call("istft", np.moveaxis(spectra, -1, 0).copy(), freq_axis=2, time_axis=0, boundary=False)
call("istft", np.asarray(signal.stft(wave, nperseg=6, window="boxcar")[2]), window="boxcar")

other = draw(20)
for average in ("mean", "median"):
    call("csd", wave, other, nperseg=5, average=average)
    call("welch", wave, nperseg=5, average=average)
call("csd", waves, waves[:, ::-1].copy(), nperseg=4, axis=1, scaling="spectrum")
call("csd", wave, None, nperseg=4)
call("welch", wave, grad=True)
call("welch", wave, nperseg=6, noverlap=0, detrend="linear", fs=3.0, scaling="spectrum", nfft=9)
call("welch", wave, nperseg=6, detrend=False, return_onesided=False)
call("welch", waves, axis=1, nperseg=8, window=np.ones(8, F))
call("welch", np.zeros((2, 0), F))
call("stft", np.arange(12, dtype=I), nperseg=4)

table.write()
