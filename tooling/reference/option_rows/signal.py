"""Convolutions, trends and spectra, with every option."""

from itertools import product

import jax.numpy as jnp
import jax.scipy.signal as scipy
import numpy as np

from option_rows.arrays import values

MODES = ["full", "same", "valid", "other"]


def record(sweep):
    def call(name, *args, **options):
        sweep.call(f"signal.{name}", getattr(scipy, name), *args, **options)

    pairs = [((4,), (3,)), ((3,), (4,)), ((1,), (1,)), ((5,), (1,)), ((1,), (5,)), ((4,), (4,)), ((0,), (2,)), ((2,), (0,)), ((), ()), ((), (2,))]
    planes = [((3, 3), (2, 2)), ((2, 3), (3, 2)), ((2, 2), (3, 3)), ((1, 4), (1, 2)), ((4, 1), (2, 1)), ((2, 3), (2,)), ((0, 2), (1, 1)), ((2, 2, 3), (1, 2, 2))]
    for mode, (a, b) in product(MODES, pairs):
        for name in ["convolve", "correlate"]:
            sweep.call(name, getattr(jnp, name), values(a), values(b, seed=2), mode)
            for method in ["auto", "direct", "fft", "other"]:
                call(name, values(a), values(b, seed=2), mode=mode, method=method)
        call("fftconvolve", values(a), values(b, seed=2), mode=mode)
    for mode, (a, b) in product(MODES, planes):
        for name in ["convolve", "correlate"]:
            for method in ["direct", "fft"]:
                call(name, values(a), values(b, seed=2), mode=mode, method=method)
        for name in ["convolve2d", "correlate2d"]:
            call(name, values(a), values(b, seed=2), mode=mode)
        for axes in [None, 0, 1, (0, 1), (1,), (-1,), ()]:
            call("fftconvolve", values(a), values(b, seed=2), mode=mode, axes=axes)
    call("convolve2d", values((2, 2)), values((2, 2)), mode="full", boundary="wrap")
    call("convolve2d", values((2, 2)), values((2, 2)), mode="full", boundary="fill", fillvalue=1)
    kinds = ["float32", "int32", "uint8", "bool", "float16", "bfloat16", "complex64", "float64"]
    for one, other in product(kinds, kinds):
        for name in ["convolve", "correlate"]:
            sweep.call(name, getattr(jnp, name), values((4,), one), values((3,), other, seed=2), "same")
            if one == other:
                call(name, values((4,), one), values((3,), other, seed=2), mode="same")
        if one == other:
            call("fftconvolve", values((4,), one), values((3,), other, seed=2), mode="same")
            call("convolve2d", values((3, 2), one), values((2, 2), other, seed=2), mode="same")
    for dtype in ["float32", "float16", "int32", "float64", "complex64"]:
        for name in ["convolve", "correlate"]:
            sweep.call(name, getattr(jnp, name), values((4,), "int8"), values((3,), "int8", seed=2), "full", preferred_element_type=dtype)
            sweep.call(name, getattr(jnp, name), values((4,), "float16"), values((3,), "float16", seed=2), "full", preferred_element_type=dtype)

    for kind, axis, shape in product(["linear", "constant", "other"], [-1, 0, 1], [(6,), (2, 5), (5, 2), (1,), (2,), (0,), (2, 1), ()]):
        call("detrend", values(shape), axis=axis, type=kind)
    for points in [0, 2, (2,), (2, 4), (4, 2), (2, 2), (6,), (7,), (-1,), ()]:
        call("detrend", values((6,)), bp=points)
        call("detrend", values((3, 6)), axis=-1, type="linear", bp=points)
    for dtype in ["int32", "float16", "float64", "complex64", "bool"]:
        for kind in ["linear", "constant"]:
            call("detrend", values((6,), dtype), type=kind)

    for window, nperseg, boundary, padded in product(["hann", "boxcar", "hamming"], [4, 5, 8], ["zeros", "even", "odd", "constant", None], [True, False]):
        call("stft", values((10,)), window=window, nperseg=nperseg, boundary=boundary, padded=padded)
    for options in [{"nperseg": 4, "noverlap": 0}, {"nperseg": 4, "noverlap": 3}, {"nperseg": 4, "noverlap": 4}, {"nperseg": 4, "nfft": 6}, {"nperseg": 4, "nfft": 3}, {"nperseg": 20}, {"nperseg": 1},
                    {"nperseg": 4, "detrend": "constant"}, {"nperseg": 4, "detrend": "linear"}, {"nperseg": 4, "return_onesided": False}, {"fs": 2.5, "nperseg": 4}, {"nperseg": 4, "boundary": "other"}, {}]:
        call("stft", values((10,)), **options)
        call("stft", values((10,), "complex64"), **options)
        call("stft", values((2, 10)), **options)
        call("stft", values((10, 2)), axis=0, **options)
        if "boundary" not in options:
            for name in ["welch"]:
                for scaling, average in product(["density", "spectrum"], ["mean", "median"]):
                    call(name, values((10,)), scaling=scaling, average=average, **options)
                call(name, values((10,), "complex64"), **options)
                call(name, values((2, 10)), **options)
            call("csd", values((10,)), values((10,), seed=2), **options)
            call("csd", values((10,)), values((7,), seed=2), **options)
            call("csd", values((10,)), None, **options)
            call("csd", values((2, 10)), values((10,), seed=2), **options)
    for dtype in ["float64", "int32", "float16"]:
        call("stft", values((10,), dtype), nperseg=4)
        call("welch", values((10,), dtype), nperseg=4)
    for name in ["stft", "welch"]:
        call(name, values((0,)), nperseg=4)
        call(name, values((1,)), nperseg=1)
        call(name, values((10,)), window=values((4,), kind="positive"), nperseg=None)
        call(name, values((10,)), window=values((4,), kind="positive"), nperseg=5)
    for onesided, boundary, nperseg in product([True, False], [True, False], [4, 5, None]):
        bins = 3 if onesided else 4
        call("istft", values((bins, 6), "complex64"), input_onesided=onesided, boundary=boundary, nperseg=nperseg)
        call("istft", values((2, bins, 6), "complex64"), input_onesided=onesided, boundary=boundary, nperseg=nperseg)
    for options in [{"noverlap": 3}, {"noverlap": 0}, {"noverlap": 4}, {"nfft": 8, "nperseg": 4}, {"fs": 2.0}, {"window": "boxcar"}, {"time_axis": 0, "freq_axis": 1}, {"time_axis": -2, "freq_axis": -1}]:
        call("istft", values((3, 6), "complex64"), **options)
