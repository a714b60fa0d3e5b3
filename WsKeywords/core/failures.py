"""What a failed assertion says: expected, but; the session; how long was waited; the close; the tail of the transcript.

A reader should know from the text alone what to fix, so every text ends with the same three facts in the same order.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Sequence
from time import monotonic_ns, thread_time
from typing import TYPE_CHECKING

from .deadline import Deadline, shown
from .errors import Mismatch, NoMessage, WsError
from .matching.jsondiff import counted
from .matching.matcher import explaining
from .output import quote, size
from .report.textview import tail

if TYPE_CHECKING:
    from .inbox import Cursor, Received, Reply
    from .matching.matchers import Matcher
    from .receiving import Receiving
    from .sessionbase import SessionBase
    from .wire.closing import Close

#: Seconds for a look at one more message, which may not keep a call that is over; and for all reasons together.
_MOMENT = 0.02
#: No more characters are looked through for a hint.
_HINTED = 500_000
#: How many entries of the transcript a failure shows.
TAIL = 8


def to(wants: str) -> str:
    """``to contain …``, ``not to contain …``, also of several joined by *and to*."""
    return f"not to {wants[4:]}" if wants.startswith("not ") else f"to {wants}"


def indented(text: str) -> str:
    """Every line of a text four spaces in."""
    return "\n".join("    " + line for line in text.split("\n"))


def close_phrase(close: Close) -> str:
    """``closed by the peer with code 1008 and reason "policy"``, and what else is known of it."""
    who = {"peer": "by the peer", "us": "by us", "network": "by the network"}[close.by]
    reason = f" and reason {quote(close.reason)}" if close.reason else ""
    note = f" ({close.note})" if close.note else ""
    return f"closed {who} with code {close.code}{reason}{note}"


def context(session: SessionBase) -> str:
    """The last lines of every failure: the session, its state, and the tail of its transcript."""
    close = session.close_info
    if close is None:
        state = "open"
    else:
        state = f"{close_phrase(close)} {shown((monotonic_ns() - close.at) / 1e9)} ago"
    lines = [f'Session "{session.name}", {state}, at {session.shown_url}']
    if session.stalled:
        stopped = f"Its socket is not read any more, because {session.inbox.backlog} messages are unread "
        if session.unread_bytes:
            stopped += f"({size(session.unread_bytes)}): read or clear them."
        else:
            stopped += f"(max_unread={session.max_unread}): read or clear them, or open it with a larger max_unread."
        lines.append(stopped)
    if session.paused:
        lines.append("Its socket is not read: paused by the test. Resume Receiving reads on.")
    replies = session.inbox.replying
    if replies:
        lines.append(f"Answered by themselves are messages {' and messages '.join(_each_once(replies))}.")
    if session.unfinished:
        lines.append(
            f"Text that no separator {quote(session.separator or '')} has ended yet: {quote(session.unfinished, 200)}."
        )
    ignoring = session.ignoring
    if ignoring:
        lines.append(f"Ignored are messages {' and messages '.join(matcher.noun() for matcher in ignoring)}.")
    entries = tail(session, TAIL)
    if entries:
        lines.append("End of its transcript:")
        lines.extend("    " + entry for entry in entries)
    return "\n".join(lines)


def _each_once(replies: Iterable[Reply]) -> list[str]:
    """What is answered; of several replies to the same, the first alone is sent."""
    return list(dict.fromkeys(reply.matcher.noun() for reply in replies))


def said(msg: str | None, text: str) -> str:
    """A user's own message before ours; markup that it may switch on must not reach what a server said."""
    if not msg:
        return text
    msg = str(msg)  # of another type, it is the words of the failure that must not be lost
    if msg.lstrip().startswith("*HTML*"):
        from .output import html

        return f"{msg}<br><pre>{html(text)}</pre>"
    return f"{msg}: {text}"


def _was_read(session: SessionBase, matcher: Matcher, deadline: Deadline) -> bool:
    """Whether the message read last would have matched, as far as that can be found out in a moment."""
    last = session.last
    if last is None or len(last.data) > _HINTED:
        return False
    return matcher.matches(last.data, Deadline(min(0.1, max(_MOMENT, deadline.remaining()))))


def _last(session: SessionBase) -> str:
    return "" if session.last is None else quote(session.last.data, 200)


def _missing(session: SessionBase, deadline: Deadline) -> str:
    """Why nothing came."""
    close = session.close_info
    if close is not None:
        return f"the session was {close_phrase(close)}"
    return f"no message arrived within {shown(deadline.allowed)}"


def no_message(
    session: SessionBase, matcher: Matcher, deadline: Deadline, msg: str | None, *, ordinal: str = ""
) -> NoMessage:
    """``Message Should …`` found nothing unread."""
    text = (
        f'Expected {ordinal or "the next message"} of session "{session.name}" {to(matcher.wants() or "arrive")}, but '
    )
    text += _missing(session, deadline) + "."
    if matcher.wants() and _was_read(session, matcher, deadline):
        text += (
            f"\nThe message read last, {_last(session)}, satisfies this: "
            "to check a message that was read already, use Last Message Should …."
        )
    return NoMessage(said(msg, f"{text}\n{context(session)}"))


def mismatch(
    session: SessionBase,
    matcher: Matcher,
    received: Received,
    msg: str | None,
    subject: str,
    deadline: Deadline | None = None,
    *,
    it: str = "it",
) -> Mismatch:
    """A message is not what was expected. ``deadline`` is that of the wait for it, if it was waited for."""
    with explaining(deadline):
        reason = matcher.explain(received.data)
    text = (
        f'Expected {subject} of session "{session.name}" {to(matcher.wants())}, but {it} was:\n'
        f"{indented(quote(received.data, 2000))}{matcher.aside(received.data)}\n{reason}\n"
    )
    if deadline is not None:
        waited = received.at / 1e9 - deadline.started
        text += f"It came after {shown(waited)}.\n" if waited > 0 else "It had arrived before the wait began.\n"
    text += context(session)
    return Mismatch(said(msg, text))


def wrong_kind(session: SessionBase, received: Received, wanted: str) -> Mismatch:
    """``Receive Text``, ``Receive Binary`` or ``Receive JSON`` met another kind of message."""
    kind = "text" if isinstance(received.data, str) else "binary"
    text = (
        f'Expected the next message of session "{session.name}" to be a {wanted} message, but it was {kind}:\n'
        f"{indented(quote(received.data, 2000))}\n{context(session)}"
    )
    return Mismatch(text)


def none_matched(
    session: SessionBase,
    matcher: Matcher,
    looked: Cursor,
    deadline: Deadline,
    msg: str | None,
    *,
    gave_up: bool = False,
) -> NoMessage:
    """``Wait For Message`` looked at all that came, or ``gave_up`` because each takes too long."""
    close = session.close_info
    when = f"before the session was {close_phrase(close)}" if close is not None else f"within {shown(deadline.allowed)}"
    if gave_up and session.inbox.backlog > looked.passed:
        first = f"none of the first {looked.passed}" if looked.passed > 1 else "not even the first"
        text = (
            f'Expected session "{session.name}" to receive {_a_message(matcher)}, but {first} of '
            f"{session.inbox.backlog} unread messages matched {when}, and there was no time for the others."
        )
        with explaining(deadline):
            text += "\n" + _reasons(looked.newest, matcher, looked.passed)
    elif not looked.passed:
        text = f'Expected session "{session.name}" to receive {_a_message(matcher)}, but '
        text += _missing(session, deadline) + "."
    else:
        text = (
            f'Expected session "{session.name}" to receive {_a_message(matcher)}, '
            f"but none of the {counted(looked.passed, 'unread message')} matched {when}."
            if looked.passed > 1
            else f'Expected session "{session.name}" to receive {_a_message(matcher)}, '
            f"but the one unread message did not match {when}."
        )
        with explaining(deadline):
            text += "\n" + _reasons(looked.newest, matcher, looked.passed)
    if not gave_up and _was_read(session, matcher, deadline):
        text += f"\nThe message read last, {_last(session)}, would have matched: it was read before."
    return NoMessage(said(msg, f"{text}\n{context(session)}"))


def _a_message(matcher: Matcher) -> str:
    return f"a message {matcher.noun()}".rstrip()


def _reasons(seen: Collection[str | bytes], matcher: Matcher, total: int) -> str:
    lines = ["The newest of them:" if total > len(seen) else "They were:" if total > 1 else "It was:"]
    for data in seen:
        lines.append(indented(quote(data, 400)))
        lines.append(indented(indented(matcher.explain(data))))
    return "\n".join(lines)


def forbidden(
    session: SessionBase, matcher: Matcher, received: Received, deadline: Deadline, msg: str | None, *, read: bool
) -> Mismatch:
    """``No Message Should Arrive`` saw one."""
    what = f"no message {matcher.noun()}".rstrip()
    how = "had been read already" if read else "arrived"
    text = (
        f'Expected that {what} arrives at session "{session.name}" within {shown(deadline.allowed)}, '
        f"but this one {how}:\n{indented(quote(received.data, 2000))}\n{context(session)}"
    )
    return Mismatch(said(msg, text))


def closed_while_silent(session: SessionBase, matcher: Matcher, msg: str | None, *, before: bool) -> Mismatch:
    """``No Message Should Arrive`` cannot speak of a session that is closed."""
    close = session.close_info
    assert close is not None
    what = f"no message {matcher.noun()}".rstrip()
    how = "had been " if before else "was, meanwhile, "
    text = (
        f'Expected that {what} arrives at session "{session.name}", but it {how}{close_phrase(close)}: '
        "silence of a closed session proves nothing."
    )
    if before:
        text += " If the close is expected, say so first: Connection Should Be Closed."
    return Mismatch(said(msg, f"{text}\n{context(session)}"))


def came_first(
    session: SessionBase, matcher: Matcher, unless: Matcher, received: Received, msg: str | None
) -> Mismatch:
    """``Wait For Message … unless``."""
    text = (
        f'Expected session "{session.name}" to receive {_a_message(matcher)}, '
        f"but one {unless.noun()} came first:\n{indented(quote(received.data, 2000))}\n{context(session)}"
    )
    return Mismatch(said(msg, text))


def too_few(
    session: SessionBase, wanted: str, came: Iterable[Received], total: int, deadline: Deadline, msg: str | None
) -> NoMessage:
    """N messages were expected, fewer came; they stay unread."""
    came = list(came)
    text = f'Expected {wanted} of session "{session.name}", but only {len(came)} of {total} came'
    if session.close_info is not None:
        text += f" before the session was {close_phrase(session.close_info)}."
    else:
        text += f" within {shown(deadline.allowed)}."
    if came:
        text += "\nWhat came, and stays unread:\n"
        text += "\n".join(f"    {number}. {quote(r.data, 300)}" for number, r in enumerate(came[:10], 1))
        if len(came) > 10:
            text += f"\n    … and {len(came) - 10} more"
    return NoMessage(said(msg, f"{text}\n{context(session)}"))


def never_completed(
    session: SessionBase, matcher: Matcher, seen: Sequence[Received], deadline: Deadline, *, gave_up: bool = False
) -> NoMessage:
    """``Receive Messages Until`` met no completion message, or ``gave_up`` because each takes too long."""
    text = f'Expected session "{session.name}" to receive messages until one {matcher.noun()}, but '
    if session.close_info is not None:
        text += f"the session was {close_phrase(session.close_info)} before."
    else:
        text += f"none did within {shown(deadline.allowed)}."
    if gave_up:
        with explaining(deadline):
            reason = matcher.explain(seen[-1].data)
        text += f" There was no time to look further than at message {len(seen)}. {reason}"
    if seen:
        text += f"\nWhat came, and stays unread ({counted(len(seen), 'message')}):\n"
        text += "\n".join(indented(quote(r.data, 300)) for r in seen[-10:])
    return NoMessage(f"{text}\n{context(session)}")


def nothing_was_read(session: SessionBase) -> WsError:
    """A keyword speaks of the message read last, and there is none."""
    unread = session.inbox.backlog
    waits = "waits" if unread == 1 else "wait"
    hint = f" {counted(unread, 'message')} {waits} unread: read one first." if unread else ""
    return WsError(f'No message of session "{session.name}" has been read yet.{hint}\n{context(session)}')


def no_json(session: SessionBase, received: Received, error: Exception) -> Mismatch:
    """``Receive JSON`` met text that is no JSON."""
    text = (
        f'Expected the next message of session "{session.name}" to be JSON, but it is not ({error}):\n'
        f"{indented(quote(received.data, 2000))}\n{context(session)}"
    )
    return Mismatch(text)


def unread_before(session: SessionBase, request: str, stale: Received) -> Mismatch:
    """``Exchange …`` would have taken an older message for the answer."""
    text = (
        f'Expected nothing unread on session "{session.name}" that could pass for the answer to '
        f"{quote(request, 200)}, but this message was unread before it was sent:\n"
        f"{indented(quote(stale.data, 2000))}\n"
        "Nothing was sent. Read that message or clear the messages first, or pass over it with skip=True.\n"
        f"{context(session)}"
    )
    return Mismatch(text)


def unanswered(
    session: SessionBase, request: str, known_by: str, others: Sequence[Received], deadline: Deadline
) -> NoMessage:
    """``Exchange …`` met no answer."""
    what = f"an answer {known_by}".rstrip()
    text = f'Expected {what} to {quote(request, 200)} on session "{session.name}", but '
    close = session.close_info
    if others:
        several = f"none of the {len(others)} messages that came is it"
        came = several if len(others) > 1 else "the one message that came is not it"
        when = f"before the session was {close_phrase(close)}" if close else f"within {shown(deadline.allowed)}"
        text += f"{came} {when}. Unread stays:\n"
        text += "\n".join(indented(quote(each.data, 300)) for each in others[-10:])
    else:
        text += f"{_missing(session, deadline)}."
    return NoMessage(f"{text}\n{context(session)}")


def wrong_messages(
    session: SessionBase, wanted: str, came: Sequence[Received], fault: str, msg: str | None
) -> Mismatch:
    """``Messages Should Arrive`` saw other messages, or another order."""
    text = f'Expected {wanted} of session "{session.name}", but {fault}\nWhat came:\n'
    text += "\n".join(f"    {number}. {quote(r.data, 300)}" for number, r in enumerate(came, 1))
    return Mismatch(said(msg, f"{text}\n{context(session)}"))


def undecided(
    session: SessionBase, matcher: Matcher, received: Received, deadline: Deadline, msg: str | None
) -> WsError:
    """``No Message Should Arrive`` cannot speak of a message that nobody could judge."""
    what = f"no message {matcher.noun()}".rstrip()
    with explaining(deadline):
        reason = matcher.explain(received.data)
    text = (
        f'Expected that {what} arrives at session "{session.name}" within {shown(deadline.allowed)}, '
        f"but of this one it could not be said in that time:\n{indented(quote(received.data, 2000))}\n"
        f"{reason}\n{context(session)}"
    )
    return WsError(said(msg, text))


def blind(session: SessionBase, matcher: Matcher, msg: str | None) -> Mismatch:
    """``No Message Should Arrive`` cannot speak of a socket that is not read."""
    what = f"no message {matcher.noun()}".rstrip()
    text = f'Expected that {what} arrives at session "{session.name}", but its socket is not read.'
    return Mismatch(said(msg, f"{text}\n{context(session)}"))


def not_every_session(
    matcher: Matcher,
    chosen: Sequence[Receiving],
    found: Container[str],
    deadline: Deadline,
    msg: str | None,
    every: str,
    too_slow: Received | None = None,
) -> NoMessage:
    """``Every Session Should Receive`` names each one that did not, and why; or which message took all of the time."""
    missing = [session for session in chosen if session.name not in found]
    closed = [session for session in missing if session.close_info is not None]
    text = f"Expected {every} to receive a message {matcher.noun()}".rstrip()
    count = f"{len(missing)} of {len(chosen)}" if len(chosen) > 1 else "it"
    text += f" within {shown(deadline.allowed)}, but {count} did not:"
    if closed and not deadline.expired:
        text = text[:-1] + f" when this ended after {shown(deadline.elapsed)}, because a closed one never will:"
    began = thread_time()
    for session in [*closed, *(each for each in missing if each not in closed)][:10]:
        # A reason takes next to nothing; where it does not, the others have none.
        explained = too_slow is None and thread_time() - began < _MOMENT
        text += f'\n    "{session.name}" {_state_of(session, matcher, deadline, explained)}'
    if len(missing) > 10:
        text += f"\n    … and {len(missing) - 10} more."
    if too_slow is not None:
        with explaining(deadline):
            reason = matcher.explain(too_slow.data)
        text += f"\nThere was no time for the others after {quote(too_slow.data, 200)}. {reason}"
    had = [f'"{session.name}"' for session in chosen if session not in missing]
    if had:
        text += f"\nIt came to {', '.join(had[:20])}{' …' if len(had) > 20 else ''}."
    return NoMessage(said(msg, f"{text}\n{context((closed or missing)[0])}"))


def _state_of(session: Receiving, matcher: Matcher, deadline: Deadline, explained: bool) -> str:
    close = session.close_info
    state = f"was {close_phrase(close)}" if close is not None else "is open"
    unread = session.messages(unread=True)
    if not unread:
        return f"{state}, nothing unread."
    reason = ""
    if explained:
        with explaining(deadline):
            reason = matcher.explain(unread[-1]).partition("\n")[0].rstrip(":")
        if len(unread[-1]) <= _HINTED and matcher.matches(unread[-1], Deadline(_MOMENT)):
            reason = "It came too late."
    return f"{state}, {counted(len(unread), 'unread message')}, the newest {quote(unread[-1], 200)}. {reason}".rstrip()
