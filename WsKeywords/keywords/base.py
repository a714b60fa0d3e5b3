"""What every group of keywords stands on: the sessions, the front end, and the ``keyword`` decorator.

A keyword method is the definition of what a user can say: name, argument types, defaults, documentation and behaviour.
Robot calls it with converted arguments; a behave step calls the same method and may give strings, which are converted
here by the same functions.
"""

import functools
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar, cast

from robot.api import deco

from ..core.deadline import Deadline
from ..core.errors import WsKeywordsError
from .binding import Arguments
from .learning import learn_message
from .taking import Taking, entry

if TYPE_CHECKING:
    from ..core.report.transcript import Entry
    from ..core.session import Session
    from ..core.sessions import Sessions

Function = TypeVar("Function", bound=Callable[..., Any])

#: The closed set of keyword tags.
Tag = Literal[
    "Session",
    "Sending",
    "Receiving",
    "Asserting",
    "Getter",
    "Matching",
    "HTTP",
    "App",
    "Reporting",
    "Several sessions",
    "Fuzzing",
]


class FrontEnd(Protocol):
    """What a keyword tells the person who runs it; Robot and behave each have one."""

    @property
    def shows_messages(self) -> bool:
        """Whether ``log_message`` may show anything."""

    def log_message(self, session: "Session", entries: "Iterable[Entry]") -> None:
        """Messages that a keyword sent or took, in order."""

    def session_closed(self, session: "Session") -> None:
        """A session was closed, aborted or found closed: its transcript belongs in the log."""

    def keyword_failed(self, session: "Session") -> None:
        """A keyword that acts on this session failed."""

    def info(self, text: str) -> None: ...

    def html(self, html: str) -> None:
        """Markup of ours; what came from elsewhere is escaped in it."""

    def warn(self, text: str) -> None: ...

    def progress(self, text: str) -> None:
        """One line for the person who waits, on the console."""

    def keyword(self, name: str) -> Callable[[Any], str | None]:
        """A keyword of the user as a function of one argument: returns why it failed, or ``None``.

        Raises:
            InvalidArgument: There is no such keyword.
        """

    def save_value(self, name: str, value: Any) -> None:
        """A ``#capture`` marker or a keyword saves a value under a name."""

    def output_dir(self) -> str: ...


class KeywordBase:
    """Base of the keyword mixins. ``sessions`` and ``front`` are set by the front end that creates the object."""

    sessions: "Sessions"
    front: FrontEnd

    def before_keyword(self) -> None:
        """Called before each keyword, with nothing done yet; a front end may raise what it found out."""

    def failed(self, name: str | None) -> None:
        """Called when a keyword that names this session (or none) failed, before the error goes on."""
        known = isinstance(name, str) and name in self.sessions
        session = self.sessions[name] if known and name else self.sessions.current
        if session is not None:
            self.front.keyword_failed(session)

    def session(self, name: str | None = None) -> "Session":
        """The session of that name, or the current one.

        Raises:
            UnknownSession: There is none; the error names those there are and the nearest one.
            WsKeywordsError: What went wrong on it while no keyword looked.
        """
        found = self.sessions.get(name)
        # Not for long: what this keyword waits for has a deadline of its own, which the look goes on with.
        found.look(Deadline(0))
        return found

    def learn(self, *messages: Any) -> None:
        """What stands under redacted names in JSON messages is masked from now on, wherever else it turns up."""
        for data in messages:
            learn_message(self.sessions.secrets, data)

    def log_sent(self, session: "Session", data: str | bytes) -> None:
        """Show a message that was sent just now."""
        if self.front.shows_messages:
            self.front.log_message(session, [entry("sent", data)])

    def log_handshake(self, session: "Session") -> None:
        """Show the handshake that was made just now."""
        self.front.log_message(session, session.transcript.entries(kind="handshake", newest=1))

    def log_received(self, session: "Session", data: str | bytes) -> None:
        """Show a message that was taken from a session just now."""
        self.learn(data)
        if self.front.shows_messages:
            self.front.log_message(session, [entry("received", data)])

    def taking(self, session: "Session") -> Taking:
        """Show the messages that the keyword took from the inbox, also when it fails on one of them."""
        return Taking(self, session)


#: Worked out at the first call: few of the keywords run, and type hints take time to read.
_arguments = functools.cache(Arguments)


def converted(function: Function) -> Function:
    """Makes a method convert its arguments by their type hints at every call, as keywords do."""

    @functools.wraps(function)
    def run(self: KeywordBase, *args: Any, **named: Any) -> Any:
        values, names = _arguments(function).convert(self, args, named, lambda: self.sessions.secrets)
        return function(self, *values, **names)

    return cast(Function, run)


def keyword(name: str, *tags: Tag) -> Callable[[Function], Function]:
    """Makes a method a keyword of that name: its arguments are converted by their type hints at every call."""

    def decorate(function: Function) -> Function:
        @functools.wraps(function)
        def run(self: KeywordBase, *args: Any, **named: Any) -> Any:
            self.before_keyword()
            arguments = _arguments(function)
            values, names = arguments.convert(self, args, named, lambda: self.sessions.secrets)
            try:
                return function(self, *values, **names)
            except WsKeywordsError:
                self.failed(arguments.session_of(values, names))
                raise

        return cast(Function, deco.keyword(name, tags=tags)(run))

    return decorate
