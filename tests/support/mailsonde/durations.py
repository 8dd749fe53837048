"""Durations as people and the configuration write them: 500ms, 90s, 1h30m."""

import re

_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_PART = re.compile(r"(\d+)(ms|s|m|h|d)")


def seconds_of(text: str) -> float:
    """Seconds; ValueError for what is no duration, such as a number without a unit."""
    parts = _PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise ValueError(f"{text!r} is not a duration such as 500ms, 60s or 2m")
    return sum(int(number) * _SECONDS[unit] for number, unit in parts)
