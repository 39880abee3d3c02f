"""`check_grads`: a gradient beside numerical derivatives, and its invariants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from minigrad.core.node import topological_order
from minigrad.nn import Module
from minigrad.support.pytree import leaves
from minigrad.tensors.handle import Tensor
from minigrad.testing.adapters import Adapter, Minigrad, with_parameters
from minigrad.testing.comparison import compare
from minigrad.testing.flattened import Flattened
from minigrad.testing.invariants import check_invariants, random_like
from minigrad.testing.localize import localize
from minigrad.testing.measurement import Measurement
from minigrad.testing.parts import by_parts
from minigrad.testing.report import GradientError, KinkError, Report, is_told, paragraphs

__tracebackhide__ = is_told  # pytest asks it
CHECKED: list[Callable[[tuple[str, ...], float, tuple[int, ...]], None]] = []
"""Called after every check that passed, with operations, worst error and orders."""


def check_grads(
    f: Any,
    *args: Any,
    order: int = 2,
    rtol: float | None = None,
    elements: int = 32,
    kinks: Literal["error", "skip"] = "error",
    seed: int = 0,
) -> Report:
    r"""Check the gradient of a function, or raise an error that shows what is wrong with it.

    For random cotangents :math:`\bar y`, the gradient :math:`\bar y^T J` is compared with the
    numerical derivative of :math:`f` by every element of every input. The complex step gives the
    derivative where ``f`` is found to be analytic, extrapolated central differences give it
    elsewhere, each with an estimate of its own error. The second order is the first order of the
    gradient, as a function of the inputs and the cotangent.

    A gradient must also have its input's shape and dtype, share memory with nothing, change
    nothing, come out the same twice, be zero for a cotangent of zero, and linear in it.

    Parameters
    ----------
    f : callable
        A function of Tensors, a `minigrad.Op`, a `minigrad.nn.Module` (its parameters are checked
        like inputs), or another library's function in one of `minigrad.testing.adapters`. It
        returns a Tensor, or a nest of them.
    *args
        Arrays, Tensors, floats, or nests of dict, list and tuple of them. What is not
        floating-point is handed on as it is. float64 is checked most sharply. A complex array
        is checked as two real ones, its parts; so is a complex result.
    order : int
        The highest order of derivative. A gradient written by hand has the first only.
    rtol : float, optional
        The relative difference that is allowed besides estimated errors, where derivatives are
        not tiny beside the function itself. By default about 7e-11 in float64, 5e-5 in float32.
    elements : int
        Inputs up to this size are checked element by element; larger ones along random
        directions, and at some random elements.
    kinks : {"error", "skip"}
        What to do where derivatives from the left and from the right differ.
    seed : int
        Of the cotangents and directions.

    Returns
    -------
    Report

    Raises
    ------
    GradientError
        An AssertionError; ``error.drawing`` shows the smallest graph that fails.
    KinkError
        Where there is no derivative, or none that can be told.
    TypeError
        If there is nothing to check.

    Examples
    --------
    >>> from minigrad.testing import check_grads
    >>> print(check_grads(mg.tanh, np.array([0.5, -1.0])).orders)
    (1, 2)
    >>> wrong = mg.Op("cube", lambda x: x**3, lambda g, y, x: g * 3 * x)
    >>> check_grads(wrong, np.array([0.5, 2.0]))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    minigrad.testing.report.GradientError: cube: the gradient by args[0] is wrong at args[0][0]
    ...
    """
    if order < 1:
        raise ValueError(f"order is at least 1, not {order}")
    if kinks not in ("error", "skip"):
        raise ValueError(f'kinks is "error" or "skip", not {kinks!r}')
    if isinstance(f, Module):
        f, parameters = with_parameters(f)
        args = (parameters, *args)
    adapter: Adapter = f if isinstance(f, Adapter) else Minigrad(f)
    settings = _Settings(rtol, elements, kinks == "skip", seed)
    with np.errstate(all="ignore"):
        if isinstance(adapter, Minigrad):
            adapter, args = by_parts(adapter, args)
        report = Report(adapter.name)
        try:
            settings.check(adapter, args, order, report)
            report.operations = _operations(adapter, args)
        except GradientError as error:
            if isinstance(adapter, Minigrad):
                found = localize(adapter, args, settings.find_error)
                message = paragraphs(str(error), *found.lines)
                raise GradientError(message, found.node) from error.__cause__
            raise GradientError(paragraphs(str(error))) from error.__cause__
    for listener in CHECKED:
        listener(report.operations, report.worst, report.orders)
    return report


@dataclass(frozen=True)
class _Settings:
    rtol: float | None
    elements: int
    skip_kinks: bool
    seed: int

    def check(
        self,
        adapter: Adapter,
        args: tuple[Any, ...],
        order: int,
        report: Report,
        inherited_noise: Any = None,
    ) -> None:
        """Check one order, then the next one as the first order of the gradient."""
        rng = np.random.default_rng(self.seed)
        function = Flattened(adapter, args)
        _check_outputs(function)
        pairs = check_invariants(function, rng)
        if inherited_noise is None:
            inherited_noise = np.zeros(sum(y.size for y in function.outputs))
        measured = Measurement(
            function, pairs, self.rtol, self.elements, self.skip_kinks, inherited_noise
        )
        compare(measured, rng, report)
        report.orders = (*report.orders, len(report.orders) + 1)
        report.evaluations += function.evaluations
        if order > 1:
            gradient = adapter.gradient()
            if gradient is not None:
                cotangents = [random_like(y, rng) for y in function.outputs]
                arguments = function.gradient_arguments(cotangents)
                noise = measured.noise_of_gradient(cotangents)
                self.check(gradient, arguments, order - 1, report, noise)

    def find_error(
        self, adapter: Adapter, args: tuple[Any, ...], order: int
    ) -> GradientError | None:
        """The error of a function, if one can be proved."""
        try:
            self.check(adapter, args, order, Report(""))
        except GradientError as error:
            return error
        except (KinkError, TypeError, ValueError):
            return None
        return None


def _check_outputs(function: Flattened) -> None:
    name = function.name
    if not function.outputs:
        raise TypeError(f"{name}: nothing that came out is floating-point, so it has no gradient")
    for k, y in enumerate(function.outputs):
        if not np.isfinite(y).all():
            raise KinkError(
                f"{name}: output {k} is not finite here, so there is no derivative to compare "
                "with; check it at another point"
            )


def _operations(adapter: Adapter, args: tuple[Any, ...]) -> tuple[str, ...]:
    if not isinstance(adapter, Minigrad):
        return (adapter.name,)

    def names() -> Iterator[str]:
        _, result = adapter.record(*Flattened.constants(args))
        for y in leaves(result):
            if isinstance(y, Tensor):
                for node in topological_order(y.node):
                    if node.op is not None and node.op.differentiable:
                        yield node.op.name

    return tuple(dict.fromkeys(names()))
