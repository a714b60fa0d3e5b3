"""Conversations on Hypothesis: what is said in which order, on how many sessions; and those that every route gets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar
from urllib.parse import quote

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from hypothesis.internal.conjecture import providers

from WsKeywords.core import InvalidArgument

from .conversation import Abort, Await, Close, Conversation, Ping, Reconnect, Say, Step
from .options import FuzzOptions
from .properties.credentials import intruders
from .routes import Parameter, Route
from .strategies.graphql import beginnings, spoken_on
from .strategies.jsons import compact
from .strategies.mixing import Message, Mixture, as_message

T = TypeVar("T")
#: Values of parameters of which nothing is known.
_USUAL = ("1", "a", "lobby")
_ODD = ("0", "-1", "", "é", "a b", "%", "../x", "9" * 30, "null")
#: What is said on every route: a text, JSON of each kind, nothing, bytes.
_PLAIN = ("hello", "{}", "[]", "null", "0", '"a"', "", b"\0", b"")
_UNOFFERED = "wskeywords.unoffered"
_PLANS = ("polite", "polite", "polite", "free", "free", "burst", "burst", "repeat", "both", "again", "late")


def generated(strategy: st.SearchStrategy[T], count: int, number: int, what: str) -> list[T]:
    """At most so many values of a strategy, the same ones for the same number.

    Raises:
        InvalidArgument: there is none.
    """
    found: list[T] = []

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(value: T) -> None:
        found.append(value)

    try:
        with _no_constants():
            collect()
    except Unsatisfiable:
        raise InvalidArgument(f"The strategy for {what} generates nothing valid: its filters leave nothing.") from None
    return found[:count]


@contextmanager
def _no_constants() -> Iterator[None]:
    """Hypothesis looks for numbers and texts in the source of all modules that are imported.

    That takes seconds, and a seed would mean something else in another process. Where a version has it otherwise, this
    does nothing.
    """
    name, none = "_get_local_constants", getattr(providers, "Constants", None)
    before = getattr(providers, name, None)
    if before is None or none is None:
        yield
        return
    setattr(providers, name, lambda: none())
    try:
        yield
    finally:
        setattr(providers, name, before)


def starters(route: Route, options: FuzzOptions, mixture: Mixture) -> Iterator[Conversation]:
    """What is played on every route first, whatever the seed: the plainest ways to hold a conversation."""
    path, headers = next(_paths(route, options))
    offered = (route.subprotocols or spoken_on(route))[:1]

    def play(*steps: Step, sessions: int = 1, subprotocols: tuple[str, ...] = offered) -> Conversation:
        return Conversation(path, steps, sessions, subprotocols, headers)

    yield play()
    known = [as_message(example, shape.kind, shape.name) for shape in route.sends for example in shape.examples[:3]]
    for name in spoken_on(route):
        known += [compact(each) for each in beginnings(name)]
    if options.strategy is None:
        singles: list[Message] = [*known[:12], *_PLAIN, "x" * options.max_message_size]
        two: list[Message] = ["the first of two messages, and the longer one", "the second"]
    else:  # nothing else is said then
        known = singles = generated(mixture.messages(), 6, 0, route.path)
        two = sorted(singles, key=len, reverse=True)[:2]
    for message in singles:
        yield play(Say(message), Await())
    if len(known) > 1:
        steps: list[Step] = []
        for message in known[: options.max_messages]:
            steps += [Say(message), Await()]
        yield play(*steps)
    for code in options.close_codes:
        yield play(*([Say(known[0]), Await()] if known else ()), Close(code))
    if options.sessions > 1:
        first = singles[0]
        yield play(Say(first), Say(first, 1), Await(), Await(1), sessions=2)
    yield play(Abort())
    yield from intruders(play(), options)
    if options.max_messages > 1:  # what is said second is done sooner
        yield play(*map(Say, two), Await(), Await())
    for parameter in route.parameters:
        if not (options.parameters.get(parameter.name) or parameter.values):
            for odd in _ODD:
                values = {each.name: _values(each, options)[0] for each in route.parameters if each.required}
                other, others = _filled(route, {**values, parameter.name: odd})
                yield Conversation(other, (), 1, offered, others)
    if options.validate_subprotocols:
        yield play(subprotocols=(_UNOFFERED,))
        if route.subprotocols:
            yield play(subprotocols=(_UNOFFERED, *route.subprotocols))
            yield play(subprotocols=())


@st.composite
def conversations(draw: st.DrawFn, route: Route, options: FuzzOptions, mixture: Mixture) -> Conversation:
    """Any conversation with a route."""
    path, headers = draw(_addresses(route, options))
    most = max(options.max_messages, 1)
    several = options.sessions > 1 and draw(st.integers(0, 9)) < 4
    sessions = draw(st.integers(2, options.sessions)) if several else 1
    palette = draw(st.lists(mixture.messages(), min_size=1, max_size=min(5, most)))
    steps = draw(_steps(draw(st.sampled_from(_PLANS)), palette, sessions, most))
    spoken = spoken_on(route)
    if spoken and options.strategy is None and draw(st.integers(0, 3)):  # without it nothing else is listened to
        first = Say(compact(beginnings(spoken[0])[0]))
        steps = _limited([first, Await(), *steps], most)
    if draw(st.integers(0, 3)) == 0:
        session = draw(st.integers(0, sessions - 1))
        steps.append(Close(draw(st.sampled_from(options.close_codes or (1000,))), "", session))
    return Conversation(path, tuple(steps), sessions, draw(_subprotocols(route, options)), headers)


@st.composite
def _steps(draw: st.DrawFn, plan: str, palette: list[Message], sessions: int, most: int) -> list[Step]:
    seats = st.integers(0, sessions - 1)
    words = st.sampled_from(palette)

    def said(message: Message, session: int) -> Say:
        size = len(message if isinstance(message, bytes) else message.encode())
        if size > 1 and draw(st.integers(0, 11)) == 0:
            return Say(message, session, (draw(st.integers(0, 20)) * size // 20,))
        return Say(message, session)

    steps: list[Step] = []
    if plan == "polite":  # everything is answered before the next is said
        for message in [*palette, *draw(st.lists(words, max_size=most - len(palette)))]:
            session = draw(seats)
            steps += [said(message, session), Await(session)]
    elif plan == "burst":  # nothing is waited for
        for _ in range(draw(st.integers(2, most)) if most > 1 else 1):
            steps.append(Say(draw(words), draw(seats)))
        steps.append(Await(draw(seats)))
    elif plan == "repeat":  # the same twice
        session, message = draw(seats), draw(words)
        for _ in range(draw(st.integers(2, most)) if most > 1 else 1):
            steps += [Say(message, session), Await(session)]
    elif plan == "both":  # on all sessions at once
        for message in palette[: max(most // sessions, 1)]:
            steps += [Say(message, session) for session in range(sessions)]
            steps += [Await(session) for session in range(sessions)]
    elif plan == "again":  # after the connection was lost
        session = draw(seats)
        half = palette[: max(most // 2, 1)]
        for message in half:
            steps += [said(message, session), Await(session)]
        if draw(st.booleans()):
            steps.append(Abort(session) if draw(st.booleans()) else Close(1001, "", session))
        steps.append(Reconnect(session))
        for message in half if draw(st.booleans()) else half[-1:]:
            steps += [Say(message, session), Await(session)]
    elif plan == "late":  # one leaves while others go on
        session, leaving = 0, sessions - 1
        for message in palette[: max(most // 2, 1)]:
            steps += [Say(message, leaving), Await(leaving)]
        steps.append(Abort(leaving) if draw(st.booleans()) else Close(1000, "", leaving))
        for message in palette[: max(most // 2, 1)]:
            steps += [Say(message, session), Await(session)]
    else:
        for _ in range(draw(st.integers(1, 2 * most))):
            session = draw(seats)
            kind = draw(st.integers(0, 19))
            if kind < 10:
                steps.append(said(draw(words), session))
            elif kind < 16:
                steps.append(Await(session))
            else:
                rest: list[Step] = [Ping(b"", session), Ping(b"x" * 125, session), Abort(session), Reconnect(session)]
                steps.append(rest[kind - 16])
    return _limited(steps, most)


def _limited(steps: list[Step], most: int) -> list[Step]:
    """The beginning of them that says no more than ``most`` messages."""
    kept: list[Step] = []
    for step in steps:
        most -= isinstance(step, Say)
        if most < 0:
            break
        kept.append(step)
    return kept


@st.composite
def _addresses(draw: st.DrawFn, route: Route, options: FuzzOptions) -> tuple[str, tuple[tuple[str, str], ...]]:
    values = {}
    for parameter in route.parameters:
        usual = _values(parameter, options)
        known = bool(options.parameters.get(parameter.name) or parameter.values)
        if not parameter.required and draw(st.booleans()):
            continue
        odd = not known and draw(st.integers(0, 9)) == 0
        values[parameter.name] = draw(st.sampled_from(_ODD if odd else usual))
    return _filled(route, values)


def _paths(route: Route, options: FuzzOptions) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    yield _filled(route, {each.name: _values(each, options)[0] for each in route.parameters if each.required})


def _values(parameter: Parameter, options: FuzzOptions) -> tuple[str, ...]:
    given = options.parameters.get(parameter.name) or parameter.values
    if given:
        return tuple(given)
    if isinstance(parameter.schema, dict):
        from .parametervalues import values_of_schema

        return values_of_schema(parameter.schema) or _USUAL
    return _USUAL


def _filled(route: Route, values: dict[str, str]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The path with its query, and the headers."""
    path, queries, headers, cookies = route.path, [], [], []
    for parameter in route.parameters:
        if parameter.name not in values:
            continue
        value = values[parameter.name]
        if parameter.place == "path":
            path = path.replace("{" + parameter.name + "}", quote(value, safe="") or "-")
        elif parameter.place == "query":
            queries.append(f"{quote(parameter.name)}={quote(value, safe='')}")
        elif parameter.place == "cookie":
            cookies.append(f"{parameter.name}={quote(value, safe='')}")
        else:
            headers.append((parameter.name, value if value.isascii() and value.isprintable() else quote(value)))
    if cookies:
        headers.append(("Cookie", "; ".join(cookies)))
    query = ("&" if "?" in path else "?") + "&".join(queries) if queries else ""
    return path + query, tuple(headers)


def _subprotocols(route: Route, options: FuzzOptions) -> st.SearchStrategy[tuple[str, ...]]:
    usual = (route.subprotocols or spoken_on(route))[:1]
    if not options.validate_subprotocols:
        return st.just(usual)
    return st.sampled_from([usual] * 12 + [(), route.subprotocols, (_UNOFFERED, *route.subprotocols)])
