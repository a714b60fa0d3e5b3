"""How a failure shows a value."""

from __future__ import annotations

from typing import Any

from ..core.jsonvalues import dump_compact

#: Characters of a value that a failure shows.
LONGEST = 500


def shown_value(value: Any) -> str:
    """A value as compact JSON, shortened."""
    text = dump_compact(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} … ({len(text)} characters)"
