"""What the steps of one behave run share: the keywords, the values saved, and what was received last.

Everything belongs to the layer of behave (run, feature, rule, scenario) in which a step made it, and ends with it,
through cleanups that behave calls; no environment.py is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from ..core import Session
from ..core.deadline import Deadline
from ..core.errors import InvalidArgument, Mismatch, OpeningFailed, UnknownSession, WsError
from ..core.jsonarguments import read_argument
from ..core.output import quote
from ..keywords.arguments import Held
from .front import StepKeywords, checked_base_url, start_keywords
from .subjects import DEFAULT, Receivers
from .transcripts import save_transcripts
from .values import Values
from .wording import in_sentences


@dataclass
class Layer:
    """One layer of behave that is running, and what belongs to it."""

    name: str
    owner: Any = None
    values: dict[str, Any] = field(default_factory=dict)
    #: The sessions that received by the newest step that received messages.
    received: tuple[str, ...] = ()
    #: Whether the newest thing received is an HTTP answer.
    answered: bool = False
    #: The session that sent last.
    sender: str | None = None
    #: How the newest try to connect ended: ``None``, the failure, or the session that opened.
    attempt: OpeningFailed | str | None = None
    #: How the apps that run in this layer were started, by name.
    apps: dict[str, Any] = field(default_factory=dict)
    #: What the newest command wrote.
    output: str | None = None
    #: The users of the newest step that named some, and whether they have logged in.
    users: Any = None
    logged_in: bool = False
    #: The base URL before a step of this layer set one.
    base_url: tuple[str | None] | None = None


def shown(names: Sequence[str]) -> str:
    """Names of sessions for an error: ``"a", "b" and "c"``."""
    quoted = [quote(name) for name in names[:10]]
    if len(names) > 10:
        quoted.append(f"{len(names) - 10} more")
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}" if len(quoted) > 1 else quoted[0]


#: The words of a step that speak of what was received last.
_THAT = '"that message", "the value at" and "the response"'


class SharedTime(Deadline):
    """A deadline where a keyword expects a duration, as which it is the whole time."""

    __slots__ = ()

    def total_seconds(self) -> float:
        return self.allowed


class World:
    """The state of one behave run, as its steps see it."""

    _of_this_run: World | None = None

    def __init__(self, context: Any) -> None:
        self.context = context
        self.keywords: StepKeywords = start_keywords(context.config.userdata, self.save)
        self.sessions = self.keywords.sessions
        self.layers = [Layer("testrun")]
        self.values = Values(self.layers[0].values, context.config.userdata)
        self._unused: dict[str, bool] = {}
        context.add_cleanup(self._end, layer="testrun")

    @classmethod
    def of(cls, context: Any, takes_block: bool) -> World:
        """The world of this run, in the layer and step that are running.

        Raises:
            InvalidArgument: the step has a doc string or table below it, and takes none.
        """
        world = cls._of_this_run
        if world is None or world.context is not context:
            world = cls._of_this_run = World(context)
        world._enter_layers()
        world._unused = {"doc string": context.text is not None, "table": context.table is not None}
        if not takes_block:
            world.all_was_used()
        return world

    # layers

    @property
    def layer(self) -> Layer:
        return self.layers[-1]

    def _enter_layers(self) -> None:
        context = self.context
        scenario = getattr(context, "scenario", None)
        if scenario is not None and self.layers[-1].owner is scenario:
            return
        owners = {"feature": context.feature, "rule": getattr(context, "rule", None), "scenario": scenario}
        there = {layer.name for layer in self.layers}
        for name, owner in owners.items():
            if owner is not None and name not in there:
                self.layers.append(Layer(name, owner))
                self.keywords.enter_scope(name)
                context.add_cleanup(partial(self._leave, name), layer=name)
        self._show_values()

    def _show_values(self) -> None:
        self.values = Values(*(layer.values for layer in reversed(self.layers)), self.context.config.userdata)

    def _leave(self, name: str) -> None:
        """behave ends a layer."""
        layer = next(layer for layer in self.layers if layer.name == name)
        untold = self.sessions.breaches()
        apps = self.keywords.apps.begun(name) if name == "scenario" else []
        try:
            ended = self.keywords.leave_scope(name)
            if name == "scenario":
                save_transcripts(self.context, self.keywords, ended, apps, failed=bool(untold))
        finally:
            if layer.base_url is not None:
                self.sessions.settings.base_url = layer.base_url[0]
            self.layers.remove(layer)
            self._show_values()
        if untold:
            # behave makes it a cleanup error of the layer.
            raise Mismatch("\n\n".join(in_sentences(str(error)) for error in untold))

    def _end(self) -> None:
        World._of_this_run = None
        self.keywords.close()

    def background_layer(self) -> Layer:
        """The layer of an app: that of the feature in a Background, else the one that is running.

        behave runs the steps of a Background first and sets their status after, so one of them is still untested.
        """
        scenario = getattr(self.context, "scenario", None)
        if scenario is not None and any(step.status.name == "untested" for step in scenario.background_steps):
            return next(layer for layer in self.layers if layer.name == "feature")
        return self.layer

    # the step itself

    def all_was_used(self) -> None:
        """What stands below a step must mean something to it.

        Raises:
            InvalidArgument: a doc string or table that no one has asked for.
        """
        for what, unused in self._unused.items():
            if unused:
                raise InvalidArgument(
                    f"There is a {what} below this step, but it takes none. A step that takes one ends in a colon, "
                    "such as: I send a POST request to … with the JSON:"
                )

    def _doc_string(self) -> str:
        self._unused["doc string"] = False
        if self.context.text is None:
            raise InvalidArgument('This step needs a doc string ("""…""") below it.')
        return str(self.context.text)

    def text(self) -> str:
        """The doc string, filled in."""
        return self.values.fill(self._doc_string())

    def json(self) -> str:
        """The doc string as JSON text, filled in and checked."""
        text = self.values.fill_json(self._doc_string())
        read_argument(text, "doc string")
        return text

    @property
    def table(self) -> Any:
        """The table, or ``None``."""
        self._unused["table"] = False
        return self.context.table

    def json_value(self) -> Any:
        """The value of the doc string."""
        return read_argument(self.json(), "doc string")

    @staticmethod
    def at_least_one(count: int) -> int:
        """A number of messages that makes an assertion mean something."""
        if count < 1:
            raise InvalidArgument("Nothing to check: at least 0 messages are always received.")
        return count

    def timeout(self, within: timedelta | None) -> timedelta:
        """How long a step waits whose keyword would not wait by itself."""
        return timedelta(seconds=self.sessions.settings.timeout) if within is None else within

    def deadline(self, within: timedelta | None) -> Any:
        """One deadline as the time-out of several keywords: all end with it, and say the whole time."""
        return Held(SharedTime.after(self.timeout(within)))

    # values

    def save(self, name: str, value: Any) -> None:
        """Keep a value for ``${name}`` until the scenario (or the layer of a hook) ends."""
        if not name or any(mark in name for mark in "{}\"'"):
            raise InvalidArgument(f"A value cannot be saved as {quote(name)}: ${{name}} would not find it.")
        if isinstance(value, str) and self.sessions.secrets.is_secret_name(name):
            self.sessions.secrets.add(value)
        self.layer.values[name] = value

    def set_base_url(self, url: str) -> None:
        """The base URL until the layer ends.

        Raises:
            InvalidArgument: it is none.
        """
        url = checked_base_url(url, "the base URL")
        settings = self.sessions.settings
        if self.layer.base_url is None:
            self.layer.base_url = (settings.base_url,)
        settings.base_url = url

    # sessions

    def session(self, name: str) -> Session:
        return self.sessions[name]

    def connection(self, name: str | None) -> str:
        """The session of "the connection": the default one; if there is none, the only one."""
        if name is not None:
            return name
        names = self.sessions.names()
        if DEFAULT in names or not names:
            return DEFAULT
        if len(names) == 1:
            return names[0]
        raise UnknownSession(
            f'"The connection" is that of session "{DEFAULT}", or of the only session, but there are {shown(names)}: '
            f"say which one, such as the connection of {quote(names[0])}."
        )

    def chosen(self, who: Receivers, *, none: bool = False) -> dict[str, Any]:
        """Receivers as the arguments of keywords about several sessions.

        Args:
            none: whether the caller asserts the opposite when ``no session`` is said.

        Raises:
            InvalidArgument: ``no session`` is said where its opposite means nothing clear.
        """
        if who.none and not none:
            raise InvalidArgument(
                '"No session" means nothing clear in this step. It stands before: should receive "x" (also a message '
                "containing … and the other forms of one message), and before: should be disconnected."
            )
        excluding = list(who.excluding)
        if who.other:
            excluding.append(self.last_sender())
        sessions = list(who.names) if who.names else None if who.pattern == "*" else [who.pattern]
        return {"sessions": sessions, "excluding": excluding or None}

    def names(self, who: Receivers, *, none: bool = False) -> list[str]:
        """The names of the receivers; ``none`` and errors as of ``chosen``."""
        if who.names:
            return list(who.names)
        chosen = self.chosen(who, none=none)
        return [session.name for session in self.sessions.select(chosen["sessions"], chosen["excluding"])]

    def sending(self, who: str, times: int = 1) -> Iterator[int]:
        """Each time a session sends: afterwards it is the one that sent last."""
        for number in range(times):
            yield number
            self.layer.sender = who

    def set_users(self, users: Any, *, logged_in: bool = False) -> None:
        """Who "every user" is from now on."""
        self.layer.users, self.layer.logged_in = users, logged_in

    def users(self) -> Any:
        """Who "every user" is.

        Raises:
            WsError: no step has said so.
        """
        if self.layer.users is None:
            raise WsError(
                'No step has said who the users are: "Given these users:", with a table, comes before this one.'
            )
        return self.layer.users

    def last_sender(self) -> str:
        if self.layer.sender is None:
            raise WsError('"Every other session" is all but the one that sent last, but there is no such one here.')
        return self.layer.sender

    # what was received last

    def received(self, *sessions: str) -> None:
        """A step received messages on these sessions."""
        self.layer.received = sessions
        self.layer.answered = False

    def answered(self) -> None:
        """A step received an HTTP answer."""
        self.layer.answered = True

    def message_of(self, session: str | None, words: str = _THAT) -> str:
        """The session of "that message": the one named, or the one that received last; ``words``: what speaks of it."""
        if session is not None:
            return session
        names = self.layer.received
        if len(names) == 1:
            return names[0]
        if not names:
            raise WsError(f"No step has received a message yet: {words} are of the last thing that a step received.")
        raise WsError(
            f"{shown(names)} received a message in the last step that received any: say which one is meant, such as "
            f"the last message of {quote(names[0])}, or the value at … of {quote(names[0])}."
        )

    def last_data(self, session: str) -> str | bytes:
        """The message read last of a session."""
        last = self.session(session).last
        if last is None:
            raise WsError(f"No message of session {quote(session)} has been read yet.")
        return last.data

    # trying to connect

    def attempt(self, connect: Callable[[], Any]) -> None:
        """Connect, and remember how that ended instead of failing."""
        try:
            self.layer.attempt = str(connect())
        except OpeningFailed as failure:
            self.layer.attempt = failure
