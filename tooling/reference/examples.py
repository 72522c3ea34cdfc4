"""The first twenty losses of each of example_programs, each in a process of its own, as some need 64-bit types."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent / "example_programs"
STEPS = 20


def losses(name):
    program = importlib.import_module(f"example_programs.{name}")
    state = program.start()
    values = []
    for _ in range(STEPS):
        state, loss = program.step(state)
        values.append(float(loss))
    return values


if len(sys.argv) == 2:
    print(json.dumps(losses(sys.argv[1])))
else:
    import numpy as np

    from table import Table

    table = Table("examples")
    for program in sorted(FOLDER.glob("*.py")):
        text = subprocess.run([sys.executable, __file__, program.stem], capture_output=True, text=True)
        if text.returncode != 0:
            raise SystemExit(f"{program.stem}: {text.stderr}")
        # Losses in single precision have no more digits than that, but what says so is the program.
        table.case("losses", program.stem.replace("_", "-"), {}, {}, {"losses": np.array(json.loads(text.stdout))})
    table.write()
