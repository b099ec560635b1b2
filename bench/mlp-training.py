"""PyTorch's side of mlp-training.js: eager, fused Adam. Takes its settings as one JSON argument, prints one line."""

import json
import statistics
import sys
import time

import torch

settings = json.loads(sys.argv[1])
sizes, batch, block, rows = (settings[key] for key in ("sizes", "batchSize", "block", "rows"))
torch.set_num_threads(settings["threads"])
torch.manual_seed(1)
if settings["flush"]:
    torch.set_flush_denormal(True)

layers = []
for fan_in, fan_out in zip(sizes, sizes[1:]):
    layers += [torch.nn.Linear(fan_in, fan_out), torch.nn.ReLU()]
model = torch.nn.Sequential(*layers[:-1])
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
criterion = torch.nn.CrossEntropyLoss()
x_all = torch.rand(rows, sizes[0])
y_all = torch.randint(sizes[-1], (rows,))
fixed = (x_all[:batch].clone(), y_all[:batch].clone())


def run() -> float:
    indices = torch.randint(rows, (block, batch))
    start = time.perf_counter()
    for index in indices:
        x, y = fixed if settings["fixedBatch"] else (x_all[index], y_all[index])
        optimizer.zero_grad(set_to_none=True)
        criterion(model(x), y).backward()
        optimizer.step()
    return (time.perf_counter() - start) * 1000 / block


run()
times = []
end = time.perf_counter() + settings["seconds"]
while time.perf_counter() < end:
    times.append(run())
version = f"torch {torch.__version__}, Python {sys.version.split()[0]}"
print(json.dumps({"best": min(times), "median": statistics.median(times), "version": version}))
