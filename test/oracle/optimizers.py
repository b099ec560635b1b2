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


def train(make, dtype=torch.float32, after_step=None):
    parameters = [tensor.to(dtype, copy=True).requires_grad_() for tensor in start]
    w0, b0, w1, b1 = parameters
    optimizer = make(parameters)
    losses = []
    for rows in network["batches"]:
        loss = torch.nn.functional.cross_entropy(torch.relu(x[rows].to(dtype) @ w0 + b0) @ w1 + b1, y[rows])
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if after_step:
            after_step(parameters, len(losses))
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


class Recurrence:
    """An optimizer written out from its paper; subclasses give the update of one parameter."""

    def __init__(self, parameters, lr, weight_decay=0.0, **options):
        self.parameters, self.lr, self.decay, self.options, self.step_count = parameters, lr, weight_decay, options, 0
        self.states = [{"m": torch.zeros_like(p), "v": torch.zeros_like(p)} for p in parameters]

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        self.step_count += 1
        for p, state in zip(self.parameters, self.states):
            self.update(p, p.grad, state, **self.options)


class Lion(Recurrence):
    """Chen et al. (2023), algorithm 2."""

    def update(self, p, g, state, beta1=0.9, beta2=0.99):
        direction = torch.sign(beta1 * state["m"] + (1 - beta1) * g)
        state["m"] = beta2 * state["m"] + (1 - beta2) * g
        p -= self.lr * (direction + self.decay * p)


class Lamb(Recurrence):
    """You et al. (2020), algorithm 2, with the identity for the scaling function."""

    def update(self, p, g, state, beta1=0.9, beta2=0.999, epsilon=1e-6):
        state["m"] = beta1 * state["m"] + (1 - beta1) * g
        state["v"] = beta2 * state["v"] + (1 - beta2) * g * g
        m = state["m"] / (1 - beta1**self.step_count)
        v = state["v"] / (1 - beta2**self.step_count)
        r = m / (v.sqrt() + epsilon) + self.decay * p
        weights, length = p.norm(), r.norm()
        ratio = weights / length if weights > 0 and length > 0 else 1.0
        p -= self.lr * ratio * r


class Muon:
    """PyTorch's Muon for the matrices, in its layout [outputs, inputs], and its AdamW for the rest."""

    def __init__(self, parameters, lr=1e-3, weight_decay=0.1, **options):
        self.parameters = parameters
        self.matrices = [(p, p.detach().T.clone().requires_grad_()) for p in parameters if p.dim() == 2]
        momentum, nesterov = options.get("momentum", 0.95), options.get("nesterov", 1) == 1
        self.muon = optim.Muon(
            [t for _, t in self.matrices],
            lr=lr,
            weight_decay=weight_decay,
            momentum=momentum,
            nesterov=nesterov,
            ns_steps=options.get("ns-steps", 5),
            adjust_lr_fn="match_rms_adamw" if options.get("match-rms") == 1 else "original",
        )
        self.adamw = optim.AdamW(
            [p for p in parameters if p.dim() != 2], lr=lr, weight_decay=weight_decay, **adam_arguments(options)
        )

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    def step(self):
        for p, t in self.matrices:
            t.grad = p.grad.T.contiguous()
        # The iteration in double precision; PyTorch itself takes bfloat16.
        rounded, torch.Tensor.bfloat16 = torch.Tensor.bfloat16, torch.Tensor.clone
        self.muon.step()
        torch.Tensor.bfloat16 = rounded
        self.adamw.step()
        with torch.no_grad():
            for p, t in self.matrices:
                p.copy_(t.T)


def adafactor_arguments(options):
    return {
        "beta2_decay": options.get("beta2-decay", -0.8),
        "eps": (options.get("epsilon1", 1.1920929e-7), options.get("epsilon2", 1e-3)),
        "d": options.get("clip", 1.0),
    }


CLASSES = {
    "sgd": (optim.SGD, sgd_arguments),
    "adam": (optim.Adam, adam_arguments),
    "adamw": (optim.AdamW, adam_arguments),
    "nadam": (optim.NAdam, adam_arguments),
    "radam": (optim.RAdam, adam_arguments),
    "rmsprop": (optim.RMSprop, rmsprop_arguments),
    "adagrad": (optim.Adagrad, plain_arguments),
    "adadelta": (optim.Adadelta, plain_arguments),
    "adafactor": (optim.Adafactor, adafactor_arguments),
    "lion": (Lion, dict),
    "lamb": (Lamb, dict),
    "muon": (Muon, dict),
}
# Those whose numbers float32 would blur are recorded in double precision.
DOUBLE = {"adafactor", "lion", "lamb", "muon"}

# Optimizer, learning rate (None: PyTorch's default, which is ours too), options, weight decay (None: the default).
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
    ("adafactor", None, {}),
    ("adafactor", 0.05, {"beta2-decay": -0.5, "epsilon2": 0.1, "clip": 1.2}, 0.1),
    ("adafactor", 0.02, {"epsilon1": 0.02}),
    ("lion", 1e-3, {}),
    ("lion", 3e-3, {"beta1": 0.95, "beta2": 0.98}, 0.5),
    ("lamb", 0.01, {}, 0.01),
    ("lamb", 0.02, {"beta1": 0.8, "beta2": 0.99, "epsilon": 1e-4}, 0.0),
    ("muon", None, {}),
    ("muon", 0.02, {"nesterov": 0, "momentum": 0.9}, 0.0),
    ("muon", 0.01, {"match-rms": 1, "ns-steps": 3, "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-5}),
]


def run(name, learning_rate, options, weight_decay=None):
    constructor, arguments = CLASSES[name]
    given = arguments(options)
    if learning_rate is not None:
        given["lr"] = learning_rate
    if weight_decay is not None:
        given["weight_decay"] = weight_decay
    dtype = torch.float64 if name in DOUBLE else torch.float32
    trained = train(lambda parameters: constructor(parameters, **given), dtype)
    decay = {} if weight_decay is None else {"weightDecay": weight_decay}
    return {"optimizer": name, "learningRate": learning_rate, "options": options, **decay, **trained}


class Weights(torch.nn.Module):
    def __init__(self, tensors):
        super().__init__()
        self.tensors = torch.nn.ParameterList(tensors)


AVERAGE_STEPS_PER_EPOCH = 10


def averaged(name, options):
    """Adam's weights averaged by torch.optim.swa_utils, as it is used beside a training."""
    utils, first = optim.swa_utils, options.get("from", 1)
    rule = {"multi_avg_fn": utils.get_ema_multi_avg_fn(options.get("decay", 0.999))} if name == "ema" else {}
    model = utils.AveragedModel(Weights(start), **rule)

    def after_step(parameters, step):
        epoch, is_last = (step - 1) // AVERAGE_STEPS_PER_EPOCH + 1, step % AVERAGE_STEPS_PER_EPOCH == 0
        if epoch >= first and (name == "ema" or is_last):
            model.update_parameters(Weights(parameters))

    train(lambda parameters: optim.Adam(parameters, lr=0.01), after_step=after_step)
    values = [tensor.detach().flatten().tolist() for tensor in model.module.tensors]
    return {"average": name, "options": options, "parameters": values}


AVERAGES = [("ema", {}), ("ema", {"decay": 0.8, "from": 4}), ("swa", {}), ("swa", {"from": 6})]

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
    "averages": {
        "stepsPerEpoch": AVERAGE_STEPS_PER_EPOCH,
        "cases": [averaged(*arguments) for arguments in AVERAGES],
    },
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
