"""PyTorch's side of memory.js: eager, fused Adam. Takes its settings as one JSON argument, prints one line."""

import json
import resource
import sys

import torch

settings = json.loads(sys.argv[1])
sizes, batch, steps, rows = (settings[key] for key in ("sizes", "batchSize", "steps", "rows"))
torch.set_num_threads(settings["threads"])
torch.manual_seed(1)
started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
layers = []
for fan_in, fan_out in zip(sizes, sizes[1:]):
    layers += [torch.nn.Linear(fan_in, fan_out), torch.nn.ReLU()]
model = torch.nn.Sequential(*layers[:-1])
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
criterion = torch.nn.CrossEntropyLoss()
x_all = torch.rand(rows, sizes[0])
y_all = torch.randint(sizes[-1], (rows,))
for index in torch.randint(rows, (steps, batch)):
    optimizer.zero_grad(set_to_none=True)
    criterion(model(x_all[index]), y_all[index]).backward()
    optimizer.step()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"peakKiB": peak, "startedKiB": started, "version": f"torch {torch.__version__}"}))
