"""Runs in JAX what the suite runs: reads requests, one JSON a line, and answers each with seconds, or with a list of them."""

import importlib.util
import json
import sys
import time

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec

spec = importlib.util.spec_from_file_location("exported", sys.argv[1])
exported = importlib.util.module_from_spec(spec)
spec.loader.exec_module(exported)
mesh = Mesh(np.array(jax.devices()), ("data",))
whole, rows = NamedSharding(mesh, PartitionSpec()), NamedSharding(mesh, PartitionSpec("data"))


def perceptron(request):
    """The step of a perceptron of two layers, as one writes it in JAX."""
    batch, inputs, hidden = request["sizes"]

    def loss(w, x, y):
        return jnp.mean((jnp.tanh(x @ w[0]) @ w[1] - y) ** 2)

    @jax.jit
    def step(w, x, y):
        value, gradients = jax.value_and_grad(loss)(w, x, y)
        return value, jax.tree.map(lambda a, b: a - 0.1 * b, w, gradients)

    w = jax.device_put([jnp.full((inputs, hidden), 0.01), jnp.full((hidden, 1), 0.01)], whole)
    x, y = jax.device_put([jnp.ones((batch, inputs)), jnp.ones((batch, 1))], rows)

    def steps(times):
        nonlocal w
        for _ in range(times):
            value, w = step(w, x, y)
        float(value)

    return steps


def program(request):
    """A program that was exported, whose first arguments are its first results."""
    run = exported.load(request["file"])
    with open(request["file"]) as file:
        types = json.load(file)["ins"]
    args = jax.tree.map(lambda text: jnp.full(read(text).shape, 0 if "int" in text else 0.01, read(text).dtype), types)
    read_back = request["carry"]

    def steps(times):
        for _ in range(times):
            results = run(*args)
            for place, name in enumerate(read_back):
                args[place] = results[name]
        jax.block_until_ready(results)

    return steps


read = exported.read_type


def calls(wait):
    """Calls of a small program, one after the other, with a wait after each or at the end."""
    step = jax.jit(lambda x: x * 0.5 + 1)
    x = jax.device_put(jnp.ones(8), rows)

    def steps(times):
        nonlocal x
        for _ in range(times):
            x = step(x)
            if wait:
                np.asarray(x)
        x.block_until_ready()

    return steps


makers = {"perceptron": perceptron, "program": program, "call": lambda _: calls(wait=False), "wait": lambda _: calls(wait=True)}
works = []
for line in sys.stdin:
    request = json.loads(line)
    start = time.perf_counter()
    if "make" in request:
        works.append(makers[request["make"]](request))
        works[-1](1)
    else:
        works[request["work"]](request["times"])
    print(json.dumps(time.perf_counter() - start), flush=True)
