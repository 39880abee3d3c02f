"""Profiles: how long hypothesis looks, by name."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

__all__ = ["register_profiles"]


def register_profiles(load: str | None = None) -> None:
    """Register the profiles "fast", "ci" and "thorough" with hypothesis, and load one if asked.

    - "fast": 20 examples, for every save of a file.
    - "ci": 100 examples, the same ones every time, and what reproduces a failure is printed.
    - "thorough": 5,000 examples, for a night.

    None has a deadline: a first call imports and compiles.

    Examples
    --------
    >>> from hypothesis import settings
    >>> from minigrad.testing import register_profiles
    >>> register_profiles()
    >>> settings.get_profile("ci").derandomize
    True
    """
    slow = [HealthCheck.too_slow]
    # Said, since hypothesis begins with a profile of its own where it finds itself in CI.
    settings.register_profile("fast", max_examples=20, deadline=None, derandomize=False)
    settings.register_profile(
        "ci",
        max_examples=100,
        deadline=None,
        derandomize=True,
        database=None,
        print_blob=True,
        suppress_health_check=slow,
    )
    settings.register_profile(
        "thorough",
        max_examples=5000,
        deadline=None,
        derandomize=False,
        suppress_health_check=slow,
    )
    if load is not None:
        settings.load_profile(load)
