"""Runs functions of JAX and of NumPy for the table: reads requests, one JSON a line, and answers each with seconds."""

import collections
import functools
import json
import sys
import time

import jax
import jax.numpy as jnp
import numpy as np
import scipy

works = []
# Results that lie about: as many as a collector of garbage leaves of arrays of 4 MiB.
kept = collections.deque(maxlen=16 if "--keep" in sys.argv else 0)


def read(inputs):
    return [np.fromfile(one["file"], one["dtype"]).reshape(one["shape"]) for one in inputs]


def evaluated(source):
    return eval(source, {"functools": functools, "jax": jax, "jnp": jnp, "np": np, "scipy": scipy})


def prepare(library, source, inputs):
    arrays, function = read(inputs), evaluated(source)
    if library == "numpy":
        return lambda: function(*arrays)
    compiled = jax.jit(function)
    placed = [jnp.asarray(one) for one in arrays]
    return lambda: kept.append(jax.block_until_ready(compiled(*placed)))


def first_call(source, inputs):
    """Seconds until the results of a function that has not been compiled."""
    placed = [jnp.asarray(one) for one in read(inputs)]
    jax.block_until_ready(placed)
    jax.clear_caches()
    compiled = jax.jit(evaluated(source))
    start = time.perf_counter()
    jax.block_until_ready(compiled(*placed))
    return time.perf_counter() - start


for line in sys.stdin:
    request = json.loads(line)
    if "source" in request:
        works.append(prepare(request["library"], request["source"], request["inputs"]))
        answer = len(works) - 1
    elif "first" in request:
        answer = first_call(request["first"], request["inputs"])
    else:
        clock = time.process_time if request["clock"] == "processor" else time.perf_counter
        start = clock()
        for _ in range(request["times"]):
            works[request["work"]]()
        answer = clock() - start
    print(json.dumps(answer), flush=True)
