"""How the arguments of a call become those of a keyword's method: bound to their names, and converted by their types.

This runs at every call of every keyword and step, so what is the same at each call is worked out at the first one.
"""

import inspect
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from robot.api.types import Secret

from ..core.errors import InvalidArgument
from .arguments import SECRET_TYPES, Held, NotGiven, Unread, reader_for
from .converters import Reader, to_json, to_text
from .unveiling import SECRET_TEXT, walk

if TYPE_CHECKING:
    from ..core.redaction.secrets import Secrets

#: In values of these types there is nothing to look for.
_PLAIN = frozenset((bool, int, float, bytes, timedelta, type(None)))


class Parameter(NamedTuple):
    """One parameter of a method."""

    name: str
    read: Reader
    may_be_secret: bool
    #: ``inspect.Parameter.empty`` where there is none.
    default: Any

    def convert(self, value: Any, secrets: "Callable[[], Secrets]") -> Any:
        """What the keyword works with; the default and what was not given stay as they are."""
        if value is self.default or isinstance(value, NotGiven):
            return value
        if type(value) is str and self.read is to_text and SECRET_TEXT not in value:
            return value
        if isinstance(value, Held):
            value = self.read(value.value, self.name) if isinstance(value, Unread) else value.value
        else:
            value = self.read(value, self.name)
        if type(value) in _PLAIN or (type(value) is str and SECRET_TEXT not in value):
            return value

        def reveal(secret: Secret) -> str:
            secrets().add(secret.value)
            # A JSON argument that is a string is JSON text.
            return json.dumps(secret.value) if secret is value and self.read is to_json else str(secret.value)

        return walk(value, self.name, reveal if self.may_be_secret else None)


class Arguments:
    """The arguments of one method.

    Args:
        function: a method, with type hints.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._signature = inspect.signature(function)
        # Not get_type_hints: on Python 3.10 it makes of a type with the default None another one.
        hints = inspect.get_annotations(function, eval_str=True)
        self._by_name: dict[str, Parameter] = {}
        self._by_position: list[Parameter] = []
        self._rest: Parameter | None = None
        for name, parameter in list(self._signature.parameters.items())[1:]:
            hint = hints.get(name, Any)
            argument = Parameter(name, reader_for(hint), hint in SECRET_TYPES, parameter.default)
            if parameter.kind is parameter.VAR_KEYWORD:
                raise TypeError("No keyword takes free named arguments.")
            if parameter.kind is parameter.VAR_POSITIONAL:
                self._rest = argument
                continue
            if parameter.kind is not parameter.KEYWORD_ONLY:
                self._by_position.append(argument)
            if parameter.kind is not parameter.POSITIONAL_ONLY:
                self._by_name[name] = argument
        #: How many positional arguments and which names have turned out to fit.
        self._fitting: set[tuple[object, ...]] = set()
        names = [argument.name for argument in self._by_position]
        #: Where the name of the session may stand among the positional arguments.
        self._session_at = names.index("session") if "session" in names else len(names)

    def convert(
        self, owner: Any, args: Sequence[Any], named: Mapping[str, Any], secrets: "Callable[[], Secrets]"
    ) -> tuple[list[Any], dict[str, Any]]:
        """The arguments of a call, converted: those by position, without ``self``, and those by name.

        Raises:
            InvalidArgument: One is missing, one too many, or one cannot be converted.
        """
        shape = (len(args), *named)
        if shape not in self._fitting:
            self._check(owner, args, named)
            self._fitting.add(shape)
        by_position, by_name, rest = self._by_position, self._by_name, self._rest
        # In the order of the signature, which is that of their errors.
        values = [each.convert(value, secrets) for each, value in zip(by_position, args, strict=False)]
        if rest is not None:
            values += [rest.convert(value, secrets) for value in args[len(by_position) :]]
        return values, {name: by_name[name].convert(named[name], secrets) for name in by_name if name in named}

    def _check(self, owner: Any, args: Sequence[Any], named: Mapping[str, Any]) -> None:
        try:
            self._signature.bind(owner, *args, **named)
        except TypeError as error:
            raise InvalidArgument(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None

    def session_of(self, args: Sequence[Any], named: Mapping[str, Any]) -> Any:
        """The name of the session among converted arguments, or ``None``."""
        return args[self._session_at] if len(args) > self._session_at else named.get("session")
