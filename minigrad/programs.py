"""Programs that a user runs: the articles' networks and studies.

In a checkout they are the folder ``models``; the wheel has that folder here, in place of this file.
"""

from pathlib import Path

__path__ = [str(Path(__file__).parents[1] / "models")]
