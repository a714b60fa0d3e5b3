"""From who and how to one keyword: the next message or any, of one session or several, or that nothing comes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from ..core.errors import InvalidArgument
from ..core.matching.matchers import Be, Matcher, NotContains, matcher_from
from .subjects import EVENTUALLY, NEVER_DID, NEXT, NOT, OUT_OF_ORDER, Receivers
from .types import Awaited
from .world import World

#: How long a step watches that nothing comes, unless it says otherwise.
SILENCE = timedelta(milliseconds=500)


def expect(
    world: World, who: Receivers, how: str, awaited: Awaited, take: Callable[..., Any] | None, **matcher: Any
) -> None:
    """One receiving sentence.

    Args:
        who: the receivers; several skip what does not match, as ``eventually`` does.
        how: the words between "should" and what is received.
        awaited: how long, and what must not come first.
        take: the keyword for the next message; where there is none, the session is asked with the matcher.
        matcher: the matcher arguments of the keywords, or ``contains_not``.
    """
    if awaited.unless is not None and not (who.single and how in (EVENTUALLY, OUT_OF_ORDER)):
        raise InvalidArgument('Only what one session should eventually receive can have "unless … comes first".')
    if how in (NOT, NEVER_DID) or who.none:
        if who.none and how in (NOT, NEVER_DID, OUT_OF_ORDER):
            raise InvalidArgument(f'"no session should {how}" says nothing clear: no session should receive …')
        expect_nothing(world, who, awaited.within, include_read=how == NEVER_DID, **matcher)
    elif not who.single:
        world.received(*_every(world, who, awaited.within, out_of_order=how == OUT_OF_ORDER, **matcher))
    elif how == NEXT:
        name = who.names[0]
        if take is None:
            wanted = own_matcher(matcher) or matcher_from(**matcher)
            world.session(name).expect(wanted, timeout=awaited.within)
        else:
            take(session=name, timeout=awaited.within)
        world.received(name)
    else:
        _wait(world, who.names[0], awaited, keep_skipped=how == OUT_OF_ORDER, **matcher)
        world.received(who.names[0])


def own_matcher(matcher: dict[str, Any]) -> Matcher | None:
    """The matcher for what no keyword has an argument for: text that does not contain, an empty binary message."""
    if "contains_not" in matcher:
        return NotContains(matcher["contains_not"])
    return Be(b"") if matcher.get("hex", "-").strip() == "" else None


def _wait(world: World, session: str, awaited: Awaited, *, keep_skipped: bool, **matcher: Any) -> None:
    named: dict[str, Any] = {"keep_skipped": keep_skipped, "timeout": awaited.within, "unless": awaited.unless}
    own = own_matcher(matcher)
    if own is not None:
        world.session(session).wait_for(own, **named)
    else:
        world.keywords.wait_for_message(**matcher, **named, session=session)


def _every(world: World, who: Receivers, within: timedelta | None, *, out_of_order: bool, **matcher: Any) -> list[str]:
    chosen = world.chosen(who)
    own = own_matcher(matcher)
    if own is not None or out_of_order:  # the keyword does not take out of order
        own = own or matcher_from(**matcher)
        found = world.sessions.expect_in_every(own, **chosen, timeout=within, keep_skipped=out_of_order)
    else:
        found = world.keywords.every_session_should_receive(**matcher, **chosen, timeout=within)
    return list(found)


def expect_nothing(
    world: World, who: Receivers, within: timedelta | None, *, include_read: bool = False, **matcher: Any
) -> None:
    """Nothing (that matches) arrives at any of the receivers, all watched for the same time."""
    deadline = world.deadline(SILENCE if within is None else within)
    for name in world.names(who, none=bool(matcher)):
        own = own_matcher(matcher)
        if own is not None:
            world.session(name).expect_nothing(own, within=deadline.value, include_read=include_read)
        else:
            world.keywords.no_message_should_arrive(**matcher, within=deadline, include_read=include_read, session=name)
