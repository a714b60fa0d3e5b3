"""Sentences that read up to a completion message, and those that keep messages out of the inbox."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from .expecting import own_matcher
from .files import beside
from .sentence import step
from .types import TextIn
from .world import World


def until(world: World, who: str, within: timedelta | None, **matcher: Any) -> None:
    own = own_matcher(matcher)
    if own is not None:
        world.session(who).receive_until(own, timeout=within)
    else:
        world.keywords.receive_messages_until(**matcher, session=who, timeout=within)
    world.received(who)


@step("{who:WhoReceives} messages until a message containing {text:TextWithin}")
def until_containing(world: World, who: str, text: TextIn) -> None:
    """When "alice" receives messages until a message containing "done" """
    until(world, who, text.within, contains=text.text)


@step("{who:WhoReceives} messages until a message matching {glob:TextWithin}")
def until_matching(world: World, who: str, glob: TextIn) -> None:
    """When "alice" receives messages until a message matching "done*" """
    until(world, who, glob.within, glob=glob.text)


@step("{who:WhoReceives} messages until a message matching the regexp {regexp:TextWithin}")
def until_matching_regexp(world: World, who: str, regexp: TextIn) -> None:
    """When "alice" receives messages until a message matching the regexp "^done" """
    until(world, who, regexp.within, regexp=regexp.text)


@step("{who:WhoReceives} messages until a message matching the schema {path:TextWithin}")
def until_matching_schema(world: World, who: str, path: TextIn) -> None:
    """When "alice" receives messages until a message matching the schema "schemas/done.yaml" """
    until(world, who, path.within, schema=beside(world, path.text))


@step("{who:WhoReceives} messages until a message where {path:TextWithin}")
def until_where(world: World, who: str, path: TextIn) -> None:
    """When "alice" receives messages until a message where "$[?@ == 'done']" """
    until(world, who, path.within, jsonpath=path.text)


@step("{who:WhoReceives} messages until the JSON{within:Block}")
def until_json(world: World, who: str, within: timedelta | None) -> None:
    '''When "alice" receives messages until the JSON:
    """
    {"type": "complete"}
    """
    '''
    until(world, who, within, json=world.json())


@step("{who:WhoReceives} messages until JSON containing{within:Block}")
def until_json_containing(world: World, who: str, within: timedelta | None) -> None:
    '''When "alice" receives messages until JSON containing within 2 seconds:
    """
    {"type": "complete"}
    """
    '''
    until(world, who, within, json_contains=world.json())


@step("{who:WhoReceives} messages until the bytes {pattern:TextWithin}")
def until_bytes(world: World, who: str, pattern: TextIn) -> None:
    """When "alice" receives messages until the bytes "ff *" """
    until(world, who, pattern.within, hex=pattern.text)


@step("{who:WhoReceives} messages until the event {event:TextWithin}")
def until_event(world: World, who: str, event: TextIn) -> None:
    """When "alice" receives messages until the event "halt" """
    until(world, who, event.within, event=event.text)


@step("{who:WhoReceives} messages until {text:TextWithin}")
def until_text(world: World, who: str, text: TextIn) -> None:
    """When "alice" receives messages until "done" """
    until(world, who, text.within, text=text.text)


@step("{who:WhoReceives} messages until{within:Block}")
def until_block(world: World, who: str, within: timedelta | None) -> None:
    '''When "alice" receives messages until:
    """
    the end
    """
    '''
    until(world, who, within, text=world.text())


@step("{who:WhoReceives} all messages{within:Within}")
def receives_all(world: World, who: str, within: timedelta | None) -> None:
    """When I receive all messages"""
    receive_all(world, who, None, within)


@step("{who:WhoReceives} all messages up to the completion message {name:TextWithin}")
def receives_all_named(world: World, who: str, name: TextIn) -> None:
    """When "alice" receives all messages up to the completion message "group" within 2 seconds"""
    receive_all(world, who, name.text, name.within)


def receive_all(world: World, who: str, completion: str | None, within: timedelta | None) -> None:
    world.keywords.receive_all_messages(completion, session=who, timeout=within, as_json=False)
    world.received(who)


# --- not in the inbox -------------------------------------------------------------------------------------------------


@step("{who:WhoIgnores} messages containing {text:Text}")
def ignores_containing(world: World, who: str, text: str) -> None:
    """Given "alice" ignores messages containing "heartbeat" """
    world.keywords.ignore_messages(contains=text, session=who)


@step("{who:WhoIgnores} messages matching {glob:Text}")
def ignores_matching(world: World, who: str, glob: str) -> None:
    """Given "alice" ignores messages matching "presence:*" """
    world.keywords.ignore_messages(glob=glob, session=who)


@step("{who:WhoIgnores} messages matching the regexp {regexp:Text}")
def ignores_matching_regexp(world: World, who: str, regexp: str) -> None:
    """Given "alice" ignores messages matching the regexp "^(ping|pong)$" """
    world.keywords.ignore_messages(regexp=regexp, session=who)


@step("{who:WhoIgnores} messages matching the schema {path:Text}")
def ignores_matching_schema(world: World, who: str, path: str) -> None:
    """Given "alice" ignores messages matching the schema "schemas/heartbeat.yaml" """
    world.keywords.ignore_messages(schema=beside(world, path), session=who)


@step("{who:WhoIgnores} messages where {path:Text}")
def ignores_where(world: World, who: str, path: str) -> None:
    """Given "alice" ignores messages where "$.heartbeat" """
    world.keywords.ignore_messages(jsonpath=path, session=who)


@step("{who:WhoIgnores} the JSON{end:Colon}")
def ignores_json(world: World, who: str, end: None) -> None:
    '''Given "alice" ignores the JSON:
    """
    {"type": "heartbeat"}
    """
    '''
    world.keywords.ignore_messages(json=world.json(), session=who)


@step("{who:WhoIgnores} JSON containing{end:Colon}")
def ignores_json_containing(world: World, who: str, end: None) -> None:
    '''Given "alice" ignores JSON containing:
    """
    {"type": "presence"}
    """
    '''
    world.keywords.ignore_messages(json_contains=world.json(), session=who)


@step("{who:WhoIgnores} the bytes {pattern:Text}")
def ignores_bytes(world: World, who: str, pattern: str) -> None:
    """Given "alice" ignores the bytes "00 *" """
    own = own_matcher({"hex": pattern})
    if own is not None:
        world.session(who).ignore(own)
    else:
        world.keywords.ignore_messages(hex=pattern, session=who)


@step("{who:WhoIgnores} the event {event:Text}")
def ignores_event(world: World, who: str, event: str) -> None:
    """Given "alice" ignores the event "heartbeat" """
    world.keywords.ignore_messages(event=event, session=who)


@step("{who:WhoIgnores} the message {text:Text}")
def ignores_text(world: World, who: str, text: str) -> None:
    """Given "alice" ignores the message "heartbeat" """
    world.keywords.ignore_messages(text=text, session=who)


@step("{who:WhoStops} ignoring messages")
def stops_ignoring(world: World, who: str) -> None:
    """When "alice" stops ignoring messages"""
    world.keywords.stop_ignoring(who)
