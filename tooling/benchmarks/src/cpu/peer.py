"""Runs functions of JAX and of NumPy for the table: reads requests, one JSON a line, and answers each with seconds."""

import json
import sys
import time

import jax
import jax.numpy as jnp
import numpy as np
import scipy

works = []


def prepare(library, source, inputs):
    arrays = [np.fromfile(one["file"], one["dtype"]).reshape(one["shape"]) for one in inputs]
    function = eval(source, {"jax": jax, "jnp": jnp, "np": np, "scipy": scipy})
    if library == "numpy":
        return lambda: function(*arrays)
    compiled = jax.jit(function)
    placed = [jnp.asarray(one) for one in arrays]
    return lambda: jax.block_until_ready(compiled(*placed))


for line in sys.stdin:
    request = json.loads(line)
    if "source" in request:
        works.append(prepare(request["library"], request["source"], request["inputs"]))
        answer = len(works) - 1
    else:
        clock = time.process_time if request["clock"] == "processor" else time.perf_counter
        start = clock()
        for _ in range(request["times"]):
            works[request["work"]]()
        answer = clock() - start
    print(json.dumps(answer), flush=True)
