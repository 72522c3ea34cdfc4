"""Matrices: norms, factors, solutions, with every option; empty and single matrices, batches of none."""

from itertools import product

import jax.numpy as jnp
import jax.scipy.linalg as scipy
import numpy as np

from option_rows.arrays import values

INF = float("inf")
DTYPES = ["float32", "float64", "complex64", "complex128"]
OTHERS = ["float16", "bfloat16", "int32", "uint8", "bool"]
SQUARES = [(1, 1), (2, 2), (3, 3), (4, 4), (2, 3, 3), (0, 2, 2), (0, 0), (2, 0, 0)]
RECTANGLES = [(1, 1), (1, 3), (3, 1), (2, 3), (3, 2), (4, 2), (2, 4, 3), (0, 3), (3, 0), (0, 2, 3), (0, 0)]


def square(shape, dtype, kind):
    """A matrix far from singular (`regular`), symmetric, positive definite, or of a rank that is not full."""
    a = values(shape, dtype, seed=3)
    n = shape[-1]
    exact = np.complex128 if a.dtype.kind == "c" else np.float64
    wide = a.astype(exact)
    other = np.conj(np.swapaxes(wide, -1, -2))
    match kind:
        case "regular":
            found = wide + 5 * np.diag((-1.0) ** np.arange(n)) if jnp.issubdtype(a.dtype, jnp.inexact) else wide
        case "symmetric":
            found = wide + other + np.diag(4.0 * np.arange(n))
        case "positive":
            found = (wide @ other) / 4 + 2 * np.eye(n)
        case "singular":
            found = wide.copy()
            if n > 1:
                found[..., -1] = found[..., 0]
    return found.astype(a.dtype)


def record(sweep):
    call = sweep.call

    def numpy(name, *args, **given):
        call(f"linalg.{name}", getattr(jnp.linalg, name), *args, **given)

    def sci(name, *args, **given):
        call(f"linalg.{name}", getattr(scipy, name), *args, **given)

    # Norms.
    orders = [None, 0, 1, -1, 2, -2, 3, 0.5, INF, -INF, "fro", "nuc"]
    for shape in [(), (0,), (1,), (3,), (2, 3), (3, 3), (1, 1), (0, 3), (2, 0), (2, 2, 3), (0, 2, 2)]:
        for order in orders:
            numpy("norm", values(shape), order)
            for axis in [0, -1, (0, 1), (-1, -2), (1, 0), (0,), (0, 0), 3]:
                numpy("norm", values(shape), order, axis=axis)
        for order, axis in [(None, None), (1, -1), ("fro", (0, 1)), (2, (-2, -1)), (None, 0), ("nuc", (0, 1))]:
            numpy("norm", values(shape), order, axis=axis, keepdims=True)
    for dtype, order in product(DTYPES[1:] + OTHERS, orders):
        numpy("norm", values((3,), dtype), order)
        numpy("norm", values((2, 3), dtype), order, axis=(-2, -1))
    for order in orders:
        numpy("norm", values((8,), "float32", "ends"), order)
        numpy("norm", values((2,), "float32", "ends"), order)
        numpy("norm", np.array([np.inf, 1, -2], np.float32), order)
        numpy("norm", np.array([3e38, 3e38, 1e-38], np.float32), order)
        numpy("norm", np.zeros((2, 2), np.float32), order)
    for shape, order, keepdims in product([(3,), (2, 3), (0, 3), (2, 0)], [0, 1, 2, 3, INF, -INF, -1], [False, True]):
        for axis in [None, 0, -1, (0, 1)]:
            numpy("vector_norm", values(shape), axis=axis, keepdims=keepdims, ord=order)
    for shape, order, keepdims in product([(2, 3), (2, 2, 3), (0, 2), (3,)], ["fro", "nuc", 1, -1, 2, -2, INF, -INF, 3], [False, True]):
        numpy("matrix_norm", values(shape), keepdims=keepdims, ord=order)

    # Factors.
    for shape, dtype in product(RECTANGLES, [*DTYPES, "float16", "int32"]):
        a = values(shape, dtype, seed=4)
        # Of the columns of a full orthogonal factor only the first are told by the matrix.
        beyond = len(shape) > 1 and shape[-2] > shape[-1]
        for mode in ["reduced", "r", "complete", "raw"]:
            if mode == "complete" and beyond:
                continue
            numpy("qr", a, mode=mode, free=(0, 1))
        numpy("svd", a, full_matrices=False, free=(0, 2))
        numpy("svd", a, compute_uv=False)
        numpy("svd", a, full_matrices=True, compute_uv=False)
        numpy("svdvals", a)
        for permute in [False, True]:
            sci("lu", a, permute_l=permute)
        sci("lu_factor", a)
    for shape, dtype in product(RECTANGLES, ["float32", "complex64"]):
        a = values(shape, dtype, seed=4)
        for rtol in [None, 0.5, 0.0, 1e-3]:
            numpy("pinv", a, rtol=rtol)
            numpy("matrix_rank", a, rtol=rtol)
        numpy("pinv", a, 0.25)
        for p in [None, 2, -2, "fro", 1]:
            numpy("cond", a, p)
    for shape, dtype in product(SQUARES, [*DTYPES, "float16", "bfloat16", "int32"]):
        regular = square(shape, dtype, "regular")
        symmetric = square(shape, dtype, "symmetric")
        positive = square(shape, dtype, "positive")
        for uplo, symmetrize in product(["L", "U", None], [True, False]):
            numpy("eigh", symmetric, UPLO=uplo, symmetrize_input=symmetrize, free=(1,))
            numpy("eigvalsh", symmetric, UPLO=uplo, symmetrize_input=symmetrize)
        numpy("eigvalsh", regular, "U")
        numpy("eigvalsh", regular, "L")
        for upper, symmetrize in product([False, True], [True, False]):
            numpy("cholesky", positive, upper=upper, symmetrize_input=symmetrize)
        numpy("cholesky", regular)
        for function in ["inv", "det", "slogdet"]:
            for a in [regular, symmetric, positive]:
                numpy(function, a)
        numpy("slogdet", regular, method="qr")
        numpy("det", square(shape, dtype, "singular"))
        numpy("matrix_rank", square(shape, dtype, "singular"))
        numpy("svd", symmetric, hermitian=True, compute_uv=False)
        numpy("pinv", symmetric, hermitian=True)
        for n in [-2, -1, 0, 1, 2, 3, 5]:
            numpy("matrix_power", regular, n)
        for p in [None, 1, -1, 2, -2, INF, -INF, "fro", "nuc", 3]:
            numpy("cond", regular, p)
        n = shape[-1]
        batch = shape[:-2]
        for b in [(n,), (n, 2), (*batch, n, 2), (*batch, n), (2, n, 1), (n, 0), (n + 1,)]:
            right = values(b, dtype, seed=5)
            numpy("solve", regular, right)
            if len(shape) == 2 and len(b) <= 2:
                for lower, trans, unit in product([False, True], [0, 1, 2], [False, True]):
                    sci("solve_triangular", regular, right, trans=trans, lower=lower, unit_diagonal=unit)
                for assume, lower in product(["gen", "sym", "her", "pos"], [False, True]):
                    sci("solve", positive, right, assume_a=assume, lower=lower)
                factors = scipy.lu_factor(regular) if dtype not in ("int32", "float16", "bfloat16") and n else None
                if factors is not None and dtype in ("float32", "complex64"):
                    for trans in [0, 1, 2]:
                        lu, pivots = map(np.asarray, factors)
                        sci("lu_solve", (lu, pivots), right, trans=trans)
        for lower in [False, True]:
            sci("cho_factor", positive, lower)
    for shape, dtype in product([(3, 2), (2, 3), (3, 3), (4, 1), (0, 2), (2, 0)], DTYPES):
        a = values(shape, dtype, seed=6)
        for b in [(shape[0],), (shape[0], 2), (shape[0] + 1,)]:
            for rcond in [None, 0.3, -1.0]:
                numpy("lstsq", a, values(b, dtype, seed=7), rcond=rcond)
            numpy("lstsq", a, values(b, dtype, seed=7), numpy_resid=True)
    singular = square((3, 3), "float32", "singular")
    for function in ["inv", "eigvalsh", "cholesky", "pinv", "matrix_rank"]:
        numpy(function, singular)
    numpy("solve", singular, values((3,)))
    for shape in [(2, 3), (3,), (), (2, 2, 3)]:
        for function in ["inv", "det", "slogdet", "eigh", "eigvalsh", "eigvals", "cholesky", "svd", "qr", "pinv", "matrix_rank", "matrix_transpose"]:
            numpy(function, values(shape), **({"free": (0, 1, 2)} if function in ("svd", "qr") else {}))
        numpy("matrix_power", values(shape), 2)
        numpy("solve", values(shape), values(shape[:-1]))

    # Eigenvalues of matrices that are not symmetric: of triangular ones they come in order.
    for shape, dtype in product([(1, 1), (3, 3), (0, 0), (2, 2, 2), (0, 2, 2)], [*DTYPES, "int32", "float16"]):
        triangular = np.triu(values(shape, dtype, seed=8)) + np.diag(np.arange(1, shape[-1] + 1)).astype(values((), dtype).dtype) * 3
        triangular = triangular.astype(values((), dtype).dtype)
        numpy("eigvals", triangular)
        numpy("eig", triangular, free=(1,))
        for maximum in [16, 1, 0]:
            sci("expm", triangular, max_squarings=maximum)
            sci("expm", triangular, max_squarings=maximum, upper_triangular=True)
        if len(shape) == 2:
            sci("sqrtm", square(shape, dtype, "positive"))
            for output in ["real", "complex"]:
                sci("schur", triangular, output=output, free=(0, 1))
        sci("hessenberg", square(shape, dtype, "regular"), calc_q=True, free=(0, 1))
        sci("hessenberg", square(shape, dtype, "regular"), calc_q=False, free=(0,))
    for shape, dtype in product([(3, 3), (3, 2), (1, 1)], DTYPES):
        for side, method in product(["right", "left"], ["qdwh", "svd"]):
            sci("polar", values(shape, dtype, seed=9), side=side, method=method)
    for dtype, select, n in product(["float32", "float64"], ["a", "i"], [1, 2, 5]):
        d, e = values((n,), dtype, "ranks"), values((n - 1,), dtype, "positive")
        sci("eigh_tridiagonal", d, e, eigvals_only=True, select=select, select_range=(0, n - 1) if select == "i" else None)
    for method in ["schur", "eigen"]:
        sci("solve_sylvester", square((3, 3), "float32", "positive"), square((2, 2), "float32", "positive"), values((3, 2)), method=method)

    # Products and pieces.
    for x, y in [((3,), (3,)), ((2, 3), (2, 3)), ((2, 3), (3,)), ((0, 3), (0, 3)), ((2,), (2,)), ((4,), (4,)), ((1, 3), (2, 3)), ((2, 0), (2, 0))]:
        for axis in [-1, 0, 1]:
            numpy("cross", values(x), values(y, seed=2), axis=axis)
            numpy("vecdot", values(x), values(y, seed=2), axis=axis)
            numpy("vecdot", values(x, "complex64"), values(y, "complex64", seed=2), axis=axis)
        numpy("outer", values(x), values(y, seed=2))
        numpy("matmul", values(x), values(y, seed=2))
    for shape, offset in product([(2, 3), (2, 2, 3), (3,), (0, 2), (2, 0)], [-3, -1, 0, 1, 4]):
        numpy("diagonal", values(shape), offset=offset)
        numpy("trace", values(shape), offset=offset)
        numpy("trace", values(shape, "int8"), offset=offset)
        numpy("trace", values(shape, "int8"), offset=offset, dtype="float16")
        numpy("trace", values(shape), offset=offset, dtype="int32")
    for shapes in [[(2, 3), (3, 2)], [(3,), (3, 2)], [(3,), (3, 2), (2,)], [(2, 3), (3, 4), (4, 1)], [(1, 2), (2, 3), (3, 4), (4,)], [(2, 3)], [(2, 3), (2, 3)], [(2, 0), (0, 3)], [(2, 2), (2, 2), (2, 2), (2, 2), (2, 2)]]:
        for dtype in ["float32", "int32", "complex64", "float16"]:
            numpy("multi_dot", [values(s, dtype, seed=k + 1) for k, s in enumerate(shapes)])
    for shape, ind in [((2, 3, 6), 2), ((6, 2, 3), 1), ((4, 4), 1), ((2, 2, 2, 2), 2), ((2, 3, 5), 2), ((1, 1), 1), ((4, 4), 0), ((0, 0), 1)]:
        numpy("tensorinv", values(shape, seed=11) + np.float32(0.01), ind=ind)
    for a, b, axes in [((2, 3, 6), (2, 3), None), ((2, 6, 3), (6,), (0, 2)), ((4, 4), (4,), None), ((2, 3, 5), (2, 3), None), ((6, 2, 3), (6,), None), ((2, 3, 6), (2, 3), (0,))]:
        numpy("tensorsolve", values(a, seed=11), values(b), axes=axes)
    for c, r in [((3,), None), ((3,), (2,)), ((1,), (1,)), ((0,), (2,)), ((2, 3), None), ((), ()), ((3,), (0,))]:
        for dtype in ["float32", "int32", "complex64"]:
            for function in ["toeplitz", "hankel"]:
                rest = [] if r is None else [values(r, dtype, seed=2)]
                sci(function, values(c, dtype), *rest)
    for shapes in [[], [(2, 3)], [(2, 3), (1, 1)], [(), (3,)], [(0, 2), (2, 1)], [(1, 2, 2)]]:
        sci("block_diag", *(values(s, seed=k + 1) for k, s in enumerate(shapes)))
    sci("block_diag", values((2,), "int8"), values((1, 2), "float16"), values((1,), "uint8"))
    for n in [0, 1, 2, 3, 5]:
        sci("hilbert", n)
        sci("pascal", n)
        for kind in ["symmetric", "lower", "upper"]:
            sci("pascal", n, kind=kind)
        for full in [False, True]:
            sci("helmert", n, full=full)
        for scale in [None, "sqrtn", "n", "m"]:
            sci("dft", n, scale=scale)
        for dtype in [None, "float16", "int32", "complex64"]:
            sci("hadamard", n, *([] if dtype is None else [dtype]))
    for pivoting, mode, shape in product([True, False], ["full", "r", "economic", "raw"], [(3, 3), (2, 3), (1, 1)]):
        if shape != (2, 3) or mode != "raw":
            sci("qr", values(shape, seed=12), mode=mode, pivoting=pivoting, free=(0, 1))
    for mode, conjugate, dtype in product(["left", "right"], [False, True], ["float32", "complex64"]):
        a, c = values((3, 2), dtype, seed=13), values((3, 3), dtype, seed=14)
        sci("qr_multiply", a, c if mode == "right" else values((2, 3), dtype, seed=14), mode=mode, conjugate=conjugate, free=(0, 1))
