"""Convolution on digits.

Eight filters of 3 × 3, learnt in three passes over 8 × 8 pixels, and what the first layer makes of
a digit.
"""

import matplotlib.pyplot as plt
import numpy as np

from minigrad import data, nn, optim, train

(x, t), test = ((data.min_max(images)[:, None], labels) for images, labels in data.digits())
net = nn.Sequential(
    nn.Conv2d(1, 8, 3, padding=1, rng=0),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(128, 10, rng=0),
)
opt = optim.Adam(net.parameters(), lr=0.01)
train.fit(net, nn.CrossEntropy(), opt, (x, t), test, epochs=3, batch_size=50, progress=False)

digit = test[0][0]
maps = net[0](digit[None])[0].numpy()
figure, axes = plt.subplots(2, 9, figsize=(9, 2.2), layout="constrained")
axes[0, 0].imshow(digit[0], cmap="gray_r")
for column, (kernel, image) in enumerate(zip(net[0].weight.numpy()[:, 0], maps, strict=True), 1):
    axes[0, column].imshow(kernel, cmap="RdBu_r", vmin=-1, vmax=1)
    axes[1, column].imshow(np.maximum(image, 0), cmap="gray_r")
for one in axes.flat:
    one.axis("off")
figure.savefig("convolution.png")
