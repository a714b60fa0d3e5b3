"""Sentences that send."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ..keywords.converters import to_bytes
from ..keywords.inline import EQUAL, Exact
from .sentence import step
from .tables import Item, column, items, options, pairs, value
from .types import Answered, Exchange, TextIn, Times, unescaped
from .world import World


@step("{who:WhoSends} {text:TextTimes}")
def sends(world: World, who: str, text: Times) -> None:
    """When "alice" sends "hello" """
    send_text(world, who, text.text, text.times)


@step("{who:WhoSends} the text {text:TextTimes}")
def sends_text(world: World, who: str, text: Times) -> None:
    """When "alice" sends the text "hello" 6 times"""
    send_text(world, who, text.text, text.times)


@step("{who:WhoSends} the escaped text {text:Text}")
def sends_escaped(world: World, who: str, text: str) -> None:
    r"""When "alice" sends the escaped text "a line\nand a zero: \x00" """
    send_text(world, who, unescaped(text), 1)


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
    send_text(world, who, world.text(), how.times)


def send_text(world: World, who: str, text: str, times: int) -> None:
    for _ in world.sending(who, times):
        world.keywords.send_text(text, session=who)


@step("{who:WhoSends} the JSON{how:BlockTimes}")
def sends_json(world: World, who: str, how: Times) -> None:
    '''When "alice" sends the JSON:
    """
    {"type": "join", "room": "${room}"}
    """
    '''
    payload = world.json()
    for _ in world.sending(who, how.times):
        world.keywords.send_json(payload, session=who)


@step("{who:WhoSends} these messages{end:Colon}")
def sends_messages(world: World, who: str, end: None) -> None:
    """When "alice" sends these messages:
    | message |
    | hello   |
    | world   |
    """
    for item in items(world):
        send_item(world, who, item)


def send_item(world: World, who: str, item: Item) -> None:
    for _ in world.sending(who):
        if item.is_json:
            world.keywords.send_json(item.text, session=who)
        else:
            world.keywords.send_text(item.text, session=who)


@step("{who:WhoSends} the bytes {payload:TextTimes}")
def sends_bytes(world: World, who: str, payload: Times) -> None:
    """When "alice" sends the bytes "00 ff 10" """
    for _ in world.sending(who, payload.times):
        world.keywords.send_binary(payload.text, encoding="hex", session=who)


@step("{who:WhoSends} the file {path:TextColon}")
def sends_file(world: World, who: str, path: str) -> None:
    """When "alice" sends the file "payloads/join.yaml" """
    send_file(world, who, path, binary=False)


@step("{who:WhoSends} the binary file {path:Text}")
def sends_binary_file(world: World, who: str, path: str) -> None:
    """When "alice" sends the binary file "payloads/avatar.png" """
    send_file(world, who, path, binary=True)


def send_file(world: World, who: str, path: str, binary: bool) -> None:
    variables: dict[str, Any] = {"variables": pairs(world, value)} if world.table is not None else {}
    for _ in world.sending(who):
        world.keywords.send_file(path, binary=binary, session=who, **variables)


@step("{who:WhoSends} a ping{within:Within}")
def sends_ping(world: World, who: str, within: timedelta | None) -> None:
    """When "alice" sends a ping"""
    world.keywords.send_ping(session=who, timeout=within)


@step("{who:WhoSends} a ping with the payload {payload:TextWithin}")
def sends_ping_payload(world: World, who: str, payload: TextIn) -> None:
    """When "alice" sends a ping with the payload "are you there" within 2 seconds"""
    world.keywords.send_ping(payload.text, session=who, timeout=payload.within)


@step("{who:WhoSends} the fragments{end:Colon}")
def sends_fragments(world: World, who: str, end: None) -> None:
    """When "alice" sends the fragments:
    | part |
    | hel  |
    | lo   |
    """
    if world.table is not None and [str(heading).lower() for heading in world.table.headings] == ["hex"]:
        parts: list[Any] = [to_bytes(part, "hex", "hex") for part in column(world, "hex")]
    else:
        parts = column(world, "part")
    for _ in world.sending(who):
        world.keywords.send_fragments(*parts, session=who)


@step("{who:WhoSends} the binary fragments{end:Colon}")
def sends_binary_fragments(world: World, who: str, end: None) -> None:
    """When "alice" sends the binary fragments:
    | part  |
    | 00 ff |
    | 10    |
    """
    parts = [to_bytes(part, "hex", "part") for part in column(world, "part")]
    for _ in world.sending(who):
        world.keywords.send_fragments(*parts, binary=True, session=who)


@step("{who:WhoSends} the frame{end:Colon}")
def sends_frame(world: World, who: str, end: None) -> None:
    """When "alice" sends the frame:
    | option  | value |
    | opcode  | 9     |
    | payload | hello |
    | rsv     | 4     |
    """
    frame = options(world, world.keywords.send_frame, {})
    for _ in world.sending(who):
        world.keywords.send_frame(**frame, session=who)


@step("{sessions:EverySends} {text:Text}")
def every_sends(world: World, sessions: str, text: str) -> None:
    """When every session named "user-*" sends "hello" """
    world.keywords.send_to_every_session(text, [sessions])
    world.layer.sender = None  # there is no other session now


@step("{sessions:EverySends} the JSON{end:Colon}")
def every_sends_json(world: World, sessions: str, end: None) -> None:
    '''When every session sends the JSON:
    """
    {"type": "join"}
    """
    '''
    world.keywords.send_to_every_session(world.json_value(), [sessions])
    world.layer.sender = None
