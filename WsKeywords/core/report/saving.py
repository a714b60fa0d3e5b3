"""Transcripts as files: HAR, JSON and text."""

from __future__ import annotations

import os
from collections.abc import Iterable
from heapq import merge
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InvalidArgument
from ..output import quote
from .applog import text_block
from .textview import array, dicts, dump, head_lines, text_lines

if TYPE_CHECKING:
    from .applog import AppLog
    from .textview import Subject


def render(subjects: Iterable[Subject], format: str, logs: Iterable[AppLog] = ()) -> Iterable[str]:
    """The pieces of a file; of large transcripts no second copy is held."""
    if format == "har":
        from .har import har

        yield dump(har(subjects), indent=1) + "\n"
    elif format == "json":
        # One array with the entries of all sessions in the order in which things happened.
        merged = merge(*map(dicts, subjects), key=lambda pair: pair[0])
        yield from array(facts for _, facts in merged)
        yield "\n"
    elif format == "text":
        gap = ""
        for subject in subjects:
            yield gap + "\n".join((*head_lines(subject), "", *text_lines(subject))) + "\n"
            gap = "\n"
        for log in logs:
            yield f"{gap}{text_block(log)}\n"
            gap = "\n"
    else:
        raise InvalidArgument(f'A transcript has the format "har", "json" or "text", but got {quote(str(format))}.')


def save(
    path: str | os.PathLike[str], subjects: Iterable[Subject], format: str = "har", logs: Iterable[AppLog] = ()
) -> Path:
    """Write the transcripts of some sessions to a file, whole or not at all; missing directories are made.

    Args:
        path: of the file; what was there is replaced.
        subjects: sessions, in the order in which they shall appear.
        format: ``har`` (HAR 1.2 with ``_webSocketMessages``), ``json`` (one array of the entries of all
            sessions, as of ``as_list``, by time) or ``text``.
        logs: of the apps under test, which follow in a file of text.

    Returns:
        The absolute path.

    Raises:
        InvalidArgument: for an unknown format, or a path that cannot be written.
    """
    try:
        target = Path(path).absolute()
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".{os.urandom(8).hex()}.tmp")
        try:
            with temporary.open("x", encoding="utf-8", newline="\n") as file:
                file.writelines(render(subjects, format, logs))
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        if isinstance(error, InvalidArgument):
            raise
        why = getattr(error, "strerror", None) or error
        raise InvalidArgument(f"The transcript cannot be written to {quote(str(path))}: {why}.") from None
    return target
