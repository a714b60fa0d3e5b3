"""The errors a user can catch: one root, and below it whose fault it is.

``Mismatch``: the app did not do what the test expects (behave reports *failed*).
``WsError``: the test or the network is at fault (behave reports *error*).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .output import clean

if TYPE_CHECKING:
    from .handshake.rejection import Rejection


class WsKeywordsError(Exception):
    """Root of everything this package raises.

    The text is redacted, made printable and cut to 20,000 characters here, so that no place that raises can forget it.
    """

    ROBOT_SUPPRESS_NAME = True

    def __init__(self, text: str) -> None:
        super().__init__(clean(text))

    def __str__(self) -> str:
        return str(self.args[0])


class Mismatch(WsKeywordsError, AssertionError):
    """The app is wrong: what was expected of it did not happen."""


class NoMessage(Mismatch):
    """No message, or none that matches, arrived before the time was up or the session closed."""


class WsError(WsKeywordsError):
    """The test or the network is wrong."""


class InvalidArgument(WsError, ValueError):
    """An argument that cannot be used: the text names it, what is allowed and the nearest valid choice."""


class UnknownSession(WsError, LookupError):
    """No session has that name, or none is open."""


class SessionClosed(WsError):
    """Something was to be sent on a session that is closed."""


class SendFailed(WsError):
    """A message could not be handed to the network in time; the session is lost."""


class OpeningFailed(WsError):
    """A connection could not be opened. ``rejection`` holds what came instead."""

    def __init__(self, text: str, rejection: Rejection) -> None:
        super().__init__(text)
        self.rejection = rejection


class AppFailed(WsError):
    """The app under test or a command could not be started, became never ready, or could not be stopped."""


class HttpFailed(WsError):
    """An HTTP request got no answer."""


class ConfigError(WsError):
    """A configuration file cannot be used: the text names file, line and the nearest valid name."""
