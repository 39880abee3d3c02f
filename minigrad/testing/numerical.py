"""Numerical gradients: one number of the input at a time, by a difference or a complex step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np

from minigrad.support.optional import import_optional
from minigrad.support.pytree import leaves, map_nest
from minigrad.tensors.creation import asarray
from minigrad.tensors.handle import Tensor
from minigrad.testing.flattened import array_of, is_floating

Method = Literal["central", "forward", "complex", "richardson"]
_COMPLEX_STEP = 1e-30  # without a difference there is no rounding error to balance


def numerical_grad(
    f: Callable[..., Any],
    *args: Any,
    method: Method = "central",
    h: float = 1e-4,
    return_evaluations: bool = False,
) -> Any:
    r"""Gradient of a function of numbers, by computing it again for every one of them.

    ====================  ==================================================  =================
    method                formula                                             evaluations of f
    ====================  ==================================================  =================
    ``"central"``         :math:`(f(x + h) - f(x - h)) / 2h`                  2 a number
    ``"forward"``         :math:`(f(x + h) - f(x)) / h`                       1 a number, and 1
    ``"complex"``         :math:`\mathrm{Im} f(x + ih) / h`, h = 1e-30        1 a number
    ``"richardson"``      :math:`(4 D_h - D_{2h}) / 3` of central ones        4 a number
    ====================  ==================================================  =================

    Parameters
    ----------
    f : callable
        Returns one number. It is called with arrays or Tensors, as the arguments are.
    *args
        Arrays, Tensors, floats, or nests of dict, list and tuple of them; what is not
        floating-point is handed on as it is.
    method : {"central", "forward", "complex", "richardson"}
        The complex step needs a function that is made of analytic operations; `check_grads`
        finds that out, this does not.
    h : float
        The step; article A1 takes 1e-4. The complex step has its own.
    return_evaluations : bool
        Whether to return how often ``f`` was computed as well. For a network of 44,400 weights
        that is 88,800: the reason why back-propagation was invented.

    Returns
    -------
    gradient
        An array of the argument's shape and dtype, or a nest of them; a tuple for several
        arguments. None stands where there is nothing to differentiate by.
    evaluations : int
        If asked for.

    Raises
    ------
    TypeError
        If ``f`` returns more than one number, and if no argument is floating-point.
    ValueError
        For an unknown method, or a step that is not positive or so small that it is rounded away;
        and if ``f`` writes into an array that it was given.

    Examples
    --------
    >>> from minigrad.testing import numerical_grad
    >>> numerical_grad(lambda x: (x * x).sum(), np.array([3.0, 4.0]))
    array([6., 8.])
    >>> numerical_grad(lambda x: (x * x).sum(), np.zeros(100), return_evaluations=True)[1]
    200
    """
    if method not in _METHODS:
        raise ValueError(f"method is one of {', '.join(_METHODS)}, not {method!r}")
    if not h > 0:
        raise ValueError(f"the step h is positive, not {h!r}")
    originals = list(leaves(args))
    if not any(map(is_floating, originals)):
        raise TypeError(
            f"there is nothing to differentiate by: {_kinds(originals)}; only floating-point "
            "numbers have a gradient, so write 3.0 instead of 3, or x.astype(float)"
        )
    number = complex if method == "complex" else float
    arrays = [_workspace(x, number) for x in originals]
    count = 0

    def value() -> Any:
        nonlocal count
        count += 1
        handed = iter(
            _like(x, a) if a is not None else x for x, a in zip(originals, arrays, strict=True)
        )
        return _one_number(f(*map_nest(lambda _: next(handed), args)))

    def gradient_of(array: Any, original: Any) -> Any:
        original_dtype = array_of(original).dtype
        gradient = np.zeros(array.shape, original_dtype)
        for index in np.ndindex(array.shape):
            middle = array[index]

            def at(step: Any, index: Any = index, middle: Any = middle) -> Any:
                array[index] = middle + step
                if array[index] == middle and np.isfinite(middle):
                    wider = "" if original_dtype == np.float64 else ", or numbers of float64"
                    raise ValueError(
                        f"the step {step:g} does not move {middle} of {original_dtype}: take a "
                        f"larger h{wider}"
                    )
                return value()

            gradient[index] = _METHODS[method](at, h, start)
            array[index] = middle
        return gradient

    with np.errstate(all="ignore"):
        start = value() if method == "forward" else None
        gradients = iter(
            [
                None if a is None else gradient_of(a, x)
                for a, x in zip(arrays, originals, strict=True)
            ]
        )
    nest = map_nest(lambda _: next(gradients), args)
    result = nest[0] if len(args) == 1 else nest
    return (result, count) if return_evaluations else result


def _kinds(xs: Sequence[Any]) -> str:
    kinds = dict.fromkeys(str(getattr(x, "dtype", type(x).__name__)) for x in xs)
    return f"the arguments hold {', '.join(kinds)}" if kinds else "there are no arguments"


def _workspace(x: Any, number: type) -> Any:
    if not is_floating(x):
        return None
    array = array_of(x)
    return array.astype(np.result_type(array.dtype, number(0)))


def _like(x: Any, array: Any) -> Any:
    """Array in the type of the argument: Tensors cannot be changed, so they are made anew."""
    if isinstance(x, Tensor):
        return asarray(array)
    if array.ndim == 0:
        return array[()]
    handed = array.view()
    handed.flags.writeable = False  # a function that changed it would change where it is asked
    return handed


def _one_number(y: Any) -> Any:
    y = y.numpy() if isinstance(y, Tensor) else np.asarray(y)
    if y.size != 1:
        raise TypeError(
            f"a numerical gradient is that of one number, and f returned shape {y.shape}; sum it"
        )
    return y.reshape(())[()]


def _central(at: Callable[[Any], Any], h: float, _: Any = None) -> Any:
    return (at(h) - at(-h)) / (2 * h)


_METHODS: dict[str, Callable[[Callable[[Any], Any], float, Any], Any]] = {
    "central": _central,
    "forward": lambda at, h, start: (at(h) - start) / h,
    "complex": lambda at, h, start: at(1j * _COMPLEX_STEP).imag / _COMPLEX_STEP,
    "richardson": lambda at, h, start: (4 * _central(at, h) - _central(at, 2 * h)) / 3,
}


class ErrorAgainstH(NamedTuple):
    """Errors of forward and central differences, for each step."""

    h: Any
    forward: Any
    central: Any
    derivative: float


def error_against_h(
    f: Callable[[Any], Any],
    x: float,
    derivative: float | None = None,
    h: Sequence[float] | None = None,
) -> ErrorAgainstH:
    r"""Errors of forward and central differences for many steps h (article E2).

    With a large step the formula is wrong: by :math:`\tfrac12 h |f''|` or
    :math:`\tfrac16 h^2 |f'''|` (truncation). With a small one the difference of two nearly equal
    numbers is: by about :math:`\varepsilon |f| / h` (rounding).

    Parameters
    ----------
    f : callable
        From a number to a number.
    x : float
        Where.
    derivative : float, optional
        The right one; by default that of the complex step.
    h : sequence of float, optional
        By default from 1 to 1e-15, four in a decade.

    Examples
    --------
    >>> from minigrad.testing import error_against_h
    >>> errors = error_against_h(np.exp, 1.0)
    >>> bool(errors.central.min() < errors.forward.min() / 100)
    True
    """
    x = float(x)
    if derivative is None:
        derivative = float(numerical_grad(f, x, method="complex"))
    steps = np.logspace(0, -15, 61) if h is None else np.asarray(h, float)

    def at(step: Any) -> float:
        return float(_one_number(f(x + step)))

    with np.errstate(all="ignore"):
        start = at(0.0)
        errors = [
            [abs(float(_METHODS[method](at, step, start)) - derivative) for step in steps]
            for method in ("forward", "central")
        ]
    return ErrorAgainstH(steps, np.array(errors[0]), np.array(errors[1]), derivative)


def plot_error_against_h(f: Callable[[Any], Any], x: float, **options: Any) -> Any:
    """Plot of `error_against_h` on logarithmic axes, a matplotlib Figure.

    The slopes show the order of each formula: one power of h for the forward difference, two for
    the central one, and minus one where rounding takes over.

    Parameters
    ----------
    f, x, **options
        As for `error_against_h`.

    Examples
    --------
    >>> from minigrad.testing import plot_error_against_h
    >>> figure = plot_error_against_h(mg.sin, 1.0)
    >>> figure.axes[0].get_xscale()
    'log'
    """
    figures = import_optional("matplotlib.figure", "plots need matplotlib")
    errors = error_against_h(f, x, **options)
    figure = figures.Figure(figsize=(6.4, 4.4), layout="constrained")
    axes = figure.subplots()
    # Blue and orange, round and square: told apart without colour too.
    for name, color, marker in (("forward", "#0072b2", "o"), ("central", "#d55e00", "s")):
        error = getattr(errors, name)
        seen = error > 0  # no error has no logarithm
        axes.plot(
            errors.h[seen],
            error[seen],
            ms=3.5,
            lw=1,
            label=f"{name} difference",
            color=color,
            marker=marker,
        )
    size = abs(errors.derivative) or 1.0
    eps = np.finfo(float).eps
    for label, line in (
        ("truncation ∝ h", size * errors.h / 2),
        ("truncation ∝ h²", size * errors.h**2 / 6),
        ("rounding ∝ 1/h", size * eps / errors.h),
    ):
        axes.plot(errors.h, line, color="#767676", lw=0.8, ls="--")
        k = -14 if "1/h" in label else 30 if "h²" not in label else 14
        axes.annotate(
            label,
            (errors.h[k], line[k]),
            (6, 6 if "1/h" in label else -9),
            textcoords="offset points",
            color="#555555",
        )
    axes.set(xscale="log", yscale="log", xlabel="step h", ylabel="error of the derivative")
    axes.set_ylim(bottom=eps * size / 10)
    axes.grid(alpha=0.3)
    axes.legend(loc="upper center")
    return figure
