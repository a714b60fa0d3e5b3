"""Sentences about what was received: that message, a value in it, how long it took."""

from __future__ import annotations

from typing import Any

from ..core.errors import InvalidArgument
from ..core.matching.matchers import Matcher, NotContains, matcher_from
from .checks import Check
from .expecting import own_matcher
from .files import beside
from .judging import judge_answer_time, judge_value
from .sentence import step
from .subjects import Subject
from .types import Collected, LimitSince, Messages, Of
from .world import World

#: The checks of a text, and the matcher argument that each stands for.
TEXT_CHECKS = {"be": "text", "contain": "contains", "match": "glob", "match the regexp": "regexp"}


@step("{that:ThatMessage} should be {text:Text}")
def that_is(world: World, that: Subject, text: str) -> None:
    """Then that message should be "hello" """
    tell(world, that, world.keywords.last_message_should_be, text, text=text)


@step("{that:ThatMessage} should be{end:Colon}")
def that_is_block(world: World, that: Subject, end: None) -> None:
    '''Then that message should be:
    """
    a text
    of two lines
    """
    '''
    text = world.text()
    tell(world, that, world.keywords.last_message_should_be, text, text=text)


@step("{that:ThatMessage} should contain {text:Text}")
def that_contains(world: World, that: Subject, text: str) -> None:
    """Then for 5 seconds every message "alice" receives should contain "tick"

    Keywords: Every Message Should
    """
    tell(world, that, world.keywords.last_message_should_contain, text, contains=text)


@step("{that:ThatMessage} should not contain {text:Text}")
def that_contains_not(world: World, that: Subject, text: str) -> None:
    """Then that message should not contain "password" """
    tell(world, that, world.keywords.last_message_should_not_contain, text, contains_not=text)


@step("{that:ThatMessage} should match {glob:Text}")
def that_matches(world: World, that: Subject, glob: str) -> None:
    """Then that message should match "Echo: *" """
    tell(world, that, world.keywords.last_message_should_match, glob, glob=glob)


@step("{that:ThatMessage} should match the regexp {regexp:Text}")
def that_matches_regexp(world: World, that: Subject, regexp: str) -> None:
    """Then the last message of "alice" should match the regexp "^Echo" """
    tell(world, that, world.keywords.last_message_should_match_regexp, regexp, regexp=regexp)


@step("{that:ThatMessage} should match the schema {path:Text}")
def that_matches_schema(world: World, that: Subject, path: str) -> None:
    """Then that message should match the schema "schemas/welcome.yaml" """
    path = beside(world, path)
    tell(world, that, world.keywords.last_message_should_match_schema, path, schema=path)


@step("{that:ThatMessage} should be the JSON{end:Colon}")
def that_is_json(world: World, that: Subject, end: None) -> None:
    '''Then that message should be the JSON:
    """
    {"type": "joined", "id": "#uuid"}
    """
    '''
    expected = world.json()
    tell(world, that, world.keywords.last_message_should_be_json, expected, json=expected)


@step("{that:ThatMessage} should contain JSON{end:Colon}")
def that_contains_json(world: World, that: Subject, end: None) -> None:
    '''Then that message should contain JSON:
    """
    {"type": "joined"}
    """
    '''
    expected = world.json()
    tell(world, that, world.keywords.last_message_should_contain_json, expected, json_contains=expected)


@step("{that:ThatMessage} should be the bytes {pattern:Text}")
def that_is_bytes(world: World, that: Subject, pattern: str) -> None:
    """Then that message should be the bytes "00 ff *"

    Keywords: Last Message Should Be
    """
    tell(world, that, None, pattern, hex=pattern)


def tell(world: World, that: Subject, last: Any, expected: str, **matcher: Any) -> None:
    """The message read last, every message for some time, or those that were collected.

    Args:
        last: the keyword for the message read last; where there is none, the session is asked with the matcher.
    """
    if that.collected is not None:
        judge_collected(world, that.session, **{that.collected: own_matcher(matcher) or matcher})
        return
    if that.during is None:
        name = world.message_of(that.session)
        if last is None:
            world.session(name).expect_last(own_matcher(matcher) or matcher_from(**matcher))
        else:
            last(expected, session=name)
        return
    assert that.session is not None
    own = own_matcher(matcher)
    if own is not None:
        world.session(that.session).expect_every(own, within=that.during)
    else:
        world.keywords.every_message_should(**matcher, within=that.during, session=that.session)
    world.received(that.session)


def judge_collected(world: World, session: str | None, **wanted: Any) -> None:
    name = world.message_of(session, "collected messages")
    if any(isinstance(each, (Matcher, tuple)) for each in wanted.values()):  # what no keyword has an argument for
        world.session(name).expect_collected(**wanted)
    else:
        world.keywords.collected_messages_should(**wanted, session=name)


@step("{who:Who} should have {messages:CollectedCount}")
def collected_count(world: World, who: str, messages: Messages) -> None:
    """Then "alice" should have collected at least 3 messages"""
    judge_collected(world, who, count=f"{messages.operator} {messages.number}")


@step("the collected text{of:CollectedText} should {check:Check}")
def collected_text(world: World, of: Collected, check: Check) -> None:
    """Then the collected text at "$.delta" of "alice" should be "Hello, world" """
    text = check.value if check.given else world.text()
    name = TEXT_CHECKS.get(check.words)
    if not isinstance(text, str) or (name is None and check.words != "not contain"):
        raise InvalidArgument(
            "The collected text should be, contain, not contain, match or match the regexp a text, such as: the "
            'collected text at "$.delta" should contain "hello".'
        )
    if name is None:
        judge_collected(world, of.session, joined=(of.path, NotContains(text)))
    else:
        path = {} if of.path is None else {"path": of.path}
        judge_collected(world, of.session, joined={**path, name: text})


@step("the value at {path:TextOf} should {check:Check}")
def value_at(world: World, path: Of, check: Check) -> None:
    """Then the value at "$.user.id" of "alice" should be 42"""
    judge_value(world, check, path.text, path.session)


@step("{response:Response} should have taken {limit:LimitSince}")
def response_time(world: World, response: str | None, limit: LimitSince) -> None:
    """Then the response should have taken less than 200 milliseconds"""
    if response is None and world.layer.answered:
        judge_answer_time(world, limit)
        return
    world.keywords.get_response_time(limit.operator, limit.limit, session=world.message_of(response), since=limit.since)
