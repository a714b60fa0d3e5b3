"""The one gate to any log, error or report: redact, then make printable, then cap, in this order.

What a server sends may hold secrets, characters that break terminals and XML, markup, or be without end. Nothing else
in this package formats it.
"""

from __future__ import annotations

import re
from typing import AnyStr, overload

from .redaction.masking import MASK
from .redaction.remembering import Remembered
from .redaction.secrets import DEFAULT_REDACT, Secrets, live

__all__ = [
    "DEFAULT_REDACT",
    "MASK",
    "Secrets",
    "block",
    "cap",
    "clean",
    "escaped",
    "hidden",
    "html",
    "html_again",
    "masked",
    "piece",
    "printable",
    "quote",
    "quoted",
    "size",
    "start_of",
]

#: Controls (terminal escapes), lone surrogates and non-characters (not allowed in XML), and marks that reorder a line.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
#: How far beyond a shown part redaction looks: no token is longer.
_MARGIN = 64 * 1024
#: Larger texts are not looked through as a whole.
_LARGE = 1_000_000
_AMBIGUOUS = re.compile(r"\\(?=[nrtux\\]|\Z)")
#: A quote at either end would read as one of the quotes around the text; one after a backslash as escaped.
_EDGE_QUOTES = re.compile(r'\A"|\\"|"\Z')
_BEFORE_QUOTE = re.compile(r'\\(?=[nrtux\\"]|\Z)')


def clean(text: str, limit: int = 20_000) -> str:
    """A text for an error or a log: without the secrets of all sessions, printable, and at most ``limit`` long."""
    if len(text) > max(limit + 4 * _MARGIN, _LARGE):
        # Only the two ends will be seen; where they are cut half a secret may stand.
        head = _redacted(text[: limit + _MARGIN])
        head = _whole(head, MASK)
        tail = _redacted(text[-(limit + _MARGIN) :])[_MARGIN:]
        return _joined(printable(head), printable(tail), limit, len(text))
    return cap(printable(_redacted(text)), limit)


def _redacted(text: str) -> str:
    for secrets in live():
        text = secrets.text(text)
    return text


@overload
def masked(data: str) -> str: ...
@overload
def masked(data: bytes) -> bytes: ...
def masked(data: str | bytes) -> str | bytes:
    """A whole message or value without secrets, to be compared or cut: half a secret is not found any more."""
    for secrets in live():
        data = secrets.text(data) if isinstance(data, str) else secrets.data(data)
    return data


def piece(text: str, start: int, end: int) -> str:
    """``text[start:end]`` as it may be shown: where a secret begins before it or ends after it, its mask instead."""
    end = min(end, len(text))
    if start >= end:
        return ""
    first, last = (0, len(text)) if len(text) <= _LARGE else (max(start - _MARGIN, 0), min(end + _MARGIN, len(text)))
    seen = text[first:last]
    shown = masked(seen)
    if shown == seen:
        return text[start:end]
    begin, after = _changed(seen, shown)
    start, end = start - first, end - first
    if end <= begin or start >= len(seen) - after:
        return seen[start:end]
    inner = shown[begin : len(shown) - after] if start <= begin and end >= len(seen) - after else MASK
    return seen[start:begin] + inner + seen[len(seen) - after : end]


def _changed(seen: str, shown: str) -> tuple[int, int]:
    """How many characters before the first secret and after the last one are the same."""
    most = min(len(seen), len(shown))
    begin = next((at for at in range(most) if seen[at] != shown[at]), most)
    after = next((at for at in range(most - begin) if seen[-1 - at] != shown[-1 - at]), most - begin)
    return begin, after


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
    return escaped(_redacted(text))


def escaped(text: str) -> str:
    """A text that is masked already as it stands in HTML: printable, no markup."""
    # As html.escape does, whose module holds a table of all entities that there are.
    text = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#x27;")


#: As ``html``, for texts that come again and again, such as names of sessions.
html_again = Remembered(html)


def quote(data: str | bytes, limit: int = 500, *, total: bool = True) -> str:
    r"""A message or another value in double quotes on one line, line feeds as ``\n``.

    Quotes in it stay as they are, unless one stands at its beginning or end: then all are written ``\"``. A JSON object
    or array is never changed, so that it can be read and copied.

    Args:
        data: text, or bytes: mostly ASCII as ``b"…"``, others in hexadecimal as ``bytes 00 ff 10``.
        limit: characters shown.
        total: when there are more, whether the whole size follows.
    """
    if isinstance(data, (bytes, bytearray, memoryview)):
        return _quoted_bytes(bytes(data), limit, total)
    shown, cut = start_of(data, limit)
    return quoted(shown, cut) + (f" ({len(data):,} characters)" if cut and total else "")


def quoted(shown: str, cut: bool) -> str:
    """The start of a text, masked already, in double quotes on one line, as of ``quote``; ``cut``: there is more."""
    if shown.isascii() and shown.isprintable() and '"' not in shown and "\\" not in shown:
        return f'"{shown}…"' if cut else f'"{shown}"'
    if not shown.lstrip().startswith(("{", "[")):
        # In JSON "\n" are two characters on their own account; elsewhere they must differ from a line feed.
        if _EDGE_QUOTES.search(shown):
            shown = _BEFORE_QUOTE.sub(r"\\\\", shown).replace('"', '\\"')
        else:
            shown = _AMBIGUOUS.sub(r"\\\\", shown)
    shown = printable(shown).replace("\n", "\\n").replace("\t", "\\t")
    return f'"{shown}…"' if cut else f'"{shown}"'


@overload
def start_of(data: str, limit: int) -> tuple[str, bool]: ...
@overload
def start_of(data: bytes, limit: int) -> tuple[bytes, bool]: ...
def start_of(data: str | bytes, limit: int) -> tuple[str | bytes, bool]:
    """The first characters or bytes of a message, redacted, and whether there are more; its cost is that of these."""
    every = live()
    window = limit + 2 * max((secrets.margin for secrets in every), default=0)
    cut = len(data) > window
    head = data[:window] if cut else data
    for secrets in every:
        head = secrets.text(head) if isinstance(head, str) else secrets.data(head)
    if cut:
        head = _whole(head, MASK) if isinstance(head, str) else _whole(head, MASK.encode())
    return head[:limit], cut or len(head) > limit


def _whole(head: AnyStr, mask: AnyStr) -> AnyStr:
    """Without half a secret where a window ends: the masks before it may have moved it into what is shown."""
    longest = max((secrets.longest for secrets in live()), default=0)
    after_last = head.rfind(mask) + len(mask) if mask in head else 0
    return head[: max(len(head) - longest, after_last)]


def _quoted_bytes(data: bytes, limit: int, total: bool) -> str:
    head, cut = start_of(data, limit)
    size_of = f" ({len(data):,} bytes)" if total else ""
    text = head.decode("utf-8", "backslashreplace")
    readable = sum(char.isprintable() for char in text)
    if readable >= 0.9 * len(text) and "\\x" not in text:
        shown = printable(text).replace("\n", "\\n").replace("\t", "\\t")
        return f'b"{shown}…"{size_of}' if cut else f'b"{shown}"'
    count = max(limit // 3, 1)
    shown = head[:count].hex(" ")
    return f"bytes {shown} …{size_of}" if cut or len(head) > count else f"bytes {shown}"


def block(text: str, limit: int = 2000, indent: str = "    ") -> str:
    """A text on lines of its own, indented; head and tail of at most ``limit`` characters."""
    return "\n".join(indent + line for line in clean(text, limit).split("\n"))


def size(count: int) -> str:
    """A number of bytes for people: ``12 B``, ``1.2 kB``, ``3.4 MB``."""
    if count < 1000:
        return f"{count} B"
    return f"{count / 1000:.1f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"
