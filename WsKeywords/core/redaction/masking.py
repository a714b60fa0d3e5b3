"""Finding secret values in any text: as they are, and in the encodings in which servers echo them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import quote as percent
from urllib.parse import quote_plus

from .remembering import changed

#: What stands for a secret.
MASK = "•••"
#: Shorter values are not masked wherever they turn up: "1" or "admin" would make every text unreadable.
SHORTEST = 8
_BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_")
#: A search for one form is much faster than a walk through the text that looks for all of them, but it has to begin,
#: which costs as much as a thousand characters of it: above so many forms, in a long text, the walk is cheaper.
_MANY = 270
#: The walk looks at pieces of this length, so far apart that one of them lies in the last ``SHORTEST`` characters of
#: every form. Not in the first: all tokens of a server may begin alike.
_PIECE = 5
_STRIDE = SHORTEST - _PIECE + 1
#: Of a form so much is compared at once, with all others.
_HEAD = 200
#: Of so many places where forms may begin other pieces of a form are tried.
_FEW = 8
#: Only of texts made for it so many forms must be looked for at one place. Then whatever has a piece of them, up to
#: white space or a quote, is taken for a secret: to look for each at each place would take minutes.
_CROWD = 100
_WORD = re.compile(r"[^\s\"'<>]+")


class Form(NamedTuple):
    """One spelling of a secret.

    ``bits``: it is a piece of base64 text, so that the characters at its ends hold some bits of the secret too.
    """

    needle: str
    bits: bool = False

    def span(self, text: str, start: int) -> tuple[int, int]:
        """What is to be masked of a text in which the needle begins at ``start``."""
        end = start + len(self.needle)
        if self.bits:
            start -= start > 0 and text[start - 1] in _BASE64
            end += text[end : end + 1] in _BASE64
            while text.startswith("=", end):
                end += 1
        return start, end


class Masker:
    """All secret values of a ``Secrets``. Any thread may add and mask; nothing is locked, because signals interrupt."""

    def __init__(self) -> None:
        self._values: set[str] = set()
        # These only grow, and each step is one that no other thread can come in between.
        self._forms: list[Form] = []
        # Pieces, and where a form that has them may begin before them and how long its head is; forms by their heads.
        self._index: dict[str, list[tuple[int, int]]] = {}
        self._heads: dict[str, list[Form]] = {}
        #: The lengths of all values together.
        self.size = 0
        #: The length of the longest form: how far a text must be read beyond what is shown of it.
        self.longest = 0

    def add(self, value: str) -> None:
        if len(value) < SHORTEST or value in self._values:
            return
        # Before, because a signal may interrupt what follows, and after, because other threads mask meanwhile.
        changed()
        for form in spellings(value):
            self.longest = max(self.longest, len(form.needle) + 4)
            self._forms.append(form)
            length = min(len(form.needle), _HEAD)
            self._heads.setdefault(form.needle[:length], []).append(form)
            for piece, offset in self._window(form.needle):
                places = self._index.setdefault(piece, [])
                if len(places) <= _CROWD and (offset, length) not in places:
                    places.append((offset, length))
        # The last act: whatever interrupts before it, the value is added again.
        self._values.add(value)
        self.size += len(value)
        changed()

    def _window(self, needle: str) -> list[tuple[str, int]]:
        """Pieces of a form, with their places in it: those of its end, unless many others have them too."""
        best: tuple[int, list[tuple[str, int]]] | None = None
        for part in (6, 5, 4, 3, 2, 1):
            end = max(len(needle) * part // 6, SHORTEST)
            window = [(needle[at : at + _PIECE], at) for at in range(end - SHORTEST, end - _PIECE + 1)]
            crowd = max([len(self._index.get(piece, ())) for piece, _ in window])
            if best is None or crowd < best[0]:
                best = crowd, window
            if crowd < _FEW:
                break
        assert best is not None
        return best[1]

    def mask(self, text: str) -> str:
        """The text without any of the values."""
        if not self._forms:
            return text
        walk = len(self._forms) * (1000 + len(text)) > _MANY * len(text)
        found = sorted(self._walk(text) if walk else self._search(text))
        if not found:
            return text
        pieces: list[str] = []
        done = 0
        for start, end in found:
            if start >= done:
                pieces += (text[done:start], MASK)
            done = max(done, end)
        return "".join((*pieces, text[done:]))

    def _search(self, text: str) -> Iterator[tuple[int, int]]:
        for form in self._forms:
            start = text.find(form.needle)
            while start >= 0:
                yield form.span(text, start)
                start = text.find(form.needle, start + len(form.needle))

    def _walk(self, text: str) -> Iterator[tuple[int, int]]:
        index, heads = self._index, self._heads
        words: Iterator[re.Match[str]] | None = None
        word = (0, 0)
        for at in range(0, len(text) - _PIECE + 1, _STRIDE):
            piece = text[at : at + _PIECE]
            if piece not in index:
                continue
            is_crowd = len(index[piece]) > _CROWD
            for offset, length in () if is_crowd else index[piece]:
                start = at - offset
                forms = heads.get(text[start : start + length], ()) if start >= 0 else ()
                is_crowd = is_crowd or len(forms) > _CROWD
                for form in forms[:_CROWD]:
                    if text.startswith(form.needle, start):
                        yield form.span(text, start)
            if is_crowd:
                words = _WORD.finditer(text) if words is None else words
                while word[1] <= at and (found := next(words, None)):
                    word = found.span()
                if word[0] < at + _PIECE:
                    yield word


def spellings(value: str) -> set[Form]:
    """Every form of a value to look for: plain, in JSON, percent-encoded, base64 alone or inside a longer text."""
    plain = {value, *_in_json(value), *_in_html(value)}
    try:
        raw = value.encode()
    except UnicodeEncodeError:
        return {Form(text) for text in plain}
    # A binary message is searched as Latin-1.
    plain.add(raw.decode("latin-1"))
    for encode in _PERCENT:
        encoded = encode(value)
        plain |= {encoded, re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), encoded)}
    forms = {Form(text) for text in plain}
    for data in {raw, _latin(value, raw)}:
        for offset in range(3):
            core = _core(data, offset)
            forms |= {Form(core, bits=True), Form(core.replace("+", "-").replace("/", "_"), bits=True)}
    return forms


#: What JSON encoders of Go and of .NET escape besides what all do.
_GO = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&"})
#: A negated set: one that reaches up to U+10FFFF takes 5 ms to compile.
_NET = re.compile("[^\0-!#-%(-*,-;=?-_a-~]")


def _in_json(value: str) -> set[str]:
    """A value between the quotes of a JSON text, also where that text is itself a string in JSON."""
    plain = json.dumps(value, ensure_ascii=False)[1:-1]
    found = {plain, json.dumps(value)[1:-1], _NET.sub(_upper_escape, plain.replace('\\"', '"'))}
    found |= {text.translate(_GO) for text in found}
    found |= {text.replace("/", "\\/") for text in found}
    return found | {text.replace("\\", "\\\\").replace('"', '\\"') for text in found}


def _upper_escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass").hex().upper()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _in_html(value: str) -> set[str]:
    """A value as pages and templates show it."""
    from html import escape

    text = escape(value)
    return {text, escape(value, quote=False), text.replace("&quot;", "&#34;").replace("&#x27;", "&#39;")}


_PERCENT: tuple[Callable[[str], str], ...] = (
    lambda value: percent(value, safe=""),
    percent,
    quote_plus,
    lambda value: percent(value, safe="!~*'()"),  # as JavaScript's encodeURIComponent
)


def _latin(value: str, otherwise: bytes) -> bytes:
    """Basic authentication is often encoded as Latin-1."""
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return otherwise


def _core(data: bytes, offset: int) -> str:
    """The base64 characters that depend on ``data`` alone when ``offset`` bytes (modulo 3) stand before it."""
    encoded = base64.b64encode(bytes(offset) + data).decode()
    return encoded[(0, 2, 3)[offset] : (offset + len(data)) * 8 // 6]
