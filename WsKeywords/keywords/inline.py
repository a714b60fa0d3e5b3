"""Inline assertions: ``Get … operator expected``, as robotframework-assertion-engine writes them.

The engine compares with Python's rules, so that ``!=    42`` passes on 42 because a cell is text. Therefore
``expected`` is read by the type of the actual value first, equality is JSON's (a boolean never equals a number), and a
comparison between different kinds never passes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from assertionengine import AssertionOperator, verify_assertion

from ..core.deadline import shown
from ..core.errors import InvalidArgument, Mismatch
from ..core.failures import context as context_of
from ..core.jsonarguments import read_argument
from ..core.jsonvalues import JsonError, equal
from ..core.output import html
from .arguments import NOT_GIVEN
from .converters import describe_json, to_duration

if TYPE_CHECKING:
    from ..core.session import Session

EQUAL = AssertionOperator["=="]
UNEQUAL = AssertionOperator["!="]
CONTAINS = AssertionOperator["*="]
CONTAINS_NOT = AssertionOperator["not contains"]
STARTS = AssertionOperator["^="]
ENDS = AssertionOperator["$="]
MATCHES = AssertionOperator["matches"]
ORDERINGS: dict[AssertionOperator, tuple[str, Callable[[Any, Any], bool]]] = {
    AssertionOperator["<"]: ("less than", lambda a, b: a < b),
    AssertionOperator["<="]: ("at most", lambda a, b: a <= b),
    AssertionOperator[">"]: ("more than", lambda a, b: a > b),
    AssertionOperator[">="]: ("at least", lambda a, b: a >= b),
}
#: With these an empty text is in every text.
NEEDS_TEXT = {CONTAINS: "contain", CONTAINS_NOT: "contain", STARTS: "start with", ENDS: "end with", MATCHES: "match"}
#: A user's pattern must not hold a run up for longer (seconds).
PATTERN_TIME = 5.0
#: Names of headers that a failure lists.
MOST_NAMES = 30


class Exact(str):
    """An expected text that stays one whatever it is compared with: what a behave step has in quotes."""

    __slots__ = ()


def no_header(what: str, names: Iterable[str]) -> str:
    """Why a header is ``None``: the answer to ``what`` has none of that name, but those."""
    those = sorted(set(names), key=str.lower)
    more = f" and {len(those) - MOST_NAMES} more" if len(those) > MOST_NAMES else ""
    return f"the answer to {what} has no such header, but {', '.join(those[:MOST_NAMES]) or 'none at all'}{more}"


def readable(expected: Any) -> bool:
    """Whether an expected value may stand for one of another type."""
    return isinstance(expected, str) and not isinstance(expected, Exact)


def kind_of(value: Any) -> str:
    """The kind of a value, in JSON's words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, (list, tuple)):
        return "a list"
    if isinstance(value, dict):
        return "an object"
    return "bytes" if isinstance(value, (bytes, bytearray)) else type(value).__name__


@dataclass(frozen=True)
class Inline:
    """One inline assertion, checked for sense when it is made.

    Args:
        what: the thing that is asserted, for messages: ``the close code of session "alice"``.
        time: the value is a time in seconds; ``expected`` is read in Robot's time formats.
        context: lines that end a failure (session, transcript).
        nothing: why the value is ``None``, when it may be: ``the session is open``.
        waited: how long the assertion was waited for, in seconds.

    Raises:
        InvalidArgument: An operator without an expected value or the other way round, or nothing to check.
    """

    operator: AssertionOperator | None
    expected: Any
    message: str | None
    what: str
    time: bool = False
    context: Callable[[], str] = str
    nothing: str = ""
    waited: float = 0.0

    @classmethod
    def of_session(
        cls,
        session: "Session",
        what: str,
        operator: AssertionOperator | None,
        expected: Any,
        message: str | None,
        *,
        time: bool = False,
        nothing: str = "",
    ) -> "Inline":
        """An assertion on something of a session; its failures end as all failures of sessions do."""
        return cls(
            operator,
            expected,
            message,
            f'{what} of session "{session.name}"',
            time,
            lambda: context_of(session),
            nothing,
        )

    def __post_init__(self) -> None:
        if self.operator is None:
            if self.expected is not NOT_GIVEN:
                raise InvalidArgument(f"An expected value of {self.what} needs an operator before it, such as ==.")
            return
        if self.expected is NOT_GIVEN:
            raise InvalidArgument(f'Nothing to check: the operator "{self.operator.name}" needs an expected value.')
        if self.operator in NEEDS_TEXT and self.expected == "":
            raise InvalidArgument(
                f"Nothing to check: every text would {NEEDS_TEXT[self.operator]} an empty expected value."
            )

    def holds(self, value: Any) -> bool:
        """Whether the assertion would pass on this value."""
        try:
            self.verify(value)
        except Mismatch:
            return False
        return True

    def verify(self, value: Any) -> Any:
        """The value (or what ``then`` and ``matches`` make of it), when the assertion holds.

        Raises:
            Mismatch: It does not hold.
            InvalidArgument: The expected value cannot be used with this operator and value.
        """
        operator = self.operator
        if operator is None:
            return value
        if operator in (EQUAL, UNEQUAL):
            self._equality(value, operator is EQUAL)
        elif operator in ORDERINGS:
            self._ordering(value, *ORDERINGS[operator])
        elif operator in (CONTAINS, CONTAINS_NOT):
            self._containing(value, operator is CONTAINS)
        elif operator is MATCHES:
            return self._matching(value)
        else:
            return self._engine(value, operator)
        return value

    def _equality(self, value: Any, same: bool) -> None:
        expected = self._read(value)
        words = "to be" if same else "not to be"
        if kind_of(value) != kind_of(expected):
            if value is None and self.nothing:
                raise self._mismatch(f"{words} {self._show(expected)}, but it was None: {self.nothing}.", value)
            raise self._mismatch(
                f"{words} {self._kinded(expected)}, but it was {self._kinded(value)}: values of "
                "different kinds are never compared.",
                value,
            )
        if equal(value, expected) is not same:
            asked = "None" if expected is None and self.nothing else self._show(expected)
            raise self._mismatch(f"{words} {asked}, but it was {self._was(value)}.", value)

    def _ordering(self, value: Any, words: str, holds: Callable[[Any, Any], bool]) -> None:
        expected = self._read(value)
        number = isinstance(expected, (int, float)) and not isinstance(expected, bool)
        if not number and not (isinstance(value, str) and isinstance(expected, str)):
            raise InvalidArgument(
                f"Expected {self.what} to be {words} {self._show(expected)}, but that is {kind_of(expected)}: "
                f"{self._kinded(value)} can be compared with a "
                f"{'time such as 200ms' if self.time else 'text' if isinstance(value, str) else 'number'} only."
            )
        if kind_of(value) != kind_of(expected):
            if value is None and self.nothing:
                raise self._mismatch(f"to be {words} {self._show(expected)}, but it was None: {self.nothing}.", value)
            raise self._mismatch(f"to be {words} {self._kinded(expected)}, but it was {self._kinded(value)}.", value)
        if not holds(value, expected):
            letters = isinstance(value, str) and all(type(_literal(text)) in (int, float) for text in (value, expected))
            why = ": both are texts, whose letters are compared" if letters else ""
            raise self._mismatch(f"to be {words} {self._show(expected)}, but it was {self._show(value)}{why}.", value)

    def _containing(self, value: Any, wanted: bool) -> None:
        phrase = f"{'' if wanted else 'not '}to contain {self._show(self.expected)}"
        if isinstance(value, (list, tuple)):
            readings = [self.expected]
            if readable(self.expected) and (read := _literal(self.expected)) is not NOT_GIVEN:
                readings.append(read)
            found = any(equal(item, reading) for item in value for reading in readings)
        elif isinstance(value, (str, dict)):
            if not isinstance(self.expected, str):
                raise InvalidArgument(
                    f"Expected {self.what} {phrase}, but that is {kind_of(self.expected)}: "
                    f"{'a text contains text' if isinstance(value, str) else 'an object contains names'} only."
                )
            found = self.expected in value
        else:
            raise self._mismatch(f"{phrase}, but it was {self._kinded(value)}.", value)
        if found is not wanted:
            raise self._mismatch(f"{phrase}, but it was {self._show(value)}.", value)

    def _matching(self, value: Any) -> Any:
        from ..core.matching.patterns import compile_pattern

        pattern = compile_pattern(self.expected, "the expected value")
        if value is None and self.nothing:
            raise self._mismatch(f'to match the regexp "{self.expected}", but it was None: {self.nothing}.', value)
        text = value if isinstance(value, str) else describe_json(value)
        try:
            found = pattern.search(text, PATTERN_TIME)
        except TimeoutError:
            raise InvalidArgument(
                f'The pattern "{self.expected}" took longer than {PATTERN_TIME:g} s on {len(text)} characters.'
            ) from None
        if not found:
            raise self._mismatch(f'to match the regexp "{self.expected}", but it was {self._was(value)}.', value)
        if not found.groups():
            return text
        return found.groupdict() if len(found.groupdict()) == len(found.groups()) else found.groups()

    def _engine(self, value: Any, operator: AssertionOperator) -> Any:
        from robot.errors import DataError

        if operator in (STARTS, ENDS) and not (isinstance(value, str) and isinstance(self.expected, str)):
            raise self._mismatch(
                f"to {NEEDS_TEXT[operator]} {self._show(self.expected)}, but it was {self._kinded(value)}.", value
            )
        try:
            return verify_assertion(value, operator, self.expected)
        except AssertionError:
            words = NEEDS_TEXT.get(operator, "satisfy")
            raise self._mismatch(
                f"to {words} {self._show(self.expected)}, but it was {self._show(value)}.", value
            ) from None
        except DataError as error:
            raise InvalidArgument(str(error)) from None

    def _read(self, value: Any) -> Any:
        """``expected`` by the type of the actual value; text that cannot be read stays text, a kind of its own."""
        expected = self.expected
        if self.time and isinstance(expected, (str, timedelta)):
            try:
                return to_duration(expected, "expected").total_seconds()
            except InvalidArgument:
                return expected
        if readable(expected) and not isinstance(value, str):
            read = _literal(expected)
            return expected if read is NOT_GIVEN else read
        return expected

    def _show(self, value: Any) -> str:
        text = describe_json(value)
        unit = " s" if self.time and isinstance(value, (int, float)) and not isinstance(value, bool) else ""
        return f"{value:.4g}{unit}" if unit and isinstance(value, float) else f"{text}{unit}"

    def _kinded(self, value: Any) -> str:
        return self._was(value) if value is None else f"{self._show(value)} ({kind_of(value)})"

    def _was(self, value: Any) -> str:
        return f"None: {self.nothing}" if value is None and self.nothing else self._show(value)

    def _mismatch(self, text: str, value: Any) -> Mismatch:
        if self.message:
            return Mismatch(_filled(self.message, value, self.expected))
        if self.waited:
            text = f"{text.removesuffix('.')} after {shown(self.waited)}."
        context = self.context()
        return Mismatch(f"Expected {self.what} {text}" + (f"\n{context}" if context else ""))


def _literal(text: str) -> Any:
    try:
        return read_argument(text, "expected")
    except (JsonError, InvalidArgument):
        return NOT_GIVEN


def _filled(message: str, value: Any, expected: Any) -> str:
    """The user's message with the engine's fields; one that uses braces in another way stays as it is."""
    if message.lstrip().startswith("*HTML*"):
        # The user's markup must not become the server's.
        value, expected = html(str(value)), html(str(expected))
    try:
        return message.format(
            value=value, expected=expected, value_type=type(value).__name__, expected_type=type(expected).__name__
        )
    except (LookupError, ValueError, AttributeError):
        return message
