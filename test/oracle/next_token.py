"""Records what PyTorch computes for language models: the loss of next tokens, padding left out, and a small GPT.

python test/oracle/next_token.py    (writes next_token.json beside itself; needs torch)

All in float64 from inputs that float32 holds exactly. The network is written here from torch's own functions, with weights
by the names of `ingot model init gpt`: pre-norm blocks, learned positions, causal attention, GELU by tanh.
"""

import json
import pathlib

import torch

torch.set_num_threads(1)
functional = torch.nn.functional
generator = torch.Generator().manual_seed(7)
STEPS, TOKENS, WIDTH, HEADS, ROWS = 5, 7, 8, 2, 4


def draw(*shape, scale=1.0, shift=0.0):
    return (shift + scale * torch.randn(*shape, generator=generator)).float().double()


def numbers(tensor):
    return [float(value) for value in tensor.detach().flatten()]


def loss_of(logits, target, smoothing=0.0):
    return functional.cross_entropy(logits, target, ignore_index=0, label_smoothing=smoothing)


def value_case(logits, target, options):
    logits = logits.clone().requires_grad_()
    mean = loss_of(logits, target, **options)
    mean.backward()
    case = {"options": options, "dims": list(logits.shape), "logits": numbers(logits), "target": target.tolist()}
    return case | {"mean": mean.item(), "gradient": numbers(logits.grad)}


wide = torch.tensor([[1.0, 2.0, 3.0, 0.5], [100.0, 0.0, -100.0, 1.0], [-5.0, 5.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]]).double()

weights = {
    "embedding_0": draw(TOKENS, WIDTH, scale=0.3),
    "position_0.weight": draw(STEPS, WIDTH, scale=0.3),
    "norm_0.scale": draw(WIDTH, scale=0.1, shift=1),
    "norm_0.bias": draw(WIDTH, scale=0.1),
    "attention_0.qkv.weight": draw(WIDTH, 3 * WIDTH, scale=0.4),
    "attention_0.qkv.bias": draw(3 * WIDTH, scale=0.1),
    "attention_0.out.weight": draw(WIDTH, WIDTH, scale=0.4),
    "attention_0.out.bias": draw(WIDTH, scale=0.1),
    "norm_1.scale": draw(WIDTH, scale=0.1, shift=1),
    "norm_1.bias": draw(WIDTH, scale=0.1),
    "dense_0.weight": draw(WIDTH, 4 * WIDTH, scale=0.3),
    "dense_0.bias": draw(4 * WIDTH, scale=0.1),
    "dense_1.weight": draw(4 * WIDTH, WIDTH, scale=0.2),
    "dense_1.bias": draw(WIDTH, scale=0.1),
    "norm_2.scale": draw(WIDTH, scale=0.1, shift=1),
    "norm_2.bias": draw(WIDTH, scale=0.1),
    "dense_2.weight": draw(WIDTH, TOKENS, scale=0.4),
    "dense_2.bias": draw(TOKENS, scale=0.1),
}
texts = torch.randint(2, TOKENS, (ROWS, STEPS + 1), generator=generator)
for row, length in enumerate((6, 4, 2, 6)):
    texts[row, length:] = 0
tokens, target = texts[:, :-1], texts[:, 1:]


def gpt(w):
    def norm(x, name):
        return functional.layer_norm(x, (WIDTH,), w[f"{name}.scale"], w[f"{name}.bias"], eps=1e-5)

    x = w["embedding_0"][tokens] + w["position_0.weight"]
    qkv = norm(x, "norm_0") @ w["attention_0.qkv.weight"] + w["attention_0.qkv.bias"]
    q, k, v = (part.reshape(ROWS, STEPS, HEADS, -1).transpose(1, 2) for part in qkv.split(WIDTH, dim=-1))
    mixed = functional.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(ROWS, STEPS, WIDTH)
    x = x + mixed @ w["attention_0.out.weight"] + w["attention_0.out.bias"]
    inner = functional.gelu(norm(x, "norm_1") @ w["dense_0.weight"] + w["dense_0.bias"], approximate="tanh")
    x = x + inner @ w["dense_1.weight"] + w["dense_1.bias"]
    return norm(x, "norm_2") @ w["dense_2.weight"] + w["dense_2.bias"]


def train(steps=20, learning_rate=0.1):
    parameters = {name: tensor.clone().requires_grad_() for name, tensor in weights.items()}
    losses, first = [], None
    for _ in range(steps):
        loss = loss_of(gpt(parameters).reshape(-1, TOKENS), target.reshape(-1))
        losses.append(loss.item())
        found = torch.autograd.grad(loss, list(parameters.values()))
        first = first or {name: numbers(gradient) for name, gradient in zip(parameters, found)}
        with torch.no_grad():
            for parameter, gradient in zip(parameters.values(), found):
                parameter -= learning_rate * gradient
    return {"losses": losses, "gradients": first, "after": {name: numbers(tensor) for name, tensor in parameters.items()}}


def measures():
    logits = gpt(weights)
    entropies = functional.cross_entropy(logits.reshape(-1, TOKENS), target.reshape(-1), ignore_index=0, reduction="none")
    is_token = target != 0
    mean = entropies.sum() / is_token.sum()
    right = (logits.argmax(-1) == target) & is_token
    # The vocabulary of the test: ids 3 to 6 are 'a', 'é', '€', '🙂', of 1 to 4 bytes; special tokens count as one.
    sizes = torch.tensor([1, 1, 1, 1, 2, 3, 4])
    total = entropies.sum() / torch.log(torch.tensor(2.0, dtype=torch.float64))
    return {
        "entropies": numbers(entropies.reshape(ROWS, STEPS).sum(1)),
        "tokens": numbers(is_token.sum(1)),
        "correct": numbers(right.sum(1)),
        "perplexity": torch.exp(mean).item(),
        "token_accuracy": (right.sum() / is_token.sum()).item(),
        "bits_per_character": (total / is_token.sum()).item(),
        "bits_per_byte": (total / (sizes[target] * is_token).sum()).item(),
    }


result = {
    "versions": {"torch": torch.__version__},
    "values": [
        value_case(wide, torch.tensor(labels), options)
        for labels in ([2, 0, 3, 1], [2, 1, 3, 1])
        for options in ({}, {"smoothing": 0.1})
    ],
    "gpt": {
        "options": {"width": WIDTH, "depth": 1, "heads": HEADS},
        "weights": {name: {"dims": list(tensor.shape), "data": numbers(tensor)} for name, tensor in weights.items()},
        "tokens": tokens.tolist(),
        "target": target.tolist(),
        **train(),
        "measures": measures(),
    },
}


def shorten(value):
    if isinstance(value, float):
        return float(f"{value:.10g}")
    if isinstance(value, list):
        return [shorten(item) for item in value]
    return {key: shorten(item) for key, item in value.items()} if isinstance(value, dict) else value


pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(shorten(result)) + "\n")
