"""Sentences about what sessions do by themselves: answer, keep sending, leave pings unanswered, stop reading."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ..core.errors import InvalidArgument
from ..core.jsonvalues import parse
from .expecting import own_matcher
from .sentence import step
from .tables import Item, cell_item, rows
from .world import World


def reply(world: World, who: str, answer: Any, **matcher: Any) -> None:
    own = own_matcher(matcher)
    if own is not None:
        world.session(who).reply_to(answer, own)
    else:
        world.keywords.reply_to_messages(answer, **matcher, session=who)


@step("{who:WhoAnswers} messages containing {text:Text} with {answer:Text}")
def answers_containing(world: World, who: str, text: str, answer: str) -> None:
    """Given "alice" answers messages containing "ping" with "pong" """
    reply(world, who, answer, contains=text)


@step("{who:WhoAnswers} messages containing {text:Text} with the JSON{end:Colon}")
def answers_containing_json(world: World, who: str, text: str, end: None) -> None:
    '''Given "alice" answers messages containing "ping" with the JSON:
    """
    {"type": "pong"}
    """
    '''
    reply(world, who, world.json_value(), contains=text)


@step("{who:WhoAnswers} messages matching {glob:Text} with {answer:Text}")
def answers_matching(world: World, who: str, glob: str, answer: str) -> None:
    """Given "alice" answers messages matching "ping *" with "pong" """
    reply(world, who, answer, glob=glob)


@step("{who:WhoAnswers} messages matching the regexp {regexp:Text} with {answer:Text}")
def answers_matching_regexp(world: World, who: str, regexp: str, answer: str) -> None:
    """Given "alice" answers messages matching the regexp "^ping" with "pong" """
    reply(world, who, answer, regexp=regexp)


@step("{who:WhoAnswers} messages where {path:Text} with {answer:Text}")
def answers_where(world: World, who: str, path: str, answer: str) -> None:
    """Given "alice" answers messages where "$[?@ == 'ping']" with "pong" """
    reply(world, who, answer, jsonpath=path)


@step("{who:WhoAnswers} the bytes {pattern:Text} with {answer:Text}")
def answers_bytes(world: World, who: str, pattern: str, answer: str) -> None:
    """Given "alice" answers the bytes "09 *" with "pong" """
    reply(world, who, answer, hex=pattern)


@step("{who:WhoAnswers} these messages{end:Colon}")
def answers_these(world: World, who: str, end: None) -> None:
    """Given "alice" answers these messages:
    | when             | reply            |
    | are you there?   | yes              |
    | {"type": "ping"} | {"type": "pong"} |
    """
    found = [(cell_item(world, when), cell_item(world, answer)) for when, answer in rows(world, "when", "reply")]
    if not found:
        raise InvalidArgument("The table | when | reply | has no rows.")
    for when, answer in found:
        reply(world, who, parse(answer.text) if answer.is_json else answer.text, **_when(when))


def _when(when: Item) -> dict[str, str]:
    return {"json_contains": when.text} if when.is_json else {"contains": when.text}


@step("{who:WhoStops} answering messages")
def stops_answering(world: World, who: str) -> None:
    """When "alice" stops answering messages"""
    world.keywords.stop_replying(who)


@step("{who:WhoSends} {text:Text} every {every:Duration}")
def keeps_sending(world: World, who: str, text: str, every: timedelta) -> None:
    """Given "alice" sends "ping" every 25 seconds"""
    world.keywords.keep_sending(text, every, session=who)


@step("{who:WhoSends} the JSON every {every:DurationColon}")
def keeps_sending_json(world: World, who: str, every: timedelta) -> None:
    '''Given "alice" sends the JSON every 25 seconds:
    """
    {"type": "ping"}
    """
    '''
    world.keywords.keep_sending(world.json_value(), every, session=who)


@step("{who:WhoStops} sending")
def stops_sending(world: World, who: str) -> None:
    """When "alice" stops sending"""
    world.keywords.stop_sending(who)


@step("{who:WhoStops} answering pings")
def stops_answering_pings(world: World, who: str) -> None:
    """When "alice" stops answering pings"""
    world.keywords.stop_answering_pings(who)


@step("{who:WhoAnswers} pings again")
def answers_pings(world: World, who: str) -> None:
    """When "alice" answers pings again"""
    world.keywords.answer_pings(who)


@step("{who:WhoStops} reading")
def stops_reading(world: World, who: str) -> None:
    """When "alice" stops reading"""
    world.keywords.pause_receiving(who)


@step("{who:WhoReads} again")
def reads_again(world: World, who: str) -> None:
    """When "alice" reads again"""
    world.keywords.resume_receiving(who)
