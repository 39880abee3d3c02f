"""Saving: a program as a file of Python that runs with NumPy alone."""

from __future__ import annotations

import base64
import inspect
import io
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from minigrad.compiler.outside import Output, spelled
from minigrad.compiler.source import Writer

_FILE = '''"""{name}, written by minigrad.compile: it runs with NumPy alone.

Takes {shapes}.
"""

import base64
import io

import numpy as np

_DATA = """
{data}
"""
_values = np.load(io.BytesIO(base64.b64decode(_DATA)), allow_pickle=False)
_values = {{name: x if x.ndim else x[()] for name, x in _values.items()}}
{constants}{functions}

{source}

_program = make()


def {name}({given}):
    outputs = _program({inputs})
    return {result}
'''


def saved(writer: Writer, read: Sequence[Any], result: Any) -> str:
    """The text of a file with a program.

    Parameters
    ----------
    writer
        Has the program's text.
    read
        The values beside the arguments, which the file holds.
    result
        The function's result, with an `Output` for each array.
    """
    names = writer.arguments
    given = names[: len(names) - len(read)]
    held = dict(zip(names[len(given) :], read, strict=True))
    constants, functions = {}, ""
    for name, x in writer.namespace.items():
        if isinstance(x, (np.ndarray, np.generic)):
            constants[name] = x
        elif name not in ("np", "mark", "make", "__builtins__"):
            functions += _text_of(name, x)
    kinds = [
        f"{name}: {value.dtype} of shape {value.shape}"
        for name, value in zip(given, writer.program.inputs, strict=False)
    ]
    return _FILE.format(
        name=writer.function_name,
        shapes="\n".join(textwrap.wrap("; ".join(kinds) or "nothing", 90)),
        data=_encoded({**held, **constants}),
        constants="".join(f"{name} = _values[{name!r}]\n" for name in constants),
        functions=functions,
        source=writer.source.rstrip(),
        given=", ".join(given),
        inputs=", ".join([*given, *(f"_values[{name!r}]" for name in held)]),
        result=spelled(result, _leaf, lambda _: ""),
    )


def _text_of(name: str, function: Any) -> str:
    """The text of a function that needs NumPy alone; an error for any other one."""
    code = getattr(function, "__code__", None)
    if code is not None and not code.co_freevars and function.__name__ == name:
        known = function.__globals__.keys() - {"np"}
        others = known.intersection(code.co_names)
        if not others:
            return f"\n\n{textwrap.dedent(inspect.getsource(function))}"
    called = getattr(function, "__qualname__", name)
    raise TypeError(
        f"save: the program calls {called}, which is no function of NumPy's, so its file would "
        "need more than NumPy"
    )


def _encoded(arrays: Mapping[str, Any]) -> str:
    memory = io.BytesIO()
    np.savez(memory, **arrays)
    return "\n".join(textwrap.wrap(base64.b64encode(memory.getvalue()).decode(), 96))


def _leaf(x: Any) -> str:
    if isinstance(x, Output):
        return f"outputs[{x.number}]"
    if x is None or isinstance(x, (int, float, str, complex, bytes)):
        return repr(x)
    raise TypeError(f"save: the function returns a {type(x).__name__}, which a file cannot hold")
