"""Records a small convolutional network trained by PyTorch in float64: batch normalization of images, pooling, a
depthwise convolution, a residual sum. 16 channels, so that blocked layouts take it.

    python test/oracle/convnet.py
"""
import json
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(3)
ROWS, CHANNELS, SIZE, WIDTH, CLASSES, STEPS = 26, 2, 6, 16, 3, 24


def rounded(tensor):
    """On the float32 grid, in four digits."""
    return (tensor * 1000).round() / 1000


def short(tensor):
    return [float(f"{value:.9g}") for value in tensor.detach().reshape(-1).tolist()]


x = rounded(torch.randn(ROWS, CHANNELS, SIZE, SIZE) + 0.5)
y = torch.randint(CLASSES, (ROWS,))
start = {
    "conv_0.weight": rounded(torch.randn(WIDTH, CHANNELS, 3, 3) * 0.3),
    "norm_0.scale": rounded(1 + 0.1 * torch.randn(WIDTH)),
    "norm_0.bias": rounded(0.1 * torch.randn(WIDTH)),
    "depthwise_0.weight": rounded(torch.randn(WIDTH, 1, 3, 3) * 0.3),
    "depthwise_0.bias": rounded(0.1 * torch.randn(WIDTH)),
    "conv_1.weight": rounded(torch.randn(WIDTH, WIDTH, 3, 3) * 0.1),
    "conv_1.bias": rounded(0.1 * torch.randn(WIDTH)),
    "conv_2.weight": rounded(torch.randn(WIDTH, WIDTH, 1, 1) * 0.2),
    "dense_0.weight": rounded(torch.randn(WIDTH, CLASSES) * 0.5),
    "dense_0.bias": rounded(torch.randn(CLASSES) * 0.1),
}
batches = []
while len(batches) < STEPS:
    order = torch.randperm(ROWS)
    batches += [order[0:10], order[10:20], order[20:26]]

p = {name: tensor.clone().requires_grad_() for name, tensor in start.items()}
mean, variance = torch.zeros(WIDTH), torch.ones(WIDTH)


def forward(rows, training):
    z = F.conv2d(x[rows], p["conv_0.weight"], padding=1)
    n = torch.relu(F.batch_norm(z, mean, variance, p["norm_0.scale"], p["norm_0.bias"], training))
    a = F.max_pool2d(n, 2)
    d = torch.relu(F.conv2d(a, p["depthwise_0.weight"], p["depthwise_0.bias"], padding=1, groups=WIDTH))
    c = F.conv2d(torch.tanh(F.conv2d(d, p["conv_1.weight"], p["conv_1.bias"], padding=1)), p["conv_2.weight"])
    return (a + c).mean((2, 3)) @ p["dense_0.weight"] + p["dense_0.bias"]


optimizer = torch.optim.Adam(p.values(), lr=0.01)
losses = []
for rows in batches[:STEPS]:
    loss = F.cross_entropy(forward(rows, True), y[rows])
    losses.append(loss)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

result = {
    "versions": {"torch": torch.__version__},
    "rows": ROWS,
    "x": short(x),
    "y": y.tolist(),
    "start": {name: {"dims": list(tensor.shape), "data": short(tensor)} for name, tensor in start.items()},
    "batches": [rows.tolist() for rows in batches[:STEPS]],
    "losses": short(torch.stack(losses)),
    "tensors": {name: short(tensor) for name, tensor in {**p, "norm_0.mean": mean, "norm_0.variance": variance}.items()},
    "evaluated": short(forward(torch.arange(ROWS), False)),
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result) + "\n")
