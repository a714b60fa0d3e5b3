"""Times and sizes as people write them in a configuration file."""

from __future__ import annotations

import re

_DURATION = re.compile(r"(\d+(?:\.\d+)?|\.\d+)\s*([a-z]*)")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmg]?)(i?)b?", re.IGNORECASE)
_UNITS = {
    **dict.fromkeys(("ms", "millis", "millisecond", "milliseconds"), 0.001),
    **dict.fromkeys(("", "s", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "hour", "hours"), 3600.0),
}


def duration(value: object) -> float:
    """Seconds, from a number of them or a text such as ``5s``, ``500ms``, ``2 minutes``, ``1 min 30 s``.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        found = float(value)
    elif isinstance(value, str):
        text = value.strip().lower()
        parts = _DURATION.findall(text)
        if not parts or _DURATION.sub("", text).strip() or (len(parts) > 1 and not all(unit for _, unit in parts)):
            raise ValueError
        if any(unit not in _UNITS for _, unit in parts):
            raise ValueError
        found = sum(float(number) * _UNITS[unit] for number, unit in parts)
    else:
        raise ValueError
    if not 0 <= found < 1e9:
        raise ValueError
    return found


def size(value: object) -> int:
    """Bytes, from a number of them or a text such as ``64 KiB``, ``16 MiB``, ``1 MB``.

    Raises:
        ValueError: it is none, or less than 1.
    """
    found = 0
    if isinstance(value, int) and not isinstance(value, bool):
        found = value
    elif isinstance(value, str) and (match := _SIZE.fullmatch(value.strip())):
        unit = (1024 if match[3] else 1000) ** (" kmg".index(match[2].lower()) if match[2] else 0)
        found = int(float(match[1]) * unit)
    if found < 1:
        raise ValueError
    return found
