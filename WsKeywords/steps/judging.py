"""Assertions on one value, as sentences say them: on the inline assertions of the keywords."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from assertionengine import AssertionOperator

from ..core import failures
from ..core.deadline import Deadline
from ..core.errors import InvalidArgument, Mismatch, WsError
from ..core.jsonpaths import Query
from ..core.jsonvalues import JsonError, dump_compact, parse
from ..core.matching.patternmatchers import Glob
from ..core.output import quote
from ..keywords.inline import Exact, Inline
from .checks import OPERATORS, Check
from .judgingjson import judge_json
from .shown import shown_value
from .subjects import DEFAULT
from .types import LimitSince, Of
from .values import FromUserdata
from .world import World

#: Seconds that matching one value may take.
_PATIENCE = 5.0


def judge(
    world: World,
    check: Check,
    getter: Callable[..., Any],
    *names: str,
    what: str,
    session: str | None = None,
) -> None:
    """An assertion on what a keyword gets.

    Args:
        check: what the value should be.
        getter: the keyword method, which takes an inline assertion.
        names: its first arguments.
        what: the value, as a failure names it.
        session: whose value it is.
    """
    named = {} if session is None else {"session": session}
    operator = OPERATORS.get(check.words)
    if operator is not None:
        getter(*names, operator, expected(check, world.text), **named)
        return
    value = getter(*names, **named)
    of = "" if session is None else f' of session "{session}"'
    _judge_words(check, value, value is not None, f"{what}{of}", _ending(world, session))


def _ending(world: World, session: str | None) -> str:
    return "" if session is None else "\n" + failures.context(world.session(session))


def expected(check: Check, block: Callable[[], Any]) -> Any:
    """The value that a check names or a doc string holds.

    Text is text, whatever it is compared with, but that of userdata is read by the type of the actual value.
    """
    value = check.value if check.given else block()
    return Exact(value) if isinstance(value, str) and not isinstance(value, FromUserdata) else value


def _matches(glob: str, text: str) -> bool:
    """Whether a text matches a glob; it ends in time on megabytes too."""
    return Glob(glob).matches(text, Deadline.after(_PATIENCE)) if glob else not text


def _judge_words(check: Check, value: Any, there: bool, what: str, ending: str) -> None:
    """The checks that no operator of the keywords stands for: a glob, and whether there is a value."""
    if check.words == "match":
        text = value if isinstance(value, str) else dump_compact(value)
        if not there or not _matches(check.value, text):
            was = quote(text) if there else "not there"
            raise Mismatch(f"Expected {what} to match the glob {quote(check.value)}, but it was {was}.{ending}")
    elif check.words == "exist" and not there:
        raise Mismatch(f"Expected {what} to exist, but it does not.{ending}")
    elif check.words == "not exist" and there:
        raise Mismatch(f"Expected {what} not to exist, but it is {shown_value(value)}.{ending}")


def judge_value(world: World, check: Check, path: str, session: str | None) -> None:
    """An assertion on the value at a JSONPath of what was received last."""
    name = None if session is None and world.layer.answered else world.message_of(session)
    source = "the HTTP body" if name is None else f'the message read last of session "{name}"'
    if check.takes_block:
        value = value_of(world, path, name)
        judge_json(world, check, value, f"the value at {path} of {source}", _ending(world, name))
        return
    if check.words not in ("exist", "not exist"):
        what = f"the value at {path}"
        if name is None:
            judge(world, check, world.keywords.get_http_json_value, path, what=f"{what} of the HTTP body")
        else:
            judge(world, check, world.keywords.get_json_value, path, what=what, session=name)
        return
    data = world.keywords.get_http_body() if name is None else world.last_data(name)
    ending = _ending(world, name)
    query = Query(path)
    if not isinstance(data, str):
        raise Mismatch(f"Expected {source} to be JSON, but it is binary: {quote(data)}{ending}")
    try:
        found = query.values(parse(data))
    except JsonError as error:
        raise Mismatch(f"Expected {source} to be JSON, but it is not: {error}. It is {quote(data)}{ending}") from None
    value = found[0] if len(found) == 1 else found
    _judge_words(check, value, bool(found), f"the value at {path} of {source}", ending)


def judge_cookie(world: World, check: Check, cookie: Of) -> None:
    """An assertion on a cookie that an HTTP session holds."""
    who = cookie.session or DEFAULT
    getter: Callable[..., Any] = partial(world.keywords.get_http_cookie, http_session=who)
    operator = OPERATORS.get(check.words)
    if operator is not None:
        getter(cookie.text, operator, expected(check, world.text))
        return
    value = getter(cookie.text)
    held = ", ".join(map(quote, world.sessions.http.cookie_names(who))) or "none"
    what = f'the cookie "{cookie.text}" of HTTP session "{who}"'
    _judge_words(check, value, value is not None, what, f" The cookies that it holds: {held}.")


def value_of(world: World, path: str, session: str | None) -> Any:
    """The value at a JSONPath of what was received last."""
    if session is None and world.layer.answered:
        return world.keywords.get_http_json_value(path)
    return world.keywords.get_json_value(path, session=world.message_of(session))


def last_message(world: World) -> str | bytes:
    """That message: never an HTTP answer."""
    return world.last_data(world.message_of(None))


def judge_answer_time(world: World, limit: LimitSince) -> None:
    """An assertion on how long the newest HTTP answer took."""
    if limit.since is not None:
        raise InvalidArgument('"since … sent" is said of a message, but an HTTP answer was received last.')
    answer = world.sessions.http.last
    if answer is None:
        raise WsError("No HTTP answer was received.")
    inline = Inline(AssertionOperator[limit.operator], limit.limit, None, "the time until the HTTP answer", time=True)
    inline.verify(answer.elapsed.total_seconds())


def output(world: World) -> str:
    """What the newest command wrote."""
    if world.layer.output is None:
        raise WsError("No step has run a command: When I run the command … comes before this one.")
    return world.layer.output


def judge_output(world: World, check: Check) -> None:
    """An assertion on what the newest command wrote."""
    value = output(world)
    operator = OPERATORS.get(check.words)
    if operator is None:
        _judge_words(check, value, True, "the command's output", "")
    else:
        Inline(AssertionOperator[operator], expected(check, world.text), None, "the command's output").verify(value)
