"""Softmax and cross entropy: y - t.

The gradient by the logits is what comes out minus what should: the true class is pulled up by what
it lacks, the others are pushed down by what they have.
"""

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg
from minigrad import nn

logits = mg.tensor([1.0, 3.0, 0.5, 2.0], requires_grad=True)
nn.CrossEntropy()(logits, 3).backward()

figure, axes = plt.subplots(figsize=(6, 3.6), layout="constrained")
classes = np.arange(4)
axes.bar(classes - 0.2, mg.softmax(logits.detach()).numpy(), 0.4, label="softmax y")
axes.bar(classes + 0.2, logits.grad.numpy(), 0.4, label="gradient y - t")
axes.axhline(0, color="black", lw=0.8)
axes.set(xticks=classes, xticklabels=["class 0", "class 1", "class 2", "class 3 (true)"])
axes.legend()
figure.savefig("cross_entropy.png")
