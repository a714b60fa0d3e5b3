"""Playing a conversation: through the engine's public face, and in time, whatever the server does."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from types import TracebackType
from typing import Any

from WsKeywords.core import InvalidArgument, Sessions
from WsKeywords.core.deadline import Deadline
from WsKeywords.core.settings import Settings

from .choosing import AUTH, SCHEMES, untold
from .conversation import Conversation
from .course import Course, Ending
from .habits import CERTAIN, Habits, Tally
from .options import FuzzOptions
from .playthrough import MANY, Playthrough
from .properties.credentials import given_by, said_by
from .routes import Target

#: What an app writes to its log comes a little later than what it sends.
_LOG_LAG = 0.3
_SELDOM = 3
_SAYS_WHY = re.compile(
    r"^[\w.]{0,200}(?:Error|Exception|Exit|Interrupt|Group|Timeout|Disconnect\w{0,60}|Closed\w{0,60})\b(?::.*)?$",
    re.MULTILINE,
)


class Player:
    """Plays conversations with one target, on one set of sessions.

    Args:
        target: with whom.
        options: of the run.
        settings: those of the caller's sessions: redaction, TLS; None: the engine's defaults.
    """

    def __init__(self, target: Target, options: FuzzOptions, settings: Settings | None = None) -> None:
        self.target = target
        self.options = options
        self._sessions = Sessions(
            settings=replace(
                settings or Settings(),
                base_url=target.base_url,
                open_timeout=options.timeout,
                close_timeout=options.message_timeout,
                timeout=options.message_timeout,
                max_unread=MANY,
            )
        )
        self._given = {"compression": False, **_credentials(options), **options.session_options}
        self._habits: dict[str, Habits] = defaultdict(lambda: Habits(options.message_timeout))
        self._played = 0
        self._unlogged = 0
        #: Connections that were opened.
        self.connections = 0

    def __enter__(self) -> Player:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close what is open; nothing can be played any more."""
        self._sessions.close()

    def habits(self, route: str) -> Habits:
        """How the route with that path uses to answer."""
        return self._habits[route]

    def play(
        self, conversation: Conversation, *, route: str = "", patience: float | None = None, probe: bool = False
    ) -> Course:
        """Play it.

        Args:
            conversation: what is done.
            route: path of its route, by which habits are kept; by default the conversation's own.
            patience: seconds to wait for each answer, whatever the route's habits are; None: as these say.
            probe: see afterwards whether the server takes a new session.
        """
        self._played += 1
        app = self.target.app
        logged = app.log.end if app is not None else 0
        scope = f"conversation {self._played}"
        self._sessions.enter_scope(scope)
        try:
            played = Playthrough(
                self._sessions,
                self._opening(conversation),
                conversation,
                self._habits[route or conversation.path.partition("?")[0]],
                self.options.message_timeout,
                patience,
            )
            events, endings = played.run()
            self.connections += played.opened
        finally:
            self._sessions.leave_scope(scope)
        alive = self.accepts(conversation) if probe else None
        log = ""
        if app is not None:
            log = self._log(logged, alive is False or any(map(_is_broken, endings)))
        return Course(conversation, tuple(events), tuple(endings), played.seconds, log, alive)

    def accepts(self, conversation: Conversation) -> bool:
        """Whether the server takes a new session, where that conversation was: an answer of its HTTP is one too."""
        scope = f"probe {self._played}"
        self._sessions.enter_scope(scope)
        try:
            quiet = Conversation(conversation.path, (), 1, conversation.subprotocols, conversation.headers)
            habits = Habits(self.options.message_timeout, greeting=Tally(silent=CERTAIN))
            probe = Playthrough(self._sessions, self._opening(quiet), quiet, habits, self.options.message_timeout, None)
            _, endings = probe.run()
        finally:
            self._sessions.leave_scope(scope)
        rejection = endings[0].rejection
        return rejection is None or rejection.status is not None

    def _opening(self, conversation: Conversation) -> dict[str, Any]:
        given = dict(self._given)
        credentials = given_by(self.options)
        if credentials is not None and said_by(conversation, credentials) is not None:
            for name in ("bearer", "auth", "params"):  # what the conversation says itself wins
                given.pop(name, None)
        given["headers"] = {**self.options.headers, **dict(conversation.headers)}
        if conversation.subprotocols:
            given["subprotocols"] = list(conversation.subprotocols)
        return given

    def _log(self, since: int, broken: bool) -> str:
        """What the app wrote since then; where it broke something, it is given a moment to say why."""
        app = self.target.app
        assert app is not None
        if broken and app.process is not None:
            # An app that does not log its exceptions is not waited for again and again.
            deadline = Deadline.after(_LOG_LAG if self._unlogged < _SELDOM else _LOG_LAG / 20)
            while not deadline.expired and not _SAYS_WHY.search(app.log.text(since)):
                app.process.wait(deadline)
            self._unlogged = self._unlogged + 1 if deadline.expired else 0
        return app.log.text(since)


def _is_broken(ending: Ending) -> bool:
    """Whether the app will have something to say of it."""
    if ending.rejection is not None:
        return ending.rejection.status is None or ending.rejection.status >= 500
    return ending.close is not None and ending.early and ending.close.code in (1006, 1011, 4500)


def _credentials(options: FuzzOptions) -> Mapping[str, Any]:
    """The options of a connection that ``auth`` stands for.

    Raises:
        InvalidArgument: it is written in another way.
    """
    if options.auth is None:
        return {}
    scheme, _, rest = options.auth.partition(":")
    name, equals, value = rest.partition("=")
    if scheme == "bearer" and rest:
        return {"bearer": rest}
    if scheme == "basic" and ":" in rest:
        return {"auth": rest}
    if scheme == "query" and name and equals:
        return {"params": {name: value}}
    said = f'what follows "{scheme}:" is something else' if scheme in SCHEMES else ""
    raise InvalidArgument(f"Expected auth to be {AUTH}, but {said or untold(options.auth)}.")
