"""LBFGS: steps from a memory of how the gradient changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from minigrad.core.mode import enable_grad
from minigrad.ops import reductions
from minigrad.ops.elementwise import absolute
from minigrad.ops.joining import concatenate
from minigrad.ops.logic import zeros_like
from minigrad.ops.shapes import ravel
from minigrad.optim.groups import Option, State, not_negative, whole, widened
from minigrad.optim.line_search import Point, strong_wolfe
from minigrad.optim.optimizer import Optimizer
from minigrad.optim.state import array_like, check_names, number
from minigrad.support.overriding import override
from minigrad.tensors.handle import Tensor

_ARRAYS = {"direction", "gradient"}
_LISTS = {"steps", "changes"}
_NUMBERS = {"func_evals", "n_iter", "t", "scale"}


class LBFGS(Optimizer):
    r"""Limited-memory BFGS: steps of Newton's kind, for losses without noise.

    .. math:: W \leftarrow W - t \, H \nabla E

    with an inverse Hessian :math:`H` known from past steps, and a length :math:`t`.

    It asks for the loss several times in a step, so `step` needs a function that computes it with
    its gradients. All parameters form one vector; there are no groups.

    Parameters
    ----------
    parameters : Module, or iterable of Tensor or of (str, Tensor)
        Leaves that require a gradient; one without a gradient stays as it is.
    lr : float
        The length of a step, or the first one the line search tries.
    max_iter : int
        How many iterations a call of `step` makes.
    max_eval : int, optional
        After how many evaluations no further iteration begins; by default 5/4 of ``max_iter``. A
        line search may go over it by one.
    tolerance_grad : float
        No element of the gradient larger than this: the minimum is reached.
    tolerance_change : float
        Changes of the loss or of all parameters smaller than this end the step.
    history_size : int
        How many past steps are remembered.
    line_search_fn : {None, "strong_wolfe"}
        How far to go in a direction: ``lr``, or as the strong Wolfe conditions ask.

    References
    ----------
    Liu, Nocedal, "On the limited memory BFGS method for large scale optimization", 1989.

    Examples
    --------
    >>> from minigrad import optim
    >>> w = mg.tensor([-1.0, 1.5], requires_grad=True)
    >>> opt = optim.LBFGS([w], line_search_fn="strong_wolfe")
    >>> def closure():
    ...     opt.zero_grad()
    ...     loss = (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2
    ...     loss.backward()
    ...     return loss
    >>> for _ in range(3):
    ...     loss = opt.step(closure)
    >>> np.round(w.numpy(), 4)
    array([1., 1.])
    """

    ordered = True

    max_iter: int = whole(1)
    max_eval: int = whole(1)
    tolerance_grad: float = not_negative()
    tolerance_change: float = not_negative()
    history_size: int = whole(1)
    line_search_fn: Any = Option(
        "{} None or 'strong_wolfe'", lambda value: value in (None, "strong_wolfe")
    )

    def __init__(
        self,
        parameters: Iterable[Tensor],
        lr: float = 1.0,
        *,
        max_iter: int = 20,
        max_eval: int | None = None,
        tolerance_grad: float = 1e-7,
        tolerance_change: float = 1e-9,
        history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:
        super().__init__(
            parameters,
            lr=lr,
            max_iter=max_iter,
            max_eval=max(max_iter * 5 // 4, 1) if max_eval is None else max_eval,
            tolerance_grad=tolerance_grad,
            tolerance_change=tolerance_change,
            history_size=history_size,
            line_search_fn=line_search_fn,
        )

    @override
    def add_param_group(self, group: Any) -> None:
        """Refused after the first: all parameters form one vector."""
        if getattr(self, "param_groups", None):
            raise ValueError("LBFGS: all parameters form one vector, so there is one group only")
        super().add_param_group(group)

    @override
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Make up to ``max_iter`` iterations.

        Parameters
        ----------
        closure : callable
            Clears the gradients, computes the loss, calls its ``backward`` and returns it, as a
            Tensor or a number.

        Returns
        -------
        object
            What the closure returned first: the loss before the step.
        """
        if closure is None:
            raise TypeError(
                "LBFGS: step needs a function that clears the gradients, computes the loss, calls "
                "its backward() and returns it: opt.step(closure)"
            )
        for parameter in self.parameters:
            if not parameter.is_leaf:
                self._refuse_assigned(parameter)
        first = self.parameters[0]
        state = {"func_evals": 0, "n_iter": 0, **self.state.get(first, {})}
        state["shapes"] = [list(p.shape) for p in self.parameters]
        loss = self._iterate(closure, state)
        self.state[first] = state
        return loss

    def _iterate(self, closure: Callable[[], Any], state: State) -> Any:
        group = self.param_groups[0]
        tolerance, searches = group["tolerance_change"], group["line_search_fn"] is not None
        last_evaluation = state["func_evals"] + group["max_eval"]
        given, g = self._evaluate(closure, state)
        loss = _number(given)
        for iteration in range(1, group["max_iter"] + 1):
            if _largest(g) <= group["tolerance_grad"]:
                break
            d, t = _next_step(g, state, group["lr"], group["history_size"])
            slope = float(g @ d)
            if slope > -tolerance or slope == 0:
                break
            w, before = self._vector(), loss
            if searches:
                found = strong_wolfe(
                    partial(self._point, closure, state, w, d),
                    Point(0.0, loss, g, slope),
                    t,
                    tolerance=tolerance / _largest(d),
                    max_evaluations=last_evaluation - state["func_evals"] + 1,
                )
                t, loss, g = found.t, found.loss, found.gradient
            state["t"] = t
            self._assign(w + t * d)
            if iteration == group["max_iter"]:
                break  # where the loss is noisy, an evaluation here would be for nothing
            if not searches:
                now, g = self._evaluate(closure, state)
                loss = _number(now)
            small = _largest(t * d) <= tolerance or abs(loss - before) < tolerance
            if small or state["func_evals"] >= last_evaluation:
                break
        return given

    def _evaluate(self, closure: Callable[[], Any], state: State) -> tuple[Any, Any]:
        """The result of the closure, and the gradient as one vector."""
        state["func_evals"] += 1
        with enable_grad():
            loss = closure()
        gradients = [(p.node.value, p.gradient_value) for p in self.parameters]
        parts = [widened(zeros_like(w) if g is None else g) for w, g in gradients]
        return loss, concatenate([ravel(part) for part in parts])

    def _point(self, closure: Callable[[], Any], state: State, w: Any, d: Any, t: float) -> Point:
        """The point at a distance on the line from ``w`` in the direction ``d``."""
        self._assign(w + t * d)
        loss, g = self._evaluate(closure, state)
        return Point(t, _number(loss), g, float(g @ d))

    def _vector(self) -> Any:
        """All parameters as one vector."""
        return concatenate([ravel(widened(p.node.value)) for p in self.parameters])

    def _assign(self, vector: Any) -> None:
        """Give the parameters the values of one vector."""
        end = 0
        for p in self.parameters:
            start, end = end, end + p.size
            if p.requires_grad:
                p.move_to(vector[start:end].reshape(p.shape)[()])

    @override
    def check_state(self, state: Any, parameter: Tensor, where: str) -> State:
        """The saved state of all parameters, which is that of the first."""
        if not isinstance(state, Mapping):
            raise ValueError(f"{where} is a {type(state).__name__}, not a dict")
        if parameter is not self.parameters[0]:
            check_names(state, set(), set(), where)
            return {}
        begun = bool(state.get("n_iter"))
        needed = {*_NUMBERS, *_ARRAYS, *_LISTS} if begun else {"func_evals", "n_iter"}
        check_names(state, needed, {*needed, "shapes"}, where)
        shapes = [list(p.shape) for p in self.parameters]
        if state.get("shapes", shapes) != shapes:
            raise ValueError(
                f"{where} is of parameters of the shapes {state['shapes']}, not {shapes}"
            )
        like = self._vector()
        checked: State = {"shapes": shapes} if state else {}
        for name, value in state.items():
            if name == "shapes":
                continue
            if name in _NUMBERS:
                checked[name] = number(value, where, name, least=0)
            elif name in _ARRAYS:
                checked[name] = array_like(value, like.shape, like.dtype, where, name)
            else:
                if not isinstance(value, (list, tuple)):
                    raise ValueError(f"{where}['{name}'] is a {type(value).__name__}, not a list")
                checked[name] = [
                    array_like(item, like.shape, like.dtype, where, name) for item in value
                ]
        if begun and len(checked["steps"]) != len(checked["changes"]):
            raise ValueError(f"{where} has not as many steps as changes")
        return checked


def _number(loss: Any) -> float:
    """The loss that a closure returned, as a number."""
    if loss is None:
        raise TypeError(
            "LBFGS: the closure returned nothing; let it return the loss, after loss.backward()"
        )
    value = loss.item() if getattr(loss, "size", 0) == 1 else loss
    if not isinstance(value, (int, float)):
        kind = f"shape {loss.shape}" if hasattr(loss, "shape") else type(loss).__name__
        raise TypeError(f"LBFGS: the closure returns the loss, which is one number, not {kind}")
    return float(value)


def _largest(vector: Any) -> float:
    return float(reductions.max(absolute(vector)))


def quasi_newton(g: Any, steps: Sequence[Any], changes: Sequence[Any], scale: Any) -> Any:
    r"""The direction :math:`-H g`, with an inverse Hessian :math:`H` known from past steps.

    Parameters
    ----------
    g : array or Tensor
        The gradient, as one vector.
    steps, changes : sequence
        Past steps, and how much the gradient changed along each, oldest first.
    scale : number
        The inverse Hessian before any of them.

    References
    ----------
    Nocedal, Wright, "Numerical optimization", 2nd edition, algorithm 7.4.

    Examples
    --------
    >>> from minigrad.optim.lbfgs import quasi_newton
    >>> hessian = np.diag([2.0, 8.0])
    >>> steps = [np.array([1.0, 0.0]), np.array([0.0, 1.0])]
    >>> changes = [hessian @ s for s in steps]
    >>> quasi_newton(np.array([2.0, 8.0]), steps, changes, 1.0)
    array([-1., -1.])
    """
    d = -g
    pairs = [(s, y, y @ s) for s, y in zip(steps, changes, strict=True)]
    shares = []
    for s, y, curvature in reversed(pairs):
        shares.append((s @ d) / curvature)
        d = d - shares[-1] * y
    d = scale * d
    for s, y, curvature in pairs:
        d = d + (shares.pop() - (y @ d) / curvature) * s
    return d


def _next_step(g: Any, state: State, lr: float, history_size: int) -> tuple[Any, float]:
    """The next direction and the step length to try; the last step is added to the history."""
    state["n_iter"] += 1
    first = state["n_iter"] == 1
    if first:
        state.update(steps=[], changes=[], scale=1.0)
    else:
        s, y = state["t"] * state["direction"], g - state["gradient"]
        curvature = float(y @ s)
        if curvature > 1e-10:  # otherwise the direction would not lead down
            state["steps"] = [*state["steps"], s][-history_size:]
            state["changes"] = [*state["changes"], y][-history_size:]
            state["scale"] = curvature / float(y @ y)
    d = quasi_newton(g, state["steps"], state["changes"], state["scale"])
    t = lr * min(1.0, 1.0 / float(reductions.sum(absolute(g)))) if first else lr
    state.update(direction=d, gradient=g, t=t)
    return d, t
