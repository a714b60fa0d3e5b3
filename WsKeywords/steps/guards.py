"""Sentences that set standing guards, ask whether they held, and remove them."""

from __future__ import annotations

from typing import Any

from .expecting import own_matcher
from .files import beside
from .sentence import step
from .subjects import Receivers
from .world import World


def never(world: World, who: Receivers, **matcher: Any) -> None:
    own = own_matcher(matcher)
    for name in world.names(who):
        if own is not None:
            world.session(name).must_never_arrive(own)
        else:
            world.keywords.message_must_never_arrive(**matcher, session=name)


def always(world: World, who: str, **matcher: Any) -> None:
    own = own_matcher(matcher)
    if own is not None:
        world.session(who).every_message_must(own)
    else:
        world.keywords.every_message_must(**matcher, session=who)


@step("{who:Receivers} must never receive a message containing {text:Text}")
def never_containing(world: World, who: Receivers, text: str) -> None:
    """Given "alice" must never receive a message containing "error" """
    never(world, who, contains=text)


@step("{who:Receivers} must never receive a message matching {glob:Text}")
def never_matching(world: World, who: Receivers, glob: str) -> None:
    """Given "alice" must never receive a message matching "error: *" """
    never(world, who, glob=glob)


@step("{who:Receivers} must never receive a message matching the regexp {regexp:Text}")
def never_matching_regexp(world: World, who: Receivers, regexp: str) -> None:
    """Given "alice" must never receive a message matching the regexp "(?i)error" """
    never(world, who, regexp=regexp)


@step("{who:Receivers} must never receive a message matching the schema {path:Text}")
def never_matching_schema(world: World, who: Receivers, path: str) -> None:
    """Given "alice" must never receive a message matching the schema "schemas/error.yaml" """
    never(world, who, schema=beside(world, path))


@step("{who:Receivers} must never receive a message where {path:Text}")
def never_where(world: World, who: Receivers, path: str) -> None:
    """Given "alice" must never receive a message where "$[?@ == 'error']" """
    never(world, who, jsonpath=path)


@step("{who:Receivers} must never receive the bytes {pattern:Text}")
def never_bytes(world: World, who: Receivers, pattern: str) -> None:
    """Given "alice" must never receive the bytes "ff *" """
    never(world, who, hex=pattern)


@step("{who:Receivers} must never receive the event {event:Text}")
def never_event(world: World, who: Receivers, event: str) -> None:
    """Given "alice" must never receive the event "halt" """
    never(world, who, event=event)


@step("{who:Receivers} must never receive the JSON{end:Colon}")
def never_json(world: World, who: Receivers, end: None) -> None:
    '''Given "alice" must never receive the JSON:
    """
    {"type": "error"}
    """
    '''
    never(world, who, json=world.json())


@step("{who:Receivers} must never receive JSON containing{end:Colon}")
def never_json_containing(world: World, who: Receivers, end: None) -> None:
    '''Given "alice" must never receive JSON containing:
    """
    {"type": "error"}
    """
    '''
    never(world, who, json_contains=world.json())


@step("{who:Receivers} must never receive {text:Text}")
def never_text(world: World, who: Receivers, text: str) -> None:
    """Given every session must never receive "error" """
    never(world, who, text=text)


@step("{who:EveryMessage} must contain {text:Text}")
def always_containing(world: World, who: str, text: str) -> None:
    """Given every message "alice" receives must contain "tick" """
    always(world, who, contains=text)


@step("{who:EveryMessage} must match {glob:Text}")
def always_matching(world: World, who: str, glob: str) -> None:
    """Given every message "alice" receives must match "tick *" """
    always(world, who, glob=glob)


@step("{who:EveryMessage} must match the regexp {regexp:Text}")
def always_matching_regexp(world: World, who: str, regexp: str) -> None:
    """Given every message "alice" receives must match the regexp "^tick" """
    always(world, who, regexp=regexp)


@step("{who:EveryMessage} must match the schema {path:Text}")
def always_matching_schema(world: World, who: str, path: str) -> None:
    """Given every message "alice" receives must match the schema "schemas/tick.yaml" """
    always(world, who, schema=beside(world, path))


@step("{who:EveryMessage} must be {text:Text}")
def always_text(world: World, who: str, text: str) -> None:
    """Given every message "alice" receives must be "tick" """
    always(world, who, text=text)


@step("{who:EveryMessage} must not contain {text:Text}")
def always_not_containing(world: World, who: str, text: str) -> None:
    """Given every message "alice" receives must not contain "password" """
    always(world, who, contains_not=text)


@step("{who:EveryMessage} must be the JSON{end:Colon}")
def always_json(world: World, who: str, end: None) -> None:
    '''Given every message "alice" receives must be the JSON:
    """
    {"version": 2}
    """
    '''
    always(world, who, json=world.json())


@step("{who:EveryMessage} must contain JSON{end:Colon}")
def always_json_containing(world: World, who: str, end: None) -> None:
    '''Given every message "alice" receives must contain JSON:
    """
    {"version": 2}
    """
    '''
    always(world, who, json_contains=world.json())


@step("every guard{of:Of} should have held")
def should_have_held(world: World, of: str | None) -> None:
    """Then every guard should have held"""
    for name in guarded(world, of):
        world.keywords.guards_should_have_held(name)


@step("every guard{of:Of} is removed")
def removed(world: World, of: str | None) -> None:
    """When every guard of "alice" is removed"""
    for name in guarded(world, of):
        world.keywords.remove_guards(name)


def guarded(world: World, of: str | None) -> list[str]:
    """The sessions whose guards are meant; where no session has one, that of the connection, which says so."""
    if of is not None:
        return [of]
    names = [name for name in world.sessions.names() if world.session(name).guards]
    return names or [world.connection(None)]
