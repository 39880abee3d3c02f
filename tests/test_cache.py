"""Where minigrad keeps what it can make or download again, by system."""

from __future__ import annotations

import platformdirs
import pytest
from platformdirs.macos import MacOS
from platformdirs.unix import Unix
from platformdirs.windows import Windows

from minigrad.support.cache import cache_folder


@pytest.mark.parametrize(
    ("system", "variables", "folder"),
    [
        (Unix, {"XDG_CACHE_HOME": "xdg"}, "xdg/minigrad"),
        (Unix, {"XDG_CACHE_HOME": ""}, "home/.cache/minigrad"),
        (Unix, {}, "home/.cache/minigrad"),
        (MacOS, {}, "home/Library/Caches/minigrad"),
        (Windows, {}, "local/minigrad/Cache"),
    ],
)
def test_the_folder_is_where_the_system_has_caches(
    monkeypatch, tmp_path, system, variables, folder
):
    # What Windows says when it is asked for the folder of a user's data that stay on this machine.
    monkeypatch.setattr("platformdirs.windows.get_win_folder", lambda _: str(tmp_path / "local"))
    monkeypatch.setattr(platformdirs, "PlatformDirs", system)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    for name, value in ({"HOME": "home", "USERPROFILE": "home"} | variables).items():
        monkeypatch.setenv(name, value and str(tmp_path / value))
    assert cache_folder() == tmp_path / folder
