"""Which properties a run checks: the default ones, those that were added and left out, and the user's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from WsKeywords.core import InvalidArgument
from WsKeywords.core.suggest import nearest

from .. import releasing
from ..course import Course
from ..findings import Finding, Property
from ..options import FuzzOptions
from ..routes import Route
from .answering import AnswersFollowSchema, AnswersInTime, ErrorInsteadOfSilence
from .closing import CloseIsAnswered, KeepsProtocol, No1006, No1011, NoFlood
from .contents import NoSecret, NoStackTrace
from .credentials import RefusesWrongCredentials
from .handshake import No5xx, StillAccepts, Subprotocols
from .logs import NoErrorInLog
from .ordering import KeepsOrder
from .own import OwnProperty
from .sameness import Determinism
from .telling import EchoesOwnId, PrivateStaysPrivate


def default_properties(options: FuzzOptions) -> list[Property]:
    """Those that are checked unless they are left out."""
    return [
        No1011(),
        No1006(),
        KeepsProtocol(),
        No5xx(),
        StillAccepts(),
        AnswersInTime(options),
        CloseIsAnswered(),
        NoFlood(),
        Subprotocols(),
        NoStackTrace(),
        NoSecret(options),
        AnswersFollowSchema(),
        ErrorInsteadOfSilence(),
        PrivateStaysPrivate(),
        EchoesOwnId(),
        KeepsOrder(),
        NoErrorInLog(),
        RefusesWrongCredentials(options),
        Apart(releasing.NAME, releasing.SAYS),
    ]


def optional_properties(options: FuzzOptions) -> list[Property]:
    """Those that are checked where they are asked for."""
    return [Determinism()]


#: Is told of a course on a route, and of what was wrong with it.
Told = Callable[[Course, Route, list[Finding]], None]


class Apart:
    """A property that is not seen in one course; the run looks into it by itself."""

    def __init__(self, name: str, says: str) -> None:
        self.name = name
        self.says = says

    def check(self, course: Course, route: Route) -> Iterable[Finding]:
        """What is wrong."""
        return ()


class Judge:
    """The properties of one run.

    Args:
        options: of the run.
        told: is told of each course that was judged.

    Raises:
        InvalidArgument: a property that there is not, or one that is added and left out.
    """

    def __init__(self, options: FuzzOptions, told: Told | None = None) -> None:
        self._told = told
        wanted = {each.name: each for each in default_properties(options)}
        names = {**wanted, **{each.name: each for each in optional_properties(options)}}
        for given in options.properties:
            name = given.removeprefix("-")
            if name not in names:
                close = nearest(name, [*names])
                hint = f' Did you mean "{close}"?' if close else ""
                raise InvalidArgument(f'There is no property "{name}".{hint} There are {", ".join(sorted(names))}.')
            if given.startswith("-"):
                if name in options.properties:
                    raise InvalidArgument(f'The property "{name}" is both added and left out.')
                wanted.pop(name, None)
            else:
                wanted[name] = names[name]
        self.properties: list[Property] = [*wanted.values()]
        self.properties += [OwnProperty(each) for each in options.checks]

        self.determinism = next((each for each in self.properties if isinstance(each, Determinism)), None)
        self.answers = next((each for each in self.properties if isinstance(each, AnswersInTime)), None)

    def has(self, name: str) -> bool:
        """Whether a property is checked."""
        return any(each.name == name for each in self.properties)

    def learn(self, course: Course, route: Route) -> None:
        """Let properties see what is usual on the route."""
        for each in self.properties:
            if isinstance(each, (AnswersInTime, EchoesOwnId, KeepsOrder)):
                each.learn(course, route)

    def judge(self, course: Course, route: Route) -> list[Finding]:
        """What is wrong with a course: of each property the first finding of each cause."""
        found: dict[tuple[str, str], Finding] = {}
        for each in self.properties:
            for finding in each.check(course, route):
                found.setdefault((finding.property, finding.cause), finding)
        if self._told is not None:
            self._told(course, route, [*found.values()])
        return [*found.values()]
