"""Fourier transforms: every length from 0 to 17 and some primes, axes, norms, dtypes, numbers that are cut off or filled up with zeros."""

from itertools import product

import jax.numpy as jnp

from option_rows.arrays import values

ONE = ["fft", "ifft", "rfft", "irfft", "hfft", "ihfft"]
MANY = ["fft2", "ifft2", "rfft2", "irfft2", "fftn", "ifftn", "rfftn", "irfftn"]
NORMS = [None, "backward", "ortho", "forward"]


def takes(function):
    """The dtype of what it takes."""
    return "float32" if function in ("rfft", "ihfft", "rfft2", "rfftn") else "complex64"


def record(sweep):
    def call(name, *args, **options):
        sweep.call(f"fft.{name}", getattr(jnp.fft, name), *args, **options)

    for function in ONE:
        dtype = takes(function)
        for length in [*range(18), 19, 23, 29, 31, 37, 53, 64, 97]:
            call(function, values((length,), dtype))
        for n, length in product([-1, 0, 1, 2, 3, 5, 8, 9], [0, 1, 4, 7]):
            call(function, values((length,), dtype), n)
        for norm, n in product([*NORMS, "other"], [None, 3, 6]):
            call(function, values((4,), dtype), n=n, norm=norm)
        for shape, axis in product([(2, 3), (3, 1), (0, 3), (3, 0), (2, 2, 3), ()], [0, -1, 1, -2, 3]):
            call(function, values(shape, dtype), axis=axis)
            call(function, values(shape, dtype), n=4, axis=axis)
        for other in ["float32", "float64", "complex128", "int32", "uint8", "bool", "float16", "bfloat16", "complex64", "int64"]:
            call(function, values((5,), other))
            call(function, values((5,), other), n=8, norm="ortho")
        call(function, values((8,), dtype, "ends"))
    for function in MANY:
        dtype = takes(function)
        for shape in [(2, 3), (3, 4), (1, 1), (0, 2), (2, 0), (2, 3, 4), (1, 2, 5), (3,), (), (2, 2, 2, 3)]:
            call(function, values(shape, dtype))
            for axes in [(0,), (0, 1), (-1, -2), (1, 0), (0, 0), (0, 2), (-1,), ()]:
                call(function, values(shape, dtype), axes=axes)
        for s, axes, norm in product([None, (2,), (3, 2), (1, 5), (4, 4, 4), (0, 2)], [None, (0, 1), (1, 0), (-1,)], [None, "ortho", "forward"]):
            if axes is None and function.endswith("2"):
                call(function, values((2, 3, 4), dtype), s=s, norm=norm)
            else:
                call(function, values((2, 3, 4), dtype), s=s, axes=axes, norm=norm)
        for other in ["float32", "float64", "complex128", "int32", "float16", "bfloat16"]:
            call(function, values((2, 3), other))
    for function in ["fftshift", "ifftshift"]:
        for shape, axes in product([(), (0,), (1,), (4,), (5,), (2, 3), (3, 0)], [None, 0, -1, 1, (0, 1), (0,), (0, 0), ()]):
            call(function, values(shape), axes=axes)
        call(function, values((5,), "int8"))
        call(function, values((2, 3), "bool"), axes=-1)
    for n, d in product([1, 2, 5, 8, 0, -1], [1.0, 0.1, 2.5, -1.0, 0.0]):
        for function in ["fftfreq", "rfftfreq"]:
            call(function, n, d)
    for function, dtype in product(["fftfreq", "rfftfreq"], ["float32", "float16", "bfloat16", "int32", "complex64"]):
        call(function, 5, 0.5, dtype=dtype)
