"""The sessions by name: which there are, which is current, which belong to a scope."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from . import given
from .errors import InvalidArgument, UnknownSession, WsKeywordsError
from .guards import Guarding, breaches
from .replaced import Replaced, note_missing
from .scopes import Scopes
from .session import Session
from .suggest import nearest


class Registry:
    """Names, the current session, and scopes at whose end sessions close."""

    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}
        self._scopes: Scopes[Session] = Scopes()
        self._current: Session | None = None
        self._guarded: list[Guarding] = []
        self._replaced = Replaced()

    def register(self, sessions: Sequence[Session]) -> None:
        """Make sessions known by their names, and the last one the current one."""
        replaced = [self._sessions[session.name] for session in sessions if session.name in self._sessions]
        self._scopes.add(*sessions)
        self._sessions.update({session.name: session for session in sessions})
        self._current = sessions[-1]
        if replaced:
            for session in self._replaced.add(replaced, self._guarded):
                note_missing(session, self._scopes.discard(session))

    def __getitem__(self, name: str) -> Session:
        if not isinstance(name, str):
            raise UnknownSession(f"The name of a session is a text, but it is {given.shown(name)}.")
        session = self._sessions.get(name)
        if session is None:
            raise self._unknown(name)
        return session

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self._sessions

    def _unknown(self, name: str) -> UnknownSession:
        names = list(self._sessions)
        if not names:
            return UnknownSession(f'There is no session "{name}": none is open. Open WebSocket opens one.')
        close = nearest(name, names)
        hint = f' Did you mean "{close}"?' if close else ""
        return UnknownSession(f'There is no session "{name}".{hint} {self._have()}')

    def get(self, name: str | None = None) -> Session:
        """The session of that name; ``None``: the current one.

        Raises:
            UnknownSession: there is none; the nearest name is offered.
        """
        if name is not None:
            return self[name]
        if self._current is None:
            names = list(self._sessions)
            if names:
                raise UnknownSession(f"No session is the current one. Switch Session makes one of {names} current.")
            raise UnknownSession("No session is open. Open WebSocket opens one.")
        return self._current

    @property
    def current(self) -> Session | None:
        """The session opened or switched to last; it stays current when it is closed."""
        return self._current

    def names(self, pattern: str = "*") -> list[str]:
        """Names of sessions, closed ones included, that match a glob, in the order of opening."""
        given.text(pattern, "pattern")
        return [name for name in self._sessions if fnmatchcase(name, pattern)]

    def switch(self, name: str) -> str | None:
        """Make a session the current one; returns the name of the one that was."""
        before = self._current
        self._current = self[name]
        return before.name if before is not None else None

    def select(
        self, names: str | Iterable[str] | None = None, excluding: str | Iterable[str] | None = None
    ) -> list[Session]:
        """Sessions by name: ``a,b``, a glob, or a list of both; by default all WebSockets that the test has not closed.

        Raises:
            UnknownSession: a name or glob that selects no session.
            InvalidArgument: nothing is left.
        """
        if names is None:
            chosen = {
                name: session
                for name, session in self._sessions.items()
                if session.is_websocket and not _closed_by_test(session)
            }
        else:
            chosen = {session.name: session for session in self._matching(names)}
        for session in self._matching(excluding) if excluding is not None else []:
            chosen.pop(session.name, None)
        if not chosen:
            raise InvalidArgument(f"Nothing to check: {self._why_none(names, excluding)}")
        return list(chosen.values())

    def _why_none(self, names: str | Iterable[str] | None, excluding: str | Iterable[str] | None) -> str:
        if not self._sessions:
            return "there is no session. Open WebSocket opens one."
        have = self._have()
        if excluding is not None:
            return f"without {_shown(excluding)} no session is left. {have}"
        if names is not None:
            return f"the list of sessions is empty. {have}"
        if not any(session.is_websocket for session in self._sessions.values()):
            return f"there is no WebSocket session, and event streams are meant only by name or glob. {have}"
        return f"the test has closed every WebSocket session. {have}"

    def _have(self) -> str:
        names = list(self._sessions)
        listed = ", ".join(f'"{name}"' for name in names[:20]) + (" …" if len(names) > 20 else "")
        return f"The only session is {listed}." if len(names) == 1 else f"The sessions are {listed}."

    def _matching(self, names: str | Iterable[str]) -> list[Session]:
        patterns = names.split(",") if isinstance(names, str) else given.texts(names, "A choice of sessions")
        found: list[Session] = []
        for pattern in (each.strip() for each in patterns):
            if pattern in self._sessions:
                found.append(self._sessions[pattern])
                continue
            matching = [self._sessions[name] for name in self.names(pattern)]
            if any(letter in pattern for letter in "*?["):
                matching = [session for session in matching if not _closed_by_test(session)]
                if not matching:
                    have = self._have() if self._sessions else "There is no session."
                    raise UnknownSession(f'No session that the test has not closed matches "{pattern}". {have}')
            if not matching:
                raise self._unknown(pattern)
            found.extend(matching)
        return found

    def enter_scope(self, label: str) -> None:
        """What is opened from now on closes when this scope is left."""
        self._scopes.enter(label, self._current)

    def leave_scope(self, label: str) -> list[Session]:
        """Close what was opened in the scope and in those within it; the session current before it is so again.

        Returns:
            The sessions that ended with it, closed now, with their transcripts.
        """
        ended, before = self._scopes.leave(label)
        close_sessions(ended)
        self._guarded = [each for each in self._guarded if each not in ended]
        for session in ended:
            if self._sessions.get(session.name) is session:
                del self._sessions[session.name]
        known = self._sessions.get(before.name) if before is not None else None
        self._current = known
        return ended

    def guarded(self, session: Guarding) -> None:
        """A session has guards: what breaks them is told when a scope ends, if no call has told it before."""
        if session not in self._guarded:
            self._guarded.append(session)

    def breaches(self) -> list[WsKeywordsError]:
        """What no call has told yet: guards that were broken, and what else went wrong while no call looked."""
        return breaches([*self._sessions.values(), *(each for each in self._guarded if not self._knows(each))])

    def _knows(self, session: Guarding) -> bool:
        return self._sessions.get(session.name) is session

    def of_scope(self, label: str) -> list[Session]:
        """The sessions opened since the scope was entered, closed ones included."""
        return self._scopes.members(label)

    def close_all(self) -> None:
        """Close every open session, all at the same time."""
        close_sessions(list(self._sessions.values()))


def close_sessions(sessions: Iterable[Session]) -> None:
    """Complete the closing handshakes of all sessions that are open, at the same time."""
    closing = [(session, session.connection) for session in sessions if session.is_open]
    if not closing:
        return
    for session, _ in closing:
        session.closed_by_test = True
    # All of a registry are on the same I/O thread.
    closing[0][0].sessions.hub.call_each([(connection, connection.close_normally) for _, connection in closing])
    # What began last ends last, mostly: one wait instead of one for each.
    for session, connection in reversed(closing):
        session._finish_closing(connection)


def _shown(names: str | Iterable[str]) -> str:
    return f'"{names}"' if isinstance(names, str) else ", ".join(f'"{name}"' for name in names)


def _closed_by_test(session: Session) -> bool:
    return not session.is_open and session.closed_by_test
