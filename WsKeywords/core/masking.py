"""Finding secret values in any text: as they are, and in the encodings in which servers echo them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote as percent
from urllib.parse import quote_plus

#: What stands for a secret.
MASK = "•••"
#: Shorter values are not masked wherever they turn up: "1" or "admin" would make every text unreadable.
SHORTEST = 8
#: Above so many forms one walk through the text is cheaper than a search for each of them.
_MANY = 100


class Form(NamedTuple):
    """One spelling of a secret. ``whole`` also takes the characters at its ends that hold some of its bits."""

    needle: str
    whole: re.Pattern[str] | None = None


class Masker:
    """All secret values of a ``Secrets``. Any thread may add and mask; nothing is locked, because signals interrupt."""

    def __init__(self) -> None:
        self._values: set[str] = set()
        self._forms: tuple[Form, ...] = ()
        self._index: dict[str, tuple[Form, ...]] = {}
        #: The length of the longest form: how far a text must be read beyond what is shown of it.
        self.longest = 0

    def add(self, value: str) -> None:
        if len(value) < SHORTEST or value in self._values:
            return
        self._values.add(value)
        forms = spellings(value)
        self.longest = max(self.longest, *(len(form.needle) + 4 for form in forms))
        for form in forms:
            start = form.needle[:SHORTEST]
            self._index[start] = tuple(sorted((*self._index.get(start, ()), form), key=_length, reverse=True))
        if len(self._forms) <= _MANY:
            # The longest first, so that "user:password" is masked before "password" is.
            self._forms = tuple(sorted({*self._forms, *forms}, key=_length, reverse=True))

    def mask(self, text: str) -> str:
        """The text without any of the values."""
        if len(self._forms) > _MANY:
            return self._walk(text)
        for form in self._forms:
            if form.needle in text:
                text = text.replace(form.needle, MASK) if form.whole is None else form.whole.sub(MASK, text)
        return text

    def _walk(self, text: str) -> str:
        index = self._index
        pieces: list[str] = []
        done = position = 0
        for position in range(len(text) - SHORTEST + 1):
            if text[position : position + SHORTEST] not in index or position < done:
                continue
            for form in index[text[position : position + SHORTEST]]:
                if not text.startswith(form.needle, position):
                    continue
                start, end = position, position + len(form.needle)
                if form.whole is not None:
                    found = form.whole.search(text, max(done, position - 1))
                    start, end = found.span() if found else (start, end)
                pieces += (text[done:start], MASK)
                done = end
                break
        return "".join((*pieces, text[done:])) if pieces else text


def _length(form: Form) -> int:
    return len(form.needle)


def spellings(value: str) -> set[Form]:
    """Every form of a value to look for: plain, in JSON, percent-encoded, base64 alone or inside a longer text."""
    plain = {value, json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}
    plain |= {text.replace("/", "\\/") for text in tuple(plain)}
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
            forms |= {_base64(core), _base64(core.replace("+", "-").replace("/", "_"))}
    return forms


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


def _base64(core: str) -> Form:
    return Form(core, re.compile(f"[A-Za-z0-9+/_-]?{re.escape(core)}[A-Za-z0-9+/_-]?={{0,2}}"))
