"""What is installed: versions on which results depend, and the optional packages."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from importlib.util import find_spec

import numpy as np

from minigrad.support.optional import EXTRAS, to_install


def versions() -> dict[str, str]:
    """Versions on which figures depend: Python, NumPy, its BLAS, minigrad."""
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    return {
        "Python": platform.python_version(),
        "NumPy": np.__version__,
        "BLAS": f"{blas.get('name', 'unknown')} {blas.get('version', '')}".strip(),
        "minigrad": sys.modules["minigrad"].__version__,
        "system": f"{platform.system()} {platform.machine()}",
    }


def extras() -> Iterator[tuple[str, str]]:
    """The extras, each with "installed", or what is missing and the command that installs it."""
    for extra in dict.fromkeys(EXTRAS.values()):
        modules = [module for module, brings in EXTRAS.items() if brings == extra]
        missing = [module for module in modules if find_spec(module) is None]
        lacks = f"without {', '.join(missing)}: {to_install(modules[0])}"
        yield extra, lacks if missing else "installed"
