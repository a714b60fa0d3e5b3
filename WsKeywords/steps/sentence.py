"""``@step``: one sentence, one definition, in a step matcher of our own."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

import behave  # behave.step is looked up at each use: the runner swaps the one of the registry
import parse
from behave.matchers import get_step_matcher_factory, register_step_matcher_class

from ..core.errors import UnknownSession, WsKeywordsError
from . import checks, fuzzed, tails  # noqa: F401 (they register argument types)
from .matcher import SentenceMatcher
from .subjects import DEFAULT
from .types import TYPES, ArgumentType, Raw
from .wording import in_sentences
from .world import World

Step = Callable[..., None]


def _converter(argument_type: ArgumentType) -> Callable[[str], Raw]:
    return parse.with_pattern(argument_type.pattern)(functools.partial(Raw, argument_type))  # type: ignore[no-any-return]


register_step_matcher_class(SentenceMatcher.NAME, SentenceMatcher)
for _type in TYPES.values():
    SentenceMatcher.register_type(**{_type.name: _converter(_type)})

#: For one who says "I" and has opened only sessions with names.
WHO_I_AM = f'In a step "I" is the session "{DEFAULT}", which "Given I am connected to …" opens.'

#: Every definition in the order of its file: the sentence and the function, for the catalogue.
DEFINITIONS: list[tuple[str, Step]] = []


def step(sentence: str) -> Callable[[Step], Step]:
    """Define a step for Given, When and Then alike.

    The function gets the world of the run and its fields by name, with every ``${name}`` filled in. Its docstring is
    its example. What it raises of ours leaves behave's traceback with one line of ours.
    """

    fields_of = re.findall(r"\{\w+:(\w+)\}", sentence)
    takes_block = any(":?" in TYPES[name].pattern for name in fields_of)

    def add(function: Step) -> Step:
        @functools.wraps(function)
        def run(context: Any, **fields: Raw) -> None:
            error: WsKeywordsError
            try:
                world = World.of(context, takes_block)
                values = world.values
                function(world, **{name: raw.read(values) for name, raw in fields.items()})
                world.all_was_used()
                return
            except UnknownSession as caught:
                mine = str(caught).startswith(f'There is no session "{DEFAULT}"')
                error = UnknownSession(f"{caught} {WHO_I_AM}") if mine else caught
            except WsKeywordsError as caught:
                error = caught
            error.args = (in_sentences(str(error)), *error.args[1:])
            raise error.with_traceback(None) from None

        DEFINITIONS.append((sentence, function))
        factory = get_step_matcher_factory()
        before = factory.current_matcher
        names = {matcher: name for name, matcher in factory.step_matcher_class_mapping.items()}
        factory.use_step_matcher(SentenceMatcher.NAME)
        try:
            behave.step(sentence)(run)
        finally:  # the importer's own steps keep their matcher
            factory.use_step_matcher(names[before])
        return function

    return add
