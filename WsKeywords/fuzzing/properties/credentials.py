"""Whether the door is looked after: a handshake with wrong credentials is to be refused."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import parse_qsl, quote

from WsKeywords.core.refusals import says_refused

from ..conversation import Await, Conversation
from ..course import Course, Ending
from ..findings import Finding
from ..options import FuzzOptions
from ..routes import Route

_WRONG = "wskeywords-wrong"


class Given(NamedTuple):
    """Where the credentials of a run stand, and what they are."""

    place: str
    name: str
    value: str


def given_by(options: FuzzOptions) -> Given | None:
    """The credentials of a run, as they go over the wire."""
    scheme, _, rest = (options.auth or "").partition(":")
    if scheme == "query":
        name, _, value = rest.partition("=")
        return Given("query", name, value)
    if scheme == "bearer":
        return Given("header", "Authorization", f"Bearer {rest}")
    if scheme == "basic":
        return Given("header", "Authorization", f"Basic {b64encode(rest.encode()).decode()}")
    return None


def said_by(conversation: Conversation, given: Given) -> str | None:
    """The credentials that a conversation gives itself, in place of those of the run; None: it gives none."""
    if given.place == "query":
        query = conversation.path.partition("?")[2]
        return dict(parse_qsl(query, keep_blank_values=True)).get(given.name)
    return next((text for name, text in conversation.headers if name.lower() == given.name.lower()), None)


def intruders(plain: Conversation, options: FuzzOptions) -> Iterator[Conversation]:
    """The plain conversation without credentials, then with wrong ones: others, and nearly the right ones."""
    given = given_by(options)
    if given is None or not given.value:
        return
    scheme, space, secret = given.value.rpartition(" ")
    last = "A" if secret[-1:] != "A" else "B"
    wrong = b64encode(b"nobody:nothing").decode() if scheme == "Basic" else _WRONG
    for value in ("", f"{scheme}{space}{wrong}", f"{scheme}{space}{secret[:-1]}{last}"):
        if given.place == "query":
            mark = "&" if "?" in plain.path else "?"
            yield Conversation(
                f"{plain.path}{mark}{quote(given.name)}={quote(value)}", (Await(),), 1, plain.subprotocols
            )
        else:
            yield Conversation(plain.path, (Await(),), 1, plain.subprotocols, (*plain.headers, (given.name, value)))


def anonymous(conversation: Conversation, options: FuzzOptions) -> Conversation | None:
    """The conversation without the credentials of the run; None: there are none, or it has its own."""
    given = given_by(options)
    if given is None or said_by(conversation, given) is not None:
        return None
    if given.place == "query":
        mark = "&" if "?" in conversation.path else "?"
        return replace(conversation, path=f"{conversation.path}{mark}{quote(given.name)}=")
    return replace(conversation, headers=(*conversation.headers, (given.name, "")))


class RefusesWrongCredentials:
    """Nobody comes in with a token that is wrong.

    A route that takes a session without any credentials is open to all, and not judged.
    """

    name = "refuses-wrong-credentials"
    says = "A handshake with wrong credentials is refused, or the session closed at once."

    def __init__(self, options: FuzzOptions) -> None:
        self._given = given_by(options)
        self._open_to_all: set[str] = set()

    def check(self, course: Course, route: Route) -> Iterable[Finding]:
        """What is wrong."""
        given = self._given
        said = said_by(course.conversation, given) if given is not None else None
        if given is None or said is None or said == given.value:
            return
        for session, ending in enumerate(course.endings):
            if not _let_in(ending):
                continue
            if not said:
                self._open_to_all.add(route.path)
            elif route.path not in self._open_to_all:
                what = f'the query parameter "{given.name}"' if given.place == "query" else f"the header {given.name}"
                yield Finding(
                    self.name,
                    f"the server accepted a session with wrong credentials in {what}",
                    "the handshake is refused, as it is without credentials",
                    "accepted",
                    session,
                )


def _let_in(ending: Ending) -> bool:
    if ending.rejection is not None or ending.close is None:
        return False
    return not (ending.early and says_refused(ending.close.code))
