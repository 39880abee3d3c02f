"""An error inside a network is short, and says which layer and whose line it was."""

from __future__ import annotations

import runpy
import sys
import traceback

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn

shortens = pytest.mark.skipif(
    sys.version_info < (3, 11), reason="Python 3.10 puts the frames of an error back"
)


class Own(nn.Module):
    def __init__(self, body):
        self.body = body

    def forward(self, x):
        return self.body(x)


def failure(net, *inputs):
    with pytest.raises(Exception) as caught:
        net(*inputs)  # the line
    return caught.value


def shown(error):
    return "".join(traceback.format_exception(error)).splitlines()


@shortens
def test_a_wrong_width_is_told_in_ten_lines(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "import numpy as np\nfrom minigrad import nn\n"
        "net = nn.MLP([784, 100, 50, 10])\nnet(np.ones((2, 5)))\n"
    )
    with pytest.raises(ValueError, match="matmul") as caught:
        runpy.run_path(str(script))
    error = caught.value
    while error.__traceback__.tb_frame.f_code.co_filename != str(script):
        error.__traceback__ = error.__traceback__.tb_next
    lines = shown(error)
    assert len(lines) <= 10
    assert "matmul(float64[2, 5], float64[784, 100])" in lines[-3]
    assert "layers.0 · Linear(784, 100) of MLP" in lines[-2]
    assert lines[-1].endswith("script.py:4  net(np.ones((2, 5)))")


def test_the_layer_has_its_path_from_the_outermost_module():
    net = Own(nn.Sequential(a=nn.Linear(4, 3), act=nn.ReLU(), b=nn.Residual(nn.Linear(5, 5))))
    error = failure(net, np.ones((2, 4)))
    *_, layer, line = str(error).splitlines()
    assert layer == "  in body.b.layer · Linear(5, 5) of Own"
    assert line.endswith("return self.body(x)")  # the innermost line of the user


@shortens
def test_frames_of_minigrad_do_not_show_and_those_of_the_user_do():
    lines = shown(failure(Own(nn.MLP([3, 2])), np.ones((2, 4))))
    files = [line for line in lines if line.startswith("  File")]
    assert len(files) == 2
    assert all("test_failure.py" in line for line in files)
    assert len(lines) <= 10
    assert not any("direct cause" in line for line in lines)


def test_all_frames_show_on_request(monkeypatch):
    monkeypatch.setenv("MINIGRAD_TRACEBACK", "full")
    lines = shown(failure(nn.MLP([3, 2]), np.ones((2, 4))))
    assert any("handle.py" in line for line in lines)
    assert any("layers.0 · Linear(3, 2) of MLP" in line for line in lines)


def test_a_layer_alone_is_named_once():
    error = failure(nn.BatchNorm(3), np.ones((2, 4)))
    assert str(error) == (
        "BatchNorm: axis -1 of the input must have length 3, and its shape is (2, 4)"
    )
    assert "in Linear(3, 2)" in str(failure(nn.Linear(3, 2), np.ones((2, 4))))
    assert "layers.0 · BatchNorm(3)" in str(
        failure(nn.Sequential(nn.BatchNorm(3)), np.ones((2, 4)))
    )


@shortens
def test_a_message_of_the_user_stays_as_it_is():
    class Picky(nn.Module):
        def forward(self, x):
            raise ValueError("not today")

    error = failure(nn.Sequential(nn.Identity(), Picky()), 1.0)
    assert str(error) == "not today"
    assert len(shown(error)) <= 8


def test_what_is_no_text_is_left_alone():
    class Missing(nn.Module):
        def forward(self, x):
            return {}[x]

    error = failure(nn.Sequential(Missing()), "key")
    assert (type(error), error.args) == (KeyError, ("key",))


def test_an_error_of_an_axis_keeps_its_type():
    error = failure(nn.Sequential(nn.Softmax(axis=5)), np.ones(2))
    assert isinstance(error, np.exceptions.AxisError)


def test_an_error_is_told_of_every_time_it_is_raised():
    net = nn.MLP([3, 2])
    first, second = (str(failure(net, np.ones((1, 4)))) for _ in range(2))
    assert first == second


def test_a_lost_operation_names_its_shapes_without_numpys_own_words():
    x = mg.tensor(np.ones((2, 5)))
    with pytest.raises(
        ValueError, match=r"matmul\(float64\[2, 5\], float64\[3, 4\]\): the last"
    ) as e:
        x @ mg.tensor(np.ones((3, 4)))
    assert "gufunc" not in str(e.value)
    assert e.value.__cause__ is None


def test_compiled_programs_fail_in_the_same_words():
    net = nn.MLP([3, 2])
    compiled = mg.compile(net)
    with pytest.raises(ValueError, match=r"layers.0 · Linear\(3, 2\) of MLP"):
        compiled(np.ones((2, 4)))
