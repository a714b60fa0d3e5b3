"""Sentences about the app under test: start, stop and restart it, read its log, run a command beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from .checks import Check
from .judging import judge_output
from .sentence import step
from .tables import options
from .types import TextIn
from .world import World

#: The name of an app that is given none.
APP = "app"


@step("the app {app:Text} is running{within:Block}")
def app_is_running(world: World, app: str, within: timedelta | None) -> None:
    """Given the app "examples.chat:app" is running"""
    run(world, world.keywords.start_app, app, within)


@step("the command {command:Text} is running{within:Block}")
def command_is_running(world: World, command: str, within: timedelta | None) -> None:
    """Given the command "node server.js {port}" is running within 20 seconds:
    | option   | value      |
    | ready    | /health    |
    | env MODE | acceptance |
    """
    run(world, world.keywords.start_app_process, command, within)


@step("the app {app:Text} is running unless a base URL is given{within:Block}")
def app_is_running_unless(world: World, app: str, within: timedelta | None) -> None:
    """Given the app "examples.chat:app" is running unless a base URL is given"""
    run_unless_given(world, world.keywords.start_app, app, within)


@step("the command {command:Text} is running unless a base URL is given{within:Block}")
def command_is_running_unless(world: World, command: str, within: timedelta | None) -> None:
    """Given the command "node server.js {port}" is running unless a base URL is given:
    | option | value   |
    | ready  | /health |
    """
    run_unless_given(world, world.keywords.start_app_process, command, within)


def run_unless_given(world: World, start: Callable[..., Any], what: str, within: timedelta | None) -> None:
    """Start an app, unless ``-D base_url`` says where one runs: that one is meant then."""
    if world.context.config.userdata.get("base_url"):
        options(world, start, {}, timeout=within)  # what is wrong with them is told all the same
    else:
        run(world, start, what, within)


def run(world: World, start: Callable[..., Any], what: str, within: timedelta | None) -> None:
    """Start an app, unless an earlier scenario of the feature started it in the same Background."""
    given = options(world, start, {}, timeout=within)
    name = given.get("name", APP)
    wanted = (start.__name__, what, given)
    apps = world.keywords.apps
    layer = world.background_layer()
    if name in apps and layer.apps.get(name) == wanted:
        if not apps[name].running:  # a scenario stopped it
            world.keywords.restart_app(name)
        world.sessions.settings.base_url = apps[name].base_url
    else:
        start(what, **given)
        apps[name].scope = layer.name
        layer.apps[name] = wanted
    app = apps[name]
    layer.values.update({f"{name}.url": app.base_url, f"{name}.port": app.port, f"{name}.host": app.host})


def named(world: World, name: str | None) -> str:
    """The name of "the app": that of the only one, if there is one."""
    if name is not None:
        return name
    names = world.keywords.apps.names()
    return names[0] if len(names) == 1 else APP


@step("{app:App} stops{within:Within}")
def app_stops(world: World, app: str | None, within: timedelta | None) -> None:
    """When the app stops"""
    world.keywords.stop_app(named(world, app), timeout=within)


@step("{app:App} starts")
def app_starts(world: World, app: str | None) -> None:
    """When the app "api" starts"""
    world.keywords.restart_app(named(world, app))


@step("{app:App} restarts")
def app_restarts(world: World, app: str | None) -> None:
    """When the app restarts"""
    world.keywords.restart_app(named(world, app))


@step("{app:App} crashes and restarts")
def app_crashes(world: World, app: str | None) -> None:
    """When the app crashes and restarts"""
    world.keywords.restart_app(named(world, app), graceful=False)


@step("the app's log should contain {text:TextWithin}")
def app_log(world: World, text: TextIn) -> None:
    """Then the app's log should contain "shutdown complete" """
    world.keywords.app_log_should_contain(text.text, name=named(world, None), timeout=text.within)


@step("the app's log should not contain {text:TextWithin}")
def app_log_lacks(world: World, text: TextIn) -> None:
    """Then the app's log should not contain "Traceback" """
    log_lacks(world, None, text)


@step("the log of {app:App} should not contain {text:TextWithin}")
def named_app_log_lacks(world: World, app: str | None, text: TextIn) -> None:
    """Then the log of the app "api" should not contain "Traceback" within 2 seconds"""
    log_lacks(world, app, text)


def log_lacks(world: World, app: str | None, text: TextIn) -> None:
    given: dict[str, Any] = {} if text.within is None else {"within": text.within}
    world.keywords.app_log_should_not_contain(text.text, name=named(world, app), **given)


@step("the log of {app:App} should contain {text:TextWithin}")
def named_app_log(world: World, app: str | None, text: TextIn) -> None:
    """Then the log of the app "api" should contain "shutdown complete" within 5 seconds"""
    world.keywords.app_log_should_contain(text.text, name=named(world, app), timeout=text.within)


@step("I run the command {command:TextBlock}")
def runs_command(world: World, command: TextIn) -> None:
    """When I run the command "python manage.py notify" """
    given = options(world, world.keywords.run_command, {}, timeout=command.within)
    world.layer.output = world.keywords.run_command(command.text, **given)


@step("the command's output should {check:Check}")
def command_output(world: World, check: Check) -> None:
    """Then the command's output should contain "1 notification" """
    judge_output(world, check)
