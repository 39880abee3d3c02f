"""`help` of optimisers and schedules: formula, source, methods; the rest is in test_help.py."""

from __future__ import annotations

import inspect
import re

import pytest

from minigrad import optim

NAMES = sorted(optim.__all__)
BASES = {"Optimizer", "LRScheduler"}  # which have a formula in their subclasses only


def sections(name):
    """The sections of a docstring by their headings."""
    doc = inspect.getdoc(getattr(optim, name))
    parts = re.split(r"^(\w+)\n-+$", doc, flags=re.MULTILINE)
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


@pytest.mark.parametrize("name", [name for name in NAMES if name not in BASES])
def test_has_a_formula(name):
    assert ".. math::" in sections(name)[""]


@pytest.mark.parametrize("name", [n for n in NAMES if n not in BASES | {"clip_grad_value_"}])
def test_has_a_source(name):
    assert sections(name)["References"].strip()


METHODS = [
    *[(optim.Optimizer, name) for name in ("step", "zero_grad", "add_param_group", "update")],
    *[(optim.Optimizer, "load_state_dict"), (optim.LBFGS, "step")],
    *[(optim.LRScheduler, name) for name in ("first_lr", "next_lr", "load_state_dict")],
    (optim.ReduceLROnPlateau, "step"),
]


@pytest.mark.parametrize(("owner", "name"), METHODS, ids=lambda x: getattr(x, "__name__", x))
def test_methods_that_take_something_say_what(owner, name):
    method = getattr(owner, name)
    _, _, described = inspect.getdoc(method).partition("Parameters\n----------\n")
    for argument in inspect.signature(method).parameters.keys() - {"self"}:
        assert re.search(rf"^[\w, ]*\b{argument}\b[\w, ]* :", described, flags=re.MULTILINE)


def test_what_pytorch_has_elsewhere_is_answered():
    with pytest.raises(AttributeError, match=r"optim\.StepLR\(opt, step_size=10\)"):
        print(optim.lr_scheduler)
    with pytest.raises(AttributeError, match="has no AdaBound; it has LBFGS, SGD, Adadelta"):
        print(optim.AdaBound)
    assert not hasattr(optim, "Rprop")
