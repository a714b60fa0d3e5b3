"""What must never be shown: values under certain names, and those values wherever else they turn up."""

from __future__ import annotations

import re
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any
from urllib.parse import unquote, unquote_plus

from .jsonmask import mask_values, plain_keys, says_nothing
from .masking import MASK, SHORTEST, Masker
from .protocols import secrets_of
from .remembering import changed

_HEADERS = ("authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "x-auth-token", "x-csrf-token")
#: Names of headers, query parameters and JSON keys whose values are secrets. Case, "-" and "_" make no difference.
DEFAULT_REDACT: tuple[str, ...] = (
    *_HEADERS,
    *(
        "token",
        "access_token",
        "refresh_token",
        "id_token",
        "auth_token",
        "bearer_token",
        "session_token",
        "csrf_token",
    ),
    *("auth", "bearer", "jwt", "ticket", "password", "passwd", "passphrase", "passcode", "pwd", "new_password"),
    *(
        "old_password",
        "current_password",
        "secret",
        "client_secret",
        "api_key",
        "api_token",
        "api_secret",
        "secret_key",
    ),
    *("private_key", "access_key", "credentials", "session", "session_id", "sid", "jsessionid", "phpsessid"),
)
#: Of what one answer or message of a server says under redacted names so many characters are learnt: each is looked for
#: in dozens of spellings, in whatever is shown from then on.
MOST_OF_SERVERS = 256 * 1024
#: And of all answers and messages together so many: a value may take sixty times its length.
MOST_OF_ALL_SERVERS = 8 << 20
#: Deeper values are not looked through but masked.
_DEEPEST = 200
_CREDENTIALS = re.compile(r"(?<=://)[^\s/@\"'<>]*@")
_live: tuple[weakref.ref[Secrets], ...] = ()
_living = threading.Lock()


def fold(name: str) -> str:
    """A name without case, "-" and "_": ``X-Api-Key``, ``x_api_key`` and ``xApiKey`` are one."""
    return name.lower().replace("-", "").replace("_", "")


def live() -> list[Secrets]:
    """Every ``Secrets`` in use."""
    found = []
    for ref in _live:
        secrets = ref()
        if secrets is not None:
            found.append(secrets)
    return found


class Secrets:
    """Names whose values are secrets, and the values that are known."""

    def __init__(self, names: Iterable[str] = DEFAULT_REDACT) -> None:
        """Args: names: of headers, query parameters and JSON keys; case, "-" and "_" make no difference."""
        global _live
        self.names = frozenset(folded for folded in map(fold, names) if folded)
        #: A text without any of these has none of the names: "token" is in "access_token" too.
        self._roots = tuple(
            name for name in self.names if not any(other in name and other != name for other in self.names)
        )
        self._masker = Masker()
        #: The lengths of the values that servers said.
        self._of_servers = 0
        spelled = "|".join("[-_]?".join(map(re.escape, name)) for name in sorted(self.names, key=len, reverse=True))
        spelled = spelled or "(?!)"
        self._key = re.compile(rf'(?<!\\)(\\*)"(?:{spelled})\1"\s*:\s*', re.IGNORECASE)
        # As Python shows a dict; ended by the text where it is cut.
        texts = r"b?'(?:[^'\\]|\\.)*(?:'|\\?\Z)|b?\"(?:[^\"\\]|\\.)*(?:\"|\\?\Z)"
        self._item = re.compile(
            rf"('(?:{spelled})':\s?)(?!None|True|False|''|\"\"|'{MASK}')({texts}|[^\s,}}\])'\"{{\[(]+)",
            re.IGNORECASE | re.DOTALL,
        )
        self._param = re.compile(rf"(^|[?&#;\s])({spelled})=([^&#;\s\"'<>]+)", re.IGNORECASE)
        # A line of a chat may begin with "token:"; only names that are clearly headers are looked for in plain text.
        ordinary = frozenset(map(fold, DEFAULT_REDACT)) - frozenset(map(fold, _HEADERS))
        headers = "|".join("[-_]?".join(map(re.escape, name)) for name in self.names - ordinary) or "(?!)"
        self._line = re.compile(rf"^([ \t]*({headers})[ \t]*:[ \t]*)(\S[^\r\n]*)", re.IGNORECASE | re.MULTILINE)
        with _living:
            _live = (*(ref for ref in _live if ref() is not None), weakref.ref(self))
        changed()

    @property
    def longest(self) -> int:
        """The length of the longest spelling of a known value."""
        return self._masker.longest

    @property
    def margin(self) -> int:
        """How many characters beyond a shown part must be read, so that no secret is cut in two and missed."""
        return max(4096, self.longest)

    def add(self, value: str) -> None:
        """From now on this value is masked wherever it turns up, also in base64 and percent-encoded.

        Args:
            value: under 8 characters nothing happens: it is masked under a redacted name only.
        """
        self._masker.add(str(value).strip())

    def is_secret_name(self, name: str) -> bool:
        return fold(name) in self.names

    def may_be_in(self, folded: str) -> bool:
        """Whether a redacted name may stand in a text, which is folded as names are."""
        return any(name in folded for name in self._roots)

    def learn_url(self, url: str) -> None:
        """Add the credentials of a URL, and the values of its query parameters with redacted names."""
        before, _, _ = userinfo(url)
        if before:
            user, _, password = before.rpartition("//")[2][:-1].partition(":")
            for secret in (password, f"{user}:{password}" if password else user):
                self.add(secret)
                self.add(unquote(secret))
        for found in self._param.finditer(url):
            self.add(found[3])
            self.add(unquote_plus(found[3]))

    def learn_answer(self, headers: Iterable[tuple[str, str]]) -> None:
        """As ``learn_headers``, of what a server sent: ``MOST_OF_SERVERS`` characters of its secrets."""
        left = MOST_OF_SERVERS
        for name, value in headers:
            if len(value) <= left:
                left -= len(value) if self.is_secret_name(name) else 0
                self._add_of_server(len(value), self.learn_headers, [(name, value)])

    def _add_of_server(self, length: int, add: Callable[[Any], None], value: Any) -> None:
        """Learn something of this length, unless servers have said too much already; what is known adds nothing."""
        if self._of_servers + length <= MOST_OF_ALL_SERVERS:
            before = self._masker.size
            add(value)
            self._of_servers += self._masker.size - before

    def learn_headers(self, headers: Iterable[tuple[str, str]] | Mapping[str, str]) -> None:
        """Add the values of headers with redacted names: each cookie, the credentials after a scheme; and the tokens
        among subprotocols."""
        for name, value in headers.items() if isinstance(headers, Mapping) else headers:
            folded = fold(name)
            if folded == "secwebsocketprotocol":
                for secret in secrets_of(value):
                    self.add(secret)
            if folded not in self.names:
                continue
            if folded in {"cookie", "setcookie"}:
                pairs = value.split(";")
                for pair in pairs if folded == "cookie" else pairs[:1]:
                    # Who reads a cookie takes the quotes off its value.
                    self.add(pair.partition("=")[2].strip().strip('"'))
            elif folded.endswith("authorization"):
                scheme, _, rest = value.strip().partition(" ")
                self.add(rest or scheme)
                self._learn_basic(scheme, rest)
            else:
                self.add(value)

    def _learn_basic(self, scheme: str, rest: str) -> None:
        if scheme.lower() != "basic":
            return
        import base64

        try:
            credentials = base64.b64decode(rest).decode()
        except ValueError:
            return
        self.add(credentials)
        self.add(credentials.partition(":")[2])

    def learn_json(self, value: Any, most: int | None = None) -> None:
        """Add the texts and numbers under redacted names of a parsed JSON value.

        Args:
            most: of a value that a server sent, so many at most, and ``MOST_OF_SERVERS`` characters of them all; what
                is left out is masked under its name only.
        """
        left = MOST_OF_SERVERS
        for text in islice(_under(value, self.is_secret_name), most):
            if most is not None:
                left -= len(text)
                if left < 0:
                    return
                self._add_of_server(len(text), self.add, text)
            else:
                self.add(text)

    def value(self, text: str) -> str:
        """The text with the known values masked, whatever names it holds."""
        return self._masker.mask(text)

    def header(self, name: str, value: str) -> str:
        """A header's value as it may be shown: ``Bearer •••``, ``sid=•••; Path=/``."""
        if not self.is_secret_name(name):
            return self.text(value)
        folded = fold(name)
        if folded == "cookie":
            return "; ".join(f"{pair.partition('=')[0].strip()}={MASK}" for pair in value.split(";"))
        if folded == "setcookie":
            pair, _, attributes = value.partition(";")
            return f"{pair.partition('=')[0]}={MASK}" + (";" + self.value(attributes) if attributes else "")
        scheme, _, rest = value.strip().partition(" ")
        if folded.endswith("authorization") and rest and scheme.isalnum():
            return f"{scheme} {MASK}"
        return MASK if value else ""

    def url(self, url: str) -> str:
        """A URL, well-formed or not, without credentials and without the values of redacted query parameters."""
        before, kept, rest = userinfo(url)
        return self.value(self._params(f"{kept}{MASK}@{rest}" if before else rest))

    def text(self, text: str) -> str:
        """A text as it may be shown; JSON in it stays JSON and keeps its layout."""
        if "://" in text and "@" in text:
            text = _CREDENTIALS.sub(f"{MASK}@", text)
        # A name gives its value away with one of these between them only.
        folded = fold(text) if ":" in text or "=" in text else ""
        # \u00XX could spell a letter of a key.
        if folded and ("\\u00" in folded or self.may_be_in(folded)):
            text = plain_keys(text, self.is_secret_name) if "\\u00" in folded else text
            text = mask_values(text, self._key)
            if "':" in text:
                text = self._item.sub(_masked_item, text)
            text = self._line.sub(lambda found: found[1] + self.header(found[2], found[3]), self._params(text))
        return self.value(text)

    def data(self, data: bytes) -> bytes:
        """Bytes as they may be shown."""
        if not data:
            return data
        seen = data.decode("latin-1")
        shown = self.text(seen)
        if shown == seen:
            return data
        return MASK.encode().join(part.encode("latin-1") for part in shown.split(MASK))

    def json(self, value: Any, depth: int = 0) -> Any:
        """A copy of a JSON value with everything under redacted names masked, and known values elsewhere too."""
        if depth > _DEEPEST:
            return MASK
        if isinstance(value, Mapping):
            return {
                self.value(name) if isinstance(name, str) else name: (
                    MASK if self.is_secret_name(str(name)) and _tells(item) else self.json(item, depth + 1)
                )
                for name, item in value.items()
            }
        if isinstance(value, (list, tuple)):
            return [self.json(item, depth + 1) for item in value]
        return self.text(value) if isinstance(value, str) else value

    def _params(self, text: str) -> str:
        return self._param.sub(lambda found: f"{found[1]}{found[2]}={MASK}", text) if "=" in text else text


def _masked_item(found: re.Match[str]) -> str:
    return found[0] if says_nothing(found[2].strip("'\"")) else f"{found[1]}'{MASK}'"


def _tells(value: Any) -> bool:
    """Whether a value under a redacted name is one: that there is no password may be said."""
    if value is None or isinstance(value, bool) or value in ([], {}):
        return False
    return not (isinstance(value, str) and says_nothing(value))


def _under(value: Any, is_secret_name: Callable[[str], bool]) -> Iterator[str]:
    """The texts and numbers under redacted names that are long enough to be masked by value, in their order."""
    waiting = [(value, False, 0)]
    while waiting:
        each, secret, depth = waiting.pop()
        if isinstance(each, (Mapping, list, tuple)):
            if depth >= _DEEPEST:
                continue
            if isinstance(each, Mapping):
                inner = [(item, secret or is_secret_name(str(name)), depth + 1) for name, item in each.items()]
            else:
                inner = [(item, secret, depth + 1) for item in each]
            waiting += reversed(inner)
        elif secret and isinstance(each, (str, int)) and not isinstance(each, bool):
            text = _digits(each)
            if len(text) >= SHORTEST:
                yield text


def _digits(value: str | int) -> str:
    try:
        return str(value)
    except ValueError:  # more digits than Python writes
        return ""


def userinfo(url: str) -> tuple[str, str, str]:
    """A URL as (all up to the "@" of its credentials, the same without them, the rest); the first empty if none."""
    scheme, slashes, rest = url.partition("//")
    if not slashes:
        return "", "", url
    authority = re.split("[/?#]", rest, maxsplit=1)[0]
    end = authority.rfind("@")
    if end < 0 and not re.fullmatch(r".*:\d*|[^:]*|\[.*\]", authority):
        # A password with an unencoded "/", "?" or "#": what looks like a port is none.
        end = rest.rfind("@")
    if end < 0:
        return "", "", url
    return f"{scheme}//{rest[: end + 1]}", f"{scheme}//", rest[end + 1 :]
