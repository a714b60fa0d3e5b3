"""Sentences about what arrives: who receives, how, and what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from .expecting import expect, expect_nothing
from .files import beside
from .sentence import step
from .subjects import Receivers
from .tables import items
from .types import Awaited, Messages, Order
from .world import World


@step("{who:Receivers} should {receive:Receive} a message containing {text:TextAwaited}")
def receive_containing(world: World, who: Receivers, receive: str, text: Awaited) -> None:
    """Then "alice" should receive a message containing "hello" """
    take = partial(world.keywords.message_should_contain, text.text)
    expect(world, who, receive, text, take, contains=text.text)


@step("{who:Receivers} should {receive:Receive} a message not containing {text:TextAwaited}")
def receive_not_containing(world: World, who: Receivers, receive: str, text: Awaited) -> None:
    """Then "alice" should receive a message not containing "error" """
    take = partial(world.keywords.message_should_not_contain, text.text)
    expect(world, who, receive, text, take, contains_not=text.text)


@step("{who:Receivers} should {receive:Receive} a message matching {glob:TextAwaited}")
def receive_matching(world: World, who: Receivers, receive: str, glob: Awaited) -> None:
    """Then "alice" should eventually receive a message matching "Echo: *"

    Keywords: Wait For Message, Message Should Match
    """
    expect(world, who, receive, glob, partial(world.keywords.message_should_match, glob.text), glob=glob.text)


@step("{who:Receivers} should {receive:Receive} a message matching the regexp {regexp:TextAwaited}")
def receive_matching_regexp(world: World, who: Receivers, receive: str, regexp: Awaited) -> None:
    """Then "alice" should receive a message matching the regexp "^Echo" within 2 seconds"""
    take = partial(world.keywords.message_should_match_regexp, regexp.text)
    expect(world, who, receive, regexp, take, regexp=regexp.text)


@step("{who:Receivers} should {receive:Receive} a message matching the schema {path:TextAwaited}")
def receive_matching_schema(world: World, who: Receivers, receive: str, path: Awaited) -> None:
    """Then "alice" should receive a message matching the schema "schemas/welcome.yaml" """
    schema = beside(world, path.text)
    expect(world, who, receive, path, partial(world.keywords.message_should_match_schema, schema), schema=schema)


@step("{who:Receivers} should {receive:Receive} a message where {path:TextAwaited}")
def receive_where(world: World, who: Receivers, receive: str, path: Awaited) -> None:
    """Then "alice" should receive a message where "$.items[?@.id == 7]"

    Keywords: Wait For Message
    """
    expect(world, who, receive, path, None, jsonpath=path.text)


@step("{who:Receivers} should {receive:Receive} the JSON{wait:Awaited}")
def receive_json(world: World, who: Receivers, receive: str, wait: Awaited) -> None:
    '''Then "alice" should receive the JSON within 2 seconds:
    """
    {"type": "joined", "id": "#uuid"}
    """
    '''
    expected = world.json()
    expect(world, who, receive, wait, partial(world.keywords.message_should_be_json, expected), json=expected)


@step("{who:Receivers} should {receive:Receive} JSON containing{wait:Awaited}")
def receive_json_containing(world: World, who: Receivers, receive: str, wait: Awaited) -> None:
    '''Then every other session should receive JSON containing:
    """
    {"type": "joined"}
    """

    Keywords: Every Session Should Receive, Message Should Contain JSON
    '''
    expected = world.json()
    take = partial(world.keywords.message_should_contain_json, expected)
    expect(world, who, receive, wait, take, json_contains=expected)


@step("{who:Receivers} should {receive:Receive} the bytes {pattern:TextAwaited}")
def receive_bytes(world: World, who: Receivers, receive: str, pattern: Awaited) -> None:
    """Then "alice" should receive the bytes "00 ?? 10 *"

    Keywords: Wait For Message
    """
    expect(world, who, receive, pattern, None, hex=pattern.text)


@step("{who:Receivers} should {receive:Receive} the event {event:TextAwaited}")
def receive_event(world: World, who: Receivers, receive: str, event: Awaited) -> None:
    """Then "alice" should receive the event "tick" """
    expect(world, who, receive, event, None, event=event.text)


@step("{who:Receivers} should {receive:Receive} {text:TextAwaited}")
def receive_text(world: World, who: Receivers, receive: str, text: Awaited) -> None:
    """Then "alice" should receive "Echo: hello" """
    expect(world, who, receive, text, partial(world.keywords.message_should_be, text.text), text=text.text)


@step("{who:Receivers} should {receive:ReceiveBlock}")
def receive_block(world: World, who: Receivers, receive: tuple[str, Awaited]) -> None:
    '''Then "alice" should receive:
    """
    a text
    of two lines
    """
    '''
    how, wait = receive
    text = world.text()
    expect(world, who, how, wait, partial(world.keywords.message_should_be, text), text=text)


@step("{who:Receivers} should receive nothing{within:Within}")
def receive_nothing(world: World, who: Receivers, within: timedelta | None) -> None:
    """Then "alice" should receive nothing within 1 second"""
    expect_nothing(world, who, within)


@step("{who:Receivers} should receive {messages:MessageCount}")
def receive_count(world: World, who: Receivers, messages: Messages) -> None:
    """Then "alice" should receive at least 3 messages"""
    names = world.names(who)
    deadline = world.deadline(messages.within)
    for name in names:
        count = messages.number
        if messages.operator == ">=":
            count = world.keywords.get_message_count(
                messages.operator, world.at_least_one(count), session=name, timeout=deadline
            )
        world.keywords.receive_messages(count, session=name, timeout=deadline)
    world.received(*names)


@step("{who:Receivers} should receive these messages{order:TheseMessages}")
def receive_these(world: World, who: Receivers, order: Order) -> None:
    """Then "alice" should receive these messages in any order:
    | message            |
    | hello              |
    | {"type": "joined"} |
    """
    expected = [item.text for item in items(world)]
    names = world.names(who)
    deadline = world.deadline(order.within)
    for name in names:
        world.keywords.messages_should_arrive(
            *expected, in_any_order=order.any_order, in_order_per=order.per, timeout=deadline, session=name
        )
    world.received(*names)


@step("{who:Who} should have {messages:UnreadCount}")
def unread_count(world: World, who: str, messages: Messages) -> None:
    """Then "alice" should have 2 unread messages"""
    timeout = world.timeout(messages.within) if messages.number else timedelta(0)
    world.keywords.get_message_count(messages.operator, messages.number, session=who, timeout=timeout)


# --- taking messages --------------------------------------------------------------------------------------------------


@step("{who:WhoReceives} a message{within:Within}")
def receives_message(world: World, who: str, within: timedelta | None) -> None:
    """When "alice" receives a message"""
    receives(world, who, within, world.keywords.receive_message)


@step("{who:WhoReceives} a text message{within:Within}")
def receives_text(world: World, who: str, within: timedelta | None) -> None:
    """When "alice" receives a text message"""
    receives(world, who, within, world.keywords.receive_text)


@step("{who:WhoReceives} a binary message{within:Within}")
def receives_binary(world: World, who: str, within: timedelta | None) -> None:
    """When "alice" receives a binary message within 2 seconds"""
    receives(world, who, within, world.keywords.receive_binary)


@step("{who:WhoReceives} a JSON message{within:Within}")
def receives_json(world: World, who: str, within: timedelta | None) -> None:
    """When "alice" receives a JSON message"""
    receives(world, who, within, world.keywords.receive_json)


def receives(world: World, who: str, within: timedelta | None, take: Callable[..., Any]) -> None:
    take(session=who, timeout=within)
    world.received(who)


@step("{who:WhoReceives} messages until nothing arrives for {quiet:DurationWithin}")
def receives_until_quiet(world: World, who: str, quiet: tuple[timedelta, timedelta | None]) -> None:
    """When "alice" receives messages until nothing arrives for 500 milliseconds"""
    if world.keywords.drain_messages(quiet=quiet[0], timeout=quiet[1], session=who):
        world.received(who)


@step("{who:WhoClears} the inbox")
def clears(world: World, who: str) -> None:
    """When "alice" clears the inbox"""
    world.keywords.clear_messages(session=who)
