"""Plugin for pytest: ``--grad-report``, and the fixture ``no_leaks``."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Generator, Iterable
from typing import Any

import pytest

from minigrad.core import mode
from minigrad.core.node import Node
from minigrad.ops import registry
from minigrad.testing.checker import CHECKED

_KEY = "minigrad_grad_report"
_SHOWN = 5  # lines of each kind of leak
_Row = tuple[int, float, int]  # checks, worst relative error, highest order


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the option."""
    parser.getgroup("minigrad").addoption(
        "--grad-report",
        action="store_true",
        help="print which operations check_grads checked, how often, and the worst error",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the report, if the report is asked for."""
    if config.getoption("--grad-report"):
        config.pluginmanager.register(GradReport(config), _KEY)


class GradReport:
    """Table of what `check_grads` found right, by operation."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.rows: dict[str, _Row] = {}

    def __call__(self, op_names: Iterable[str], worst_error: float, orders: Any) -> None:
        """Note a check that passed; `check_grads` calls this."""
        order = orders if isinstance(orders, int) else max(orders, default=0)
        self.add((name, (1, worst_error, order)) for name in set(op_names))

    def add(self, rows: Iterable[tuple[str, _Row]]) -> None:
        """Add rows to those of the same operations."""
        for name, (count, worst, order) in rows:
            n, w, o = self.rows.get(name, (0, 0.0, 0))
            self.rows[name] = (n + count, max(w, worst), max(o, order))

    def pytest_sessionstart(self) -> None:
        """Listen to the checker."""
        CHECKED.append(self)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        """Stop listening; a worker of pytest-xdist hands its rows over."""
        if self in CHECKED:
            CHECKED.remove(self)
        output = getattr(self.config, "workeroutput", None)
        if output is not None:
            output[_KEY] = [(name, list(row)) for name, row in self.rows.items()]

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Add the rows of a worker of pytest-xdist."""
        self.add(getattr(node, "workeroutput", {}).get(_KEY, ()))

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Print the table."""
        terminalreporter.section("gradients checked")
        for line in self.table():
            terminalreporter.write_line(line)

    def table(self) -> list[str]:
        """Lines for operations, the worst last, and one for the registered ones left out."""
        lines = [f"{'operation':<20} {'checks':>7}  {'order':>5}  worst relative error"]
        for name, (count, worst, order) in sorted(self.rows.items(), key=lambda row: row[1][1]):
            lines.append(f"{name:<20} {count:>7}  {order:>5}  {worst:.1e}")
        differentiable = {name for name, op in registry.items() if op.differentiable}
        missing = sorted(differentiable - self.rows.keys())
        lines.append(
            f"{len(differentiable) - len(missing)} of {len(differentiable)} registered operations "
            "with a derivative were checked"
        )
        if missing and self.rows:
            lines.append(f"not checked: {', '.join(missing)}")
        return lines


@pytest.fixture
def no_leaks() -> None:
    """Fail the test if it leaves the grad mode changed, warnings, or recorded graphs behind.

    For a whole module, write ``pytestmark = pytest.mark.usefixtures("no_leaks")``.
    """


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Watch the test itself, without its fixtures, if it asks for `no_leaks`."""
    if "no_leaks" not in getattr(item, "fixturenames", ()):
        return (yield)
    watch = _Watch()
    try:
        result = yield
        leaks = watch.leaks()
    finally:
        watch.restore()
    if leaks:
        pytest.fail(f"{item.name} leaks:\n" + "\n".join(leaks), pytrace=False)
    return result


class _Watch:
    """State before a test, to be compared with the state after it."""

    def __init__(self) -> None:
        self.catcher = warnings.catch_warnings(record=True)
        self.warned: Any = self.catcher.__enter__()
        self.filters = list(warnings.filters)
        self.grad_mode = mode.current_mode()
        self.last_number = Node(None).number

    def leaks(self) -> list[str]:
        """Lines, one for everything that was left behind."""
        found = []
        if mode.current_mode() is not self.grad_mode:
            state = "on" if mode.is_grad_enabled() else "off"
            found.append(f"- the grad mode, which is not what it was: recording is {state} now")
        if list(warnings.filters) != self.filters:
            found.append("- the warning filters, which are not what they were")
        found += _short([f"- {w.category.__name__}: {w.message}" for w in self.warned], "warning")
        nodes = [f"- a recorded {node.op.name}, alive" for node in self._new_graphs()]
        return found + _short(nodes, "recorded node")

    def _new_graphs(self) -> list[Any]:
        """Recorded nodes that are alive though the test is over, newest last.

        Nodes are numbered as they are made, so those of the test are known by their numbers.
        """
        gc.collect()
        alive = [
            x
            for x in gc.get_objects()
            if type(x) is Node and x.op is not None and x.number > self.last_number
        ]
        return sorted(alive, key=lambda node: node.number)

    def restore(self) -> None:
        """Undo changes, so that the tests that follow do not see them."""
        mode._mode.set(self.grad_mode)
        self.catcher.__exit__(None, None, None)


def _short(lines: list[str], what: str) -> list[str]:
    more = len(lines) - _SHOWN
    return lines if more <= 0 else [*lines[:_SHOWN], f"- and {more} more {what}s"]
