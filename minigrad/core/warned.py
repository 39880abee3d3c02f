"""NumPy's warnings, shown at the user's line.

NumPy warns at the innermost line of Python that runs, and for a Tensor's operation that is one of
minigrad's: the second ``sqrt`` of a negative number would be told nowhere, since the line is the
same. To catch warnings at every operation would cost a tenth of it, so the place is mended where
Python shows them: those from minigrad's files are warned of again at the line that called it, by
the filters of its module, once for each line, as for NumPy's own arrays. All others are left alone.
"""

from __future__ import annotations

import sys
import warnings
from typing import Any

from minigrad.core.observers import FOLDER, user_frame


def point_at_user_lines() -> None:
    """Let Python show warnings from minigrad's files at the lines that called it."""
    shown: Any = getattr(warnings, "_showwarnmsg", None)
    if shown is None or getattr(shown, "of_minigrad", False):
        return  # another Python, which shows them where they are

    def show(message: Any) -> None:
        if not message.filename.startswith(FOLDER):
            shown(message)
            return
        here, frame = sys._getframe(1), user_frame()
        here.f_globals.get("__warningregistry__", {}).clear()  # nothing is known of the user's line
        known = frame.f_globals.setdefault("__warningregistry__", {})
        warnings.warn_explicit(
            *(message.message, message.category, frame.f_code.co_filename, frame.f_lineno),
            *(frame.f_globals.get("__name__"), known),
        )

    marked: Any = show
    marked.of_minigrad = True  # so that it is done once
    module: Any = warnings
    module._showwarnmsg = show  # where C looks for it
