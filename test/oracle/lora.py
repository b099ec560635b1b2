"""Records loss and gradients of low-rank adapters (W x + alpha / rank * B A x) as PyTorch has them, in float64.

python test/oracle/lora.py    (writes lora.json beside itself; needs torch)
"""

import json
import pathlib

import torch
from torch.nn import functional as F

torch.manual_seed(3)
torch.set_default_dtype(torch.float64)
RANK, ALPHA = 2, 6.0


def draw(*shape):
    return (torch.randn(*shape) * 0.5).float().double()


def numbers(tensor):
    return [float(f"{value:.12g}") for value in tensor.detach().flatten()]


def dense():
    """x [5, 4] -> MatMul with W0 [4, 6] -> relu -> Gemm with W1 [3, 6] (transB) and b -> cross-entropy."""
    x, y = draw(5, 4), torch.tensor([0, 2, 1, 1, 0])
    w0, w1, b = draw(4, 6), draw(3, 6), draw(3)
    a0, b0, a1, b1 = (draw(*s).requires_grad_() for s in [(4, RANK), (RANK, 6), (6, RANK), (RANK, 3)])
    h = F.relu(x @ w0 + ALPHA / RANK * (x @ a0) @ b0)
    z = F.linear(h, w1, b) + ALPHA / RANK * (h @ a1) @ b1
    loss = F.cross_entropy(z, y)
    loss.backward()
    tensors = {"x": x, "w0": w0, "w1": w1, "b": b}
    adapters = {"w0.lora_a": a0, "w0.lora_b": b0, "w1.lora_a": a1, "w1.lora_b": b1}
    return pack(loss, y, tensors, adapters)


def convolution():
    """x [3, 2, 5, 5] -> Conv 3x3, stride 2, padding 1, with W [4, 2, 3, 3] -> mean over the image -> cross-entropy."""
    x, y = draw(3, 2, 5, 5), torch.tensor([3, 0, 2])
    w, b = draw(4, 2, 3, 3), draw(4)
    down, up = draw(RANK, 2, 3, 3).requires_grad_(), draw(4, RANK, 1, 1).requires_grad_()
    z = F.conv2d(x, w, b, stride=2, padding=1) + ALPHA / RANK * F.conv2d(F.conv2d(x, down, stride=2, padding=1), up)
    loss = F.cross_entropy(z.mean((2, 3)), y)
    loss.backward()
    return pack(loss, y, {"x": x, "w": w, "b": b}, {"w.lora_a": down, "w.lora_b": up})


def pack(loss, y, tensors, adapters):
    shaped = lambda t: {"dims": list(t.shape), "data": numbers(t)}
    return {
        "loss": loss.item(),
        "targets": y.tolist(),
        "tensors": {name: shaped(t) for name, t in {**tensors, **adapters}.items()},
        "gradients": {name: numbers(t.grad) for name, t in adapters.items()},
    }


out = {"torch": torch.__version__, "rank": RANK, "alpha": ALPHA, "dense": dense(), "convolution": convolution()}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out, indent=1) + "\n")
