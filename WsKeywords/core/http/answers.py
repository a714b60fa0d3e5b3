"""Answers to HTTP requests as people may see them, and the secrets in them."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from ..deadline import shown
from ..handshake.charsets import decoded

if TYPE_CHECKING:
    import requests

    from ..output import Secrets

#: Characters of a body in an error.
EXCERPT = 300
#: Bytes of a body that are searched for secrets.
LEARNABLE = 1 << 20
#: Of so many of its values under redacted names each is a secret wherever it turns up.
MOST_VALUES = 1000
_BINARY = re.compile(r"image/|audio/|video/|font/|application/(octet-stream|zip|gzip|pdf)")

#: Where something starts in a page that nobody reads and that would stand before what says why, and where it ends.
_UNREAD = re.compile(r"<!--|<(?:style|script|meta|link)\b", re.IGNORECASE)
_ENDS = {
    "<!--": re.compile("-->"),
    "<style": re.compile(r"</style\s*>", re.IGNORECASE),
    "<script": re.compile(r"</script\s*>", re.IGNORECASE),
    "<meta": re.compile(">"),
    "<link": re.compile(">"),
}


def body(answer: requests.Response) -> str:
    """The body as text: by the charset that the answer names, else UTF-8; what cannot be decoded becomes U+FFFD."""
    return decoded(answer.content, answer.headers.get("Content-Type", ""))


def status_line(answer: requests.Response) -> str:
    """``401 Unauthorized``."""
    return f"{answer.status_code} {answer.reason or ''}".rstrip()


def request_line(answer: requests.Response, secrets: Secrets) -> str:
    """``GET "http://…"``, redacted."""
    return f'{answer.request.method} "{secrets.url(answer.request.url or "")}"'


def describe(answer: requests.Response, secrets: Secrets) -> str:
    """A request and its answer in a few lines, redacted."""
    took = shown(answer.elapsed.total_seconds())
    line = f"{request_line(answer, secrets)} was answered with {status_line(answer)} in {took}."
    return f"{line}\n{excerpt(answer, secrets)}"


def excerpt(answer: requests.Response, secrets: Secrets) -> str:
    """The beginning of the body, redacted."""
    if not answer.content:
        return "Its body is empty."
    kind = answer.headers.get("Content-Type", "")
    if _BINARY.match(kind):
        return f"Its body: {len(answer.content)} bytes of {kind}."
    text = secrets.text(decoded(answer.content[:LEARNABLE], kind))
    without = ""
    if len(text) > EXCERPT and "html" in kind and (shorter := _read(text)) != text:
        text, without = shorter, ", without styles and scripts"
    title = "Its body{}:" if len(text) <= EXCERPT else f"Its body, {len(answer.content)} bytes{{}}, begins:"
    return f"{title.format(without)}\n    " + "\n    ".join(text[:EXCERPT].splitlines())


def _read(page: str) -> str:
    """A page without its styles, scripts and comments, and without blank lines."""
    kept, at = [], 0
    while start := _UNREAD.search(page, at):
        end = _ENDS[start[0].lower()].search(page, start.end())
        if end is None:
            break
        kept.append(page[at : start.start()])
        at = end.end()
    return "\n".join(line for line in "".join([*kept, page[at:]]).splitlines() if line.strip()) if kept else page


def learn(answer: requests.Response, secrets: Secrets) -> None:
    """Values under redacted names in headers, cookies and a JSON body are secrets from now on."""
    fields: list[tuple[str, str]] = []
    for each in (*answer.history, answer):
        # Its jar has no cookie that was refused, and its headers have all lines of one name as one.
        fields += cast(Any, each.raw).headers.iteritems()
        fields += [("Set-Cookie", f"={cookie.value}") for cookie in each.cookies]
    secrets.learn_answer(fields)
    if "json" in answer.headers.get("Content-Type", "") and len(answer.content) <= LEARNABLE:
        # Not by the answer itself, which would guess at its encoding for as long as that takes.
        with suppress(ValueError, RecursionError):
            secrets.learn_json(json.loads(answer.content), MOST_VALUES)
