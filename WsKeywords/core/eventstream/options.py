"""The options of an event stream: those of a connection that mean something to one, and the id to go on from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from ..errors import InvalidArgument
from ..options import ConnectOptions
from ..settings import Settings
from ..suggest import nearest, one_of

if TYPE_CHECKING:
    from ..handshake.opening import OpenOptions, Plan
    from ..handshake.urls import Family

#: The names that ``Sessions.open_event_stream`` takes.
STREAM_OPTION_NAMES = (
    "headers",
    "params",
    "last_event_id",
    "cookies",
    "origin",
    "auth",
    "bearer",
    "http_session",
    "open_timeout",
    "max_size",
    "proxy",
    "ca_cert",
    "client_cert",
    "client_key",
    "verify",
    "unix_socket",
    "ignore",
    "profile",
)
_HEADER = "Last-Event-ID"


@dataclass(frozen=True, repr=False)
class StreamOptions(ConnectOptions):
    """Options of ``Sessions.open_event_stream``; what is of WebSockets only keeps its default."""

    family: ClassVar[Family] = "http"

    last_event_id: str | None = None

    @classmethod
    def check_names(cls, given: Mapping[str, Any]) -> None:
        """Raises InvalidArgument for what is no option, or one of WebSockets only."""
        for name in given:
            if name not in STREAM_OPTION_NAMES:
                close = nearest(name, STREAM_OPTION_NAMES)
                hint = f' Did you mean "{close}"?' if close else ""
                raise InvalidArgument(
                    f'"{name}" is no option of an event stream.{hint} The options are {one_of(STREAM_OPTION_NAMES)}.'
                )

    def planner(self) -> type[Plan]:
        from .opening import StreamPlan

        return StreamPlan

    def for_handshake(self, url: str, settings: Settings, cookies: Mapping[str, str]) -> OpenOptions:
        """What the request needs; a header ``Last-Event-ID`` that is given wins over the id."""
        options = super().for_handshake(url, settings, cookies)
        if not self.last_event_id or any(name.lower() == _HEADER.lower() for name, _ in options.headers):
            return options
        return replace(options, headers=(*options.headers, (_HEADER, self.last_event_id)))
