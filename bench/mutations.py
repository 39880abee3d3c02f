"""Small changes of a program's text, each of which a test should notice.

Left alone: annotations, docstrings, messages of exceptions, what runs under ``TYPE_CHECKING``, and
where the tests sample an operation (``domain``, and what only domains use) or how it is drawn
(``symbol``). Names that are assigned to are not removed either: the next line would fail, whatever
is tested.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_BINARY: dict[type, type] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_COMPARED: dict[type, tuple[type, ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_ORDERED = (ast.Sub, ast.Div, ast.Pow, ast.MatMult)  # whose operands are no use the other way round
_BRANCHES = (ast.If, ast.While, ast.IfExp)
_SYMMETRIC = {"logical_and", "logical_or", "maximum", "np.maximum", "np.minimum"}
_NOT_COMPUTED = {"domain", "doc", "symbol"}


class Mutant(NamedTuple):
    """A file with one change.

    Attributes
    ----------
    file, line
        Where, in the file as it was.
    within
        The function, class or variable at the top level in which it is.
    before, after
        The changed expression or statement.
    source
        The whole text with the change.
    """

    file: str
    line: int
    within: str
    before: str
    after: str
    source: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.before} → {self.after}"


def mutants(file: str, source: str) -> Iterator[Mutant]:
    """Every change of a file, one at a time."""
    text = source.encode()
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    tree = ast.parse(source)
    conditions = {id(node.test) for node in ast.walk(tree) if isinstance(node, _BRANCHES)}
    for within, node in _named(tree):
        first = starts[node.lineno - 1] + node.col_offset
        last = starts[node.end_lineno - 1] + node.end_col_offset
        before = ast.unparse(node)
        found = list(changes(node))
        if id(node) in conditions and not isinstance(node, (ast.Compare, ast.UnaryOp)):
            found.append(f"not ({before})")
        for after in dict.fromkeys(found):
            if after == before:
                continue
            inserted = after if isinstance(node, ast.stmt) else f"({after})"
            changed = text[:first] + inserted.encode() + text[last:]
            shown = [_shown(part) for part in (before, after)]
            yield Mutant(file, node.lineno, within, *shown, changed.decode())


def mutants_of(path: Path, root: Path) -> list[Mutant]:
    """Every change of a file below a root."""
    return list(mutants(path.relative_to(root).as_posix(), path.read_text()))


def _named(tree: ast.Module) -> Iterator[tuple[str, ast.expr | ast.stmt]]:
    """Syntax that decides the computation, with the name of the statement in which it is."""
    sampling = _only_for_sampling(tree)
    for statement in tree.body:
        name = _name(statement)
        if name not in sampling and not _left_alone(statement):
            for node in _computing(statement):
                yield name, node


def _name(statement: ast.stmt) -> str:
    """The name of a function, class or assignment at the top level."""
    target = getattr(statement, "target", None) or getattr(statement, "targets", [None])[0]
    return getattr(statement, "name", None) or getattr(target, "id", "")


def _only_for_sampling(tree: ast.Module) -> set[str]:
    """Private names that only domains mention, directly or through each other."""
    mentions: dict[str, set[str | None]] = {}
    for statement in tree.body:
        for name, in_domain in _mentions(statement):
            if name.startswith("_") and name != _name(statement):
                by = None if in_domain else _name(statement)
                mentions.setdefault(name, set()).add(by)
    found: set[str | None] = {None}
    while more := {name for name, by in mentions.items() if by <= found} - found:
        found |= more
    return {name for name in found if name is not None}


def _mentions(node: ast.AST, in_domain: bool = False) -> Iterator[tuple[str, bool]]:
    """Names that are read, and whether that is to make a domain."""
    if isinstance(node, ast.Name):
        yield node.id, in_domain
    inside = in_domain or (isinstance(node, ast.keyword) and node.arg == "domain") or _domain(node)
    for child in ast.iter_child_nodes(node):
        yield from _mentions(child, inside)


def _domain(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("Domain", "._replace"))


def _shown(code: str) -> str:
    lines = code.splitlines()
    return lines[0] + (" ..." if len(lines) > 1 else "")


def _computing(node: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    """The expressions and statements that decide the computation."""
    if isinstance(node, (ast.expr, ast.stmt)):
        yield node
    for name, field in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "bases"}:
            continue
        for child in field if isinstance(field, list) else [field]:
            if isinstance(child, ast.AST) and not _left_alone(child):
                yield from _computing(child)


def _left_alone(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return True
    if isinstance(node, ast.keyword):
        return node.arg in _NOT_COMPUTED
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Error"):
        return True
    return _domain(node) or isinstance(node, (ast.JoinedStr, ast.Import, ast.ImportFrom))


def changes(node: ast.AST) -> Iterator[str]:
    """Replacements for an expression or statement."""
    match node:
        case ast.BinOp(left, op, right):
            if type(op) in _BINARY:
                yield ast.unparse(ast.BinOp(left, _BINARY[type(op)](), right))
            if isinstance(op, _ORDERED):
                yield ast.unparse(ast.BinOp(right, op, left))
        case ast.UnaryOp(ast.USub() | ast.Not() | ast.Invert(), operand):
            yield ast.unparse(operand)
        case ast.Compare(left, [op], right):
            for other in _COMPARED[type(op)]:
                yield ast.unparse(ast.Compare(left, [other()], right))
        case ast.BoolOp(op, values):
            other_op = ast.Or() if isinstance(op, ast.And) else ast.And()
            yield ast.unparse(ast.BoolOp(other_op, values))
        case ast.Constant(bool() as value):
            yield str(not value)
        case ast.Constant(int() | float() as value):
            yield repr(value + 1)
        case ast.Call():
            yield from _changed_calls(node)
        case _:
            yield from _changed_statements(node)


def _changed_calls(node: ast.Call) -> Iterator[str]:
    """The first arguments exchanged, or one by keyword left out."""
    match node.args:
        case [first, second, *others] if ast.unparse(node.func) not in _SYMMETRIC:
            if not isinstance(first, (ast.Starred, ast.Constant)) and not isinstance(
                second, ast.Starred
            ):
                yield ast.unparse(ast.Call(node.func, [second, first, *others], node.keywords))
    for i, keyword in enumerate(node.keywords):
        if keyword.arg is not None and keyword.arg not in _NOT_COMPUTED:
            kept = node.keywords[:i] + node.keywords[i + 1 :]
            yield ast.unparse(ast.Call(node.func, node.args, kept))


def _changed_statements(node: ast.AST) -> Iterator[str]:
    match node:
        case (
            ast.Expr() | ast.AugAssign() | ast.Delete() | ast.Raise() | ast.Continue() | ast.Break()
        ):
            yield "pass"
        case ast.Assign([ast.Attribute() | ast.Subscript()]):
            yield "pass"
        case ast.Return(ast.expr()):
            yield "return None"
