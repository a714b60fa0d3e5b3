"""One assertion, one message, for many sessions."""

from __future__ import annotations

from _thread import allocate_lock
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from .deadline import Deadline
from .jsonvalues import dump_compact
from .later import later
from .matching.matchers import Matcher, wanted
from .registry import Registry
from .session import Session
from .settings import Settings

if TYPE_CHECKING:
    from . import failures
    from .inbox import Received
else:
    failures = later(__package__, "failures")


class EverySession(Registry):
    """What is done with several sessions at once."""

    settings: Settings

    def expect_in_every(
        self,
        matcher: Matcher | None = None,
        *,
        sessions: str | Iterable[str] | None = None,
        excluding: str | Iterable[str] | None = None,
        timeout: float | timedelta | None = None,
        msg: str | None = None,
        keep_skipped: bool = False,
        **arguments: Any,
    ) -> dict[str, str | bytes]:
        """``wait_for`` in each session, under one deadline; every session that did not is named with the reason.

        Args:
            matcher: what is waited for, or matcher arguments instead; with none, any message.
            sessions: names and globs; by default all WebSockets that the test has not closed.
            excluding: names and globs of those that are left out.
            timeout: seconds or timedelta for all of them.
            msg: put before the failure's text.
            keep_skipped: take the match only, leave what came before it unread.

        Raises:
            NoMessage: one did not in time, or is closed and has no match unread.

        Returns:
            The matching message of each session, by name.
        """
        matcher = wanted(matcher, arguments, required=False)
        chosen = self.select(sessions, excluding)
        deadline = Deadline.after(self.settings.timeout if timeout is None else timeout)
        patience = chosen[0].patience(deadline)
        missing = {session.name: (session, session.cursor(deadline)) for session in chosen}
        found: dict[str, str | bytes] = {}
        bell = allocate_lock()
        bell.acquire()
        for session in chosen:
            session.add_bell(bell)
        rung, looked_at = False, dict.fromkeys(missing, -1)
        too_slow: Received | None = None
        try:
            while missing:
                late = deadline.expired
                lost = False
                for name, (session, cursor) in list(missing.items()):
                    closed, arrived = session.close_info is not None, session.inbox.arrived
                    if rung and arrived == looked_at[name] and not closed and not late:
                        # Of a thousand sessions few have rung the bell.
                        continue
                    looked_at[name] = arrived
                    session.look(deadline)
                    if late:
                        cursor.limit = session.inbox.arrived
                    for received in cursor:
                        if matcher.matches(received.data, patience):
                            (cursor.take if keep_skipped else cursor.commit)(received)
                            session.moved()
                            session.save_captures(matcher, received)
                            found[name] = received.data
                            del missing[name]
                            break
                        if patience.gave_up and patience.expired:
                            # Each of the others would take as long as this one.
                            too_slow = received
                            break
                    else:
                        lost = lost or closed
                    if too_slow is not None:
                        break
                if not missing or late or lost or too_slow is not None:
                    break
                rung = bell.acquire(timeout=deadline.slice())
        finally:
            for session in chosen:
                session.remove_bell(bell)
        if missing:
            every = "every session" if sessions is None and excluding is None else _named(chosen)
            raise failures.not_every_session(matcher, chosen, found, deadline, msg, every, too_slow)
        return {session.name: found[session.name] for session in chosen}

    def send_to_every(
        self, payload: Any, sessions: str | Iterable[str] | None = None, timeout: float | timedelta | None = None
    ) -> list[str]:
        """Send one message (str: text, bytes: binary, else JSON) on each session; returns their names.

        None waits for the network of another; the deadline (``timeout``: seconds or timedelta) is for all of them.
        """
        chosen = self.select(sessions)
        message = bytes(payload) if isinstance(payload, (bytes, bytearray)) else payload
        if not isinstance(message, (str, bytes)):
            message = dump_compact(message)
        deadline = Deadline.after(self.settings.timeout if timeout is None else timeout)
        begun = [session.begin_sending(message, deadline) for session in chosen]
        for wait in begun:
            if wait is not None:
                wait()
        return [session.name for session in chosen]


def _named(sessions: Iterable[Session]) -> str:
    names = [f'"{session.name}"' for session in sessions]
    if len(names) > 5:
        return f"each of {len(names)} sessions"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
