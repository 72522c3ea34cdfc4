"""Products: every pair of shapes, contractions over axes, sums by letters, and dtypes of results."""

from itertools import product

import jax.numpy as jnp
import numpy as np

from option_rows.arrays import values

SHAPES = [(), (0,), (1,), (3,), (2, 3), (3, 2), (3, 3), (0, 3), (3, 0), (1, 3), (2, 3, 3), (1, 3, 2), (2, 2, 3, 1)]
DTYPES = ["float32", "int32", "int8", "uint8", "bool", "float16", "bfloat16", "complex64", "float64"]


def record(sweep):
    def call(name, *args, **options):
        sweep.call(name, getattr(jnp, name), *args, **options)

    for name, a, b in product(["matmul", "dot", "inner", "outer", "vdot", "vecdot", "kron", "matvec", "vecmat"], SHAPES, SHAPES):
        if name in ("outer", "kron") and (len(a) > 2 or len(b) > 2):
            continue
        call(name, values(a), values(b, seed=2))
    for name, one, other in product(["matmul", "dot", "inner", "vdot", "vecdot", "tensordot"], DTYPES, DTYPES):
        args = [values((3,), one), values((3,), other, seed=2)]
        call(name, *args, *([1] if name == "tensordot" else []))
    for name, given, preferred in product(["matmul", "dot", "inner", "vdot", "vecdot", "tensordot"], ["float16", "int8", "float32", "bool", "complex64"], ["float32", "int32", "float16", "complex64", "float64", "uint8"]):
        args = [values((3,), given), values((3,), given, seed=2)]
        call(name, *args, *([1] if name == "tensordot" else []), preferred_element_type=preferred)
    for given, preferred in product(["float16", "int8", "float32", "complex64"], ["float32", "int32", "float16", "complex64"]):
        for spec, shapes in [("ij,jk->ik", [(2, 3), (3, 2)]), ("ij->i", [(2, 3)]), ("i,i->i", [(3,), (3,)]), ("i,j,k->", [(2,), (2,), (2,)])]:
            sweep.call("einsum", lambda *operands, preferred_element_type, spec=spec: jnp.einsum(spec, *operands, preferred_element_type=preferred_element_type), *(values(s, given, seed=k + 1) for k, s in enumerate(shapes)),
                       given=[spec, *(values(s, given, seed=k + 1) for k, s in enumerate(shapes)), {"preferred_element_type": preferred}], preferred_element_type=preferred)
    specs = ["i->i", "ij->ji", "ii->i", "ii", "ij", "ba", "i->", "...->...", "...i->...", "i...->...", "...ij->...ji", "i,i", "i,j", "ij,j", "ij,jk", "ij,kj->ik", "...i,...i->...", "...i,i...", "...,...", "i,...i->i...",
             "ij,jk,kl->il", "a,b,c->abc", "aab,b->a", "i,i->ii", "ij->k", "i->ij", "ijk,jk->i", "...ii->...i", "...ij,...jk->...ik", "i j, j k -> i k", "ij,,j->i"]  # fmt: skip
    for spec in specs:
        count = spec.split("->")[0].count(",") + 1
        for operands in [[(3,), (3,), (3,)], [(3, 3), (3,), (3,)], [(3, 3), (3, 3), (3, 3)], [(2, 3, 3), (3, 3), (3,)], [(3,), (), (3,)], [(3, 3), (), (3,)], [(0, 3), (3, 2), (2, 1)], [(), (), ()]]:
            given = [values(s, seed=k + 1) for k, s in enumerate(operands[:count])]
            sweep.call("einsum", lambda *operands, spec=spec: jnp.einsum(spec, *operands), *given, given=[spec, *given])
    for optimize in [True, False, "greedy", "optimal"]:
        given = [values((2, 3)), values((3, 4)), values((4, 2))]
        sweep.call("einsum", lambda *operands, optimize: jnp.einsum("ij,jk,kl->il", *operands, optimize=optimize), *given, given=["ij,jk,kl->il", *given, {"optimize": optimize}], optimize=optimize)
    axes = [0, 1, 2, 3, -1, ((0,), (0,)), ((1,), (0,)), ((-1,), (-2,)), ((0, 1), (0, 1)), ((0, 1), (1, 0)), ((), ()), (0, 0), (1, 0), ((0,), (0, 1)), ((0, 0), (0, 0))]
    for a, b, over in product([(3,), (3, 3), (2, 3), (2, 3, 3), (0, 3), ()], [(3,), (3, 3), (3, 2), (3, 2, 3), ()], axes):
        call("tensordot", values(a), values(b, seed=2), over)
    for a, b, axis in product([(3,), (2, 3), (2,), (1, 3), (0, 3)], [(3,), (2, 3), (2,), (1, 3)], [-1, 0, 1]):
        call("cross", values(a), values(b, seed=2), axis=axis)
        call("vecdot", values(a), values(b, seed=2), axis=axis)
    for axes in [{"axisa": 0}, {"axisb": 0}, {"axisa": 0, "axisb": 0, "axisc": 0}, {"axisc": 0}]:
        call("cross", values((3, 3)), values((3, 3), seed=2), **axes)
    for one, other in product(DTYPES, ["float32", "int32", "bool"]):
        for name in ["cross", "kron", "outer"]:
            call(name, values((3,), one), values((3,), other, seed=2))
