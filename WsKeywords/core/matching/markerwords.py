"""Which texts are markers of expected JSON, and what an error says about one that is none."""

from __future__ import annotations

import re

from ..errors import InvalidArgument
from ..output import quote
from ..suggest import nearest

LITERAL = "#= "
MORE = "#..."
CONTAINS = "#contains"
#: How each marker is written.
USAGE = (
    "#string",
    "#number",
    "#integer",
    "#boolean",
    "#array",
    "#object",
    "#null",
    "#notnull",
    "#present",
    "#notpresent",
    "#ignore",
    "#uuid",
    "#datetime",
    "#url",
    "#regex PATTERN",
    "#more than N",
    "#less than N",
    "#between A and B",
    "#[N]",
    "#[N+]",
    "#[] MARKER",
    "##MARKER",
    MORE,
    CONTAINS,
    "#capture NAME",
)
_WORDS = {re.split("[ ]", usage, maxsplit=1)[0]: usage for usage in USAGE if usage[1].isalpha()}
#: What people call the same thing elsewhere.
_ALIASES = {
    "#list": "#array",
    "#dict": "#object",
    "#map": "#object",
    "#text": "#string",
    "#float": "#number",
    "#decimal": "#number",
    "#none": "#null",
    "#any": "#present",
    "#anything": "#present",
    "#exists": "#present",
    "#absent": "#notpresent",
    "#not": "#notpresent",
    "#missing": "#notpresent",
    "#guid": "#uuid",
    "#date": "#datetime",
    "#timestamp": "#datetime",
    "#uri": "#url",
    "#match": "#regex",
    "#matches": "#regex",
    "#range": "#between",
    "#greater": "#more",
    "#optional": "##MARKER",
    "#save": "#capture",
    "#unordered": CONTAINS,
}
_MARKER = re.compile(r"##?(?:[^\W\d_]|\[)|#[?(]|#\.\.\.\Z|##= ")


def looks_like_marker(text: str) -> bool:
    """Whether a string is a marker or a mistaken one; ``# heading``, ``#1`` and ``#`` are strings."""
    return _MARKER.match(text) is not None


def wrong(text: str, fault: str, place: str) -> InvalidArgument:
    """A marker that cannot stand there; ``fault`` follows "the marker"."""
    return InvalidArgument(f"The marker {quote(text, 200)} at {place} {fault}. {_literally(text)}")


def misplaced(word: str, text: str, place: str) -> InvalidArgument:
    """A word about the items of an array that is no item, or at the wrong end; alone or within the marker ``text``."""
    where = "first" if word == CONTAINS else "last"
    return wrong(text, f"has a meaning only as the {where} item of an array", place)


def unknown(part: str, text: str, place: str) -> InvalidArgument:
    """A string that begins as markers do and is none; ``part`` of it is the mistake."""
    return InvalidArgument(f"{quote(text, 200)} at {place} is no marker: {_advice(part)} {_literally(text)}")


def _literally(text: str) -> str:
    return f"The string itself is written {quote(LITERAL + text, 210)}."


def _advice(text: str) -> str:
    text = text[1:] if text.startswith("##") else text
    everything = f"there are {', '.join(USAGE)}."
    if text[1] in "?(":
        return f"expressions are not supported, but {everything}"
    if text[1] == "[":
        return "arrays are written #[N], #[N+], #[] MARKER or #[N] MARKER."
    word = re.split(r"[ :(\[]", text, maxsplit=1)[0]
    if word in _WORDS:
        usage = _WORDS[word]
        return f"it is written {usage}." if " " in usage else f"nothing may follow {usage}."
    close = _ALIASES.get(word.lower()) or nearest(word, _WORDS)
    return f"did you mean {_WORDS.get(close, close)}?" if close else everything
