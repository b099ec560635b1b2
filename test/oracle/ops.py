"""Records outputs and gradients of every differentiable op sample, by PyTorch in float64.

    npx tsx test/oracle/ops-samples.ts | python test/oracle/ops.py > test/oracle/ops.json

Each op is written with PyTorch's own functions (never with ours or with ONNX Runtime's); gradients are those of
sum(output * weights).
"""
import functools
import itertools
import json
import math
import sys

import torch
import torch.nn.functional as F

# The float32 defaults that the ONNX standard states.
SELU_ALPHA, SELU_GAMMA = 1.67326319217681884765625, 1.05070102214813232421875

DTYPES = {"float32": torch.float64, "float64": torch.float64, "int64": torch.int64, "int32": torch.int64, "bool": torch.bool}


def axes_of(a, x, axes):
    axes = a.get("axes") if axes is None else axes.tolist()
    if axes:
        return tuple(axes)
    return () if a.get("noop_with_empty_axes") else tuple(range(x.dim()))


def reduced(reduce, alone=torch.clone):
    """alone: what is left of the op where it reduces no axis."""
    def rule(a, x, axes=None):
        dims = axes_of(a, x, axes)
        return reduce(x, dims, bool(a.get("keepdims", 1))) if dims else alone(x)
    return rule


def gemm(a, x, y, c=None):
    x = x.T if a.get("transA") else x
    y = y.T if a.get("transB") else y
    out = a.get("alpha", 1.0) * (x @ y)
    return out if c is None else out + a.get("beta", 1.0) * c


def fused_matmul(a, x, y):
    x = x.transpose(-1, -2) if a.get("transA") else x
    y = y.transpose(-1, -2) if a.get("transB") else y
    return a.get("alpha", 1.0) * torch.matmul(x, y)


def reshape(a, x, shape):
    sizes = shape.tolist()
    if not a.get("allowzero"):
        sizes = [x.shape[i] if size == 0 else size for i, size in enumerate(sizes)]
    return x.reshape(sizes)


def flatten(a, x):
    axis = a.get("axis", 1) % (x.dim() + 1) if a.get("axis", 1) >= 0 else a["axis"] + x.dim()
    rows = functools.reduce(lambda n, d: n * d, x.shape[:axis], 1)
    columns = functools.reduce(lambda n, d: n * d, x.shape[axis:], 1)
    return x.reshape(rows, columns)


def split(a, x, sizes=None):
    axis = a.get("axis", 0)
    chunk = -(-x.shape[axis] // a["num_outputs"]) if sizes is None else sizes.tolist()
    return torch.split(x, chunk, dim=axis)


def slice_(a, x, starts, ends, axes=None, steps=None):
    axes = range(len(starts)) if axes is None else axes.tolist()
    steps = [1] * len(starts) if steps is None else steps.tolist()
    for axis, start, end, step in zip(axes, starts.tolist(), ends.tolist(), steps):
        x = x.index_select(axis, torch.tensor(list(range(x.shape[axis])[start:end:step]), dtype=torch.int64))
    return x


def gather(a, x, indices):
    axis = a.get("axis", 0) % x.dim()
    flat = indices.reshape(-1) % x.shape[axis]
    out = x.index_select(axis, flat)
    return out.reshape(x.shape[:axis] + indices.shape + x.shape[axis + 1:])


def squeeze(a, x, axes=None):
    return x.squeeze() if axes is None else x.squeeze(tuple(axes.tolist()))


def unsqueeze(a, x, axes):
    rank = x.dim() + len(axes)
    for axis in sorted(axis % rank for axis in axes.tolist()):
        x = x.unsqueeze(axis)
    return x


def one_hot(a, indices, depth, values):
    depth = int(depth.reshape(-1)[0])
    wrapped = torch.where(indices < 0, indices + depth, indices)
    axis = a.get("axis", -1)
    mask = wrapped.unsqueeze(axis) == torch.arange(depth).reshape([depth] + [1] * (indices.dim() if axis == 0 else 0))
    return torch.where(mask, values[1], values[0])


def dropout(a, x, ratio=None, training=None):
    return x.clone(), torch.ones_like(x, dtype=torch.bool)


def pad_by_elements(x, mode, axes, before, after):
    for axis, b, e in zip(axes, before, after):
        size = x.shape[axis]
        places = range(-b, size + e)
        if mode == "edge":
            index = [min(max(i, 0), size - 1) for i in places]
        elif mode == "wrap":
            index = [i % size for i in places]
        else:
            index = [size - 1 - abs(size - 1 - i % (2 * size - 2)) for i in places] if size > 1 else [0 for _ in places]
        x = x.index_select(axis, torch.tensor(index))
    return x


def pad(a, x, pads, value=None, axes=None):
    axes = range(x.dim()) if axes is None else [axis % x.dim() for axis in axes.tolist()]
    before, after = pads.tolist()[: len(axes)], pads.tolist()[len(axes):]
    if a.get("mode", "constant") != "constant":
        return pad_by_elements(x, a["mode"], axes, before, after)
    widths = [0] * (2 * x.dim())
    for axis, b, e in zip(axes, before, after):
        widths[2 * (x.dim() - 1 - axis)] = b
        widths[2 * (x.dim() - 1 - axis) + 1] = e
    out = F.pad(x, widths)
    return out if value is None else out + value * (1 - F.pad(torch.ones_like(x), widths))


def scatter_nd(a, x, indices, updates):
    where = tuple(indices.unbind(-1)) if indices.shape[-1] else ()
    return x.index_put(where, updates, accumulate=a.get("reduction") == "add")


def scatter_elements(a, x, indices, updates):
    axis = a.get("axis", 0)
    return x.scatter_add(axis, indices, updates) if a.get("reduction") == "add" else x.scatter(axis, indices, updates)


def transpose(a, x):
    return x.permute(a.get("perm", list(range(x.dim()))[::-1]))


def clip(a, x, low=None, high=None):
    return x.clone() if low is None and high is None else torch.clamp(x, low, high)


def layer_normalization(a, x, scale, bias=None):
    return F.layer_norm(x, x.shape[-1:], scale, bias, a.get("epsilon", 1e-5))


def batch_normalization(a, x, scale, bias, mean, var):
    shape = [-1] + [1] * (x.dim() - 2)
    scale, bias, mean, var = (v.reshape(shape) for v in (scale, bias, mean, var))
    return (x - mean) / torch.sqrt(var + a.get("epsilon", 1e-5)) * scale + bias


def normalized_shape(a, x, default=-1):
    axis = a.get("axis", default) % x.dim()
    return x.shape[axis:]


def rms_normalization(a, x, scale):
    return F.rms_norm(x, normalized_shape(a, x), scale, a.get("epsilon", 1e-5))


def skip_layer_normalization(a, x, skip, scale, beta=None, bias=None):
    x = x + skip if bias is None else x + skip + bias
    return F.layer_norm(x, x.shape[-1:], scale, beta, a.get("epsilon", 1e-12))


def skip_rms_normalization(a, x, skip, scale, bias=None):
    x = x + skip if bias is None else x + skip + bias
    return F.rms_norm(x, x.shape[-1:], scale, a.get("epsilon", 1e-12))


def mean_variance_normalization(a, x):
    axes = tuple(a.get("axes", [0, 2, 3]))
    return (x - x.mean(axes, keepdim=True)) / (x.std(axes, correction=0, keepdim=True) + 1e-9)


def cum_sum(a, x, axis):
    axis = int(axis.reshape(-1)[0])
    if a.get("reverse"):
        x = x.flip(axis)
    out = x.cumsum(axis) - (x if a.get("exclusive") else 0)
    return out.flip(axis) if a.get("reverse") else out


def trilu(a, x, k=None):
    k = 0 if k is None else int(k)
    return torch.triu(x, k) if a.get("upper", 1) else torch.tril(x, k)


def top_k(a, x, k):
    values, places = torch.topk(x, int(k[0]), a.get("axis", -1), bool(a.get("largest", 1)))
    return values, places


def product(x, axes, keepdim):
    for axis in sorted((axis % x.dim() for axis in axes), reverse=True):
        x = x.prod(axis, keepdim=keepdim)
    return x


def broadcast_sum(a, *xs):
    return functools.reduce(torch.add, xs) if len(xs) > 1 else xs[0].clone()


def windows(a, x, kernel, ceil=False):
    """(kernel, stride, dilation, before, after) of each spatial axis; after also holds what ceil_mode adds."""
    rank = len(kernel)
    strides, dilations = a.get("strides", [1] * rank), a.get("dilations", [1] * rank)
    pads, mode = a.get("pads", [0] * 2 * rank), a.get("auto_pad", "NOTSET")
    axes = []
    for i, (k, s, d) in enumerate(zip(kernel, strides, dilations)):
        extent, size = d * (k - 1) + 1, x.shape[2 + i]
        before, after = (pads[i], pads[i + rank]) if mode == "NOTSET" else (0, 0)
        if mode.startswith("SAME"):
            total = max(0, (-(-size // s) - 1) * s + extent - size)
            before, after = (total // 2, total - total // 2) if mode == "SAME_UPPER" else (total - total // 2, total // 2)
        extra = 0
        if ceil:
            count = -(-(size + before + after - extent) // s) + 1
            count -= (count - 1) * s >= size + before
            extra = max(0, (count - 1) * s + extent - size - before - after)
        axes.append((k, s, d, before, after, extra))
    return axes


def pad_spatial(x, axes, value=0.0, counted=True):
    widths = [w for k, s, d, before, after, extra in reversed(axes) for w in (before, after + extra)]
    return F.pad(x, widths, value=value)


def unfold(x, axes, value=0.0):
    """[batch, channels, taps, *windows]: the elements each window meets."""
    x = pad_spatial(x, axes, value)
    parts = []
    for taps in itertools.product(*(range(axis[0]) for axis in axes)):
        part = x
        for i, (tap, (k, s, d, *_)) in enumerate(zip(taps, axes)):
            count = (x.shape[2 + i] - d * (k - 1) - 1) // s + 1
            part = part.narrow(2 + i, tap * d, (count - 1) * s + 1)
            part = part.index_select(2 + i, torch.arange(0, part.shape[2 + i], s))
        parts.append(part)
    return torch.stack(parts, 2)


def conv(a, x, w, b=None):
    axes = windows(a, x, w.shape[2:])
    run = [None, F.conv1d, F.conv2d, F.conv3d][x.dim() - 2]
    return run(pad_spatial(x, axes), w, b, stride=a.get("strides", 1), dilation=a.get("dilations", 1), groups=a.get("group", 1))


def conv_transpose(a, x, w, b=None):
    rank = x.dim() - 2
    strides, dilations = a.get("strides", [1] * rank), a.get("dilations", [1] * rank)
    run = [None, F.conv_transpose1d, F.conv_transpose2d, F.conv_transpose3d][rank]
    y = run(x, w, b, stride=strides, dilation=dilations, groups=a.get("group", 1))
    extra, pads, mode = a.get("output_padding", [0] * rank), a.get("pads", [0] * 2 * rank), a.get("auto_pad", "NOTSET")
    # What the output padding adds is the bias alone.
    edge = 0.0 if b is None else b.reshape([1, -1] + [1] * rank)
    full = F.pad(y - edge, [n for e in reversed(extra) for n in (0, e)]) + edge
    for i in range(rank):
        before, after = pads[i], pads[i + rank]
        if "output_shape" in a or mode.startswith("SAME"):
            wanted = a["output_shape"][i] if "output_shape" in a else x.shape[2 + i] * strides[i]
            total = full.shape[2 + i] - wanted
            before, after = (total // 2, total - total // 2) if mode == "SAME_UPPER" else (total - total // 2, total // 2)
        full = full.narrow(2 + i, before, full.shape[2 + i] - before - after)
    return full


def max_pool(a, x):
    axes = windows(a, x, a["kernel_shape"], a.get("ceil_mode"))
    y, taps = unfold(x, axes, -math.inf).max(2)
    places = torch.arange(x.numel(), dtype=torch.float64).reshape(x.shape)
    return y, unfold(places, axes).gather(2, taps.unsqueeze(2)).squeeze(2).long()


def average_pool(a, x):
    axes = windows(a, x, a["kernel_shape"], a.get("ceil_mode"))
    counted = F.pad(torch.ones_like(x), [w for axis in reversed(axes) for w in axis[3:5]], value=float(a.get("count_include_pad", 0)))
    inner = [(k, s, d, 0, 0, extra) for k, s, d, _, _, extra in axes]
    return unfold(x, axes).sum(2) / unfold(counted, inner).sum(2)


def max_unpool(a, x, indices, shape=None):
    kernel, strides = a["kernel_shape"], a.get("strides", [1] * len(a["kernel_shape"]))
    sizes = shape.tolist() if shape is not None else list(x.shape[:2]) + [
        (n - 1) * s + k for n, k, s in zip(x.shape[2:], kernel, strides)]
    return torch.zeros(math.prod(sizes), dtype=x.dtype).scatter(0, indices.reshape(-1), x.reshape(-1)).reshape(sizes)


def rnn_step(a, gx, h, c, r, rb, size):
    h = torch.tanh(gx + h @ r.T + rb)
    return h, c


def gru_step(a, gx, h, c, r, rb, size):
    gh = h @ r.T + rb
    z, reset = torch.sigmoid(gx + gh)[:, : 2 * size].split(size, 1)
    if a.get("linear_before_reset"):
        n = torch.tanh(gx[:, 2 * size:] + reset * gh[:, 2 * size:])
    else:
        n = torch.tanh(gx[:, 2 * size:] + (reset * h) @ r[2 * size:].T + rb[2 * size:])
    return (1 - z) * n + z * h, c


def lstm_step(a, gx, h, c, r, rb, size):
    i, o, f, g = (gx + h @ r.T + rb).split(size, 1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


def recurrent(step):
    def rule(a, x, w, r, b=None, lengths=None, h0=None, c0=None):
        steps, batch, _ = x.shape
        size = r.shape[2]
        ys, hs, cs = [], [], []
        direction = a.get("direction", "forward")
        for d, backwards in enumerate([False, True] if direction == "bidirectional" else [direction == "reverse"]):
            zero = x.new_zeros(batch, size)
            h = zero if h0 is None else h0[d]
            c = zero if c0 is None else c0[d]
            wb, rb = x.new_zeros(2, w.shape[1]) if b is None else b[d].reshape(2, -1)
            out = [None] * steps
            for t in reversed(range(steps)) if backwards else range(steps):
                h, c = step(a, x[t] @ w[d].T + wb, h, c, r[d], rb, size)
                out[t] = h
            ys.append(torch.stack(out))
            hs.append(h)
            cs.append(c)
        return torch.stack(ys, 1), torch.stack(hs), torch.stack(cs)
    return rule


def resize(a, x, roi=None, scales=None, sizes=None):
    """F.interpolate, whose modes are half_pixel (linear, cubic) and asymmetric with floor (nearest), or its exact one."""
    axes = a.get("axes", list(range(x.dim())))
    spatial = range(2, x.dim())
    mode = {"nearest": "nearest-exact", "linear": "linear" if x.dim() == 3 else "bilinear", "cubic": "bicubic"}[a.get("mode", "nearest")]
    if a.get("nearest_mode") == "floor":
        mode = "nearest"
    corners = {} if "nearest" in mode else {"align_corners": a.get("coordinate_transformation_mode") == "align_corners"}
    if sizes is not None:
        return F.interpolate(x, size=[sizes.tolist()[axes.index(i)] for i in spatial], mode=mode, **corners)
    factors = [scales.tolist()[axes.index(i)] for i in spatial]
    return F.interpolate(x, scale_factor=factors, mode=mode, recompute_scale_factor=False, **corners)


def depth_to_space(a, x):
    b = a["blocksize"]
    if a.get("mode", "DCR") == "CRD":
        return F.pixel_shuffle(x, b)
    n, c, h, w = x.shape
    return x.reshape(n, b, b, c // b**2, h, w).permute(0, 3, 4, 1, 5, 2).reshape(n, c // b**2, h * b, w * b)


def space_to_depth(a, x):
    b = a["blocksize"]
    n, c, h, w = x.shape
    return x.reshape(n, c, h // b, b, w // b, b).permute(0, 3, 5, 1, 2, 4).reshape(n, c * b**2, h // b, w // b)


def group_normalization(a, x, scale, bias):
    groups = a["num_groups"]
    y = F.group_norm(x, groups, eps=a.get("epsilon", 1e-5)).reshape(x.shape[0], groups, -1)
    return (y * scale.reshape(-1, 1) + bias.reshape(-1, 1)).reshape(x.shape)


def lrn(a, x):
    size = a["size"]
    squares = F.pad((x * x).unsqueeze(1), [0] * 2 * (x.dim() - 2) + [(size - 1) // 2, size // 2]).squeeze(1)
    total = sum(squares.narrow(1, i, x.shape[1]) for i in range(size))
    return x / (a.get("bias", 1.0) + a["alpha"] / size * total) ** a.get("beta", 0.75)


def lp_pool(a, x):
    axes, p = windows(a, x, a["kernel_shape"], a.get("ceil_mode")), a.get("p", 2)
    return (unfold(x, axes).abs() ** p).sum(2) ** (1 / p)


RULES = {
    "GRU": recurrent(gru_step),
    "LSTM": recurrent(lstm_step),
    "RNN": recurrent(rnn_step),
    "Acos": lambda a, x: torch.acos(x),
    "Acosh": lambda a, x: torch.acosh(x),
    "Asin": lambda a, x: torch.asin(x),
    "Asinh": lambda a, x: torch.asinh(x),
    "Atan": lambda a, x: torch.atan(x),
    "Atanh": lambda a, x: torch.atanh(x),
    "com.microsoft:BiasGelu": lambda a, x, bias: F.gelu(x + bias),
    "Ceil": lambda a, x: torch.ceil(x),
    "Celu": lambda a, x: F.celu(x, a.get("alpha", 1.0)),
    "Cosh": lambda a, x: torch.cosh(x),
    "CumSum": cum_sum,
    "com.microsoft:FastGelu": lambda a, x, bias=None: F.gelu(x if bias is None else x + bias, approximate="tanh"),
    "Einsum": lambda a, *xs: torch.einsum(a["equation"].replace(" ", ""), *xs),
    "Gelu": lambda a, x: F.gelu(x, approximate=a.get("approximate", "none")),
    "com.microsoft:Gelu": lambda a, x: F.gelu(x),
    "HardSwish": lambda a, x: F.hardswish(x),
    "LpNormalization": lambda a, x: F.normalize(x, a.get("p", 2), a.get("axis", -1)),
    "Mean": lambda a, *xs: broadcast_sum(a, *xs) / len(xs),
    "MeanVarianceNormalization": mean_variance_normalization,
    "Mish": lambda a, x: F.mish(x),
    "com.microsoft:QuickGelu": lambda a, x: x * torch.sigmoid(a.get("alpha", 1.702) * x),
    "Reciprocal": lambda a, x: torch.reciprocal(x),
    "ReduceL1": reduced(lambda x, axes, keep: torch.linalg.vector_norm(x, 1, axes, keep), torch.abs),
    "ReduceL2": reduced(lambda x, axes, keep: torch.linalg.vector_norm(x, 2, axes, keep), torch.abs),
    "ReduceLogSum": reduced(lambda x, axes, keep: x.sum(axes, keep).log(), torch.log),
    "ReduceLogSumExp": reduced(torch.logsumexp),
    "ReduceProd": reduced(product),
    "ReduceSumSquare": reduced(lambda x, axes, keep: x.square().sum(axes, keep), torch.square),
    "RMSNormalization": rms_normalization,
    "Round": lambda a, x: torch.round(x),
    "Shrink": lambda a, x: torch.where(x.abs() > a.get("lambd", 0.5), x - x.sign() * a.get("bias", 0.0), 0.0 * x),
    "SimplifiedLayerNormalization": rms_normalization,
    "Sinh": lambda a, x: torch.sinh(x),
    "com.microsoft:SkipLayerNormalization": skip_layer_normalization,
    "com.microsoft:SkipSimplifiedLayerNormalization": skip_rms_normalization,
    "Sum": broadcast_sum,
    "Swish": lambda a, x: x * torch.sigmoid(a.get("alpha", 1.0) * x),
    "Tan": lambda a, x: torch.tan(x),
    "ThresholdedRelu": lambda a, x: torch.where(x > a.get("alpha", 1.0), x, 0.0 * x),
    "Tile": lambda a, x, repeats: x.repeat(repeats.tolist()),
    "TopK": top_k,
    "Trilu": trilu,
    "Abs": lambda a, x: x.abs(),
    "Add": lambda a, x, y: x + y,
    "AveragePool": average_pool,
    "BatchNormalization": batch_normalization,
    "Cast": lambda a, x: x.clone(),
    "CastLike": lambda a, x, like: x.clone(),
    "Clip": clip,
    "Concat": lambda a, *xs: torch.cat(xs, a["axis"]),
    "DepthToSpace": depth_to_space,
    "Div": lambda a, x, y: x / y,
    "Dropout": dropout,
    "Elu": lambda a, x: F.elu(x, a.get("alpha", 1.0)),
    "Erf": lambda a, x: torch.erf(x),
    "Exp": lambda a, x: x.exp(),
    "Expand": lambda a, x, shape: x.expand(torch.broadcast_shapes(x.shape, tuple(shape.tolist()))),
    "Flatten": flatten,
    "Floor": lambda a, x: x.floor(),
    "com.microsoft:FusedMatMul": fused_matmul,
    "Gather": gather,
    "GatherElements": lambda a, x, indices: x.gather(a.get("axis", 0), indices % x.shape[a.get("axis", 0)]),
    "GatherND": lambda a, x, indices: x[tuple(indices.unbind(-1))],
    "Gemm": gemm,
    "GlobalAveragePool": lambda a, x: x.mean(tuple(range(2, x.dim())), keepdim=True),
    "GlobalMaxPool": lambda a, x: x.amax(tuple(range(2, x.dim())), keepdim=True),
    "GroupNormalization": group_normalization,
    "HardSigmoid": lambda a, x: torch.clamp(a.get("alpha", 0.2) * x + a.get("beta", 0.5), 0, 1),
    "Identity": lambda a, x: x.clone(),
    "LayerNormalization": layer_normalization,
    "InstanceNormalization": lambda a, x, scale, bias: F.instance_norm(x, weight=scale, bias=bias, eps=a.get("epsilon", 1e-5)),
    "LRN": lrn,
    "LeakyRelu": lambda a, x: F.leaky_relu(x, a.get("alpha", 0.01)),
    "Log": lambda a, x: x.log(),
    "LogSoftmax": lambda a, x: torch.log_softmax(x, a.get("axis", -1)),
    "MatMul": lambda a, x, y: torch.matmul(x, y),
    "Max": lambda a, *xs: functools.reduce(torch.maximum, xs) if len(xs) > 1 else xs[0].clone(),
    "LpPool": lp_pool,
    "MaxPool": max_pool,
    "MaxUnpool": max_unpool,
    "Min": lambda a, *xs: functools.reduce(torch.minimum, xs) if len(xs) > 1 else xs[0].clone(),
    "Mod": lambda a, x, y: torch.fmod(x, y) if a.get("fmod") else torch.remainder(x, y),
    "Mul": lambda a, x, y: x * y,
    "Neg": lambda a, x: -x,
    "OneHot": one_hot,
    "Pad": pad,
    "PRelu": lambda a, x, slope: torch.where(x > 0, x, x * slope),
    "Pow": lambda a, x, y: torch.pow(x, y),
    "ReduceMax": reduced(torch.amax),
    "ReduceMean": reduced(torch.mean),
    "ReduceMin": reduced(torch.amin),
    "ReduceSum": reduced(torch.sum),
    "Relu": lambda a, x: torch.relu(x),
    "Reshape": reshape,
    "Resize": resize,
    "ScatterElements": scatter_elements,
    "ScatterND": scatter_nd,
    "Selu": lambda a, x: a.get("gamma", SELU_GAMMA) * F.elu(x, a.get("alpha", SELU_ALPHA)),
    "Sigmoid": lambda a, x: torch.sigmoid(x),
    "Sign": lambda a, x: x.sign(),
    "Slice": slice_,
    "Softmax": lambda a, x: torch.softmax(x, a.get("axis", -1)),
    "Softplus": lambda a, x: F.softplus(x),
    "Softsign": lambda a, x: F.softsign(x),
    "SpaceToDepth": space_to_depth,
    "Split": split,
    "Sqrt": lambda a, x: x.sqrt(),
    "Squeeze": squeeze,
    "Sub": lambda a, x, y: x - y,
    "Sin": lambda a, x: torch.sin(x),
    "Conv": conv,
    "ConvTranspose": conv_transpose,
    "Cos": lambda a, x: torch.cos(x),
    "Tanh": lambda a, x: torch.tanh(x),
    "Transpose": transpose,
    "Unsqueeze": unsqueeze,
    "Where": lambda a, c, x, y: torch.where(c, x, y),
}


def record(case):
    inputs, variables = [], []
    for given in case["inputs"]:
        if given is None:
            inputs.append(None)
            continue
        value = torch.tensor(given["data"], dtype=DTYPES[given["dtype"]]).reshape(given["dims"])
        if not given["isConstant"] and value.is_floating_point():
            value.requires_grad_(True)
            variables.append(value)
        inputs.append(value)
    outputs = RULES[case["op"]](case["attributes"], *inputs)
    outputs = list(outputs) if isinstance(outputs, (tuple, list)) else [outputs]
    outputs = outputs[: len(case["outputs"])]
    loss = sum(
        (output * torch.tensor(weights, dtype=torch.float64).reshape(output.shape)).sum()
        for output, weights in zip(outputs, case["outputs"])
        if weights is not None
    )
    gradients = torch.autograd.grad(loss, variables, allow_unused=True)
    return {
        "inputs": [None if given is None else given["data"] for given in case["inputs"]],
        "outputs": [output.detach().double().reshape(-1).tolist() for output in outputs],
        "gradients": [
            (torch.zeros_like(x) if g is None else g).reshape(-1).tolist() for g, x in zip(gradients, variables)
        ],
    }


cases = json.load(sys.stdin)
print('{"versions": ' + json.dumps({"torch": torch.__version__}) + ', "cases": {')
print(",\n".join(f"{json.dumps(case['title'])}: {json.dumps(record(case))}" for case in cases))
print("}}")
