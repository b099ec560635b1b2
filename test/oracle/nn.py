"""Records what PyTorch gives for the parts of a network: activations with their slopes, in float64.

    python test/oracle/nn.py    (writes nn.json beside itself; needs torch)
"""

import json
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)

# Kinks other than 0 (hard sigmoid and hard swish at ±3) are not among the points.
points = torch.cat([torch.linspace(-6.25, 6.25, 51), torch.tensor([-20.0, 20.0])])

ACTIVATIONS = [
    ("identity", None, lambda x: x * 1),
    ("relu", None, torch.relu),
    ("leaky-relu", None, F.leaky_relu),
    ("leaky-relu", 0.25, lambda x: F.leaky_relu(x, 0.25)),
    ("prelu", None, lambda x: F.prelu(x, torch.tensor([0.25]))),
    ("elu", None, F.elu),
    ("elu", 0.5, lambda x: F.elu(x, 0.5)),
    ("celu", None, F.celu),
    ("celu", 0.5, lambda x: F.celu(x, 0.5)),
    ("selu", None, F.selu),
    ("gelu", None, F.gelu),
    ("gelu-tanh", None, lambda x: F.gelu(x, approximate="tanh")),
    ("silu", None, F.silu),
    ("mish", None, F.mish),
    ("hard-swish", None, F.hardswish),
    ("softplus", None, F.softplus),
    ("softsign", None, F.softsign),
    ("sigmoid", None, torch.sigmoid),
    ("hard-sigmoid", None, F.hardsigmoid),
    ("tanh", None, torch.tanh),
]


def short(values):
    return [float(f"{value:.12g}") for value in values.detach().flatten().tolist()]


def activation(name, alpha, function):
    x = points.clone().requires_grad_()
    y = function(x)
    y.sum().backward()
    return {"name": name, "alpha": alpha, "values": short(y), "slopes": short(x.grad)}


result = {
    "versions": {"torch": torch.__version__},
    "points": short(points),
    "activations": [activation(*case) for case in ACTIVATIONS],
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result) + "\n")
