"""What is derived from the code is as the code says."""

from __future__ import annotations

import pytest

import minigrad as mg
from docs.make_tables import DERIVED, derived
from minigrad.ops import namespaces, public


@pytest.mark.parametrize("name", DERIVED)
def test_derived_files_are_not_stale(name):
    before, after = derived(name)
    assert before == after, f"{name} is stale: run python -m docs.make_tables"


def test_every_public_operation_is_a_name_of_minigrad():
    assert {name: getattr(mg, name) for name in public} == public
    assert set(public) <= set(mg.__all__)


@pytest.mark.parametrize("namespace", namespaces)
def test_every_public_operation_of_a_folder_is_in_its_namespace(namespace):
    module = getattr(mg, namespace)
    names = namespaces[namespace]
    assert {name: getattr(module, name) for name in names} == names
    assert set(names) <= set(module.__all__)
