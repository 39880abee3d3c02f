"""A model as layers.

A module that holds others is a frame; one that holds none is a box with its shapes and the number
of its parameters. Nothing is declared twice: the drawing is made of one run.
"""

import numpy as np

from minigrad import nn

net = nn.Sequential(
    nn.Conv2d(1, 8, 3),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Sequential(nn.Linear(72, 32), nn.HSwish(), nn.Linear(32, 10)),
)
net.draw(np.zeros((16, 1, 8, 8)), file="layers.svg")
