"""The page for those who come from another library: its programs print the same numbers."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "coming-from.md"
SECTIONS = PAGE.read_text(encoding="utf-8").split("\n## From ")[1:]
LIBRARIES = {section.partition("\n")[0].lower(): section for section in SECTIONS}


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_other_library_s_program_prints_what_minigrad_s_gives(library):
    program = re.search(r"^```py\n(.*?)^```", LIBRARIES[library], re.MULTILINE | re.DOTALL)[1]
    (module,) = re.findall(r"^(?:import|from) (\w+)", program, re.MULTILINE)[:1]
    if find_spec(module) is None:
        pytest.skip(f"{module} is not installed")
    given = re.search(r"^>>> print.*\n(.*)$", LIBRARIES[library], re.MULTILINE)
    expected = given[1] if given else "0.886032 -0.202663 0.000085"  # the section above has it
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=300
    )
    assert run.stdout.strip() == expected
