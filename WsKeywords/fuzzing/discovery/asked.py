"""Of which kind the thing is that was asked for, and who knows how to look at it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from WsKeywords.core import InvalidArgument
from WsKeywords.core.output import quote
from WsKeywords.core.settings import Settings
from WsKeywords.core.suggest import nearest

from ..routes import Target
from .choosing import chosen

if TYPE_CHECKING:
    from WsKeywords.core.app.apps import Apps

    from ..options import FuzzOptions

_URL = re.compile(r"(wss?|https?)://", re.IGNORECASE)
_APP = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*(\.[^\W\d]\w*)*")
_DOCUMENT = re.compile(r"\.(ya?ml|json)\Z", re.IGNORECASE)
_KINDS = (
    "a ws:// or http:// URL, a list of URLs or a file with one, an AsyncAPI document, a transcript (.json or .har), "
    'or an ASGI app as "module:attribute"'
)


@dataclass(frozen=True)
class Asked:
    """What was asked for, and where.

    Attributes:
        what: a URL, a path, or ``module:attribute``; or URLs.
        options: of the run.
        settings: of TLS, proxies, secrets.
        base_url: where the app is, as the user says; None: nobody said.
        cwd: what relative paths of files stand in.
        used: gets the names of parameters that were used up, as those of a server's URL.
    """

    what: str | tuple[str, ...]
    options: FuzzOptions
    settings: Settings
    base_url: str | None
    cwd: Path
    used: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """What was asked for, as it is called in reports."""
        return self.what if isinstance(self.what, str) else ", ".join(self.what)

    @property
    def path(self) -> Path:
        """What was asked for as the path of a file."""
        return self.cwd / self.name


def found(
    what: str | os.PathLike[str] | Sequence[str],
    options: FuzzOptions,
    settings: Settings | None,
    apps: Apps | None,
    *,
    base_url: str | None,
    cwd: str | os.PathLike[str] | None,
    env: Mapping[str, object] | None,
) -> Target:
    """As ``discover``, which says what the arguments are."""
    from WsKeywords.core.app.arguments import directory

    settings = settings or Settings()
    asked = Asked(
        what=_text(what),
        options=options,
        settings=settings,
        base_url=base_url or settings.base_url,
        cwd=Path(directory(cwd)),
    )
    if isinstance(asked.what, str) and not asked.path.is_file() and _APP.fullmatch(asked.what):
        from .imported import routes_of, started

        target = chosen(routes_of(asked, env), options)
        # Started when all else is known to be well, so that nothing of it is left when it is not.
        return replace(target, **started(asked, apps, env))
    return chosen(_reader(asked)(asked), options, asked.used)


def _text(what: str | os.PathLike[str] | Sequence[str]) -> str | tuple[str, ...]:
    if isinstance(what, (str, os.PathLike)):
        text = str(os.fspath(what)).strip()
        if not text:
            raise InvalidArgument(f"Nothing to fuzz: expected {_KINDS}.")
        return text
    urls = tuple(str(each).strip() for each in what)
    if not urls or not all(urls):
        raise InvalidArgument(f"Nothing to fuzz: expected {_KINDS}, but the list is empty or has an empty item.")
    return urls


def _reader(asked: Asked) -> Callable[[Asked], Target]:
    from . import files, urls

    if not isinstance(asked.what, str):
        return urls.target_of
    if _URL.match(asked.what):
        return files.target_of_answer if asked.what[:4].lower() == "http" else urls.target_of
    if asked.path.is_file():
        return files.target_of
    if asked.what.startswith("/") and asked.base_url and not _DOCUMENT.search(asked.what):
        return urls.target_of
    raise _unknown(asked)


def _unknown(asked: Asked) -> InvalidArgument:
    """Neither a URL nor a file nor an app."""
    text = f"Expected {_KINDS}, but there is no file {quote(asked.name)}"
    if not Path(asked.name).is_absolute():
        text += f" in {quote(str(asked.cwd))}"
    try:
        near = nearest(asked.path.name, islice((entry.name for entry in asked.path.parent.iterdir()), 1000))
    except OSError:
        near = None
    if near:
        return InvalidArgument(f"{text}; did you mean {quote(str(Path(asked.name).parent / near))}?")
    if asked.name.startswith("/"):
        return InvalidArgument(f"{text}. A path of a route takes a base_url.")
    return InvalidArgument(f"{text}.")
