"""NumPy's warnings point to the user's line, as they do for arrays."""

from __future__ import annotations

import subprocess
import sys
import warnings

import numpy as np
import pytest

import minigrad as mg

PROGRAM = """
import numpy as np, minigrad as mg
x, y = mg.tensor([-1.0]), mg.tensor([0.0], requires_grad=True)
mg.sqrt(x)
np.sqrt(x)
for _ in range(3): mg.log(y)
a = mg.sqrt(y).sum()
a.backward()
np.log(np.zeros(1))
"""


def test_one_for_each_line_of_the_user_s(tmp_path):
    file = tmp_path / "program.py"
    file.write_text(PROGRAM, encoding="utf-8")
    run = subprocess.run([sys.executable, file], capture_output=True, text=True, check=True)
    told = [line for line in run.stderr.splitlines() if "RuntimeWarning" in line]
    assert [line.removeprefix(f"{file}:").partition(":")[0] for line in told] == list("45689")
    assert "mg.sqrt(x)" in run.stderr
    assert "minigrad" not in run.stderr


def line_of(operation):
    """Where a warning of the operation is caught."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        operation()
    (warning,) = caught
    return warning.filename, warning.lineno


def test_where_they_are_caught_too():
    x = mg.tensor([-1.0, 0.0])
    for operation in (lambda: mg.sqrt(x), lambda: 1.0 / x, lambda: x.sum() / 0.0):
        assert line_of(operation) == (__file__, operation.__code__.co_firstlineno)


def test_filters_of_the_user_s_module_decide():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.filterwarnings("ignore", module=__name__.replace(".", r"\."))
        mg.sqrt(mg.tensor([-1.0]))
    assert caught == []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(RuntimeWarning, match="invalid value encountered in sqrt"):
            mg.sqrt(mg.tensor([-1.0]))
    with np.errstate(all="ignore"):
        mg.sqrt(mg.tensor([-1.0]))


def test_warnings_of_others_are_left_alone():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.warn("mine", UserWarning, stacklevel=1)
        np.sqrt(np.array([-1.0]))
    assert [warning.filename for warning in caught] == [__file__, __file__]
    assert caught[0].lineno == caught[1].lineno - 1
