"""Sentences that hold generated conversations with an app, and judge them."""

from __future__ import annotations

from typing import Any

from ..core.errors import InvalidArgument
from .files import beside, there
from .fuzzed import Fuzzed
from .sentence import step
from .tables import items, options
from .types import TextIn
from .world import World


@step("I fuzz {what:Fuzzed}")
def fuzzes(world: World, what: Fuzzed) -> None:
    """When I fuzz "/ws/chat" with 200 conversations:
    | option   | value |
    | seed     | 54321 |
    | strategy | json  |
    """
    given = options(world, world.keywords.fuzz_websocket, {}, examples=what.examples, budget=what.within)
    world.keywords.fuzz_websocket(what.target, fail=False, **given)


@step("I fuzz the routes of {what:Fuzzed}")
def fuzzes_routes(world: World, what: Fuzzed) -> None:
    """When I fuzz the routes of "examples.chat:app" with 50 conversations within 30 seconds"""
    given = options(world, world.keywords.fuzz_discovered_routes, {}, examples=what.examples, budget=what.within)
    world.keywords.fuzz_discovered_routes(beside(world, what.target), fail=False, **given)


@step("I play the conversation {path:Text} judging {name:TextColon}")
def plays(world: World, path: str, name: str) -> None:
    """When I play the conversation "repro-ws-chat-determinism-1.json" judging "determinism":
    | option | value        |
    | bearer | ${api_token} |
    """
    given = options(world, world.keywords.play_conversation, {})
    world.keywords.play_conversation(there(world, path), property=[name], fail=False, **given)


@step("no conversation should have failed")
def none_failed(world: World) -> None:
    """Then no conversation should have failed"""
    world.keywords.no_conversation_should_have_failed()


@step("the conversations should follow the AsyncAPI document {path:TextWithin}")
def follow_asyncapi(world: World, path: TextIn) -> None:
    """Then the conversations should follow the AsyncAPI document "asyncapi.yaml" """
    world.keywords.conversations_should_follow_asyncapi(beside(world, path.text), timeout=path.within)


@step("messages to {route:Text} are like these{end:Colon}")
def messages_like(world: World, route: str, end: None) -> None:
    """Given messages to "/ws/chat" are like these:
    | message                             |
    | {"type": "join", "room": "kitchen"} |
    | {"type": "typing"}                  |
    """
    found = items(world)
    kinds = {item.is_json for item in found}
    if len(kinds) > 1:
        raise InvalidArgument(
            "Expected messages that are all JSON, or all text: say the others in a step of their own."
        )
    examples: Any = [each.text for each in found]
    if kinds == {True}:
        from ..core.jsonvalues import parse

        examples = [parse(each) for each in examples]
    kind = "json" if kinds == {True} else "text"
    world.keywords.register_message_strategy(route, examples=examples, kind=kind, name=f"{kind} messages to {route}")


@step("messages to {route:Text} follow the schema {path:Text}")
def messages_follow(world: World, route: str, path: str) -> None:
    """Given messages to "/ws/chat" follow the schema "schemas/request.yaml" """
    world.keywords.register_message_strategy(route, schema=beside(world, path), name=f"schema of {route}")


@step("the message strategy {name:Text} for {route:Text} is made of{end:Colon}")
def message_strategy(world: World, name: str, route: str, end: None) -> None:
    """Given the message strategy "typing" for "/ws/chat" is made of:
    | option   | value                |
    | examples | [{"type": "typing"}] |
    | weight   | 2                    |
    | mutate   | true                 |
    """
    given = options(world, world.keywords.register_message_strategy, {})
    world.keywords.register_message_strategy(route, name=name, **given)


@step("conversations are judged by {judge:Text} as {name:Text}")
def judged_by(world: World, judge: str, name: str) -> None:
    """Given conversations are judged by "my_checks:no_shouting" as "no-shouting" """
    world.keywords.register_conversation_property(name, judge)
