"""Plays drawn programs in JAX: a program on each line of standard input, its answers on a line of standard output.

What programs are is told by `tooling/generators/src/random-calls/call.ts`. Each call is made with what JAX gave for the
calls before, and answered by its results, or by why JAX refuses it.
"""

import base64
import contextlib
import functools
import gc
import json
import os
import sys
import warnings

os.environ.setdefault("JAX_PLATFORMS", "cpu")
# Programs are small and played once, so the time to compile is what counts; with these it is a tenth. Barriers stay until the end:
# without them XLA computes a call's elements once more where another reads them, and may round them otherwise.
os.environ.setdefault(
    "XLA_FLAGS",
    "--xla_cpu_use_fusion_emitters=false --xla_backend_optimization_level=0 --xla_cpu_parallel_codegen_split_count=1 "
    "--xla_cpu_multi_thread_eigen=false --xla_disable_hlo_passes=cse_barrier_expander",
)

import jax
import jax.image
import jax.scipy.linalg
import jax.scipy.ndimage
import jax.scipy.signal
import numpy as np
from jax import lax, nn, ops, random
from jax import numpy as jnp
from jax.scipy import special, stats

warnings.filterwarnings("ignore")
convert = jax._src.lax.lax._convert_element_type


def custom_jvp(f, rule):
    g = jax.custom_jvp(f)
    g.defjvp(rule)
    return g


def custom_vjp(f, forward, backward):
    g = jax.custom_vjp(f)
    g.defvjp(forward, backward)
    return g


def over_members(place, each, axes):
    """A function of all members from that of one, whose collective stands in what `place` says."""
    named = lambda f: jax.vmap(f, axes, axis_name="i")
    match place:
        case "vmap":
            return named(each)
        case "jit":
            return jax.jit(named(each))
        case "grad":
            return jax.grad(lambda *xs: jnp.sum(jnp.sin(named(each)(*xs))))
        case "scan":
            return named(lambda *x: lax.scan(lambda c, _: (c, each(*x)), jnp.float32(0), jnp.arange(2))[1])
        case "cond":
            return named(lambda *x: lax.cond(jnp.array(True), each, each, *x))
        case "nested":
            return jax.vmap(named(each), [None] * len(axes), axis_name="j", axis_size=2)


NAMES = dict(functools=functools, jax=jax, jnp=jnp, lax=lax, nn=nn, ops=ops, random=random, special=special, stats=stats,
             custom_jvp=custom_jvp, custom_vjp=custom_vjp, over_members=over_members)  # fmt: skip
functions = {}


def function(text):
    """The function that an expression is."""
    if text not in functions:
        functions[text] = eval(text, NAMES)
    return functions[text]


def decoded(given):
    """An array from its bytes; those of halves are in single precision."""
    stored = np.float32 if given["dtype"] in ("float16", "bfloat16") else given["dtype"]
    x = np.frombuffer(base64.b64decode(given["data"]), stored).reshape(given["shape"])
    x = jax.device_put(x.astype(jnp.dtype(given["dtype"])))
    return convert(x, weak_type=True) if given["weak"] else x


def encoded(x):
    """The other way round; what is no array stays a number."""
    if isinstance(x, (bool, int, float, np.bool_)):
        return {"number": float(x)}
    dtype = x.dtype.name
    data = np.asarray(x)
    if dtype in ("float16", "bfloat16"):
        data = data.astype(np.float32)
    return {
        "dtype": dtype,
        "shape": list(x.shape),
        "weak": bool(getattr(x, "weak_type", False)),
        "data": base64.b64encode(np.ascontiguousarray(data).tobytes()).decode(),
    }


def argument(given, values):
    if isinstance(given, list):
        return tuple(argument(one, values) for one in given)
    if not isinstance(given, dict):
        return given
    (kind, value), *_ = given.items()
    match kind:
        case "ref":
            return values[value]
        case "float":
            return float(value)
        case "dtype":
            return jnp.dtype(value)
        case "slice":
            return slice(*value)
        case "body":
            return body(value, values)


def body(given, around):
    def play(*args):
        values = {**around, **dict(zip(given["params"], args))}
        for one in given["calls"]:
            values.update(zip(one["results"], jax.tree.leaves(call(one, values))))
        result = given["result"]
        return tuple(values[k] for k in result) if isinstance(result, list) else values[result]

    return play


def call(given, values):
    args = [argument(one, values) for one in given["args"]]
    options = {name: argument(one, values) for name, one in given["options"].items()}
    return function(given["jax"])(*args, **options)


def refusal(error):
    lines = str(error).splitlines()
    return {"error": f"{type(error).__name__}: {lines[0] if lines else ''}"[:300]}


# What needs values and not only types: a mask as an index, a number of distinct elements.
NEEDS_VALUES = (jax.errors.ConcretizationTypeError, jax.errors.NonConcreteBooleanIndexError,
                jax.errors.TracerArrayConversionError, jax.errors.TracerIntegerConversionError)  # fmt: skip


def answer(given, values, results=lambda x: encoded(x)):
    """Makes one call, and keeps its results for those that follow."""
    if any(k not in values for k in given["reads"]):
        return {"error": "what it reads was refused"}
    try:
        leaves = jax.tree.leaves(call(given, values))
        answered = {"results": [results(x) for x in leaves]}
    except NEEDS_VALUES:
        raise
    except Exception as error:  # Every refusal is an answer.
        return refusal(error)
    values.update(zip(given["results"], leaves))
    return answered


def alone(given, values):
    """Makes one call by itself."""
    try:
        return answer(given, values)
    except NEEDS_VALUES as error:
        return refusal(error)


def together(programs):
    """Plays programs as one that is compiled once, which takes a tenth of the time of compiling each call.

    Barriers keep calls apart, so that each computes what it would alone. Calls that need values, and those that read their
    results, are made by themselves afterwards.
    """
    answers = []

    def play(inputs):
        known = []
        for program, given in zip(programs, inputs):
            values = {int(k): x for k, x in given.items()}
            answered = []
            for one in program["calls"]:
                before = set(values)
                late = {k for earlier, its in zip(program["calls"], answered) if its is None for k in earlier["results"]}
                try:
                    answered.append(None if late & set(one["reads"]) else answer(one, values, described))
                except NEEDS_VALUES:
                    answered.append(None)
                added = [k for k in values if k not in before and isinstance(values[k], jax.Array)]
                values.update(zip(added, lax.optimization_barrier([values[k] for k in added])))
            answers.append(answered)
            known.append({str(k): x for k, x in values.items() if isinstance(x, (jax.Array, np.ndarray))})
        return known

    inputs = [{str(one["number"]): decoded(one) for one in program["inputs"]} for program in programs]
    for program, answered, known in zip(programs, answers, jax.jit(play)(inputs)):
        values = {int(k): x for k, x in known.items()}
        for place, (one, its) in enumerate(zip(program["calls"], answered)):
            if its is None:
                answered[place] = alone(one, values)
            elif "results" in its:
                its["results"] = [
                    {**encoded(values[k]), "weak": x["weak"]} if "weak" in x else x
                    for k, x in zip(one["results"], its["results"])
                ] if one["results"] else its["results"]
    return answers


def described(x):
    """What is known of a result before the program runs."""
    if not isinstance(x, (jax.Array, np.ndarray)):
        return encoded(x)
    return {"dtype": x.dtype.name, "shape": list(x.shape), "weak": bool(getattr(x, "weak_type", False)), "data": ""}


def played(programs):
    """The answers to each of some programs that all have 64-bit types, or all have none."""
    try:
        return together(programs)
    except Exception:  # One of them cannot be compiled.
        if len(programs) > 1:
            half = len(programs) // 2
            return played(programs[:half]) + played(programs[half:])
        (program,) = programs
        values = {one["number"]: decoded(one) for one in program["inputs"]}
        return [[alone(one, values) for one in program["calls"]]]


def play(programs):
    answers = [None] * len(programs)
    for wide in (False, True):
        places = [k for k, program in enumerate(programs) if program["wide"] == wide]
        with jax.enable_x64(True) if wide else contextlib.nullcontext():
            for k, one in zip(places, played([programs[k] for k in places])) if places else ():
                answers[k] = one
    return answers


if __name__ == "__main__":
    print(json.dumps({"jax": jax.__version__}), flush=True)
    # Tracing makes many objects that live, so looking for garbage as often as usual takes a twentieth of the time.
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)
    for number, line in enumerate(sys.stdin):
        print(json.dumps(play(json.loads(line))), flush=True)
        # What was compiled for thousands of programs takes gigabytes.
        if number % 100 == 99:
            jax.clear_caches()
