"""PyTorch's side of sequence-training.js: eager, fused Adam. Takes its settings as one JSON argument, prints one line."""

import json
import statistics
import sys
import time

import torch
import torch.nn.functional as F

settings = json.loads(sys.argv[1])
kind, batch, block, rows, steps = (settings[key] for key in ("kind", "batchSize", "block", "rows", "steps"))
clock = time.process_time if settings["cpu"] else time.perf_counter
torch.set_num_threads(settings["threads"])
torch.manual_seed(1)


class Recurrent(torch.nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.layer = layer(settings["features"], settings["units"], batch_first=True)
        self.head = torch.nn.Linear(settings["units"], settings["classes"])

    def forward(self, x):
        return self.head(self.layer(x)[0][:, -1])


class Block(torch.nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm_1, self.norm_2 = torch.nn.LayerNorm(width), torch.nn.LayerNorm(width)
        self.qkv, self.out = torch.nn.Linear(width, 3 * width), torch.nn.Linear(width, width)
        self.up, self.down = torch.nn.Linear(width, 4 * width), torch.nn.Linear(4 * width, width)

    def forward(self, x):
        b, t, w = x.shape
        q, k, v = (
            part.view(b, t, self.heads, w // self.heads).transpose(1, 2)
            for part in self.qkv(self.norm_1(x)).split(w, 2)
        )
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(y.transpose(1, 2).reshape(b, t, w))
        return x + self.down(F.gelu(self.up(self.norm_2(x)), approximate="tanh"))


class Gpt(torch.nn.Module):
    def __init__(self):
        super().__init__()
        width = settings["width"]
        self.tokens = torch.nn.Embedding(settings["vocabulary"], width)
        self.position = torch.nn.Parameter(0.02 * torch.randn(steps, width))
        self.blocks = torch.nn.Sequential(*(Block(width, settings["heads"]) for _ in range(settings["depth"])))
        self.norm = torch.nn.LayerNorm(width)
        self.head = torch.nn.Linear(width, settings["vocabulary"])

    def forward(self, ids):
        return self.head(self.norm(self.blocks(self.tokens(ids) + self.position))).flatten(0, 1)


if kind == "gpt":
    model = Gpt()
    x_all = torch.randint(settings["vocabulary"], (rows, steps))
    y_all = torch.randint(settings["vocabulary"], (rows, steps))
else:
    model = Recurrent({"gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[kind])
    x_all = torch.rand(rows, steps, settings["features"])
    y_all = torch.randint(settings["classes"], (rows,))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
criterion = torch.nn.CrossEntropyLoss()


def run() -> float:
    indices = torch.randint(rows, (block, batch))
    start = clock()
    for index in indices:
        optimizer.zero_grad(set_to_none=True)
        criterion(model(x_all[index]), y_all[index].flatten()).backward()
        optimizer.step()
    return (clock() - start) * 1000 / block


run()
times = []
end = time.perf_counter() + settings["seconds"]
while time.perf_counter() < end:
    times.append(run())
version = f"torch {torch.__version__}, Python {sys.version.split()[0]}"
parameters = sum(parameter.numel() for parameter in model.parameters())
print(json.dumps({"best": min(times), "median": statistics.median(times), "version": version, "parameters": parameters}))
