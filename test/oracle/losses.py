"""Records what PyTorch computes for losses: values and gradients, with options and weights, and 100 steps of training.

python test/oracle/losses.py    (writes losses.json beside itself; needs torch; reads the network of training.json)

All in float64 from inputs that float32 holds exactly, so that the recorded numbers are better than what is compared.
PyTorch has no log-cosh, no quantile and no focal loss: these are written out here from their papers, the last as
torchvision's sigmoid_focal_loss computes it, and differentiated by PyTorch.
"""

import json
import math
import pathlib

import torch

torch.set_num_threads(1)
functional = torch.nn.functional
folder = pathlib.Path(__file__).parent
network = json.loads((folder / "training.json").read_text())["network"]


def double(values):
    return torch.tensor(values, dtype=torch.float32).double()


def numbers(tensor):
    return [float(value) for value in tensor.detach().flatten()]


# Each gives the loss of every row, from logits [rows, outputs] and a target [rows].
def mse(z, t):
    return functional.mse_loss(z[:, 0], t, reduction="none")


def half_squared_error(z, t):
    return mse(z, t) / 2


def mae(z, t):
    return functional.l1_loss(z[:, 0], t, reduction="none")


def huber(z, t, delta=1.0):
    return functional.huber_loss(z[:, 0], t, reduction="none", delta=delta)


def log_cosh(z, t):
    return torch.log(torch.cosh(z[:, 0] - t))


def quantile(z, t, tau=0.5):
    return torch.maximum(tau * (t - z[:, 0]), (tau - 1) * (t - z[:, 0]))


def poisson(z, t):
    return functional.poisson_nll_loss(z[:, 0], t, log_input=True, full=False, reduction="none")


def binary_cross_entropy(z, t, smoothing=0.0):
    label = t.double() * (1 - smoothing) + smoothing / 2
    return functional.binary_cross_entropy_with_logits(z[:, 0], label, reduction="none")


def binary_focal(z, t, gamma=2.0, alpha=0.25):
    label = t.double()
    p = torch.sigmoid(z[:, 0])
    entropy = functional.binary_cross_entropy_with_logits(z[:, 0], label, reduction="none")
    p_true = p * label + (1 - p) * (1 - label)
    return (alpha * label + (1 - alpha) * (1 - label)) * entropy * (1 - p_true) ** gamma


def cross_entropy(z, t, smoothing=0.0):
    return functional.cross_entropy(z, t, reduction="none", label_smoothing=smoothing)


def focal(z, t, gamma=2.0):
    entropy = functional.cross_entropy(z, t, reduction="none")
    return (1 - torch.exp(-entropy)) ** gamma * entropy


column = double([[-60.0], [-2.0], [0.0], [0.3], [5.0], [80.0]])
real = double([1.0, -2.0, 0.5, 0.3, 4.0, 79.0])
small = double([[-30.0], [-2.0], [0.0], [0.3], [5.0], [12.0]])
# Not too near the rates: float32 has no digits for the difference of two large numbers that are almost equal.
counts = double([0.0, 1.0, 3.0, 0.0, 20.0, 100000.0])
binary = torch.tensor([1, 0, 1, 0, 1, 0])
wide = double([[1.0, 2.0, 3.0], [100.0, 0.0, -100.0], [-5.0, 5.0, 0.0], [0.0, 0.0, 0.0]])
classes = torch.tensor([2, 1, 0, 1])
CASES = [
    ("mse", mse, {}, column, real),
    ("half-squared-error", half_squared_error, {}, column, real),
    ("mae", mae, {}, column, real),
    ("huber", huber, {}, column, real),
    ("huber", huber, {"delta": 0.25}, column, real),
    ("log-cosh", log_cosh, {}, column, real),
    ("quantile", quantile, {}, column, real),
    ("quantile", quantile, {"tau": 0.95}, column, real),
    ("poisson", poisson, {}, small, counts),
    ("binary-cross-entropy", binary_cross_entropy, {}, column, binary),
    ("binary-cross-entropy", binary_cross_entropy, {"smoothing": 0.2}, column, binary),
    ("binary-focal", binary_focal, {}, small, binary),
    ("binary-focal", binary_focal, {"gamma": 0.5, "alpha": 0.6}, small, binary),
    ("cross-entropy", cross_entropy, {}, wide, classes),
    ("cross-entropy", cross_entropy, {"smoothing": 0.1}, wide, classes),
    ("focal", focal, {}, wide, classes),
    ("focal", focal, {"gamma": 0.5}, wide, classes),
    ("focal", focal, {"gamma": 0.0}, wide, classes),
]


def value_case(name, function, options, logits, target):
    logits = logits.clone().requires_grad_()
    mean = function(logits, target, **options).mean()
    mean.backward()
    return {
        "loss": name,
        "options": options,
        "dims": list(logits.shape),
        "logits": numbers(logits),
        "target": numbers(target),
        "mean": mean.item(),
        "gradient": numbers(logits.grad),
    }


# 100 steps of gradient descent on the network of training.json; a loss of one logit uses its first output.
x = double(network["x"]).reshape(network["rows"], network["width"])
y = torch.tensor(network["y"])
steps = torch.arange(network["rows"], dtype=torch.float64)
targets = {
    "classes": y,
    "binary": (y == 1).long(),
    "real": double(((steps % 7) / 2 - 1.5).tolist()),
    "counts": (steps % 5).double(),
}
row_weights = double((0.25 + (steps % 4) * 0.5).tolist())


def train(function, options, outputs, target, weights=None, learning_rate=0.05):
    shapes = [(network["width"], network["hidden"]), (network["hidden"],)]
    shapes += [(network["hidden"], network["classes"]), (network["classes"],)]
    w0, b0, w1, b1 = (double(values).reshape(shape) for values, shape in zip(network["start"], shapes))
    parameters = [tensor.clone().requires_grad_() for tensor in (w0, b0, w1[:, :outputs], b1[:outputs])]
    optimizer = torch.optim.SGD(parameters, lr=learning_rate)
    losses = []
    for rows in network["batches"]:
        w0, b0, w1, b1 = parameters
        terms = function(torch.relu(x[rows] @ w0 + b0) @ w1 + b1, target[rows], **options)
        loss = terms.mean() if weights is None else (terms * weights[rows]).sum() / weights[rows].sum()
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return {"losses": losses, "parameters": [numbers(tensor) for tensor in parameters]}


TARGET_OF = {"poisson": "counts", "binary-cross-entropy": "binary", "binary-focal": "binary"}
TARGET_OF |= {"cross-entropy": "classes", "focal": "classes"}


def training_case(name, function, options, _logits, _target, weights=None):
    target = TARGET_OF.get(name, "real")
    outputs = network["classes"] if target == "classes" else 1
    case = {"loss": name, "options": options, "target": target, "outputs": outputs, "weights": None}
    if weights is not None:
        case["weights"] = numbers(weights)
    return case | train(function, options, outputs, targets[target], weights)


# What CrossEntropyLoss(weight=…) means by its mean, from PyTorch itself: must equal weights given row by row.
class_weights = double([0.5, 2.0, 1.25])
logits = double(network["x"][:120]).reshape(40, 3)
theirs = torch.nn.CrossEntropyLoss(weight=class_weights)(logits, y)
ours = (cross_entropy(logits, y) * class_weights[y]).sum() / class_weights[y].sum()
assert math.isclose(theirs.item(), ours.item(), rel_tol=1e-12)

# Mixed labels: a share of each class; the logistic loss reads the share of the second.
def binary_shares(z, t, smoothing=0.0):
    return binary_cross_entropy(z, t[:, 1], smoothing)


def shares_of(count, classes):
    shares = torch.rand(count, classes, dtype=torch.float64, generator=torch.Generator().manual_seed(3)) + 0.01
    return (shares / shares.sum(1, keepdim=True)).float().double()


# Labels of their own for each logit: BCEWithLogitsLoss, a row's loss being the mean over its labels.
def multilabel_cross_entropy(z, t, smoothing=0.0):
    label = t * (1 - smoothing) + smoothing / 2
    return functional.binary_cross_entropy_with_logits(z, label, reduction="none").mean(1)


def labels_of(count, labels):
    # Of the seeds 3 to 11 this one keeps the hidden units farthest from the kink of relu over the 100 steps (1.5e-4). With
    # seed 5 one comes within 1e-7, which float32 rounds to the other side: PyTorch's own float32 then ends 2e-5 away.
    return (torch.rand(count, labels, generator=torch.Generator().manual_seed(8)) < 0.4).double()


assert math.isclose(
    torch.nn.BCEWithLogitsLoss()(wide, labels_of(4, 3)).item(), multilabel_cross_entropy(wide, labels_of(4, 3)).mean().item()
)

LABEL_CASES = [
    ("multilabel-cross-entropy", multilabel_cross_entropy, {}, wide, labels_of(4, 3)),
    ("multilabel-cross-entropy", multilabel_cross_entropy, {"smoothing": 0.2}, wide, labels_of(4, 3)),
]
network_labels = labels_of(len(y), 3)


def label_training(name, function, options, weights=None):
    trained = train(function, options, 3, network_labels, weights)
    case = {"loss": name, "options": options, "shares": 3, "outputs": 3}
    return case | {"weights": None if weights is None else numbers(weights)} | trained


SHARE_CASES = [
    ("cross-entropy", cross_entropy, {}, wide, shares_of(4, 3)),
    ("cross-entropy", cross_entropy, {"smoothing": 0.1}, wide, shares_of(4, 3)),
    ("binary-cross-entropy", binary_shares, {}, column, shares_of(6, 2)),
    ("binary-cross-entropy", binary_shares, {"smoothing": 0.2}, column, shares_of(6, 2)),
]
network_shares = {3: shares_of(len(y), 3), 2: shares_of(len(y), 2)}


def share_training(name, function, options, _logits, target):
    count = target.shape[1]
    outputs = 1 if count == 2 else count
    trained = train(function, options, outputs, network_shares[count])
    return {"loss": name, "options": options, "shares": count, "outputs": outputs} | trained


trainings = [training_case(*case) for case in CASES]
trainings += [training_case(*case, weights=row_weights) for case in CASES if case[2] == {}]
trainings.append(training_case(*CASES[13], weights=class_weights[y]))

result = {
    "versions": {"torch": torch.__version__},
    "values": [value_case(*case) for case in CASES],
    "targets": {name: numbers(target) for name, target in targets.items()},
    "trainings": trainings,
    "shares": {
        "values": [value_case(*case) for case in SHARE_CASES],
        "targets": {str(count): numbers(target) for count, target in network_shares.items()},
        "trainings": [share_training(*case) for case in SHARE_CASES],
    },
    "labels": {
        "values": [value_case(*case) for case in LABEL_CASES],
        "target": numbers(network_labels),
        "trainings": [label_training(*case[:3], weights) for case in LABEL_CASES for weights in (None, row_weights)],
    },
}


def shorten(value):
    """Twelve digits: far more than float32 has."""
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, list):
        return [shorten(item) for item in value]
    if isinstance(value, dict):
        return {key: shorten(item) for key, item in value.items()}
    return value


(folder / "losses.json").write_text(json.dumps(shorten(result)) + "\n")
