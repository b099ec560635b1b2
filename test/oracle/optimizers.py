"""Records PyTorch's optimizers over 100 steps and its learning-rate schedules step by step.

python test/oracle/optimizers.py    (writes optimizers.json beside itself; needs torch)

Network, data and batches are those of training.json, so that all optimizers start alike. Options carry the names
that --optimizer-option and --schedule-option take.
"""

import json
import pathlib
import platform

import torch

torch.set_num_threads(1)
HERE = pathlib.Path(__file__).parent
network = json.loads((HERE / "training.json").read_text())["network"]
x = torch.tensor(network["x"]).reshape(network["rows"], network["width"])
y = torch.tensor(network["y"])
SHAPES = [
    (network["width"], network["hidden"]),
    (network["hidden"],),
    (network["hidden"], network["classes"]),
    (network["classes"],),
]
start = [torch.tensor(values).reshape(shape) for values, shape in zip(network["start"], SHAPES)]


def train(make):
    parameters = [tensor.clone().requires_grad_() for tensor in start]
    w0, b0, w1, b1 = parameters
    optimizer = make(parameters)
    losses = []
    for rows in network["batches"]:
        loss = torch.nn.functional.cross_entropy(torch.relu(x[rows] @ w0 + b0) @ w1 + b1, y[rows])
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return {"losses": losses, "parameters": [tensor.detach().flatten().tolist() for tensor in parameters]}


optim = torch.optim


def adam_arguments(options):
    arguments = {}
    if "beta1" in options or "beta2" in options:
        arguments["betas"] = (options.get("beta1", 0.9), options.get("beta2", 0.999))
    if "epsilon" in options:
        arguments["eps"] = options["epsilon"]
    if "momentum-decay" in options:
        arguments["momentum_decay"] = options["momentum-decay"]
    return arguments


NAMES = {"epsilon": "eps", "lr-decay": "lr_decay", "initial": "initial_accumulator_value"}


def plain_arguments(options):
    return {NAMES.get(name, name): value for name, value in options.items()}


def sgd_arguments(options):
    return {**options, **({"nesterov": bool(options["nesterov"])} if "nesterov" in options else {})}


def rmsprop_arguments(options):
    return {**plain_arguments(options), **({"centered": True} if options.get("centered") == 1 else {})}


CLASSES = {
    "sgd": (optim.SGD, sgd_arguments),
    "adam": (optim.Adam, adam_arguments),
    "adamw": (optim.AdamW, adam_arguments),
    "nadam": (optim.NAdam, adam_arguments),
    "radam": (optim.RAdam, adam_arguments),
    "rmsprop": (optim.RMSprop, rmsprop_arguments),
    "adagrad": (optim.Adagrad, plain_arguments),
    "adadelta": (optim.Adadelta, plain_arguments),
}

# Optimizer, learning rate (None: PyTorch's default, which is ours too), options.
RUNS = [
    ("sgd", 0.05, {"momentum": 0.9, "nesterov": 1}),
    ("sgd", 0.2, {"momentum": 0.5, "nesterov": 1}),
    ("adam", 0.01, {"beta1": 0.8, "beta2": 0.99, "epsilon": 1e-6}),
    ("adamw", 0.01, {"beta1": 0.7, "beta2": 0.95, "epsilon": 1e-5}),
    ("nadam", None, {}),
    ("nadam", 0.02, {"momentum-decay": 0.05}),
    ("nadam", 0.01, {"beta1": 0.8, "beta2": 0.99, "epsilon": 1e-6}),
    ("radam", None, {}),
    ("radam", 0.05, {}),
    ("radam", 0.02, {"beta1": 0.8, "beta2": 0.95, "epsilon": 1e-4}),
    # So short a memory that the second moment is never trusted.
    ("radam", 0.02, {"beta2": 0.6}),
    ("rmsprop", None, {}),
    ("rmsprop", 0.005, {"alpha": 0.9, "epsilon": 1e-4}),
    ("rmsprop", 0.002, {"momentum": 0.9}),
    ("rmsprop", 0.002, {"centered": 1}),
    ("rmsprop", 0.001, {"alpha": 0.95, "epsilon": 1e-6, "momentum": 0.5, "centered": 1}),
    ("adagrad", None, {}),
    ("adagrad", 0.1, {"lr-decay": 0.05, "initial": 0.1, "epsilon": 1e-6}),
    ("adadelta", None, {}),
    ("adadelta", 0.5, {"rho": 0.95, "epsilon": 1e-4}),
]


def run(name, learning_rate, options):
    constructor, arguments = CLASSES[name]
    given = arguments(options)
    if learning_rate is not None:
        given["lr"] = learning_rate
    trained = train(lambda parameters: constructor(parameters, **given))
    return {"optimizer": name, "learningRate": learning_rate, "options": options, **trained}


schedulers = optim.lr_scheduler
PER_EPOCH, EPOCHS = 7, 12
TOTAL = PER_EPOCH * EPOCHS
# With plateaus, gains too small to count, a late gain.
LOSSES = [1.0, 0.8, 0.79995, 0.81, 0.79993, 0.8, 0.5, 0.6, 0.55, 0.52, 0.5, 0.51]


def factors(make, after_step=None, after_epoch=None):
    """The rate of each step, the given one being 1."""
    optimizer = optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = make(optimizer)
    values = []
    for step in range(TOTAL):
        values.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if after_step and step < TOTAL - 1:
            after_step(scheduler, step + 1)
        if after_epoch and (step + 1) % PER_EPOCH == 0:
            after_epoch(scheduler, step // PER_EPOCH)
    return values


def stepped(scheduler, _at):
    scheduler.step()


def by_step(make):
    return factors(make, after_step=stepped)


def by_epoch(make):
    return factors(make, after_epoch=stepped)


def restarts(period, multiplier, floor):
    return factors(
        lambda o: schedulers.CosineAnnealingWarmRestarts(o, T_0=period, T_mult=multiplier, eta_min=floor),
        after_step=lambda scheduler, step: scheduler.step(step / PER_EPOCH),
    )


def plateau(**arguments):
    return factors(
        lambda o: schedulers.ReduceLROnPlateau(o, **arguments),
        after_epoch=lambda scheduler, epoch: scheduler.step(LOSSES[epoch]),
    )


def one_cycle(**arguments):
    return by_step(
        lambda o: schedulers.OneCycleLR(o, max_lr=1.0, total_steps=TOTAL, cycle_momentum=False, **arguments)
    )


SCHEDULES = [
    ("constant", {}, by_step(lambda o: schedulers.ConstantLR(o, factor=1.0))),
    ("step", {"every": 3}, by_epoch(lambda o: schedulers.StepLR(o, 3))),
    ("step", {"every": 5, "gamma": 0.5}, by_epoch(lambda o: schedulers.StepLR(o, 5, gamma=0.5))),
    ("exponential", {"gamma": 0.8}, by_epoch(lambda o: schedulers.ExponentialLR(o, 0.8))),
    (
        "linear",
        {"floor": 0.1},
        by_step(lambda o: schedulers.LinearLR(o, start_factor=1.0, end_factor=0.1, total_iters=TOTAL)),
    ),
    ("polynomial", {}, by_step(lambda o: schedulers.PolynomialLR(o, total_iters=TOTAL, power=2.0))),
    ("polynomial", {"power": 0.5}, by_step(lambda o: schedulers.PolynomialLR(o, total_iters=TOTAL, power=0.5))),
    # PyTorch has no floor here: the formula of TensorFlow's PolynomialDecay.
    (
        "polynomial",
        {"power": 3, "floor": 0.25},
        [0.25 + 0.75 * (1 - step / TOTAL) ** 3 for step in range(TOTAL)],
    ),
    ("cosine", {}, by_step(lambda o: schedulers.CosineAnnealingLR(o, TOTAL))),
    ("cosine", {"floor": 0.2}, by_step(lambda o: schedulers.CosineAnnealingLR(o, TOTAL, eta_min=0.2))),
    ("cosine-restarts", {"period": 3}, restarts(3, 1, 0)),
    ("cosine-restarts", {"period": 2, "multiplier": 2, "floor": 0.05}, restarts(2, 2, 0.05)),
    ("one-cycle", {}, one_cycle()),
    (
        "one-cycle",
        {"pct-start": 0.1, "div": 10, "final-div": 100},
        one_cycle(pct_start=0.1, div_factor=10, final_div_factor=100),
    ),
    ("reduce-on-plateau", {"patience": 1}, plateau(patience=1)),
    (
        "reduce-on-plateau",
        {"factor": 0.5, "patience": 0, "cooldown": 1, "threshold": 0.1, "floor": 0.2},
        plateau(factor=0.5, patience=0, cooldown=1, threshold=0.1, min_lr=0.2),
    ),
    ("reduce-on-plateau", {"factor": 0.3, "patience": 2, "threshold": 0}, plateau(factor=0.3, patience=2, threshold=0)),
]

result = {
    "versions": {"torch": torch.__version__, "python": platform.python_version()},
    "optimizers": [run(*arguments) for arguments in RUNS],
    "schedules": {
        "epochs": EPOCHS,
        "stepsPerEpoch": PER_EPOCH,
        "losses": LOSSES,
        "cases": [
            {"schedule": name, "options": options, "factors": values} for name, options, values in SCHEDULES
        ],
    },
}


def shorten(value, digits=9):
    """Nine digits name a float32 exactly; rates are doubles."""
    if isinstance(value, float):
        return float(f"{value:.{digits}g}")
    if isinstance(value, list):
        return [shorten(item, digits) for item in value]
    if isinstance(value, dict):
        return {key: shorten(item, 15 if key == "schedules" else digits) for key, item in value.items()}
    return value


(HERE / "optimizers.json").write_text(json.dumps(shorten(result)) + "\n")
