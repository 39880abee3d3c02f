"""Stubs of the operations, for editors and type checkers: what `docs.make_tables` writes.

Signatures and docstrings are those of the statements. The type of a result follows from what goes
in: there is an overload for each input that may be the Tensor, one for each that may be the array
where arrays alone make an array and never a number, and a last one for whatever else there is.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import ModuleType
from typing import Any, NamedTuple, get_args, get_type_hints

import minigrad as mg
from minigrad import transforms
from minigrad.core.op import Op
from minigrad.ops import namespaces, public
from minigrad.ops.methods import Methods

OPTIONS = {
    "arrays": "Sequence[Any]",
    "axes": "Sequence[int] | None",
    "axis": "Axis",
    "correction": "float | None",
    "ddof": "float",
    "device": "str | None",
    "dtype": "DTypeLike | None",
    "initial": "Operand | None",
    "kind": "str | None",
    "max": "Operand | None",
    "min": "Operand | None",
    "norm": "str | None",
    "rcond": "float | None",
    "shape": "int | Sequence[int]",
    "stable": "bool | None",
    "where": "Operand | None",
}
"""The types of parameters that are stated without: such a name means one thing everywhere."""

HOMES = {
    "Any": "typing",
    "Axis": "minigrad.ops.shapes",
    "Box": "minigrad.core.box",
    "Callable": "collections.abc",
    "DTypeLike": "numpy.typing",
    "HasShape": "minigrad.support.annotations",
    "Listed": "minigrad.support.annotations",
    "NDArray": "numpy.typing",
    "NamedTuple": "typing",
    "Op": "minigrad.core.op",
    "Operand": "minigrad.support.annotations",
    "Plain": "minigrad.support.annotations",
    "Self": "typing_extensions",
    "Sequence": "collections.abc",
    "Tensor": "minigrad.tensors.handle",
    "overload": "typing",
}
"""Where names come from, beside those of the module in which an operation is stated."""

MAKE_ARRAYS = ("elementwise", "shape")
"""Kinds of operations that make an array of arrays, and never a number."""

_Kind = inspect.Parameter
_BY_PLACE = (_Kind.POSITIONAL_ONLY, _Kind.POSITIONAL_OR_KEYWORD, _Kind.VAR_POSITIONAL)
_INPUTS = {"Sequence[Any]": "Sequence[Any] | HasShape"}


class Parameter(NamedTuple):
    """A parameter of a stub."""

    stated: inspect.Parameter
    type: str
    as_array: str | None
    """The type that lets it decide what the result is, where ``Any`` stands for the array."""

    def written(self, type_: str) -> str:
        """The parameter with a type."""
        kind, default = self.stated.kind, self.stated.default
        star = {kind.VAR_POSITIONAL: "*", kind.VAR_KEYWORD: "**"}.get(kind, "")
        if default is inspect.Parameter.empty:
            return f"{star}{self.stated.name}: {type_}"
        is_literal = isinstance(default, (bool, int, float, str, tuple, type(None)))
        return f"{self.stated.name}: {type_} = {repr(default) if is_literal else '...'}"


class Stub:
    """The text of a stub, statement by statement."""

    def __init__(self, imports: Iterable[str], values: Iterable[str] = ()) -> None:
        self.imports = {*imports}
        self.parts = ["\n".join(values)]

    def add(self, text: str, module: str = "") -> None:
        """A statement, with imports for the types that it names."""
        self.parts.append(text)
        code = re.sub(r'"""(.|\n)*?"""', "", text)
        for word in re.findall(r"\b(?:overload|[A-Z]\w+)\b", code):
            home = HOMES.get(word) or home_of(word, module)
            self.imports |= {f"from {home} import {word}"} if home else set()

    def text(self, names: Iterable[str] = ()) -> str:
        """The whole, with the names that are public."""
        listed = "\n".join(["__all__ = [", *(f'    "{name}",' for name in sorted(names)), "]"])
        head = "# Stubs, written by `python -m docs.make_tables`."
        parts = [head, "\n".join(sorted(self.imports)), *self.parts, listed if names else ""]
        return "\n\n".join(filter(None, parts)) + "\n"


def stub(_: str) -> str:
    """The types of names that `import minigrad` gives."""
    packages = ("data", "draw", "nn", "optim", "plot", "testing", "train", *namespaces)
    imports = [f"from minigrad import {name} as {name}" for name in packages]
    imports += [*imported(mg), *imported(transforms), "from minigrad.nn import summary as summary"]
    imports += ["from builtins import bool as _bool"]  # as `bool` is that of NumPy
    made = Stub(imports, ["__version__: str", "__array_api_version__: str"])
    for text, module in functions(public):
        made.add(re.sub(r"^ *def .*", _with_builtin_bool, text, flags=re.MULTILINE), module)
    return made.text(mg.__all__)


def _with_builtin_bool(line: re.Match[str]) -> str:
    return re.sub(r"\bbool\b", "_bool", line[0])


def namespace_stub(namespace: str, _: str) -> str:
    """The types of names of a namespace, such as `minigrad.linalg`."""
    module = importlib.import_module(f"minigrad.{namespace}")
    made = Stub(imported(module))
    for statement in functions(namespaces[namespace]):
        made.add(*statement)
    return made.text(module.__all__)


def methods_stub(_: str) -> str:
    """The types of the methods of Tensors that are functions."""
    made = Stub([])
    methods = [f"class Methods(Box):\n{quoted(Methods.__doc__)}"]
    for name in (name for name in vars(Methods) if name in public):
        stated = public[name]
        _, *others = parameters_of(stated)
        types = [parameter.type for parameter in others]
        line = signature(name, others, types, result_of(stated, "Self"), first="self")
        methods.append(textwrap.indent(documented(line, stated), "    "))
    made.add("\n\n".join(methods))
    return made.text()


def imported(module: ModuleType) -> list[str]:
    """The public names that a module imports, as statements of a stub."""
    return [
        f"from {statement.module} import {alias.name} as {alias.asname or alias.name}"
        for statement in ast.parse(inspect.getsource(module)).body
        if isinstance(statement, ast.ImportFrom)
        for alias in statement.names
        if (alias.asname or alias.name) in module.__all__
    ]


def home_of(name: str, module: str) -> str:
    """The module that a name in a module comes from, or an empty text."""
    if not module or name not in vars(sys.modules[module]):
        return ""
    for statement in ast.parse(inspect.getsource(sys.modules[module])).body:
        if isinstance(statement, ast.ImportFrom) and name in {one.name for one in statement.names}:
            return statement.module or ""
    return module


def functions(names: Mapping[str, Callable[..., Any]]) -> Iterable[tuple[str, str]]:
    """The stubs of operations and expressions, and the module in which each is stated."""
    for name, stated in sorted(names.items()):
        made = tuple_of(stated)
        if made is not None and name == stated.__name__:
            fields = "\n".join(f"    {field}: Tensor" for field in made._fields)
            yield f"class _{made.__name__}(NamedTuple):\n{quoted(made.__doc__)}\n{fields}", ""
        if not isinstance(stated, Op):
            first, *others = overloads(name, stated)
            yield "\n".join([documented(first, stated), *others]), stated.__module__
            continue
        kind = f"_{stated.name.title().replace('_', '')}"
        if name == stated.name:
            calls = "\n".join([f"class {kind}(Op):", *overloads("__call__", stated, "self")])
            yield calls.replace("\n", "\n    "), stated.__module__
        # Editors show the type and the docstring of a variable, and no signature.
        doc = f"{name}{called(stated)}\n\n{inspect.cleandoc(stated.__doc__ or '')}"
        yield f"{name}: {kind}\n{quoted(doc, indent='')}", stated.__module__


def overloads(name: str, stated: Callable[..., Any], first: str = "") -> list[str]:
    """The signatures of a function: one for each kind of what goes in."""
    parameters = parameters_of(stated)
    made = tuple_of(stated)
    result = result_of(stated, "Tensor") if made is None else f"_{made.__name__}"
    ways = [("Tensor", "Operand", result)]
    if getattr(stated, "kind", "") in MAKE_ARRAYS and result == "Tensor":
        ways.append(("Listed", "Plain", "NDArray[Any]"))
    lines = []
    for array, operand, result in ways:
        for i, one in enumerate(parameters):
            if one.as_array is not None:
                types = [p.type.replace("Operand", operand) for p in parameters]
                types[i] = re.sub(r"\bAny\b", array, one.as_array)
                lines.append(signature(name, parameters, types, result, first))
    types = [parameter.type for parameter in parameters]
    lines.append(signature(name, parameters, types, result_of(stated, "Any"), first))
    mark = "@overload\n" if len(lines) > 1 else ""
    return [f"{mark}{line}" for line in lines]


def called(stated: Callable[..., Any]) -> str:
    """The parameters of a call, as a text for readers."""
    nothing = inspect.Signature.empty
    whole = inspect.signature(stated)
    parameters = [p.replace(annotation=nothing) for p in whole.parameters.values()]
    return str(whole.replace(parameters=parameters, return_annotation=nothing))


def signature(
    name: str, parameters: Sequence[Parameter], types: Sequence[str], result: str, first: str = ""
) -> str:
    """The first line of a function."""
    kinds = [parameter.stated.kind for parameter in parameters]
    shown = [p.written(type_) for p, type_ in zip(parameters, types, strict=True)]
    only_by_name = inspect.Parameter.KEYWORD_ONLY
    if only_by_name in kinds and inspect.Parameter.VAR_POSITIONAL not in kinds:
        shown.insert(kinds.index(only_by_name), "*")
    places = kinds.count(inspect.Parameter.POSITIONAL_ONLY)
    if places:
        shown.insert(places, "/")
    return f"def {name}({', '.join(filter(None, [first, *shown]))}) -> {result}: ..."


def parameters_of(stated: Callable[..., Any]) -> list[Parameter]:
    """The parameters, with the types that are stated, or follow from what is."""
    forward = parameters_by_name(getattr(stated, "forward", None))
    made = []
    for i, parameter in enumerate(inspect.signature(stated).parameters.values()):
        type_ = type_of(parameter) or type_of(forward.get(parameter.name, parameter))
        if not type_ or (type_ == "Any" and parameter.default is None):
            type_ = OPTIONS.get(parameter.name, type_)
        is_given = parameter.default is parameter.empty and parameter.kind in _BY_PLACE
        if is_given and (not type_ or re.search(r"^(?!Callable).*\bAny\b", type_)):
            is_operand = not type_ or (type_ == "Any" and i == 0)
            shown = "Operand" if is_operand else _INPUTS.get(type_, type_)
            made.append(Parameter(parameter, shown, type_ or "Any"))
        else:
            made.append(Parameter(parameter, type_ or type_of_default(parameter), None))
    return made


def parameters_by_name(function: Any) -> Mapping[str, inspect.Parameter]:
    """The parameters of a function; those of NumPy's may not be known."""
    try:
        return inspect.signature(function).parameters
    except (TypeError, ValueError):
        return {}


def type_of(parameter: inspect.Parameter) -> str:
    """The type of a parameter as it is written, or an empty text."""
    return "" if parameter.annotation is parameter.empty else str(parameter.annotation)


def type_of_default(parameter: inspect.Parameter) -> str:
    """The type of an option that has none, by its default."""
    given = parameter.default
    return type(given).__name__ if isinstance(given, (bool, int, float, str)) else "Any"


def result_of(stated: Callable[..., Any], array: str) -> str:
    """The type of a result with arrays of one type; Any where it is one array or several."""
    returned = returned_by(stated)
    return "Any" if "|" in returned else re.sub(r"\bAny\b", array, returned)


def tuple_of(stated: Callable[..., Any]) -> Any:
    """The class of a named tuple that is always returned, or None."""
    kind: Any = vars(sys.modules[stated.__module__]).get(returned_by(stated))
    return kind if hasattr(kind, "_fields") else None


def returned_by(stated: Callable[..., Any]) -> str:
    """The type of a result as it is stated, where ``Any`` is an array."""
    if isinstance(stated, Op):
        kind: Any = getattr(stated.results, "__self__", stated.results)
        fields = getattr(kind, "_fields", None)
        return "Any" if kind is None else kind.__name__ if fields else "tuple[Any, ...]"
    annotation = inspect.signature(stated).return_annotation
    if annotation is inspect.Signature.empty:  # a function of NumPy, whose name is annotated
        hint = get_type_hints(sys.modules[stated.__module__])[stated.__name__]
        annotation = str(get_args(hint)[-1]).replace("typing.", "").replace("Union[", "| [")
    return str(annotation)


def documented(line: str, stated: Callable[..., Any]) -> str:
    """A function with its docstring."""
    return f"{line.removesuffix(' ...')}\n{quoted(stated.__doc__)}"


def quoted(doc: str | None, indent: str = " " * 4) -> str:
    """A docstring, as a statement."""
    lines = inspect.cleandoc(doc or "").splitlines()
    text = textwrap.indent("\n".join(lines), indent).strip()
    raw = "r" if "\\" in text else ""
    end = f"\n{indent}" if len(lines) > 1 else ""
    return f'{indent}{raw}"""{text}{end}"""'
