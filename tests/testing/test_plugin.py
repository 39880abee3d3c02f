"""The pytest plugin: the report of checked gradients, and the fixture that finds leaks."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

import pytest

from minigrad.testing import plugin

pytest_plugins = ["pytester"]
PLUGIN = plugin.__name__


@pytest.fixture
def run(pytester, monkeypatch):
    """Run a file of tests in a pytest of its own."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def run(test, *options):
        pytester.makepyfile(test)
        return pytester.runpytest_inprocess("-p", PLUGIN, "-W", "default", *options)

    return run


@pytest.mark.parametrize(
    ("line", "hidden"),
    [
        ("check_grads(wrong, mg.tensor([2.0]))", True),
        ("check_grads(mg.relu, mg.tensor([0.0]))", True),
        ("check_op(wrong)", True),
        ("check_grads(lambda x: x.nothing, mg.tensor([2.0]))", False),
    ],
    ids=["gradient", "kink", "operation", "an error of another kind"],
)
def test_what_a_check_finds_is_shown_without_frames_of_the_checker(run, line, hidden):
    result = run(
        f"""
        import minigrad as mg
        from minigrad.testing import check_grads, check_op

        wrong = mg.Op("wrong", lambda x: x * x, lambda g, y, x: g * x, domain=mg.Domain())

        def test():
            {line}
        """
    )
    result.assert_outcomes(failed=1)
    assert any(text.startswith(">") and text.endswith(line) for text in result.stdout.lines)
    frames = [text for text in result.stdout.lines if re.search(r"testing.\w+\.py:\d+:", text)]
    assert (frames == []) == hidden


def leaky(body, fixture="no_leaks"):
    return f"""
import warnings
import numpy as np
import pytest
import minigrad as mg

kept = []

def test_it({fixture}):
    x = mg.tensor([1.0, 2.0], requires_grad=True)
{body}
"""


CLEAN = """
    y = (x * mg.sin(x)).sum()
    y.backward(create_graph=True)
    with mg.no_grad():
        x -= 0.1 * x.grad.detach()
    y.backward()
    kept.append(x.detach())
"""
LEAKS = {
    "grad mode": ("    mg.no_grad().__enter__()", "the grad mode*recording is off"),
    "graph": ("    kept.append(x * 2.0)", "a recorded multiply, alive"),
    "gradient": (
        "    (x * x).sum().backward(create_graph=True)\n    kept.append(x)",
        "a recorded add, alive",
    ),
    "warning": ("    warnings.warn('careful')", "UserWarning: careful"),
    "filters": ("    warnings.simplefilter('ignore')", "the warning filters"),
}


def test_a_test_without_leaks_passes(run):
    run(leaky(CLEAN)).assert_outcomes(passed=1)


@pytest.mark.parametrize(("body", "message"), LEAKS.values(), ids=LEAKS)
def test_a_leak_fails_the_test_and_is_named(run, body, message):
    result = run(leaky(body))
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*test_it leaks:*", f"*{message}*"])


@pytest.mark.parametrize(("body", "message"), LEAKS.values(), ids=LEAKS)
def test_a_test_that_does_not_ask_is_not_watched(run, body, message):
    run(leaky(body, "tmp_path")).assert_outcomes(passed=1)
    import minigrad.core.mode

    minigrad.core.mode._mode.set(
        minigrad.core.mode._mode.get()[1] or minigrad.core.mode._mode.get()
    )


def test_many_leaks_are_counted(run):
    result = run(leaky("    for _ in range(9):\n        x = x * x\n    kept.append(x)"))
    result.stdout.fnmatch_lines(["*and 4 more recorded nodes*"])


def test_a_cycle_is_no_leak(run):
    body = "    cycle = [x * x]\n    cycle.append(cycle)"
    run(leaky(body)).assert_outcomes(passed=1)


def test_a_leaked_grad_mode_does_not_reach_the_next_test(run):
    after = "\n\ndef test_after():\n    assert mg.is_grad_enabled()\n"
    run(leaky(LEAKS["grad mode"][0]) + after).assert_outcomes(failed=1, passed=1)


def test_a_failure_is_reported_as_itself(run):
    result = run(leaky("    kept.append(x * x)\n    assert 1 == 2"))
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*assert 1 == 2*"])
    result.stdout.no_fnmatch_line("*leaks:*")


def test_a_whole_module_and_hypothesis_may_be_watched(run):
    pytest.importorskip("hypothesis")
    result = run(
        """
        import pytest
        import minigrad as mg
        from hypothesis import given, settings
        from minigrad.testing import tensors

        pytestmark = pytest.mark.usefixtures("no_leaks")

        @settings(max_examples=10, deadline=None, database=None)
        @given(tensors())
        def test_it(x):
            (x * x).sum().backward()
        """
    )
    result.assert_outcomes(passed=1)


def test_a_unittest_may_be_watched(run):
    result = run(
        """
        import unittest
        import pytest
        import minigrad as mg

        kept = []

        @pytest.mark.usefixtures("no_leaks")
        class TestIt(unittest.TestCase):
            def test_clean(self):
                self.assertEqual((mg.tensor(1.0, requires_grad=True) * 2.0).item(), 2.0)

            def test_leaky(self):
                kept.append(mg.tensor(1.0, requires_grad=True) * 2.0)
        """
    )
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*test_leaky leaks:*", "*a recorded multiply, alive*"])


# The report.

CHECKS = """
import numpy as np
import minigrad as mg
import pytest
from minigrad.testing import check_grads

@pytest.mark.parametrize("op", [mg.tanh, mg.sin, mg.sin])
def test_it(op):
    check_grads(op, np.array([0.5, 1.0]))
"""


def test_the_report_counts_checks_by_operation(run):
    result = run(CHECKS, "--grad-report")
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["*gradients checked*", "operation*checks*order*worst*"])
    result.stdout.re_match_lines_random([r"sin +2 +2  \d\.\de-\d\d$", r"tanh +1 +2  \d\.\de-\d\d$"])
    result.stdout.fnmatch_lines(["* of * registered operations*", "not checked: *cos*"])


def test_there_is_no_report_unless_asked_for(run):
    run(CHECKS).stdout.no_fnmatch_line("*gradients checked*")


def test_a_report_without_checks_says_so(run):
    result = run("def test_it(): pass", "--grad-report")
    result.stdout.fnmatch_lines(["0 of * registered operations*"])


def test_the_checker_is_let_go_of_after_the_run(run):
    from minigrad.testing.checker import CHECKED

    before = list(CHECKED)
    run(CHECKS, "--grad-report")
    assert before == CHECKED


def test_workers_of_xdist_hand_their_rows_over(run):
    pytest.importorskip("xdist")
    result = run(CHECKS, "--grad-report", "-p", "xdist", "-n", "1")
    result.assert_outcomes(passed=3)
    result.stdout.re_match_lines_random([r"sin +2 +2  \d\.\de-\d\d$"])


def test_the_worst_error_and_the_highest_order_are_kept():
    report = plugin.GradReport(config=None)
    report(("sin", "add", "sin"), 1e-12, (1,))
    report(("sin",), 1e-11, (1, 2))
    report(("sin",), 1e-13, ())
    assert report.rows == {"sin": (3, 1e-11, 2), "add": (1, 1e-12, 1)}
    assert [line.split()[0] for line in report.table()[1:3]] == ["add", "sin"]


def test_the_plugin_imports_minigrad_and_numpy_and_nothing_else():
    """Every run of pytest where minigrad is installed imports it."""
    code = (
        "import sys, pytest; before = set(sys.modules); import minigrad.testing.plugin; "
        "print(sorted({m.split('.')[0] for m in set(sys.modules) - before}))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    others = set(ast.literal_eval(out.stdout)) - set(sys.stdlib_module_names)
    numpy_s = {"numpy", "cython_runtime"}  # its generators of random numbers are written in Cython
    assert {name for name in others if not name.startswith("_")} <= {"minigrad", *numpy_s}
