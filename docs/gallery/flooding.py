"""Flooding.

``|E - b| + b`` puts a floor under the loss. Training goes down to the flood level and stays there,
where plain training goes on towards zero.
"""

import numpy as np

import minigrad as mg
from minigrad import data, nn, optim, plot, train

sets = [(data.min_max(images), labels) for images, labels in data.digits(flatten=True)]
histories = {}
for label, loss in {
    "plain": nn.CrossEntropy(),
    "flooding at 0.2": nn.Flooding(nn.CrossEntropy(), b=0.2),
}.items():
    net = nn.MLP([64, 50, 10], activation=mg.h_swish, rng=0)
    opt = optim.SGD(net.parameters(), lr=0.5)
    rng = np.random.default_rng(0)
    histories[label] = train.fit(
        net, loss, opt, *sets, epochs=12, batch_size=50, rng=rng, progress=False
    )
plot.history(histories).save("flooding.png")
