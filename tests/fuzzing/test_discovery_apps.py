"""The routes of apps of each framework, which are imported in a process of their own."""

import os
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from WsKeywords.core import AppFailed, InvalidArgument, Sessions
from WsKeywords.core.app.apps import Apps
from WsKeywords.core.settings import Settings
from WsKeywords.fuzzing.discovery import discover
from WsKeywords.fuzzing.discovery.asked import Asked
from WsKeywords.fuzzing.discovery.imported import routes_of
from WsKeywords.fuzzing.options import FuzzOptions
from WsKeywords.fuzzing.routes import MessageShape, Parameter, Route

HERE = Path(__file__).parents[2]
SEGMENT = {"type": "string", "minLength": 1, "pattern": "^[^/]+$"}


def walked(app: str, cwd: Path = HERE) -> Any:
    """What is told of an app, without starting it."""
    asked = Asked(app, FuzzOptions(), Settings(), None, cwd)
    return routes_of(asked, None)


def test_fastapi() -> None:
    app = "tests.fuzzing.apps.of_fastapi:app"
    target = walked(app)
    assert target.notes == ()
    assert target.routes == (
        Route(
            "/api/v1/rooms/{room}/{number}",
            parameters=(
                Parameter("room", {**SEGMENT, "minLength": 2}),
                Parameter("number", {"type": "integer", "minimum": 0}),
                Parameter("colour", {"enum": ["red", "blue"], "title": "Colour", "type": "string"}, place="query"),
                Parameter("x-client", {"type": "string"}, place="header"),
                Parameter("sid", {"default": "", "type": "string"}, place="cookie", required=False),
                Parameter("lang", {"default": "en", "type": "string"}, place="query", required=False),
                Parameter("token", place="query", required=False),
            ),
            sends=(MessageShape("json"),),
            source=f"{app}, room",
            security=("apiKey query token",),
            words=("action", "join", "leave", "event", "joined"),
        ),
        Route(
            "/sub/{tenant}/files/{name}",
            parameters=(Parameter("tenant", SEGMENT), Parameter("name", {"type": "string", "minLength": 1})),
            sends=(
                MessageShape(
                    "Upload",
                    schema={
                        "title": "Upload",
                        "type": "object",
                        "properties": {
                            "name": {"title": "Name", "type": "string"},
                            "size": {"title": "Size", "type": "integer", "exclusiveMinimum": 0},
                        },
                        "required": ["name", "size"],
                    },
                ),
            ),
            source=f"{app}, files",
            words=("id",),
        ),
    )


def test_litestar() -> None:
    app = "tests.fuzzing.apps.of_litestar:app"
    assert walked(app).routes == (
        Route(
            "/v1/chat/{room_id}",
            parameters=(
                Parameter("room_id", SEGMENT),
                Parameter("lang", {"type": "string"}, place="query", required=False),
                Parameter("X-Client", {"type": "string"}, place="header", required=False),
            ),
            sends=(MessageShape("json"),),
            source=f"{app}, chat",
            words=("heard",),
        ),
        Route(
            "/v1/games/{game}",
            parameters=(
                Parameter("game", {"type": "integer", "minimum": 0}),
                Parameter("seat", {"type": "integer"}, place="query"),
            ),
            sends=(
                MessageShape(
                    "Move",
                    schema={
                        "$ref": "#/$defs/Move",
                        "$defs": {
                            "Move": {
                                "title": "Move",
                                "type": "object",
                                "properties": {"x": {"type": "integer"}, "y": {"type": "integer", "default": 0}},
                                "required": ["x"],
                            }
                        },
                    },
                    answers=("Placed",),
                ),
            ),
            answers=(
                MessageShape(
                    "Placed",
                    schema={
                        "$ref": "#/$defs/Placed",
                        "$defs": {
                            "Placed": {
                                "title": "Placed",
                                "type": "object",
                                "properties": {"ok": {"type": "boolean"}},
                                "required": ["ok"],
                            }
                        },
                    },
                ),
            ),
            source=f"{app}, games",
        ),
        Route(
            "/pictures",
            sends=(MessageShape("data", "bytes", answers=("answer",)),),
            answers=(MessageShape("answer", "bytes"),),
            source=f"{app}, pictures",
        ),
        Route(
            "/prices",
            answers=(
                MessageShape(
                    "Price",
                    schema={
                        "properties": {"cents": {"title": "Cents", "type": "integer"}},
                        "required": ["cents"],
                        "title": "Price",
                        "type": "object",
                    },
                ),
            ),
            source=f"{app}, prices",
            words=("cents",),
        ),
        Route(
            "/lobby/{when}",
            parameters=(Parameter("when", {"type": "string", "format": "date"}),),
            source=f"{app}, Lobby.wait",
        ),
        Route("/on/news", source=f"{app}, ChannelsPlugin._create_ws_handler_func.<locals>.ws_handler_func"),
    )


#: The validator lets in pages of that host alone.
ORIGIN = Parameter("Origin", values=("http://shop.example",), place="header")


def test_channels() -> None:
    app = "tests.fuzzing.apps.of_channels:application"
    target = walked(app)
    assert target.notes == (
        "A route was left out: in the regular expression ^ws/\\d+/log$, a part outside of a group is not one text "
        "(\\d).",
    )
    assert target.routes == (
        Route(
            "/ws/boards/{board}/{page}/",
            parameters=(
                Parameter("board", {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}),
                Parameter("page", {"type": "integer", "minimum": 0}),
                ORIGIN,
            ),
            sends=(MessageShape("json"),),
            source=f"{app}, Board",
            words=("type", "pin", "pinned"),
        ),
        Route(
            "/ws/rooms/{room}/",
            parameters=(
                Parameter("room", {"type": "string", "minLength": 1, "pattern": "^(?:\\w+(?:-\\w+)?)$"}),
                ORIGIN,
            ),
            source=f"{app}, Log",
        ),
        Route(
            "/ws/{tenant}/log/",
            parameters=(Parameter("tenant", {"type": "string", "minLength": 1, "pattern": "^(?:[^/]+)$"}), ORIGIN),
            source=f"{app}, Log",
        ),
    )


def test_starlette_made_by_a_factory_and_started() -> None:
    app = "tests.fuzzing.apps.of_starlette:create_app"
    apps = Apps(Settings())
    try:
        target = discover(app, FuzzOptions(), apps=apps, cwd=HERE)
        assert target.routes == (
            Route(
                "/echo/{id}",
                parameters=(Parameter("id", {"type": "string", "format": "uuid"}),),
                sends=(MessageShape("text", "text"),),
                source=f"{app}, Echo",
            ),
            Route(
                "/feeds/ticks/{every}",
                parameters=(Parameter("every", {"type": "number", "minimum": 0}),),
                source=f"{app}, ticks",
            ),
        )
        assert target.source == app
        with Sessions(base_url=target.base_url) as sessions:
            session = sessions.open("/echo/6f1a14bc-2b2c-4d9b-a7a7-6a6b2c6a2f10")
            session.send_text("hello")
            session.expect(contains="hello")
        assert discover(app, FuzzOptions(), apps=apps, cwd=HERE).app is target.app is apps[app]
    finally:
        apps.close()


def failing(folder: Path, code: str, app: str = "shop:app") -> str:
    (folder / "shop.py").write_text(textwrap.dedent(code))
    with pytest.raises((AppFailed, InvalidArgument)) as caught:
        discover(app, FuzzOptions(), cwd=folder)
    return str(caught.value)


def test_an_app_that_fails_at_import_shows_the_end_of_its_traceback(tmp_path: Path) -> None:
    error = failing(tmp_path, 'print("Here we go")\n\ndef made():\n    return {}["key"]\n\napp = made()\n')
    assert error == (
        'The routes of the app "shop:app" cannot be told: the module "shop" could not be imported: KeyError: \'key\'. '
        f'Its working directory was "{tmp_path}".\n'
        "It wrote at the end:\n"
        "    Here we go\n"
        "    Traceback (most recent call last):\n"
        f'      File "{tmp_path}/shop.py", line 6, in <module>\n'
        "        app = made()\n"
        + ("              ^^^^^^\n" if sys.version_info[:2] in ((3, 11), (3, 12)) else "")
        + f'      File "{tmp_path}/shop.py", line 4, in made\n'
        '        return {}["key"]\n'
        + ("               ~~^^^^^^^\n" if sys.version_info >= (3, 11) else "")
        + "    KeyError: 'key'"
    )


def test_an_app_whose_module_is_not_there(tmp_path: Path) -> None:
    assert failing(tmp_path, "", "shops:app") == (
        'The routes of the app "shops:app" cannot be told: the module "shops" could not be imported: '
        "ModuleNotFoundError: No module named 'shops'. Modules are looked for in the working directory: say with cwd= "
        f'where the app is. Its working directory was "{tmp_path}".'
    )


def test_an_app_whose_attribute_is_misspelt(tmp_path: Path) -> None:
    assert failing(tmp_path, "application = print", "shop:aplication") == (
        'The routes of the app "shop:aplication" cannot be told: "shop" has no attribute "aplication"; did you mean '
        f'"application"? Its working directory was "{tmp_path}".'
    )


def test_an_app_of_a_framework_that_nobody_knows(tmp_path: Path) -> None:
    assert failing(tmp_path, "async def app(scope, receive, send): ...") == (
        'The app "shop:app" does not tell its routes: it is of the type "function", and routes are known of FastAPI, '
        "Starlette, Litestar and Channels (ProtocolTypeRouter, URLRouter). Start it, and give the URLs of its routes."
    )


def test_an_app_without_a_websocket(tmp_path: Path) -> None:
    code = "from starlette.applications import Starlette\napp = Starlette()"
    assert failing(tmp_path, code) == 'Nothing to fuzz: "shop:app" has no WebSocket route.'


def test_an_app_that_kills_its_process(tmp_path: Path) -> None:
    assert failing(tmp_path, "import os\nos._exit(7)") == (
        'The routes of the app "shop:app" cannot be told: importing it ended with exit code 7. Its working directory '
        f'was "{tmp_path}".'
    )


def test_an_app_is_never_imported_by_the_runner(tmp_path: Path) -> None:
    before = set(sys.modules)
    failing(tmp_path, "import os\nos.environ['SIDE'] = 'effect'\nos._exit(7)")
    assert "SIDE" not in os.environ
    assert not {name for name in set(sys.modules) - before if name.partition(".")[0] in ("shop", "fastapi")}
