"""Sentences about many users: who they are, how they log in, that they are connected."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from .files import beside
from .sentence import step
from .tables import options, pairs, rows_as_dicts
from .tables import text as as_text
from .tails import LogIn, Target
from .world import World


@step("these users{end:Colon}")
def these_users(world: World, end: None) -> None:
    """Given these users:
    | name  | password |
    | ada   | lovelace |
    | grace | hopper   |
    """
    world.set_users(rows_as_dicts(world))


@step("the users of {path:Text}")
def users_of(world: World, path: str) -> None:
    """Given the users of "users.csv" """
    world.set_users(beside(world, path))


@step("every user logs in at {login:LogIn} the JSON{within:Block}")
def logs_in_json(world: World, login: LogIn, within: timedelta | None) -> None:
    '''When every user logs in at "/login", saving the value at "$.token" as "token", with the JSON:
    """
    {"user": "{name}", "password": "{password}"}
    """
    '''
    log_in(world, login, within, json=world.json())


@step("every user logs in at {login:LogIn} the form{within:Block}")
def logs_in_form(world: World, login: LogIn, within: timedelta | None) -> None:
    """When every user logs in at "/login" with the form:
    | field    | value      |
    | user     | {name}     |
    | password | {password} |
    """
    log_in(world, login, within, data=pairs(world, as_text))


def log_in(world: World, login: LogIn, within: timedelta | None, **body: Any) -> None:
    if within is not None:
        body["timeout"] = within
    found = world.keywords.log_in_users(world.users(), login.url, save=login.save, **body)
    world.set_users(found, logged_in=True)


@step("these users are connected to {target:Target}")
def these_users_connected(world: World, target: Target) -> None:
    """Given these users are connected to "/ws/chat" with the bearer token "{token}":
    | name  | token          |
    | ada   | token-of-ada   |
    | grace | token-of-grace |
    """
    given = target.options if target.within is None else {**target.options, "open_timeout": target.within}
    world.keywords.open_websockets(target.url, users=rows_as_dicts(world), **given)


@step("the users of {path:Text} are connected to {target:Target}")
def users_of_connected(world: World, path: str, target: Target) -> None:
    """Given the users of "users.csv" are connected to "/ws/chat" with the query parameter "token" set to "{token}" """
    connect(world, target, beside(world, path))


@step("every user is connected to {target:Target}")
def every_user_connected(world: World, target: Target) -> None:
    """Given every user is connected to "/ws/chat" with the bearer token "{token}" """
    users = world.users()
    # Who has logged in has cookies, and a browser would send them.
    connect(world, target, users, **({"http_session": "{name}"} if world.layer.logged_in else {}))


def connect(world: World, target: Target, users: Any, **default: str) -> None:
    given = options(world, world.keywords.open_websockets, target.options, open_timeout=target.within)
    world.keywords.open_websockets(target.url, users=users, **{**default, **given})
