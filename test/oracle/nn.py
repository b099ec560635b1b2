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


ROWS, WIDTH, HIDDEN, CLASSES, STEPS = 40, 5, 8, 3, 60
torch.manual_seed(11)


def rounded(tensor):
    """On the float32 grid, so that both sides begin with the same numbers."""
    return tensor.float().double()


x = rounded(torch.randn(ROWS, WIDTH) * torch.tensor([1.0, 5.0, 0.2, 1.0, 1.0]) + torch.tensor([0.0, 3.0, 0.0, -1.0, 0.0]))
y = torch.randint(CLASSES, (ROWS,))
start = {
    "dense_0.weight": rounded(torch.randn(WIDTH, HIDDEN) * 0.5),
    "dense_0.bias": rounded(torch.randn(HIDDEN) * 0.1),
    "norm_0.scale": rounded(1 + 0.1 * torch.randn(HIDDEN)),
    "norm_0.bias": rounded(0.1 * torch.randn(HIDDEN)),
    "dense_1.weight": rounded(torch.randn(HIDDEN, CLASSES) * 0.5),
    "dense_1.bias": rounded(torch.randn(CLASSES) * 0.1),
}
# Epochs of batches of 16, 16 and 8 rows.
batches = []
while len(batches) < STEPS:
    order = torch.randperm(ROWS)
    batches += [order[0:16], order[16:32], order[32:40]]


def train(kind):
    # A bias before batch normalization has no gradient but rounding errors, which Adam would follow: there is none.
    names = [name for name in start if kind == "layer" or name != "dense_0.bias"]
    parameters = {name: start[name].clone().requires_grad_() for name in names}
    statistics = {"norm_0.mean": torch.zeros(HIDDEN), "norm_0.variance": torch.ones(HIDDEN)}
    w0, scale, bias, w1, b1 = (tensor for name, tensor in parameters.items() if name != "dense_0.bias")

    def forward(rows, training):
        z = x[rows] @ w0 + parameters.get("dense_0.bias", 0)
        if kind == "layer":
            n = F.layer_norm(z, (HIDDEN,), scale, bias)
        else:
            n = F.batch_norm(z, statistics["norm_0.mean"], statistics["norm_0.variance"], scale, bias, training)
        return torch.relu(n) @ w1 + b1

    optimizer = torch.optim.Adam(parameters.values(), lr=0.01)
    losses = []
    for rows in batches[:STEPS]:
        loss = F.cross_entropy(forward(rows, True), y[rows])
        losses.append(loss)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    end = {**parameters, **(statistics if kind == "batch" else {})}
    return {
        "kind": kind,
        "losses": short(torch.stack(losses)),
        "tensors": {name: short(tensor) for name, tensor in end.items()},
        "evaluated": short(forward(torch.arange(ROWS), False)),
    }


result = {
    "versions": {"torch": torch.__version__},
    "points": short(points),
    "activations": [activation(*case) for case in ACTIVATIONS],
    "norms": {
        "rows": ROWS,
        "x": short(x),
        "y": y.tolist(),
        "start": {name: {"dims": list(tensor.shape), "data": short(tensor)} for name, tensor in start.items()},
        "batches": [rows.tolist() for rows in batches[:STEPS]],
        "trained": [train(kind) for kind in ("batch", "layer")],
    },
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result) + "\n")
