"""The grad mode: private, re-entrant, restored."""

from __future__ import annotations

import asyncio
import contextvars
import threading

import pytest

import minigrad as mg
from minigrad.core.mode import RecordEverything
from minigrad.core.observers import Observing


def records():
    return (mg.tensor(1.0, requires_grad=True) * 2.0).requires_grad


def test_no_grad_and_enable_grad_nest():
    with mg.no_grad():
        assert not records()
        with mg.enable_grad():
            assert records()
        assert not records()
    assert records()


def test_as_a_decorator():
    @mg.no_grad()
    def f(x):
        """Doc."""
        return x * 2.0

    assert not f(mg.tensor(1.0, requires_grad=True)).requires_grad
    assert f.__doc__ == "Doc."


def test_threads_have_a_mode_of_their_own():
    seen = []
    with mg.no_grad():
        thread = threading.Thread(target=lambda: seen.append(mg.is_grad_enabled()))
        thread.start()
        thread.join()
    assert seen == [True]


def test_tasks_have_a_mode_of_their_own():
    seen = {}

    async def task(name, mode):
        with mode:
            await asyncio.sleep(0)
            seen[name] = mg.is_grad_enabled()
            await asyncio.sleep(0)

    async def main():
        await asyncio.gather(task("off", mg.no_grad()), task("on", mg.enable_grad()))
        assert mg.is_grad_enabled()

    asyncio.run(main())
    assert seen == {"off": False, "on": True}


def test_coroutines_are_decorated_and_generators_refused():
    @mg.no_grad()
    async def f():
        await asyncio.sleep(0)
        return records()

    assert asyncio.run(f()) is False
    with pytest.raises(TypeError, match="with statement"):

        @mg.no_grad()
        def g():
            yield 1


def test_a_generator_closed_elsewhere_leaves_the_mode_usable():
    def g():
        with mg.no_grad():
            yield

    generator = g()
    contextvars.copy_context().run(next, generator)
    seen = []

    def work():
        generator.close()
        seen.append(records())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [True]


def test_watching_changes_nothing_of_what_is_recorded():
    seen = []
    with Observing(lambda node, op, *_: seen.append(op.name)):
        assert records()
        assert mg.is_grad_enabled()
        assert (mg.tensor(1.0) * 2.0).is_leaf
        with mg.no_grad():
            assert not records()
        with RecordEverything():
            assert not (mg.tensor(1.0) * 2.0).is_leaf
    with mg.no_grad(), Observing(lambda *_: None):
        assert not records()
        assert not mg.is_grad_enabled()
    with RecordEverything(), Observing(lambda *_: None):
        assert not (mg.tensor(1.0) * 2.0).is_leaf
    assert seen == ["multiply"] * 4
