"""The one gate to any log, error or report: redact, then make printable, then cap, in this order.

What a server sends may hold secrets, characters that break terminals and XML, markup, or be without end. Nothing else
in this package formats it.
"""

from __future__ import annotations

import re
from html import escape

from .masking import MASK
from .secrets import DEFAULT_REDACT, Secrets, live

__all__ = ["DEFAULT_REDACT", "MASK", "Secrets", "block", "cap", "clean", "hidden", "html", "printable", "quote", "size"]

#: Controls (terminal escapes), lone surrogates and non-characters (not allowed in XML), and marks that reorder a line.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
#: How far beyond a shown part redaction looks: no token is longer.
_MARGIN = 64 * 1024
#: Larger texts are not looked through as a whole.
_LARGE = 1_000_000
_AMBIGUOUS = re.compile(r"\\(?=[nrtux\\])")


def clean(text: str, limit: int = 20_000) -> str:
    """A text for an error or a log: without the secrets of all sessions, printable, and at most ``limit`` long."""
    if len(text) > max(limit + 4 * _MARGIN, _LARGE):
        # Only the two ends will be seen; where they are cut half a secret may stand.
        head = _redacted(text[: limit + _MARGIN])[:-_MARGIN]
        tail = _redacted(text[-(limit + _MARGIN) :])[_MARGIN:]
        return _joined(printable(head), printable(tail), limit, len(text))
    return cap(printable(_redacted(text)), limit)


def _redacted(text: str) -> str:
    for secrets in live():
        text = secrets.text(text)
    return text


def hidden(name: str) -> bool:
    """Whether values under this name (header, query parameter, JSON key) must not be shown."""
    return any(secrets.is_secret_name(name) for secrets in live())


def cap(text: str, limit: int) -> str:
    """A text of at most ``limit`` characters: its head and its tail, and between them how long it was."""
    return text if len(text) <= limit else _joined(text, text, limit, len(text))


def _joined(head: str, tail: str, limit: int, total: int) -> str:
    notice = f"\n… {total:,} characters in total, the middle is left out …\n"
    room = max(limit - len(notice), 0)
    rest = room - room * 3 // 4
    return (head[: room - rest] + notice + tail[len(tail) - min(rest, len(tail)) :])[:limit]


def printable(text: str) -> str:
    r"""The text with characters that are not for eyes written as ``\x1b`` or ``\ud800``; line feed and tab stay."""
    if text.isascii() and text.isprintable():
        return text
    return _UNPRINTABLE.sub(_visible, text)


def _visible(found: re.Match[str]) -> str:
    if found[0] == "\r":
        return "\\r"
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def html(text: str) -> str:
    """A text as it stands in HTML, inside an element or a quoted attribute: redacted, printable, no markup."""
    return escape(printable(_redacted(text)), quote=True)


def quote(data: str | bytes, limit: int = 500, *, total: bool = True) -> str:
    r"""A message or another value in double quotes on one line, line feeds as ``\n``.

    Args:
        data: text, or bytes: mostly ASCII as ``b"…"``, others in hexadecimal as ``bytes 00 ff 10``.
        limit: characters shown.
        total: when there are more, whether the whole size follows.
    """
    if isinstance(data, (bytes, bytearray, memoryview)):
        return _quoted_bytes(bytes(data), limit, total)
    margin = limit + _margin()
    seen = _redacted(data[:margin] if len(data) > margin else data)
    cut = len(seen) > limit
    shown = seen[:limit]
    if not shown.lstrip().startswith(("{", "[")):
        # In JSON "\n" are two characters on their own account; elsewhere they must differ from a line feed.
        shown = _AMBIGUOUS.sub(r"\\\\", shown)
    shown = printable(shown).replace("\n", "\\n").replace("\t", "\\t")
    return f'"{shown}…"' + (f" ({len(data):,} characters)" if total else "") if cut else f'"{shown}"'


def _margin() -> int:
    """How far beyond a shown head redaction must look, so that no secret is cut in two and missed."""
    return max((secrets.margin for secrets in live()), default=0)


def _quoted_bytes(data: bytes, limit: int, total: bool) -> str:
    head = data[: limit + _margin()]
    size_of = f" ({len(data):,} bytes)" if total else ""
    for secrets in live():
        head = secrets.data(head)
    text = head[:limit].decode("utf-8", "backslashreplace")
    readable = sum(char.isprintable() for char in text)
    if readable >= 0.9 * len(text) and "\\x" not in text:
        shown, cut = printable(text).replace("\n", "\\n").replace("\t", "\\t"), len(head) > limit
        return f'b"{shown}…"{size_of}' if cut else f'b"{shown}"'
    count = max(limit // 3, 1)
    shown, cut = head[:count].hex(" "), len(head) > count
    return f"bytes {shown} …{size_of}" if cut else f"bytes {shown}"


def block(text: str, limit: int = 2000, indent: str = "    ") -> str:
    """A text on lines of its own, indented; head and tail of at most ``limit`` characters."""
    return "\n".join(indent + line for line in clean(text, limit).split("\n"))


def size(count: int) -> str:
    """A number of bytes for people: ``12 B``, ``1.2 kB``, ``3.4 MB``."""
    if count < 1000:
        return f"{count} B"
    return f"{count / 1000:.1f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"
