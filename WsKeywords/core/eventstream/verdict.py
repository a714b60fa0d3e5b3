"""Whether an HTTP answer is an event stream (HTML Living Standard, 9.2.3), and if not, why."""

from __future__ import annotations

from ..errors import OpeningFailed
from ..handshake.answer import MAX_BODY, Answer, body_bytes, body_text
from ..handshake.rejection import BODY_SHOWN, Attempt, Rejection
from ..handshake.steps import Steps
from ..handshake.wire import Wire
from ..output import Secrets, quote
from .body import BadBody, Body, decoder_for

NOT_EVENT_STREAM = "not an event stream"
CONTENT_TYPE = "text/event-stream"
_HINTS = {
    204: "With 204 a server tells a client to stop: a browser would not connect again.",
    401: "The server wants to know who connects: give auth, bearer, headers or cookies, or others than you gave.",
    403: "Check the token, the cookies and the origin.",
    404: "Is the path right?",
    405: "Is the path right? An event stream is asked for with GET.",
    406: "The server has no event stream at this path; the request's Accept says text/event-stream.",
    407: "A proxy stands in between and wants credentials.",
    429: "The server limits how often a client may connect: wait, or open fewer event streams.",
    502: "A proxy stands in between; the app behind it does not answer.",
    503: "The server is up, but not ready to serve.",
    504: "A proxy stands in between; the app behind it does not answer.",
}


def accepted(answer: Answer, wire: Wire, attempt: Attempt, secrets: Secrets) -> Steps[None]:
    """Returns when the answer is an event stream.

    Args:
        answer: the head that came.
        wire: where its body can be read.
        attempt: words the error.
        secrets: learns the answer's cookies and masks what it repeats.

    Raises:
        OpeningFailed: it is not.
    """
    secrets.learn_answer(answer.headers.items())
    if answer.status != 200:
        kind = f"status {answer.status}"
        what = f"the server answered with {kind} {answer.reason}".rstrip()
        body = yield from _body(answer, wire)
        raise _failed(answer, body, attempt, secrets, kind, what, "", _hint(answer, secrets))
    given = answer.headers.get("Content-Type")
    if given is None or given.partition(";")[0].strip().lower() != CONTENT_TYPE:
        kind, what = NOT_EVENT_STREAM, "what came is not an event stream"
        type_ = "no Content-Type" if given is None else f"the Content-Type {quote(given, 100)}"
        hint = f"An event stream has the Content-Type {CONTENT_TYPE}: is the path that of one?"
        body = yield from _body(answer, wire)
        raise _failed(answer, body, attempt, secrets, kind, what, f"status 200 with {type_}", hint)
    try:
        Body(answer.status, answer.headers)
    except BadBody as error:
        rejection = Rejection(answer.status, answer.reason, answer.headers, "", NOT_EVENT_STREAM)
        raise attempt.failed(
            NOT_EVENT_STREAM, "what came is not an event stream", detail=str(error), rejection=rejection
        ) from None


def _failed(
    answer: Answer, body: str, attempt: Attempt, secrets: Secrets, kind: str, what: str, detail: str, hint: str
) -> OpeningFailed:
    rejection = Rejection(answer.status, answer.reason, answer.headers, body, kind)
    shown = f"its body is {quote(secrets.text(body), BODY_SHOWN)}" if body else "it has no body"
    detail = f"{detail}; {shown}" if detail else shown
    return attempt.failed(kind, what, detail=detail, hint=hint, rejection=rejection)


def _body(answer: Answer, wire: Wire) -> Steps[str]:
    data = yield from body_bytes(wire, answer)
    coder = decoder_for(answer.headers.get("Content-Encoding", ""))
    if coder is None:
        return body_text(data, answer)
    coder.feed(data)
    plain = bytearray()
    try:
        while len(plain) < MAX_BODY and (piece := coder.piece()):
            plain += piece
    except BadBody:
        return body_text(data, answer)
    return body_text(bytes(plain[:MAX_BODY]), answer)


def _hint(answer: Answer, secrets: Secrets) -> str:
    location = answer.headers.get("Location")
    if 300 <= answer.status < 400 and location is not None:
        shown = secrets.url(location)
        return f'It redirects to "{shown}". Redirects are not followed: open "{shown}" to go there.'
    return _HINTS.get(answer.status, "")
