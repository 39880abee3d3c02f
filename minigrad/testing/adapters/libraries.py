"""Functions of other libraries, which are imported when they are called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from importlib import import_module
from typing import Any

import numpy as np

from minigrad.support.pytree import leaves, map_nest
from minigrad.testing.adapters.base import Adapter


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        package = name.split(".", maxsplit=1)[0]
        raise ImportError(f"adapters.{package} needs {package}: pip install {package}") from error


class _Torch(Adapter):
    def value(self, *args: Any) -> Any:
        torch = _library("torch")
        with torch.no_grad():
            return map_nest(self._array, self.f(*map_nest(self._tensor, args)))

    def vjp(self, cotangent: Any, *args: Any) -> Sequence[Any]:
        torch = _library("torch")
        inputs = map_nest(self._tensor, args)
        wanted = [x.requires_grad_() for x in leaves(inputs) if is_torch_floating(x)]
        cotangents = map_nest(self._tensor, cotangent)
        with torch.enable_grad():
            ys = self.f(*inputs)
            gradients = iter(self.pull_back(ys, cotangents, wanted))
        return tuple(
            map_nest(
                lambda x: self._array(next(gradients)) if is_torch_floating(x) else None, inputs
            )
        )

    @staticmethod
    def pull_back(ys: Any, cotangents: Any, wanted: list[Any], **options: Any) -> Any:
        torch = _library("torch")
        pairs = zip(leaves(ys), leaves(cotangents), strict=True)
        used = [(y, c) for y, c in pairs if c is not None and y.requires_grad]
        if not used:
            return [torch.zeros_like(x) for x in wanted]
        outputs, grads = zip(*used, strict=True)
        return torch.autograd.grad(
            outputs, wanted, grads, allow_unused=True, materialize_grads=True, **options
        )

    def gradient(self) -> Adapter:
        f = self.f

        def pullback(cotangent: Any, *args: Any) -> Any:
            torch = _library("torch")
            with torch.enable_grad():
                inputs = map_nest(
                    lambda x: (
                        x
                        if not is_torch_floating(x) or x.requires_grad
                        else x.detach().requires_grad_()
                    ),
                    args,
                )
                wanted = [x for x in leaves(inputs) if is_torch_floating(x)]
                return tuple(self.pull_back(f(*inputs), cotangent, wanted, create_graph=True))

        pullback.__name__ = f"the gradient of {self.name}"
        return _Torch(pullback)

    @staticmethod
    def _tensor(x: Any) -> Any:
        torch = _library("torch")
        if isinstance(x, np.ndarray):
            return torch.from_numpy(x)
        return torch.tensor(x) if isinstance(x, (float, np.generic)) else x

    @staticmethod
    def _array(y: Any) -> Any:
        return y.detach().numpy() if hasattr(y, "detach") else y


def is_torch_floating(x: Any) -> bool:
    """True for a tensor that PyTorch can differentiate by."""
    return hasattr(x, "is_floating_point") and (x.is_floating_point() or x.is_complex())


def torch(f: Callable[..., Any]) -> Adapter:
    """Function of PyTorch's tensors, on the CPU."""
    return _Torch(f)


class _Jax(Adapter):
    def value(self, *args: Any) -> Any:
        with _double_precision():
            return map_nest(np.array, self.f(*map_nest(self._array, args)))

    def vjp(self, cotangent: Any, *args: Any) -> Sequence[Any]:
        with _double_precision():
            gradients = _jax_vjp(self.f, cotangent, map_nest(self._array, args))
            # JAX's arrays cannot be written, so it may share their memory: copies are compared.
            return tuple(map_nest(np.array, gradients))

    def gradient(self) -> Adapter:
        f = self.f

        def pullback(cotangent: Any, *args: Any) -> Any:
            return _jax_vjp(f, cotangent, args)

        pullback.__name__ = f"the gradient of {self.name}"
        return _Jax(pullback)

    @staticmethod
    def _array(x: Any) -> Any:
        jax = _library("jax")
        return jax.numpy.array(x) if isinstance(x, (np.ndarray, np.generic, float)) else x


def _jax_vjp(f: Callable[..., Any], cotangent: Any, args: Any) -> Any:
    jax = _library("jax")
    ys, pullback = jax.vjp(f, *args)
    pairs = zip(leaves(ys), leaves(cotangent), strict=True)
    filled = iter([np.zeros(np.shape(y), jax.dtypes.float0) if c is None else c for y, c in pairs])
    return tuple(pullback(map_nest(lambda _: next(filled), ys)))


def _double_precision() -> AbstractContextManager[Any]:
    context: AbstractContextManager[Any] = _library("jax").enable_x64(new_val=True)
    return context


def jax(f: Callable[..., Any]) -> Adapter:
    """Function of JAX's arrays, computed in double precision."""
    return _Jax(f)


class _Autograd(Adapter):
    def value(self, *args: Any) -> Any:
        return self.f(*args)

    def vjp(self, cotangent: Any, *args: Any) -> Sequence[Any]:
        make_vjp = _library("autograd").make_vjp
        pullback, _ = make_vjp(lambda arguments: self.f(*arguments))(args)
        return tuple(pullback(cotangent))

    def gradient(self) -> Adapter:
        make_vjp = _library("autograd").make_vjp
        boxed_tuple = _library("autograd.builtins").tuple
        f = self.f

        def pullback(cotangent: Any, *args: Any) -> Any:
            back, _ = make_vjp(lambda arguments: f(*arguments))(boxed_tuple(args))
            gradients = back(cotangent)
            return boxed_tuple([gradients[i] for i in range(len(args))])

        pullback.__name__ = f"the gradient of {self.name}"
        return _Autograd(pullback)


def autograd(f: Callable[..., Any]) -> Adapter:
    """Function of HIPS autograd's NumPy; several outputs come as ``autograd.builtins.tuple``."""
    return _Autograd(f)


class _MyGrad(Adapter):
    def value(self, *args: Any) -> Any:
        mygrad = _library("mygrad")
        with mygrad.no_autodiff:
            return map_nest(np.array, self.f(*map_nest(self._tensor, args)))

    def vjp(self, cotangent: Any, *args: Any) -> Sequence[Any]:
        inputs = map_nest(self._tensor, args)
        pairs = zip(leaves(self.f(*inputs)), leaves(cotangent), strict=True)
        terms = [(y * c).sum() for y, c in pairs if c is not None]
        sum(terms[1:], start=terms[0]).backward()
        return tuple(map_nest(self._gradient, inputs))

    @staticmethod
    def _tensor(x: Any) -> Any:
        mygrad = _library("mygrad")
        return mygrad.tensor(x) if isinstance(x, (np.ndarray, np.generic, float)) else x

    @staticmethod
    def _gradient(x: Any) -> Any:
        gradient = getattr(x, "grad", None)
        return gradient if gradient is not None or not hasattr(x, "data") else np.zeros_like(x.data)


def mygrad(f: Callable[..., Any]) -> Adapter:
    """Function of MyGrad's tensors; its gradients have none themselves."""
    return _MyGrad(f)
