"""Runs the program of a file: prints the seconds until its first loss, then those of as many steps as each line of the input says."""

import importlib
import sys
import time
from pathlib import Path

import diffrax  # noqa: F401, loaded before the clock starts, as are the other libraries
import equinox  # noqa: F401
import jax  # noqa: F401
import optax  # noqa: F401
import optimistix  # noqa: F401

file = Path(sys.argv[1])
sys.path.insert(0, str(file.parent))
before = time.process_time()
program = importlib.import_module(file.stem)
state, loss = program.step(program.start())
float(loss)
print(time.process_time() - before, flush=True)
for times in sys.stdin:
    before = time.process_time()
    for _ in range(int(times)):
        state, loss = program.step(state)
        float(loss)
    print(time.process_time() - before, flush=True)
