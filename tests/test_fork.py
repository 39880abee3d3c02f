"""A process that forks while another thread goes backward: the child does not hang."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

CHILDREN = """
import os, signal, threading
import minigrad as mg

shared = mg.tensor([1.0] * 1000, requires_grad=True)
done = threading.Event()

def backward():
    while not done.is_set():
        (shared * 2.0).sum().backward()

thread = threading.Thread(target=backward)
thread.start()
ended = 0
for _ in range(20):
    child = os.fork()
    if child == 0:
        signal.alarm(20)  # a child that hangs is killed, and counted as such
        w = mg.tensor(3.0, requires_grad=True)
        (w * w).backward()
        os._exit(0 if w.grad.item() == 6.0 else 1)
    ended += os.waitpid(child, 0)[1] == 0
done.set()
thread.join()
print(ended)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes do not fork here")
def test_a_child_goes_backward_whatever_other_threads_were_doing():
    command = [sys.executable, "-W", "ignore", "-c", CHILDREN]
    result = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    assert result.stdout == "20\n"
