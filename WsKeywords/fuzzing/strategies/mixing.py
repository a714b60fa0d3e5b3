"""Which strategies speak on a route, and how often each."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from WsKeywords.core import InvalidArgument
from WsKeywords.core.suggest import nearest

from ..options import FuzzOptions
from ..routes import Kind, Route
from ..shapes import is_deep
from .binary import binaries, large_binaries
from .graphql import graphql, spoken_on
from .jsons import compact, jsons
from .lexicon import Lexicon
from .mutation import mutated
from .registry import Registered, registered_strategies
from .schemas import invalid, valid
from .texts import large_texts, texts

Message = str | bytes
#: What can be asked for by name, beside what the user registered.
NAMES = ("text", "json", "bytes", "large", "graphql", "examples", "mutated", "schema")


@dataclass(frozen=True)
class Mixture:
    """Strategies by name, and how often each is used."""

    strategies: Mapping[str, st.SearchStrategy[Message]]
    weights: Mapping[str, int]

    def messages(self) -> st.SearchStrategy[Message]:
        """All of them, mixed."""
        names = [name for name, weight in self.weights.items() for _ in range(weight)]
        return st.sampled_from(names).flatmap(self.strategies.__getitem__)


def mixture(
    route: Route,
    options: FuzzOptions,
    lexicon: Lexicon,
    described: Sequence[Registered] = (),
    heard: Sequence[Message] = (),
) -> Mixture:
    """What is said on a route.

    Args:
        route: where.
        options: of the run.
        lexicon: words that were learnt.
        described: the user's strategies.
        heard: messages that were answered in ways of their own.

    Raises:
        InvalidArgument: the options name a strategy that there is not, or one that has nothing to say on this route.
    """
    most = options.max_message_size
    found: dict[str, st.SearchStrategy[Message]] = {
        "text": texts(most),
        "json": jsons(lexicon, most),
        "bytes": binaries(most),
        "large": large_texts(most) | large_binaries(most),
        "graphql": graphql().map(compact),
    }
    weights = {"text": 3, "json": 12, "bytes": 2, "large": 1}
    known = _known(route, lexicon)
    if known:
        found.update(known)
        weights = {"text": 1, "json": 3, "bytes": 1, "large": 1, **dict.fromkeys(known, 5)}
    elif heard:
        found["heard"] = st.sampled_from(list(heard))
        values = [value for value in map(_value, heard) if isinstance(value, (dict, list)) and value]
        weights = {"text": 2, "json": 6, "bytes": 1, "large": 1, "heard": 8}
        if values:
            found["nearly heard"] = st.sampled_from(values).flatmap(_mutating(lexicon)).map(compact)
            weights["nearly heard"] = 6
    if spoken_on(route):
        weights = {**dict.fromkeys(weights, 1), "graphql": 12}
    registered = [*(each for each in described if each.is_for(route.path)), *registered_strategies(route.path)]
    least = min((each.weight for each in registered), default=1.0)
    for each in registered:
        found[each.name] = messages_of(each)
        weights[each.name] = max(1, min(100, round(20 * each.weight / least)))
    if options.strategy is not None:
        chosen = options.strategy
        if chosen not in found:
            raise InvalidArgument(_unknown(chosen, route, [*found]))
        weights = {chosen: 1}
    fitting = {name: _sized(strategy, most) for name, strategy in found.items() if name in weights}
    return Mixture(fitting, weights)


def messages_of(registered: Registered) -> st.SearchStrategy[Message]:
    """What a user's strategy makes, as messages."""
    return registered.strategy.map(lambda value: as_message(value, registered.kind, registered.name))


def as_message(value: Any, kind: Kind, name: str) -> Message:
    """A value as it goes over the wire.

    Raises:
        InvalidArgument: a strategy of that kind cannot mean it.
    """
    if kind == "json":
        try:
            return compact(value)
        except (TypeError, ValueError, RecursionError) as error:
            raise InvalidArgument(
                f'The strategy "{name}" makes {value!r:.100}, which is no JSON value: {error}.'
            ) from None
    wanted = str if kind == "text" else bytes
    if not isinstance(value, wanted):
        raise InvalidArgument(
            f'The strategy "{name}" makes {value!r:.100}, which is {type(value).__name__}, but it is of {kind}.'
        )
    return value


def _known(route: Route, lexicon: Lexicon) -> dict[str, st.SearchStrategy[Message]]:
    """Strategies made of what is known of the route's messages."""
    examples: list[st.SearchStrategy[Message]] = []
    nearly: list[st.SearchStrategy[Message]] = []
    schemas: list[st.SearchStrategy[Message]] = []
    for shape in route.sends:
        times = max(1, min(10, round(shape.weight)))
        made = [as_message(example, shape.kind, shape.name) for example in shape.examples]
        if made:
            examples += [st.sampled_from(made)] * times
        if shape.kind == "json":
            values = [st.sampled_from(shape.examples)] if shape.examples else []
            if shape.schema is not None:
                values.append(valid(shape.name, shape.schema))
                schemas += [values[-1].map(compact)] * times
                nearly.append(invalid(shape.name, shape.schema, lexicon).map(compact))
            nearly += [each.flatmap(_mutating(lexicon)).map(compact) for each in values]
    found = {"examples": examples, "mutated": nearly, "schema": schemas}
    return {name: st.one_of(strategies) for name, strategies in found.items() if strategies}


def _mutating(lexicon: Lexicon) -> Callable[[Any], st.SearchStrategy[Any]]:
    return lambda value: mutated(value, lexicon)


def _sized(strategy: st.SearchStrategy[Message], most: int) -> st.SearchStrategy[Message]:
    return strategy.filter(lambda data: len(data if isinstance(data, bytes) else data.encode()) <= most)


def _unknown(chosen: str, route: Route, names: list[str]) -> str:
    if chosen in NAMES:
        return (
            f'The strategy "{chosen}" has nothing to say on {route.path}: no {chosen} of its messages '
            f"{'is' if chosen == 'schema' else 'are'} known."
            if chosen != "mutated"
            else f'The strategy "mutated" has nothing to say on {route.path}: no valid message is known to begin with.'
        )
    close = nearest(chosen, names)
    hint = f' Did you mean "{close}"?' if close else ""
    return f'There is no strategy "{chosen}" for {route.path}.{hint} There are {", ".join(names)}.'


def _value(message: Message) -> Any:
    """The JSON value of a message, or None: also of one that is nested too deeply to be changed."""
    try:
        value = json.loads(message) if isinstance(message, str) else None
    except (ValueError, RecursionError):
        return None
    return None if is_deep(value) else value
