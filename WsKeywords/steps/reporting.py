"""Sentences that keep something: values for ``${name}``, transcripts."""

from __future__ import annotations

import os
import uuid
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from ..core.errors import InvalidArgument
from ..core.output import quote
from ..core.suggest import nearest
from .checks import Check
from .judging import judge_cookie, last_message, output, value_of
from .sentence import step
from .subjects import DEFAULT
from .types import Of
from .world import World

THERE = Check("exist", None, False)


@step("I save the value at {path:TextOf} as {name:Text}")
def save_value(world: World, path: Of, name: str) -> None:
    """Then I save the value at "$.token" as "token" """
    world.save(name, value_of(world, path.text, path.session))


@step("I save that message as {name:Text}")
def save_message(world: World, name: str) -> None:
    """Then I save that message as "welcome" """
    world.save(name, last_message(world))


@step("I save a new UUID as {name:Text}")
def save_uuid(world: World, name: str) -> None:
    """Given I save a new UUID as "id" """
    world.save(name, str(uuid.uuid4()))


@step("I save the current time as {name:Text}")
def save_time(world: World, name: str) -> None:
    """Given I save the current time as "now" """
    world.save(name, datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z"))


@step("I save the environment variable {variable:Text} as {name:Text}")
def save_variable(world: World, variable: str, name: str) -> None:
    """Given I save the environment variable "TOKEN" as "token" """
    value = os.environ.get(variable)
    if value is None:
        close = nearest(variable, os.environ)
        hint = f'; did you mean "{close}"?' if close else "."
        raise InvalidArgument(f"The environment variable {quote(variable)} is not set{hint}")
    if world.sessions.secrets.is_secret_name(variable):
        world.sessions.secrets.add(value)
    world.save(name, value)


@step("I save {text:Text} as {name:Text}")
def save_text(world: World, text: str, name: str) -> None:
    """Given I save "Ada" as "user" """
    world.save(name, text)


@step("I save the HTTP header {header:Text} as {name:Text}")
def save_header(world: World, header: str, name: str) -> None:
    """Then I save the HTTP header "Location" as "next" """
    world.save(name, world.keywords.get_http_header(header))


@step("I save the HTTP cookie {cookie:TextOf} as {name:Text}")
def save_cookie(world: World, cookie: Of, name: str) -> None:
    """Then I save the HTTP cookie "csrftoken" as "csrf" """
    judge_cookie(world, THERE, cookie)
    world.save(name, world.keywords.get_http_cookie(cookie.text, http_session=cookie.session or DEFAULT))


@step("I save the HTTP body as {name:Text}")
def save_body(world: World, name: str) -> None:
    """Then I save the HTTP body as "page" """
    world.save(name, world.keywords.get_http_body())


@step("I save the command's output as {name:Text}")
def save_output(world: World, name: str) -> None:
    """Then I save the command's output as "order" """
    world.save(name, output(world))


@step("I save the transcript to {path:TextOf}")
def save_transcript(world: World, path: Of) -> None:
    """When I save the transcript to "chat.har" of "alice" """
    kind: Any = {".json": "json", ".txt": "text"}.get(Path(path.text).suffix.lower(), "har")
    world.keywords.save_transcript(path.text, sessions=[path.session] if path.session else ["*"], format=kind)
