"""PyTorch's side of cnn-training.js: eager, fused Adam. Takes its settings as one JSON argument, prints one line."""

import json
import statistics
import sys
import time

import torch
from torch import nn

settings = json.loads(sys.argv[1])
batch, block, rows = (settings[key] for key in ("batchSize", "block", "rows"))
torch.set_num_threads(settings["threads"])
torch.set_flush_denormal(True)  # as ours
torch.manual_seed(1)


class Residual(nn.Module):
    def __init__(self, *layers):
        super().__init__()
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return x + self.layers(x)


def conv(channels, **options):
    return nn.Conv2d(64, channels, bias=False, **options)


top = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, settings["classes"])]
layers = {
    "cnn": lambda: [
        *[nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()],
        *[nn.Linear(9216, 128), nn.ReLU(), nn.Linear(128, settings["classes"])],
    ],
    "resnet": lambda: [
        nn.BatchNorm2d(64),
        Residual(
            *[conv(64, kernel_size=3, padding=1), nn.BatchNorm2d(64), nn.ReLU()],
            *[conv(64, kernel_size=3, padding=1), nn.BatchNorm2d(64)],
        ),
        *[nn.ReLU(), *top],
    ],
    "mobilenet": lambda: [
        nn.BatchNorm2d(64),
        *[conv(64, kernel_size=3, padding=1, groups=64), nn.BatchNorm2d(64), nn.ReLU()],
        *[conv(64, kernel_size=1), nn.BatchNorm2d(64), nn.ReLU()],
        *top,
    ],
}
model = nn.Sequential(*layers[settings["name"]]())
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
criterion = nn.CrossEntropyLoss()
x_all = torch.rand(rows, *settings["shape"])
y_all = torch.randint(settings["classes"], (rows,))


now = time.process_time if settings["cpu"] else time.perf_counter


def run() -> float:
    indices = torch.randint(rows, (block, batch))
    start = now()
    for index in indices:
        optimizer.zero_grad(set_to_none=True)
        criterion(model(x_all[index]), y_all[index]).backward()
        optimizer.step()
    return (now() - start) * 1000 / block


run()
times = []
end = time.perf_counter() + settings["seconds"]
while time.perf_counter() < end:
    times.append(run())
version = f"torch {torch.__version__}, Python {sys.version.split()[0]}"
print(json.dumps({"best": min(times), "median": statistics.median(times), "version": version}))
