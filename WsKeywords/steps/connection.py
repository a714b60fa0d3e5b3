"""Sentences that open, close and reopen sessions, and say whether and how they are open."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from ..core import failures
from ..core.errors import InvalidArgument, Mismatch, WsError
from ..core.output import quote
from ..core.refusals import Refusal as Wanted
from .checks import Check
from .expecting import SILENCE
from .judging import judge
from .sentence import step
from .subjects import Receivers
from .tables import options
from .tails import CloseWords, Many, Refusal, Target
from .types import LimitSince, Of
from .world import World


@step("the base URL is {url:Text}")
def base_url(world: World, url: str) -> None:
    """Given the base URL is "wss://staging.example.com" """
    world.set_base_url(url)


@step("{who:WhoIs} connected to {target:Target}")
def connected(world: World, who: str, target: Target) -> None:
    """Given "alice" is connected to "/ws/chat" with the header "X-Client" set to "a" and the subprotocol "chat.v2" """
    opening = options(world, world.keywords.open_websocket, target.options, open_timeout=target.within)
    world.keywords.open_websocket(target.url, session=who, **opening)


@step("{many:ManyAre} connected to {target:Target}")
def many_connected(world: World, many: Many, target: Target) -> None:
    """Given 50 sessions "user-{n}" are connected to "/ws/chat" """
    opening = options(world, world.keywords.open_websockets, target.options, open_timeout=target.within)
    world.keywords.open_websockets(target.url, many.number, prefix=many.prefix, **opening)


@step("{who:WhoTries} to connect to {target:Target}")
def tries(world: World, who: str, target: Target) -> None:
    """When I try to connect to "/ws/private" with the bearer token "expired"

    Keywords: Opening WebSocket Should Fail
    """
    opening = options(world, world.keywords.open_websocket, target.options, open_timeout=target.within)
    world.attempt(lambda: world.keywords.open_websocket(target.url, session=who, **opening))


@step("{who:WhoIs} listening to the event stream {target:Stream}")
def listening(world: World, who: str, target: Target) -> None:
    """Given "alice" is listening to the event stream "/events" """
    opening = options(world, world.keywords.open_event_stream, target.options, open_timeout=target.within)
    world.keywords.open_event_stream(target.url, session=who, **opening)


@step("{who:WhoTries} to listen to the event stream {target:Stream}")
def tries_to_listen(world: World, who: str, target: Target) -> None:
    """When "alice" tries to listen to the event stream "/events" """
    opening = options(world, world.keywords.open_event_stream, target.options, open_timeout=target.within)
    world.attempt(lambda: world.keywords.open_event_stream(target.url, session=who, **opening))


@step("the connection should be refused{refusal:Refusal}")
def refused(world: World, refusal: Refusal) -> None:
    """Then the connection should be refused with status 403

    Keywords: Opening WebSocket Should Fail, Opening Event Stream Should Fail
    """
    expect_refused(world, refusal)


@step("the connection should be refused or closed{within:Within}")
def turned_away(world: World, within: timedelta | None) -> None:
    """Then the connection should be refused or closed within 2 seconds

    Keywords: Opening WebSocket Should Fail
    """
    attempt = world.layer.attempt
    if isinstance(attempt, str):
        session = world.session(attempt)
        Wanted(closed_within=session.deadline(within).allowed).turned_away(session)
    else:
        expect_refused(world, Refusal(None, None))


def expect_refused(world: World, refusal: Refusal) -> None:
    wanted = Wanted(refusal.status, refusal.error)
    attempt = world.layer.attempt
    if attempt is None:
        raise WsError("No step has tried to connect: When I try to connect to … comes before this one.")
    if isinstance(attempt, str):
        session = world.session(attempt)
        status = session.handshake.status if session.handshake else 101
        raise Mismatch(
            f"Expected opening {quote(session.shown_url)} to fail{wanted.wanted()}, but the server accepted it with "
            f"status {status}.\n"
            f"When the app accepts first and closes then, say: the connection should be closed with code …\n"
            f"{failures.context(session)}"
        )
    wanted.judged(attempt)


@step("{who:WhoCloses} the connection{how:CodeAndReason}")
def closes(world: World, who: str, how: CloseWords) -> None:
    """When "alice" closes the connection with code 4000 and reason "bye" """
    close(world, who, how)


@step("{who:Who} {how:Disconnects}")
def disconnects(world: World, who: str, how: CloseWords) -> None:
    """When "alice" disconnects"""
    close(world, who, how)


def close(world: World, who: str, how: CloseWords) -> None:
    code, reason = how.code or 1000, how.reason or ""
    if how.within is None:
        world.keywords.close_websocket(who, code=code, reason=reason)
    else:
        world.session(who).close(code, reason, how.within)


@step("all connections are closed")
def close_all(world: World) -> None:
    """When all connections are closed"""
    world.keywords.close_all_websockets()


@step("{who:WhoLoses} the connection")
def loses(world: World, who: str) -> None:
    """When "alice" loses the connection"""
    world.keywords.abort_websocket(who)


@step("{who:Who} {how:Reconnects}")
def reconnects(world: World, who: str, how: Target) -> None:
    """When "alice" reconnects with the query parameter "resume" set to "${id}" """
    changed = options(world, world.keywords.reconnect_websocket, how.options, open_timeout=how.within)
    world.keywords.reconnect_websocket(who, **changed)


@step("{connection:Connection} should be open")
def should_be_open(world: World, connection: str | None) -> None:
    """Then the connection should be open"""
    world.keywords.connection_should_be_open(world.connection(connection))


@step("{connection:Connection} should be closed{how:Closed}")
def should_be_closed(world: World, connection: str | None, how: CloseWords) -> None:
    """Then the connection of "alice" should be closed with code 1008 and reason "policy*" """
    closed(world, world.connection(connection), how, how.by)


@step("the close{of:Of} should have been answered")
def close_answered(world: World, of: str | None) -> None:
    """Then the close of "alice" should have been answered"""
    world.keywords.close_should_have_been_answered(world.connection(of))


@step("the server should close the connection{how:OfWithCode}")
def server_should_close(world: World, how: tuple[str | None, CloseWords]) -> None:
    """Then the server should close the connection with code 1008 within 2 seconds"""
    connection, words = how
    closed(world, world.connection(connection), words, "peer")


@step("{who:Receivers} should be disconnected{how:CodeAndReason}")
def should_be_disconnected(world: World, who: Receivers, how: CloseWords) -> None:
    """Then "alice" should be disconnected with code 4401

    Keywords: Connection Should Be Closed With Code
    """
    if who.none:
        stay_open(world, who, how)
        return
    names = world.names(who)
    deadline = world.deadline(how.within)
    for name in names:
        closed(world, name, how._replace(within=deadline), None)


def stay_open(world: World, who: Receivers, how: CloseWords) -> None:
    """No session closes, all watched for the same time: a close that the peer has just sent is seen."""
    if how.code is not None:
        raise InvalidArgument(
            '"no session should be disconnected" takes no code: a session that is closed with another one fails it too.'
        )
    deadline = world.deadline(SILENCE if how.within is None else how.within)
    for name in world.names(who, none=True):
        world.session(name).await_close(deadline.value)
        world.keywords.connection_should_be_open(name)


def closed(world: World, session: str, how: CloseWords, by: Literal["peer", "us", "network"] | None) -> None:
    keywords = world.keywords
    if how.code is None and by is None:
        keywords.connection_should_be_closed(session, timeout=how.within)
    elif how.code is None:
        world.session(session).expect_closed(by=by, timeout=how.within)
    else:
        keywords.connection_should_be_closed_with_code(how.code, how.reason, by=by, session=session, timeout=how.within)


@step("the subprotocol{of:Of} should {check:Check}")
def subprotocol(world: World, of: str | None, check: Check) -> None:
    """Then the subprotocol should be "chat.v2" """
    judge(world, check, world.keywords.get_subprotocol, what="the subprotocol", session=world.connection(of))


@step("the handshake header {header:TextOf} should {check:Check}")
def handshake_header(world: World, header: Of, check: Check) -> None:
    """Then the handshake header "X-Node" of "alice" should be "a" """
    what = f'the handshake header "{header.text}"'
    session = world.connection(header.session)
    judge(world, check, world.keywords.get_handshake_header, header.text, what=what, session=session)


@step("the handshake status{of:Of} should {check:Check}")
def handshake_status(world: World, of: str | None, check: Check) -> None:
    """Then the handshake status should be 101"""
    judge(world, check, world.keywords.get_handshake_status, what="the handshake status", session=world.connection(of))


@step("the close code{of:Of} should {check:Check}")
def close_code(world: World, of: str | None, check: Check) -> None:
    """Then the close code should be at least 4000"""
    judge(world, check, world.keywords.get_close_code, what="the close code", session=world.connection(of))


@step("the close reason{of:Of} should {check:Check}")
def close_reason(world: World, of: str | None, check: Check) -> None:
    """Then the close reason of "alice" should contain "policy" """
    judge(world, check, world.keywords.get_close_reason, what="the close reason", session=world.connection(of))


@step("the side that closed {connection:Connection} should {check:Check}")
def closed_by(world: World, connection: str | None, check: Check) -> None:
    """Then the side that closed the connection of "alice" should be "peer" """
    judge(world, check, world.keywords.get_closed_by, what="the side that closed", session=world.connection(connection))


@step("{connection:Connection} should have opened in {limit:Limit}")
def opened_in(world: World, connection: str | None, limit: LimitSince) -> None:
    """Then the connection of "alice" should have opened in less than 500 milliseconds"""
    world.keywords.get_connect_time(limit.operator, limit.limit, session=world.connection(connection))
