"""What minigrad needs of Python is there in a browser: no processes, no threads, no signals."""

from __future__ import annotations

import subprocess
import sys

# What Pyodide's Python is without (its page "Pyodide Python compatibility"), and what fails there.
BROWSER = """
import importlib.abc, os, random, signal, subprocess, sys, threading

class Missing(importlib.abc.MetaPathFinder):
    names = {
        "_multiprocessing", "_posixshmem", "curses", "dbm", "ensurepip", "fcntl", "grp",
        "multiprocessing.connection", "pwd", "pygraphviz", "resource", "syslog", "termios",
        "tkinter", "venv",
    }

    def find_spec(self, name, path=None, target=None):
        if name in self.names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

def refuse(*_, **__):
    raise OSError(138, "Not supported")

def refuse_thread(*_):
    raise RuntimeError("can't start new thread")

for name in Missing.names & set(sys.modules):
    del sys.modules[name]
sys.meta_path.insert(0, Missing())
threading.Thread.start = refuse_thread
subprocess.Popen.__init__ = os.fork = signal.signal = signal.setitimer = refuse
vars(os).pop("register_at_fork", None)
os.environ["PATH"] = ""
"""

PROGRAM = """
import numpy as np
import minigrad as mg
from minigrad import nn, optim, train
from minigrad.draw import layout

layout.given = lambda source, output: (b"<svg width='1pt' height='1pt'></svg>", [])
x = mg.tensor([[1.0, 0.5]], requires_grad=True, name="x")
(np.tanh(x) ** 2).sum().draw("y.svg", show="gradients")
net = nn.MLP([2, 3, 1])
f = mg.compile(lambda x: (net(x) ** 2).sum())
assert f(x.numpy()) == f(x.numpy())
opt = optim.SGD(net.parameters(), lr=0.1)
examples = np.ones((4, 2)), np.ones((4, 1))
train.fit(net, nn.MSE(), opt, examples, epochs=2, batch_size=2, accuracy=None, checkpoint="run.npz")
print("ran")
"""


def test_minigrad_runs_on_what_a_browser_s_python_has(tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", BROWSER + PROGRAM],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert run.stdout.endswith("ran\n"), run.stderr
    assert (tmp_path / "y.svg").exists()
