"""The same 400 steps in PyTorch, from the start that steps.js --dump wrote.

python pytorch.py start.json pytorch.json
"""

import json
import sys

import torch

start = json.load(open(sys.argv[1]))
x = torch.tensor(start["x"]).reshape(-1, 3)
y = torch.tensor(start["y"]).reshape(-1, 1)
weights = {item["name"]: torch.tensor(item["values"]).reshape(item["dims"]) for item in start["weights"]}

model = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.ReLU(), torch.nn.Linear(2, 1))
with torch.no_grad():
    for layer, name in ((model[0], "dense_0"), (model[2], "dense_1")):
        layer.weight.copy_(weights[f"{name}.weight"].T)
        layer.bias.copy_(weights[f"{name}.bias"])

optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
losses = []
for rows in start["batches"]:
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(model(x[rows]), y[rows])
    loss.backward()
    optimizer.step()
    losses.append(loss.item())

with torch.no_grad():
    final = torch.nn.functional.mse_loss(model(x), y).item()
result = {
    "versions": {"torch": torch.__version__},
    "finalLoss": final,
    "targetVariance": y.double().var(unbiased=False).item(),
    "losses": losses,
}
json.dump(result, open(sys.argv[2], "w"))
