"""Sentences that send."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from ..core.deadline import Deadline
from ..keywords.converters import to_bytes
from ..keywords.inline import EQUAL, Exact
from .files import there
from .sentence import step
from .tables import Item, column, items, options, pairs, value
from .types import Answered, Exchange, TextIn, Times, unescaped
from .world import World


@step("{who:WhoSends} {text:TextTimes}")
def sends(world: World, who: str, text: Times) -> None:
    """When "alice" sends "hello" """
    send_text(world, who, text)


@step("{who:WhoSends} the text {text:TextTimes}")
def sends_text(world: World, who: str, text: Times) -> None:
    """When "alice" sends the text "hello" 6 times within 2 seconds"""
    send_text(world, who, text)


@step("{who:WhoSends} the escaped text {text:TextWithin}")
def sends_escaped(world: World, who: str, text: TextIn) -> None:
    r"""When "alice" sends the escaped text "a line\nand a zero: \x00" """
    send_text(world, who, Times(unescaped(text.text), 1, text.within))


@step("{who:WhoSends} {exchange:Exchange}")
def exchanges(world: World, who: str, exchange: Exchange) -> None:
    """When "alice" sends "x" and receives "y" within 2 seconds"""
    for _ in world.sending(who):
        world.keywords.exchange_text(exchange.text, EQUAL, Exact(exchange.answer), session=who, timeout=exchange.within)
    world.received(who)


@step("{who:WhoSends} the JSON and {how:Answered}")
def exchanges_json(world: World, who: str, how: Answered) -> None:
    '''When "alice" sends the JSON and receives the answer with the same "$.id":
    """
    {"id": 7, "method": "list"}
    """
    '''
    payload = world.json()
    for _ in world.sending(who):
        world.keywords.exchange_json(payload, match=how.match, session=who, timeout=how.within)
    world.received(who)


@step("{who:Who} {how:SendsBlock}")
def sends_block(world: World, who: str, how: Times) -> None:
    '''When "alice" sends:
    """
    a text
    of two lines
    """
    '''
    send_text(world, who, how._replace(text=world.text()))


def send_text(world: World, who: str, text: Times) -> None:
    for left in in_time(world, who, text.within, text.times):
        world.keywords.send_text(text.text, session=who, timeout=left)


def in_time(world: World, who: str, within: timedelta | None, times: int = 1) -> Iterator[timedelta | None]:
    """Each time a session sends: how long that may take, of the time for all of it."""
    deadline = None if within is None else Deadline.after(within)
    for _ in world.sending(who, times):
        yield within if deadline is None or times == 1 else timedelta(seconds=deadline.remaining())


@step("{who:WhoSends} the JSON{how:BlockTimes}")
def sends_json(world: World, who: str, how: Times) -> None:
    '''When "alice" sends the JSON:
    """
    {"type": "join", "room": "${room}"}
    """
    '''
    payload = world.json()
    for left in in_time(world, who, how.within, how.times):
        world.keywords.send_json(payload, session=who, timeout=left)


@step("{who:WhoSends} these messages{within:Block}")
def sends_messages(world: World, who: str, within: timedelta | None) -> None:
    """When "alice" sends these messages:
    | message |
    | hello   |
    | world   |
    """
    messages = items(world)
    for item, left in zip(messages, in_time(world, who, within, len(messages)), strict=True):
        send_item(world, who, item, left)


def send_item(world: World, who: str, item: Item, timeout: timedelta | None) -> None:
    if item.is_json:
        world.keywords.send_json(item.text, session=who, timeout=timeout)
    else:
        world.keywords.send_text(item.text, session=who, timeout=timeout)


@step("{who:WhoSends} the bytes {payload:TextTimes}")
def sends_bytes(world: World, who: str, payload: Times) -> None:
    """When "alice" sends the bytes "00 ff 10" """
    for left in in_time(world, who, payload.within, payload.times):
        world.keywords.send_binary(payload.text, encoding="hex", session=who, timeout=left)


@step("{who:WhoSends} the file {path:TextBlock}")
def sends_file(world: World, who: str, path: TextIn) -> None:
    """When "alice" sends the file "payloads/join.yaml" """
    send_file(world, who, path, binary=False)


@step("{who:WhoSends} the binary file {path:TextWithin}")
def sends_binary_file(world: World, who: str, path: TextIn) -> None:
    """When "alice" sends the binary file "payloads/avatar.png" within 2 seconds"""
    send_file(world, who, path, binary=True)


def send_file(world: World, who: str, path: TextIn, binary: bool) -> None:
    variables: dict[str, Any] = {"variables": pairs(world, value)} if world.table is not None else {}
    for left in in_time(world, who, path.within):
        world.keywords.send_file(there(world, path.text), binary=binary, session=who, timeout=left, **variables)


@step("{who:WhoSends} a ping{within:Within}")
def sends_ping(world: World, who: str, within: timedelta | None) -> None:
    """When "alice" sends a ping"""
    world.keywords.send_ping(session=who, timeout=within)


@step("{who:WhoSends} a ping with the payload {payload:TextWithin}")
def sends_ping_payload(world: World, who: str, payload: TextIn) -> None:
    """When "alice" sends a ping with the payload "are you there" within 2 seconds"""
    world.keywords.send_ping(payload.text, session=who, timeout=payload.within)


@step("{who:WhoSends} the fragments{within:Block}")
def sends_fragments(world: World, who: str, within: timedelta | None) -> None:
    """When "alice" sends the fragments:
    | part |
    | hel  |
    | lo   |
    """
    if world.table is not None and [str(heading).lower() for heading in world.table.headings] == ["hex"]:
        parts: list[Any] = [to_bytes(part, "hex", "hex") for part in column(world, "hex")]
    else:
        parts = column(world, "part")
    for left in in_time(world, who, within):
        world.keywords.send_fragments(*parts, session=who, timeout=left)


@step("{who:WhoSends} the binary fragments{within:Block}")
def sends_binary_fragments(world: World, who: str, within: timedelta | None) -> None:
    """When "alice" sends the binary fragments:
    | part  |
    | 00 ff |
    | 10    |
    """
    parts = [to_bytes(part, "hex", "part") for part in column(world, "part")]
    for left in in_time(world, who, within):
        world.keywords.send_fragments(*parts, binary=True, session=who, timeout=left)


@step("{who:WhoSends} the frame{within:Block}")
def sends_frame(world: World, who: str, within: timedelta | None) -> None:
    """When "alice" sends the frame:
    | option  | value |
    | opcode  | 9     |
    | payload | hello |
    | rsv     | 4     |
    """
    frame = options(world, world.keywords.send_frame, {})
    for left in in_time(world, who, within):
        world.keywords.send_frame(**({"timeout": left} | frame), session=who)


@step("{sessions:EverySends} {text:TextWithin}")
def every_sends(world: World, sessions: str, text: TextIn) -> None:
    """When every session named "user-*" sends "hello" """
    world.keywords.send_to_every_session(text.text, [sessions], timeout=text.within)
    world.layer.sender = None  # there is no other session now


@step("{sessions:EverySends} the JSON{within:Block}")
def every_sends_json(world: World, sessions: str, within: timedelta | None) -> None:
    '''When every session sends the JSON:
    """
    {"type": "join"}
    """
    '''
    world.keywords.send_to_every_session(world.json_value(), [sessions], timeout=within)
    world.layer.sender = None
