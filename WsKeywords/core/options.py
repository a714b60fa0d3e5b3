"""The options of one connection as a user gives them, checked, and as the handshake needs them."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode, urlsplit, urlunsplit

from . import given as api
from .errors import InvalidArgument
from .output import quote
from .profiles import Profiles, matcher_of, over, without_rivals
from .settings import Settings
from .suggest import nearest, one_of

if TYPE_CHECKING:
    from .handshake.opening import OpenOptions, Plan
    from .handshake.urls import Family
    from .matching.matchers import Matcher


_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class ConnectOptions:
    """Options of ``Sessions.open``. Times in seconds or as timedelta, sizes in bytes, ``None``: the default of all."""

    #: Of which kind its URLs are.
    family: ClassVar[Family] = "ws"

    headers: Mapping[str, str | None] = field(default_factory=dict)
    subprotocols: list[str] | str = field(default_factory=list)
    cookies: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)
    origin: str | None = None
    auth: str | None = None
    bearer: str | None = None
    http_session: str | None = None
    open_timeout: float | timedelta | None = None
    max_size: int | None = None
    max_unread: int | None = None
    ping_interval: float | timedelta | None = None
    ping_timeout: float | timedelta | None = None
    compression: bool | str = True
    proxy: str | None = None
    ca_cert: str | Path | None = None
    client_cert: str | Path | None = None
    client_key: str | Path | None = None
    verify: bool | str | Path | None = None
    unix_socket: str | Path | None = None
    #: Given as one, or as a dict of matcher arguments.
    ignore: Matcher | None = None
    replies: Mapping[str, Any] = field(default_factory=dict)
    answer_pings: bool = True
    separator: str | None = None
    profile: str | None = None
    #: What the call gave of these; the rest is that of its profile, or the default of all.
    given: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def __repr__(self) -> str:
        # Names only: a value may be a secret that is not known yet.
        return f"{type(self).__name__}({', '.join(self.given)})"

    @classmethod
    def check_names(cls, given: Mapping[str, Any]) -> None:
        """Raises InvalidArgument for what is no option."""
        for name in given:
            if name not in OPTION_NAMES:
                close = nearest(name, OPTION_NAMES)
                hint = f' Did you mean "{close}"?' if close else ""
                raise InvalidArgument(
                    f'"{name}" is no option of a connection.{hint} The options are {one_of(OPTION_NAMES)}.'
                )

    @classmethod
    def checked(cls, given: Mapping[str, Any], profiles: Profiles | None = None) -> ConnectOptions:
        """Options from named arguments, over those of the profile that they name.

        Raises:
            InvalidArgument: an unknown name, or a value that cannot be used.
            ConfigError: there is no such profile, or an environment variable of it is missing.
        """
        cls.check_names(given)
        name = given.get("profile")
        if name is None:
            return cls(**given, given=dict(given))._check()
        profile = (profiles or Profiles()).profile(name)
        return cls(**over(profile.options, given), given=dict(given))._check()

    def changed(self, given: Mapping[str, Any], profiles: Profiles | None = None) -> ConnectOptions:
        """These options with some replaced; a profile among these takes the place of the former one."""
        self.check_names(given)
        name = given.get("profile")
        before: Mapping[str, Any] = self.given
        if name is not None:
            options = (profiles or Profiles()).profile(name).options
            before = {key: value for key, value in without_rivals(before, options).items() if key not in options}
        options = {**without_rivals(before, given), **given}
        return self.checked(options, profiles)

    def _check(self) -> ConnectOptions:
        for name in ("headers", "cookies", "params", "replies"):
            value = getattr(self, name)
            if not isinstance(value, Mapping):
                raise InvalidArgument(f"{name} must be a dict of names and values, but it is {api.shown(value)}.")
            for key in value:
                if not isinstance(key, str):
                    raise InvalidArgument(f"{name} must be a dict whose names are texts, but one is {api.shown(key)}.")
        if self.replies:
            from .liveness.living import replies_to_texts

            replies_to_texts(self.replies)
        for name in ("max_size", "max_unread"):
            value = getattr(self, name)
            if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
                raise InvalidArgument(f"{name} must be a whole number of at least 1, but it is {api.shown(value)}.")
        for name in ("open_timeout", "ping_interval", "ping_timeout"):
            value = getattr(self, name)
            if value is not None and not _is_time(value):
                raise InvalidArgument(f"{name} must be a time of more than 0 seconds, but it is {api.shown(value)}.")
        # What these hold may be a secret: a wrong one is not shown.
        for name in ("origin", "auth", "bearer", "http_session", "proxy", "last_event_id"):
            value = getattr(self, name, None)
            if value is not None and not isinstance(value, str):
                raise InvalidArgument(f"{name} must be a text, but it is of the type {type(value).__name__}.")
        names = self.subprotocols
        if not isinstance(names, (str, list, tuple)):
            raise InvalidArgument(
                f"subprotocols must be a list of texts, but it is of the type {type(names).__name__}."
            )
        for each in names:
            if not isinstance(each, str):
                raise InvalidArgument(f"subprotocols must be a list of texts, but it has a {type(each).__name__}.")
        if self.ping_timeout is not None and self.ping_interval is None:
            raise InvalidArgument("ping_timeout has no effect without ping_interval: no pings are sent. Give both.")
        if self.separator is not None and (not isinstance(self.separator, str) or not self.separator):
            raise InvalidArgument(
                f"separator must be a text that is not empty, such as \\x1e, but it is {api.shown(self.separator)}."
            )
        if self.compression is not True:
            self._offer()
        if self.auth is not None and self.bearer is not None:
            raise InvalidArgument("auth and bearer both set the Authorization header: give one of them.")
        if self.auth is not None and ":" not in self.auth:
            raise InvalidArgument("auth must be user:password, but it has no colon.")
        if self.ignore is None:
            return self
        return replace(self, ignore=matcher_of(self.ignore, "ignore", such_as={"contains": "heartbeat"}, use="ignore"))

    def _offer(self) -> str | None:
        """The extensions to offer."""
        from .handshake.extensions import offer

        if not isinstance(self.compression, (bool, str)):
            raise InvalidArgument(f"compression is True, False or a text, but it is {api.shown(self.compression)}.")
        return offer(self.compression)

    @property
    def protocols(self) -> tuple[str, ...]:
        """The subprotocols as a tuple."""
        given = self.subprotocols
        names = given.split(",") if isinstance(given, str) else list(given)
        return tuple(name.strip() for name in names if name.strip())

    def planner(self) -> type[Plan]:
        """What opens connections with these options."""
        from .handshake.opening import Plan

        return Plan

    @property
    def page(self) -> str | None:
        """The origin of the page that opens the connection; ``None``: that of the URL."""
        named = (value for name, value in self.headers.items() if name.lower() == "origin")
        return next(named, None) if self.origin is None else self.origin

    @property
    def is_template(self) -> bool:
        """Whether there is anything to fill in."""
        return any(_holds_placeholder(getattr(self, name)) for name in FILLED)

    def filled(self, filling: Mapping[str, str]) -> ConnectOptions:
        """``{name}`` filled in, for each name in ``filling``; these themselves where there is none of them."""
        if not filling or not self.is_template:
            return self
        return replace(self, **{name: fill(getattr(self, name), filling) for name in FILLED})

    def for_handshake(self, url: str, settings: Settings, cookies: Mapping[str, str]) -> OpenOptions:
        """What the handshake needs; everything given as a secret is learnt before it is used."""
        from .handshake.opening import OpenOptions

        secrets = settings.secrets
        headers = {
            name: None if value is None else api.as_text(value, f"the header {quote(name)}")
            for name, value in _merged(settings.headers, self.headers).items()
        }
        secrets.learn_headers([(name, value) for name, value in headers.items() if value is not None])
        authorization = None
        if self.auth is not None:
            secrets.add(self.auth)
            secrets.add(self.auth.partition(":")[2])
            api.encodable(self.auth, "auth")
            authorization = "Basic " + base64.b64encode(self.auth.encode()).decode()
        elif self.bearer is not None:
            secrets.add(self.bearer)
            authorization = f"Bearer {self.bearer}"
        jar = {
            name: api.as_text(value, f"the cookie {quote(name)}")
            for name, value in {**cookies, **self.cookies}.items()
            if value is not None
        }
        for value in jar.values():
            secrets.add(value)
        url = with_params(url, self.params)
        secrets.learn_url(url)
        return OpenOptions(
            url=url,
            headers=tuple(headers.items()),
            subprotocols=self.protocols,
            extensions=self._offer(),
            cookies=tuple(jar.items()),
            origin=self.origin,
            authorization=authorization,
            tls=settings.tls(self.verify, self.ca_cert, self.client_cert, self.client_key),
            proxy=settings.proxies(self.proxy),
            unix_socket=str(self.unix_socket) if self.unix_socket is not None else None,
        )


OPTION_NAMES = tuple(option.name for option in fields(ConnectOptions) if option.name != "given")
#: Options that may hold ``{name}``.
FILLED = ("headers", "cookies", "params", "subprotocols", "origin", "auth", "bearer", "http_session")


def _is_time(value: object) -> bool:
    found = value.total_seconds() if isinstance(value, timedelta) else value
    return isinstance(found, (int, float)) and not isinstance(found, bool) and found > 0


def _merged(common: Mapping[str, str], own: Mapping[str, str | None]) -> dict[str, str | None]:
    """A call's own headers win over the environment's, whatever their case."""
    lowered = {name.lower() for name in own}
    return {**{name: value for name, value in common.items() if name.lower() not in lowered}, **own}


def with_params(url: str, params: Mapping[str, Any]) -> str:
    """A URL with query parameters added to those that it has."""
    if not params:
        return url
    parts = urlsplit(url)
    added = "&".join(filter(None, (_encoded(name, value) for name, value in params.items() if value is not None)))
    return urlunsplit(parts._replace(query=f"{parts.query}&{added}" if parts.query else added))


def _encoded(name: str, value: Any) -> str:
    values = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
    what = f"the query parameter {quote(name)}"
    texts = [each if isinstance(each, bytes) else api.as_text(each, what) for each in values if each is not None]
    try:
        return urlencode([(name, each) for each in texts])
    except UnicodeEncodeError:
        raise InvalidArgument(
            f"The query parameter {quote(name)} cannot be sent: it holds half of a surrogate pair."
        ) from None


def fill(value: Any, filling: Mapping[str, str]) -> Any:
    """``{name}`` replaced in a text, and in the texts of a list or dict; other values as they are."""
    if isinstance(value, str):
        # All at once: what a value holds is no placeholder.
        return _PLACEHOLDER.sub(lambda found: filling.get(found[1], found[0]), value) if "{" in value else value
    if isinstance(value, Mapping):
        return {name: fill(each, filling) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [fill(each, filling) for each in value]
    return value


def _holds_placeholder(value: Any) -> bool:
    """Whether ``fill`` could change anything in it."""
    if isinstance(value, str):
        return "{" in value
    if isinstance(value, Mapping):
        return any(map(_holds_placeholder, value.values()))
    return isinstance(value, (list, tuple)) and any(map(_holds_placeholder, value))
