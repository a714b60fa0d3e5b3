"""What goes wrong between a request and the head of its answer, in words."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

from ..deadline import Deadline
from ..errors import OpeningFailed
from ..output import Secrets
from . import tlsfailures
from .answer import ClosedEarly, NotHttp
from .dialing import Route, look_again
from .rejection import CLOSED, TIMED_OUT, TLS, Attempt
from .steps import Steps
from .urls import Target

T = TypeVar("T")


class Wanted(NamedTuple):
    """What should have come: the fixed word for something else, the phrase for it, and what a time-out may mean."""

    otherwise: str
    what: str
    unanswered: str
    hint: str


class Way(NamedTuple):
    """What was gone to get there, and may be gone again to find out why it failed."""

    target: Target
    route: Route
    deadline: Deadline
    attempt: Attempt
    secrets: Secrets


def guarded(steps: Steps[T], wanted: Wanted, way: Way) -> Steps[T]:
    """What the steps return.

    Raises:
        OpeningFailed: it broke off; says why.
    """
    attempt = way.attempt
    try:
        return (yield from steps)
    except TimeoutError:
        detail = f"the connection stood, but the server did not answer the {wanted.unanswered}"
        raise attempt.failed(TIMED_OUT, "it timed out", detail=detail, hint=wanted.hint) from None
    except NotHttp as error:
        # A TLS server answers bytes that are no TLS with an alert: type 21, version 3.x (RFC 8446, 5.1).
        if not way.target.secure and error.seen.startswith(b"\x15\x03"):
            raise attempt.failed(
                TLS,
                "the server speaks TLS",
                detail="it answered with a TLS alert",
                hint="Write wss:// instead of ws://.",
            ) from None
        raise attempt.failed(wanted.otherwise, wanted.what, detail=str(error)) from None
    except (ClosedEarly, OSError) as error:
        raise (yield from _lost(error, way)) from None


def _lost(error: Exception, way: Way) -> Steps[OpeningFailed]:
    client_cert, secure = way.route.tls.client_cert, way.target.secure
    look = tlsfailures.Look()
    if secure and tlsfailures.is_telling(error, client_cert):
        look = yield from look_again(*way)
    if tlsfailures.is_failure(error) or look.asks:
        return tlsfailures.failed(error, way.target.host, way.attempt, client_cert, look)
    guess = "" if secure else " If it is a server for wss://, write that."
    if client_cert is not None:
        # With TLS 1.3 that is often all a client sees when the server does not accept its certificate.
        guess = f' It may not accept the client certificate "{client_cert}".'
    hint = f"The server's log may say why.{guess}"
    detail = f'"{error.strerror}"' if isinstance(error, OSError) and error.strerror else ""
    return way.attempt.failed(CLOSED, "the server closed without an answer", detail=detail, hint=hint)
