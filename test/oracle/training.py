"""Records what PyTorch computes in training: optimizers over 100 steps.

python test/oracle/training.py    (writes training.json beside itself; needs torch)
"""

import json
import pathlib

import torch

torch.manual_seed(7)
torch.set_num_threads(1)


def numbers(tensor):
    return [float(value) for value in tensor.detach().flatten()]


ROWS, WIDTH, HIDDEN, CLASSES, BATCH, STEPS = 40, 5, 8, 3, 16, 100
x = torch.rand(ROWS, WIDTH) * 2 - 1
y = torch.randint(CLASSES, (ROWS,))
SHAPES = [(WIDTH, HIDDEN), (HIDDEN,), (HIDDEN, CLASSES), (CLASSES,)]
start = [torch.randn(shape) * (0.5 if len(shape) == 2 else 0.1) for shape in SHAPES]
# Epochs of batches of 16, 16 and 8 rows.
order = torch.cat([torch.randperm(ROWS) for _ in range(STEPS // 3 + 1)])
batches = []
for epoch in range(STEPS // 3 + 1):
    rows = order[epoch * ROWS : (epoch + 1) * ROWS]
    batches += [rows[0:16], rows[16:32], rows[32:40]]
batches = batches[:STEPS]


def train(make, l1=0.0, clip=None, scheduled=False):
    w0, b0, w1, b1 = (tensor.clone().requires_grad_() for tensor in start)
    optimizer = make([w0, w1], [b0, b1])
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS) if scheduled else None
    losses, norms = [], []
    for rows in batches:
        logits = torch.relu(x[rows] @ w0 + b0) @ w1 + b1
        loss = torch.nn.functional.cross_entropy(logits, y[rows])
        losses.append(loss.item())
        optimizer.zero_grad()
        (loss + l1 * (w0.abs().sum() + w1.abs().sum())).backward()
        if clip is not None:
            norms.append(torch.nn.utils.clip_grad_norm_([w0, b0, w1, b1], clip).item())
        optimizer.step()
        if schedule:
            schedule.step()
    return {"losses": losses, "norms": norms, "parameters": [numbers(tensor) for tensor in (w0, b0, w1, b1)]}


def groups(weights, biases, decay):
    return [{"params": weights, "weight_decay": decay}, {"params": biases, "weight_decay": 0.0}]


optim = torch.optim
cases = {
    "sgd": train(lambda w, b: optim.SGD(w + b, lr=0.1)),
    "sgd-momentum": train(lambda w, b: optim.SGD(w + b, lr=0.05, momentum=0.9)),
    "adam": train(lambda w, b: optim.Adam(w + b, lr=0.01)),
    "adam-betas": train(lambda w, b: optim.Adam(w + b, lr=0.01, betas=(0.8, 0.99), eps=1e-6)),
    "adamw": train(lambda w, b: optim.AdamW(w + b, lr=0.01, weight_decay=0.01)),
    "adamw-decay": train(lambda w, b: optim.AdamW(w + b, lr=0.01, weight_decay=0.3)),
    "adam-l2": train(lambda w, b: optim.Adam(groups(w, b, 0.05), lr=0.01)),
    "sgd-l1": train(lambda w, b: optim.SGD(w + b, lr=0.1), l1=0.002),
    "sgd-clip": train(lambda w, b: optim.SGD(w + b, lr=0.5), clip=0.2),
    "adam-cosine": train(lambda w, b: optim.Adam(w + b, lr=0.02), scheduled=True),
}


result = {
    "versions": {"torch": torch.__version__},
    "network": {
        "rows": ROWS,
        "width": WIDTH,
        "hidden": HIDDEN,
        "classes": CLASSES,
        "batchSize": BATCH,
        "x": numbers(x),
        "y": y.tolist(),
        "start": [numbers(tensor) for tensor in start],
        "batches": [rows.tolist() for rows in batches],
    },
    "optimizers": cases,
}


def shorten(value):
    """Nine digits name a float32 exactly."""
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, list):
        return [shorten(item) for item in value]
    if isinstance(value, dict):
        return {key: shorten(item) for key, item in value.items()}
    return value


path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(shorten(result)) + "\n")
