"""PyTorch's side of network-parts.js: CPU microseconds of one training step, eager, one thread, as JSON."""
import json
import time

import torch
from torch import nn

torch.set_num_threads(1)
torch.set_flush_denormal(True)
WIDTH, HIDDEN, BATCH, STEPS, ROWS, BLOCKS = 32, (128, 128), 128, 50, 4096, 12

VARIANTS = {
    "plain": (None, nn.ReLU),
    "layer": (nn.LayerNorm, nn.ReLU),
    "batch": (nn.BatchNorm1d, nn.ReLU),
    "identity": (None, nn.Identity),
    "relu": (None, nn.ReLU),
    "leaky-relu": (None, nn.LeakyReLU),
    "prelu": (None, nn.PReLU),
    "elu": (None, nn.ELU),
    "celu": (None, nn.CELU),
    "selu": (None, nn.SELU),
    "gelu": (None, nn.GELU),
    "gelu-tanh": (None, lambda: nn.GELU(approximate="tanh")),
    "silu": (None, nn.SiLU),
    "mish": (None, nn.Mish),
    "hard-swish": (None, nn.Hardswish),
    "softplus": (None, nn.Softplus),
    "softsign": (None, nn.Softsign),
    "sigmoid": (None, nn.Sigmoid),
    "hard-sigmoid": (None, nn.Hardsigmoid),
    "tanh": (None, nn.Tanh),
}


def measure(norm, activation):
    layers, width = [], WIDTH
    for units in HIDDEN:
        layers += [nn.Linear(width, units, bias=norm is not nn.BatchNorm1d)]
        layers += [] if norm is None else [norm(units)]
        layers += [activation()]
        width = units
    model = nn.Sequential(*layers, nn.Linear(width, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    x, y = torch.randn(ROWS, WIDTH), torch.randn(ROWS, 1)
    rows = torch.arange(STEPS * BATCH).remainder(ROWS).reshape(STEPS, BATCH)
    best = float("inf")
    for _ in range(BLOCKS):
        begun = time.process_time()
        for step in rows:
            loss = nn.functional.mse_loss(model(x[step]), y[step])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        best = min(best, (time.process_time() - begun) / STEPS)
    return best * 1e6


print(json.dumps({name: measure(*variant) for name, variant in VARIANTS.items()}))
