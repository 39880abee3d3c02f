"""The gradient by the image.

A trained network's loss, differentiated by the pixels: a small step up that gradient makes the
network see another digit.
"""

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg
from minigrad import data, nn, optim, train

sets = [(data.min_max(images), labels) for images, labels in data.digits(flatten=True)]
net = nn.MLP([64, 50, 10], activation=mg.h_swish, rng=0)
opt = optim.SGD(net.parameters(), lr=0.1)
rng = np.random.default_rng(0)
train.fit(net, nn.CrossEntropy(), opt, *sets, epochs=8, batch_size=20, rng=rng, progress=False)

x, t = sets[1][0][0], sets[1][1][0]
gradient = mg.grad(lambda x: nn.CrossEntropy()(net(x), t))(x).numpy()
moved = np.clip(x + 0.25 * np.sign(gradient), 0, 1)
figure, axes = plt.subplots(1, 3, figsize=(7, 2.8), layout="constrained")
for one, image in zip(axes, (x, gradient, moved), strict=True):
    one.imshow(image.reshape(8, 8), cmap="RdBu_r" if image is gradient else "gray_r")
    one.axis("off")
axes[0].set_title(f"seen as {net(x).numpy().argmax()}")
axes[1].set_title("gradient")
axes[2].set_title(f"seen as {net(moved).numpy().argmax()}")
figure.savefig("adversarial.png")
