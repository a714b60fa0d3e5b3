"""Writing what a run leaves behind: whole or not at all, through the gate."""

from __future__ import annotations

import os
from pathlib import Path

from WsKeywords.core import InvalidArgument
from WsKeywords.core.output import quote


def write(path: Path, data: bytes) -> None:
    """Write a file; what was there is replaced, and missing folders are made.

    Raises:
        InvalidArgument: it cannot be written; says why.
    """
    temporary = path.with_name(f".{os.urandom(8).hex()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            temporary.write_bytes(data)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise InvalidArgument(f"The file {quote(str(path))} cannot be written: {why}.") from None
