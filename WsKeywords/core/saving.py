"""Transcripts as files: HAR, JSON and text."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import InvalidArgument
from .output import quote
from .textview import dump, head_lines, json_text, text_lines

if TYPE_CHECKING:
    from .textview import Subject


def render(subjects: Iterable[Subject], format: str) -> Iterable[str]:
    """The pieces of a file; of large transcripts no second copy is held."""
    if format == "har":
        from .har import har

        yield dump(har(subjects), indent=1) + "\n"
    elif format == "json":
        opener = '{"sessions": [\n'
        for subject in subjects:
            close = subject.close_info
            facts: dict[str, Any] = {"name": subject.name, "url": subject.shown_url, "close": None}
            if close is not None:
                reason = subject.secrets.text(close.reason)
                facts["close"] = {"code": close.code, "reason": reason, "by": close.by, "note": close.note}
            yield opener + dump(facts)[:-1] + ', "entries": ' + json_text(subject) + "}"
            opener = ",\n"
        yield ("\n" if opener == ",\n" else opener) + "]}\n"
    elif format == "text":
        gap = ""
        for subject in subjects:
            yield gap + "\n".join((*head_lines(subject), "", *text_lines(subject))) + "\n"
            gap = "\n"
    else:
        raise InvalidArgument(f'A transcript has the format "har", "json" or "text", but got {quote(str(format))}.')


def save(path: str | os.PathLike[str], subjects: Iterable[Subject], format: str = "har") -> Path:
    """Write the transcripts of some sessions to a file, whole or not at all; missing directories are made.

    Args:
        path: of the file; what was there is replaced.
        subjects: sessions, in the order in which they shall appear.
        format: ``har`` (HAR 1.2 with ``_webSocketMessages``), ``json`` or ``text``.

    Returns:
        The absolute path.

    Raises:
        InvalidArgument: for an unknown format, or a path that cannot be written.
    """
    import tempfile

    target = Path(path).absolute()
    written = ""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=target.parent, prefix=f".{target.name}.", delete=False
        ) as file:
            written = file.name
            file.writelines(render(subjects, format))
        # Temporary files are for their owner alone; a report is for everybody whom the directory lets in.
        os.chmod(written, 0o666 & ~_umask())
        os.replace(written, target)
        written = ""
    except OSError as error:
        raise InvalidArgument(
            f"The transcript cannot be written to {quote(str(target))}: {error.strerror or error}."
        ) from None
    finally:
        if written:
            Path(written).unlink(missing_ok=True)
    return target


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
