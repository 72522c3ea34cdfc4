"""Models as feedbax.save writes them: a line of JSON, then the leaves of a tree of Equinox.

The layout is that of Feedbax: the network comes first, sizes between its layers, numbers of the body behind it. The classes are stand-ins.
"""

import io
import json
import warnings
from typing import Any

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jax import random

from table import Table

warnings.filterwarnings("ignore")
table = Table("feedbax-file")


class Network(eqx.Module):
    hidden: Any
    hidden_size: int
    hidden_noise_std: Any
    out_size: int
    readout: Any
    encoding_size: Any
    encoder: Any


class Model(eqx.Module):
    net: Network
    mass: Any
    dt: float
    n_steps: int


def model(encoding_size, hidden_size, key):
    keys = random.split(key, 3)
    encoder = None if encoding_size is None else eqx.nn.Linear(3, encoding_size, key=keys[2])
    hidden = eqx.nn.GRUCell(encoding_size or 3, hidden_size, key=keys[0])
    readout = eqx.nn.Linear(hidden_size, 2, key=keys[1])
    return Model(Network(hidden, hidden_size, None, 2, readout, encoding_size, encoder), jnp.asarray([1.0, 2.0]), 0.05, 100)


for name, encoding_size in (("without encoder", None), ("with encoder", 2)):
    hyperparameters = {"hidden_size": 4, "encoding_size": encoding_size, "seed": 5}
    tree = model(encoding_size, 4, random.PRNGKey(5))
    file = io.BytesIO()
    file.write((json.dumps(hyperparameters, sort_keys=True) + "\n").encode())
    eqx.tree_serialise_leaves(file, tree)
    net = tree.net
    encoder = {} if net.encoder is None else {"encoder weight": net.encoder.weight, "encoder bias": net.encoder.bias}
    weights = {
        "weightIh": net.hidden.weight_ih,
        "weightHh": net.hidden.weight_hh,
        "bias": net.hidden.bias,
        "biasN": net.hidden.bias_n,
        "readout weight": net.readout.weight,
        "readout bias": net.readout.bias,
        **encoder,
    }
    table.case("file", name, hyperparameters, {}, {"file": np.frombuffer(file.getvalue(), np.uint8), **weights})

table.write()
