"""A Robot Framework library that hands out the stamps of a session's messages as exactly as they are kept."""

from __future__ import annotations

import json
from pathlib import Path

from robot.libraries.BuiltIn import BuiltIn


def save_arrivals(path: str) -> None:
    """Writes of each message its text, a number, and when it arrived (monotonic ns)."""
    session = BuiltIn().get_library_instance("WsKeywords").sessions.current
    entries = session.transcript.entries(direction="received", kind="message")
    Path(path).write_text(json.dumps([(int(entry.data), entry.at) for entry in entries]), encoding="utf-8")
