"""Exports small networks by both PyTorch exporters and records the gradient of every weight.

Writes fixtures/foreign/*.onnx and test/oracle/foreign.json. Each network is drawn from a seed, exported in float32, and its
loss and gradients are computed in float64 from the same (float32) weights. An exporter renames, transposes, folds and unties
weights, so an initializer is matched to the parameter it came from by content. A gradient is recorded as its norm and four
projections, sum(g[i] * cos((k + 1) * 0.7548776662 * i + k)) over the row-major index i: enough to see any wrong element.

Run: python test/oracle/foreign.py
"""
import contextlib
import io
import json
import math
import pathlib
import platform
import warnings

import numpy as np
import onnx
import onnx.numpy_helper
import onnxruntime
import onnxscript
import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.fusion import fuse_conv_bn_eval

HERE = pathlib.Path(__file__).parent
FIXTURES = HERE.parent.parent / "fixtures" / "foreign"
CLASSES = 5


class Residual(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.down = None
        if stride != 1 or inputs != outputs:
            self.down = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + (x if self.down is None else self.down(x)))


class ResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 1, 1, bias=False), nn.BatchNorm2d(8))
        self.pool = nn.MaxPool2d(3, 2, 1)
        self.layer1 = Residual(8, 8, 1)
        self.layer2 = Residual(8, 12, 2)
        self.fc = nn.Linear(12, CLASSES)

    def forward(self, x):
        x = self.pool(F.relu(self.stem(x)))
        x = self.layer2(self.layer1(x))
        return self.fc(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1))


class SqueezeExcite(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.fc1 = nn.Conv2d(channels, 4, 1)
        self.fc2 = nn.Conv2d(4, channels, 1)

    def forward(self, x):
        s = F.relu(self.fc1(F.adaptive_avg_pool2d(x, 1)))
        return x * F.hardsigmoid(self.fc2(s))


class Inverted(nn.Module):
    def __init__(self, inputs, outputs, stride, act):
        super().__init__()
        hidden = inputs * 2
        self.expand = nn.Sequential(nn.Conv2d(inputs, hidden, 1, bias=False), nn.BatchNorm2d(hidden), act)
        self.depthwise = nn.Sequential(
            nn.Conv2d(hidden, hidden, 3, stride, 1, groups=hidden, bias=False), nn.BatchNorm2d(hidden), act
        )
        self.se = SqueezeExcite(hidden)
        self.project = nn.Sequential(nn.Conv2d(hidden, outputs, 1, bias=False), nn.BatchNorm2d(outputs))
        self.same = stride == 1 and inputs == outputs

    def forward(self, x):
        y = self.project(self.se(self.depthwise(self.expand(x))))
        return x + y if self.same else y


class MobileNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.Hardswish())
        self.block1 = Inverted(8, 8, 1, nn.ReLU6())
        self.block2 = Inverted(8, 12, 2, nn.Hardswish())
        self.classifier = nn.Sequential(nn.Linear(12, 16), nn.Hardswish(), nn.Dropout(0.2), nn.Linear(16, CLASSES))

    def forward(self, x):
        x = self.block2(self.block1(self.stem(x)))
        return self.classifier(x.mean((2, 3)))


class Attention(nn.Module):
    """One matrix for queries, keys and values, as timm and GPT-2 have it."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        b, n, c = x.shape
        q, k, v = self.qkv(x).reshape(b, n, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        y = F.scaled_dot_product_attention(q, k, v)
        return self.proj(y.transpose(1, 2).reshape(b, n, c))


class VitBlock(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attn = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class Vit(nn.Module):
    def __init__(self):
        super().__init__()
        self.patch = nn.Conv2d(3, 16, 4, 4)
        self.cls = nn.Parameter(torch.zeros(1, 1, 16))
        self.pos = nn.Parameter(torch.zeros(1, 10, 16))
        self.blocks = nn.Sequential(VitBlock(16, 2), VitBlock(16, 2))
        self.norm = nn.LayerNorm(16)
        self.head = nn.Linear(16, CLASSES)

    def forward(self, x):
        x = self.patch(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls.expand(x.shape[0], -1, -1), x], 1) + self.pos
        return self.head(self.norm(self.blocks(x))[:, 0])


class BertLayer(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.output = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=1e-12)
        self.up = nn.Linear(width, 2 * width)
        self.down = nn.Linear(2 * width, width)
        self.norm2 = nn.LayerNorm(width, eps=1e-12)

    def split(self, x):
        return x.view(x.size(0), x.size(1), self.heads, -1).permute(0, 2, 1, 3)

    def forward(self, x, mask):
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        scores = q @ k.transpose(-1, -2) / math.sqrt(q.size(-1)) + mask
        y = (F.softmax(scores, -1) @ v).permute(0, 2, 1, 3).contiguous()
        x = self.norm1(x + self.output(y.view(x.size())))
        return self.norm2(x + self.down(F.gelu(self.up(x))))


class Bert(nn.Module):
    def __init__(self):
        super().__init__()
        self.word = nn.Embedding(40, 16)
        self.position = nn.Embedding(12, 16)
        self.kind = nn.Embedding(2, 16)
        self.norm = nn.LayerNorm(16, eps=1e-12)
        self.layers = nn.ModuleList([BertLayer(16, 2), BertLayer(16, 2)])
        self.pooler = nn.Linear(16, 16)
        self.classifier = nn.Linear(16, CLASSES)
        self.register_buffer("position_ids", torch.arange(12).unsqueeze(0))

    def forward(self, input_ids, attention_mask, token_type_ids):
        length = input_ids.shape[1]
        x = self.word(input_ids) + self.position(self.position_ids[:, :length]) + self.kind(token_type_ids)
        x = self.norm(x)
        mask = (1.0 - attention_mask[:, None, None, :].to(x.dtype)) * -10000.0
        for layer in self.layers:
            x = layer(x, mask)
        return self.classifier(torch.tanh(self.pooler(x[:, 0])))


class Conv1D(nn.Module):
    """GPT-2's linear layer: its weight is [inputs, outputs]."""

    def __init__(self, outputs, inputs):
        super().__init__()
        self.outputs = outputs
        self.weight = nn.Parameter(torch.zeros(inputs, outputs))
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        return torch.addmm(self.bias, x.view(-1, x.size(-1)), self.weight).view(x.size()[:-1] + (self.outputs,))


class GptBlock(nn.Module):
    def __init__(self, width, heads, length):
        super().__init__()
        self.heads = heads
        self.ln_1 = nn.LayerNorm(width)
        self.c_attn = Conv1D(3 * width, width)
        self.c_proj = Conv1D(width, width)
        self.ln_2 = nn.LayerNorm(width)
        self.c_fc = Conv1D(2 * width, width)
        self.m_proj = Conv1D(width, 2 * width)
        self.register_buffer("bias", torch.tril(torch.ones(length, length, dtype=torch.bool))[None, None])

    def forward(self, x):
        b, n, c = x.shape
        q, k, v = (t.view(b, n, self.heads, -1).transpose(1, 2) for t in self.c_attn(self.ln_1(x)).split(c, 2))
        w = q @ k.transpose(-1, -2) / math.sqrt(c // self.heads)
        w = torch.where(self.bias[:, :, :n, :n], w, torch.full([], -1e4, dtype=w.dtype))
        y = (F.softmax(w, -1) @ v).transpose(1, 2).contiguous().view(b, n, c)
        x = x + self.c_proj(y)
        h = self.c_fc(self.ln_2(x))
        h = 0.5 * h * (1.0 + torch.tanh(math.sqrt(2.0 / math.pi) * (h + 0.044715 * torch.pow(h, 3.0))))
        return x + self.m_proj(h)


class Gpt(nn.Module):
    """`lm_head` is tied to `wte`; here it is a parameter of its own with the same content, so that both parts are known."""

    def __init__(self):
        super().__init__()
        self.wte = nn.Embedding(32, 16)
        self.wpe = nn.Embedding(12, 16)
        self.h = nn.ModuleList([GptBlock(16, 2, 12), GptBlock(16, 2, 12)])
        self.ln_f = nn.LayerNorm(16)
        self.lm_head = nn.Linear(16, 32, bias=False)

    def forward(self, input_ids):
        positions = torch.arange(0, input_ids.shape[1], device=input_ids.device).unsqueeze(0)
        x = self.wte(input_ids) + self.wpe(positions)
        for block in self.h:
            x = block(x)
        return self.lm_head(self.ln_f(x))


def randomize(model, seed):
    rng = np.random.default_rng(seed)
    with torch.no_grad():
        for name, p in model.named_parameters():
            fan = max(1, p[0].numel() if p.dim() > 1 else 1)
            scale = 0.1 if p.dim() == 1 else 1 / math.sqrt(fan)
            offset = 1.0 if p.dim() == 1 and "weight" in name else 0.0
            p.copy_(torch.from_numpy(rng.normal(offset, scale, p.shape).astype(np.float32)))
        for name, b in model.named_buffers():
            if "running_mean" in name:
                b.copy_(torch.from_numpy(rng.normal(0, 0.2, b.shape).astype(np.float32)))
            if "running_var" in name:
                b.copy_(torch.from_numpy(rng.uniform(0.5, 1.5, b.shape).astype(np.float32)))
    return model


def fused(model):
    """Batch normalization folded into the convolution before it, in float64, as the exporters do in float32."""
    pairs = []
    for module in model.modules():
        if isinstance(module, Residual):
            pairs += [(module, "conv1", "bn1"), (module, "conv2", "bn2")]
        if isinstance(module, nn.Sequential) and len(module) > 1 and isinstance(module[1], nn.BatchNorm2d):
            pairs.append((module, "0", "1"))
    for module, conv, norm in pairs:
        module._modules[conv] = fuse_conv_bn_eval(module._modules[conv], module._modules[norm])
        module._modules[norm] = nn.Identity()
    return model


def images(rng):
    return {"x": rng.normal(0, 1, (3, 3, 12, 12)).round(2).astype(np.float32)}


def bert_inputs(rng):
    mask = np.ones((3, 9), np.int64)
    mask[1, 6:] = 0
    return {
        "input_ids": rng.integers(0, 40, (3, 9)),
        "attention_mask": mask,
        "token_type_ids": np.repeat((np.arange(9) > 4).astype(np.int64)[None], 3, 0),
    }


NETWORKS = {
    "resnet": (ResNet, images),
    "mobilenet": (MobileNet, images),
    "vit": (Vit, images),
    "bert": (Bert, bert_inputs),
    "gpt2": (Gpt, lambda rng: {"input_ids": rng.integers(0, 32, (3, 10))}),
}


def make(name, seed):
    model = randomize(NETWORKS[name][0](), seed)
    if name == "gpt2":
        with torch.no_grad():
            model.lm_head.weight.copy_(model.wte.weight)
    return model


def export(model, feeds, path, dynamo, mode):
    """`mode`: eval (folded), preserve (batch normalization kept, by its running statistics), train (kept, by the batch)."""
    args = tuple(torch.from_numpy(v) for v in feeds.values())
    if isinstance(model, Gpt):
        model.lm_head.weight = model.wte.weight  # tied, as people export it
    common = {"input_names": list(feeds), "output_names": ["logits"]}
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        if dynamo:
            axes = {0: torch.export.Dim("batch")}
            torch.onnx.export(
                model, args, path, dynamo=True, external_data=False, dynamic_shapes=tuple(axes for _ in args), **common
            )
        else:
            training = {
                "eval": torch.onnx.TrainingMode.EVAL,
                "preserve": torch.onnx.TrainingMode.PRESERVE,
                "train": torch.onnx.TrainingMode.TRAINING,
            }[mode]
            axes = {n: {0: "batch"} for n in [*feeds, "logits"]}
            torch.onnx.export(
                model, args, path, dynamo=False, opset_version=17, dynamic_axes=axes, training=training,
                do_constant_folding=mode != "train", **common,
            )


def strip_notes(path):
    """The exporter's notes name files of this machine, and are larger than the network."""
    proto = onnx.load(path)
    del proto.metadata_props[:]
    for graph in [proto.graph, *proto.functions]:
        del graph.metadata_props[:]
        for item in [*graph.node, *graph.value_info, *getattr(graph, "input", []), *getattr(graph, "output", [])]:
            if hasattr(item, "metadata_props"):
                del item.metadata_props[:]
            if hasattr(item, "doc_string"):
                item.ClearField("doc_string")
    for tensor in proto.graph.initializer:
        del tensor.metadata_props[:]
        tensor.ClearField("doc_string")
    for value in [*proto.graph.input, *proto.graph.output]:
        del value.metadata_props[:]
    onnx.save(proto, path)
    return proto


def constants(proto):
    found = {t.name: onnx.numpy_helper.to_array(t) for t in proto.graph.initializer}
    for node in proto.graph.node:
        if node.op_type == "Constant" and node.attribute[0].name == "value":
            found[node.output[0]] = onnx.numpy_helper.to_array(node.attribute[0].t)
    return found


def rounded(number):
    return float(f"{number:.9g}")


def describe(gradient):
    flat = gradient.reshape(-1)
    i = np.arange(flat.size, dtype=np.float64)
    return {
        "dims": list(gradient.shape),
        "norm": rounded(np.sqrt((flat**2).sum())),
        "projections": [rounded((flat * np.cos((k + 1) * 0.7548776662 * i + k)).sum()) for k in range(4)],
    }


def match(proto, params):
    """Initializer -> (parameters, what the exporter did to them)."""
    same = lambda tensor: tensor
    transpose = lambda tensor: tensor.T
    # A table looked up by constant positions is folded into its first rows.
    rows = lambda count: lambda tensor: tensor[:count][None]
    found, left = {}, set(params)
    for name, value in constants(proto).items():
        if value.dtype != np.float32 or value.size < 2:
            continue
        changes = [same, transpose] if value.ndim == 2 else [same]
        if value.ndim == 3 and value.shape[0] == 1:
            changes.append(rows(value.shape[1]))
        for change in changes:
            hits = [
                p for p, t in params.items()
                if tuple((c := change(t.detach().numpy())).shape) == value.shape and np.allclose(c, value, rtol=1e-5, atol=1e-6)
            ]
            if hits:
                found[name] = (hits, change)
                break
    return found, left


def record(name, dynamo, mode, seed):
    label = f"{name}-{'dynamo' if dynamo else 'torchscript'}{'' if mode == 'eval' else '-' + mode}"
    path = FIXTURES / f"{label}.onnx"
    feeds = NETWORKS[name][1](np.random.default_rng(seed + 1))
    model = make(name, seed)
    model.train(mode == "train")
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.eval()
    export(model, feeds, str(path), dynamo, mode)
    proto = strip_notes(str(path))

    reference = make(name, seed).double()
    reference.train(mode == "train")
    for module in reference.modules():
        if isinstance(module, nn.Dropout):
            module.eval()
    has_norm = any(n.op_type == "BatchNormalization" for n in proto.graph.node)
    if not has_norm and name in ("resnet", "mobilenet"):
        reference = fused(reference).requires_grad_()
    tensors = [torch.from_numpy(v.astype(np.float64) if v.dtype == np.float32 else v) for v in feeds.values()]
    logits = reference(*tensors)
    targets = np.random.default_rng(seed + 2).integers(0, logits.shape[-1], tuple(logits.shape[:-1]))
    loss = F.cross_entropy(logits.reshape(-1, logits.shape[-1]), torch.from_numpy(targets).reshape(-1))
    loss.backward()

    params = dict(reference.named_parameters())
    found, left = match(proto, params)
    if name == "gpt2":
        # Tied: one tensor read twice has the sum; two tensors have a part each, the table first.
        tied = [n for n, (hits, _) in found.items() if "wte.weight" in hits]
        assert len(tied) in (1, 2), tied
        if len(tied) == 2:
            readers = {n: [node.op_type for node in proto.graph.node if n in node.input] for n in tied}
            for n in tied:
                own = "wte.weight" if "Gather" in readers[n] else "lm_head.weight"
                found[n] = ([own], found[n][1])
    weights = {}
    for initializer, (hits, change) in sorted(found.items()):
        gradient = sum(params[p].grad.numpy() for p in hits)
        left -= set(hits)
        weights[initializer] = {"parameter": "+".join(hits), **describe(change(gradient))}
    assert not left, f"{label}: no initializer for {sorted(left)}"

    if mode != "train":
        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        np.testing.assert_allclose(session.run(None, feeds)[0], logits.detach().numpy(), rtol=1e-3, atol=1e-4)
    print(label, path.stat().st_size, "bytes", len(weights), "weights", "loss", float(loss.detach()))
    return label, {
        "opset": max(o.version for o in proto.opset_import if o.domain == ""),
        "feeds": {n: {"dims": list(v.shape), "data": [float(str(x)) for x in v.reshape(-1)]} for n, v in feeds.items()},
        "targets": targets.reshape(-1).tolist(),
        "loss": float(loss.detach()),
        "weights": weights,
    }


def main():
    FIXTURES.mkdir(exist_ok=True)
    cases = [(name, dynamo, "eval") for name in NETWORKS for dynamo in (False, True)]
    cases += [("resnet", False, "preserve"), ("resnet", False, "train"), ("mobilenet", False, "preserve")]
    records = dict(record(name, dynamo, mode, 100 + 7 * i) for i, (name, dynamo, mode) in enumerate(cases))
    versions = {
        "python": platform.python_version(), "torch": torch.__version__, "onnx": onnx.__version__,
        "onnxscript": onnxscript.__version__, "onnxruntime": onnxruntime.__version__, "numpy": np.__version__,
    }
    (HERE / "foreign.json").write_text(json.dumps({"versions": versions, "networks": records}) + "\n")


main()
