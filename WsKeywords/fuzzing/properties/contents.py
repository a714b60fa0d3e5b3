"""What must never stand in an answer: stack traces, secrets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from WsKeywords.core.output import quote

from ..course import Course
from ..findings import Finding
from ..options import FuzzOptions
from ..routes import Route
from .seeing import after

#: So much of an answer is looked through.
_LOOKED_AT = 1 << 20
#: Each count has a bound: in megabytes of blanks, or of one long word, a search would go on for hours.
_TRACES = {
    "Python": re.compile(
        r'Traceback \(most recent call last\)|File "[^"]+", line \d+, in |File \\"[^"]+\\", line \d+, in '
    ),
    "JavaScript": re.compile(r"(?:\n|\\n)\s{1,20}at \S.{0,80}:\d{1,9}:\d{1,9}\)?"),
    "Java": re.compile(r"(?:\n|\\n|\\t|\t)\s{0,20}at [\w$.]{1,300}\([\w$]{1,200}\.(?:java|kt|scala):\d+\)"),
    "Go": re.compile(r"goroutine \d+ \[\w+\]:|\.go:\d+ \+0x"),
    "C#": re.compile(r"\sat [^\s(]{1,300}\([^()\n]{0,300}\) in \S{1,300}:line \d+"),
    "PHP": re.compile(r"Stack trace:\s*(?:\n|\\n)#0 |on line <b>\d+</b>"),
    "Ruby": re.compile(r"\.rb:\d+:in [`']"),
}
_SECRETS = {
    "a private key": re.compile(r"-----BEGIN (?:\w+ )?PRIVATE KEY-----"),
    "a key of AWS": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a URL with a password": re.compile(r"\b[a-z][a-z0-9+]{2,15}://[^\s:/@\"'\\]+:[^\s:/@\"'\\]{3,}@[\w.-]+"),
    "a token of GitHub": re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36}\b"),
}
_SECRET_KEYS = re.compile(r"^(?:password|passwd|secret|secret_key|api_key|apikey|private_key|password_hash)$", re.I)


class _Contents:
    """Looks at every answer."""

    name = ""
    says = ""

    def check(self, course: Course, route: Route) -> Iterable[Finding]:
        """What is wrong."""
        said = "\n".join(
            event.data if isinstance(event.data, str) else event.data.decode(errors="replace")
            for event in course.events
            if event.what == "sent"
        )
        said += course.conversation.path
        for number, event in enumerate(course.events):
            if event.what != "received":
                continue
            data = event.data[:_LOOKED_AT]
            text = data if isinstance(data, str) else data.decode(errors="replace")
            for what, found in self._found(text):
                if found not in said:
                    yield Finding(
                        self.name,
                        f"an answer holds {what} {after(course, number, event.session)}: {quote(found, 200)}",
                        f"no answer holds {what}",
                        what,
                        event.session,
                        number,
                    )

    def _found(self, text: str) -> Iterator[tuple[str, str]]:
        raise NotImplementedError


class NoStackTrace(_Contents):
    """How the server is made is nobody's business."""

    name = "no-stack-trace"
    says = "No answer holds a stack trace."

    def _found(self, text: str) -> Iterator[tuple[str, str]]:
        for language, trace in _TRACES.items():
            match = trace.search(text)
            if match:
                yield f"a stack trace of {language}", text[match.start() : match.start() + 200]
                return


class NoSecret(_Contents):
    """Secrets stay where they are."""

    name = "no-secret"
    says = "No answer holds a secret: passwords, keys, the credentials of the run."

    def __init__(self, options: FuzzOptions) -> None:
        self._own = [value for value in _values(options) if len(value) >= 8]

    def _found(self, text: str) -> Iterator[tuple[str, str]]:
        for what, secret in _SECRETS.items():
            match = secret.search(text)
            if match:
                yield what, match[0]
        for own in self._own:
            if own in text:
                yield "the credential that the run was given", own
        if "{" in text:
            try:
                value = json.loads(text)
            except (ValueError, RecursionError):
                return
            for key, inner in _fields(value, 0):
                if _SECRET_KEYS.match(key) and isinstance(inner, str) and len(inner) > 3 and set(inner) != {"*"}:
                    yield f'a field "{key}"', inner


def _values(options: FuzzOptions) -> Iterator[str]:
    if options.auth:
        rest = options.auth.partition(":")[2]
        yield rest.rpartition("=")[2] if options.auth.startswith("query:") else rest.rpartition(":")[2]
    for name, value in options.headers.items():
        if name.lower() in ("authorization", "cookie", "x-api-key"):
            yield value.rpartition(" ")[2]


def _fields(value: Any, depth: int) -> Iterator[tuple[str, Any]]:
    if depth > 8:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key), inner
            yield from _fields(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value[:50]:
            yield from _fields(inner, depth + 1)
