"""URLs, lists of them, and what is said of things that are neither URL nor file nor app."""

from pathlib import Path

import pytest

from WsKeywords.core import ConfigError, InvalidArgument
from WsKeywords.core.app.app import App
from WsKeywords.core.settings import Settings
from WsKeywords.fuzzing.discovery import discover
from WsKeywords.fuzzing.discovery.fetching import fetched
from WsKeywords.fuzzing.options import FuzzOptions
from WsKeywords.fuzzing.routes import Parameter, Route, Target

NONE = FuzzOptions()


def test_a_url_is_one_route() -> None:
    assert discover("ws://127.0.0.1:8000/ws/chat?v=2", NONE) == Target(
        base_url="ws://127.0.0.1:8000",
        routes=(Route("/ws/chat?v=2", source="ws://127.0.0.1:8000/ws/chat?v=2"),),
        source="ws://127.0.0.1:8000/ws/chat?v=2",
    )


def test_a_url_without_a_path_is_its_root() -> None:
    target = discover("wss://chat.example", NONE)
    assert (target.base_url, [route.path for route in target.routes]) == ("wss://chat.example", ["/"])


def test_a_path_is_joined_to_the_base_url() -> None:
    target = discover("/ws/chat", NONE, Settings(base_url="http://127.0.0.1:8000/api"))
    assert (target.base_url, target.routes[0].path) == ("ws://127.0.0.1:8000", "/api/ws/chat")


def test_several_urls_are_several_routes_each_once() -> None:
    target = discover(["ws://localhost:1/a", "ws://localhost:1/b", "ws://localhost:1/a"], NONE)
    assert [route.path for route in target.routes] == ["/a", "/b"]


def test_a_file_with_a_list(tmp_path: Path) -> None:
    (tmp_path / "routes.txt").write_text("# ours\nws://localhost:1/a  # first\n\n/b#c\n".replace("#c", " #c"))
    target = discover("routes.txt", NONE, base_url="ws://localhost:1", cwd=tmp_path)
    assert [(route.path, route.source) for route in target.routes] == [
        ("/a", "routes.txt, line 2"),
        ("/b", "routes.txt, line 4"),
    ]


def test_parameters_have_the_values_that_the_user_gives() -> None:
    target = discover("ws://localhost:1/rooms/{room}?as={user}", FuzzOptions(parameters={"room": ("lobby", "attic")}))
    assert target.routes[0].parameters == (
        Parameter("room", values=("lobby", "attic")),
        Parameter("user", place="query"),
    )
    assert target.routes[0].skipped == (
        'nothing says which values its parameter "user" may have; give some with the option parameters, such as user=1'
    )


def test_a_parameter_that_no_route_knows_goes_into_the_query() -> None:
    target = discover("ws://localhost:1/ws", FuzzOptions(parameters={"token": ("t0p",)}))
    assert target.routes[0].parameters == (Parameter("token", values=("t0p",), place="query"),)
    assert target.routes[0].skipped == ""


def test_globs_choose_routes() -> None:
    urls = ["ws://localhost:1/ws/chat?v=2", "ws://localhost:1/ws/admin/log", "ws://localhost:1/other"]
    target = discover(urls, FuzzOptions(include=("/ws/*",), exclude=("/ws/admin/*",)))
    assert [route.path for route in target.routes] == ["/ws/chat?v=2"]


URLS = ["ws://localhost:1/ws/chat", "ws://localhost:1/ws/news"]


@pytest.mark.parametrize(
    ("what", "options", "text"),
    [
        (
            "chat.txt",
            NONE,
            "Expected a ws:// or http:// URL, a list of URLs or a file with one, an AsyncAPI document, a transcript "
            '(.json or .har), or an ASGI app as "module:attribute", but there is no file "chat.txt" in "{cwd}"; did '
            'you mean "chats.txt"?',
        ),
        (
            "/ws/chat",
            NONE,
            "Expected a ws:// or http:// URL, a list of URLs or a file with one, an AsyncAPI document, a transcript "
            '(.json or .har), or an ASGI app as "module:attribute", but there is no file "/ws/chat". A path of a '
            "route takes a base_url.",
        ),
        (
            "",
            NONE,
            "Nothing to fuzz: expected a ws:// or http:// URL, a list of URLs or a file with one, an AsyncAPI "
            'document, a transcript (.json or .har), or an ASGI app as "module:attribute".',
        ),
        (
            [],
            NONE,
            "Nothing to fuzz: expected a ws:// or http:// URL, a list of URLs or a file with one, an AsyncAPI "
            'document, a transcript (.json or .har), or an ASGI app as "module:attribute", but the list is empty or '
            "has an empty item.",
        ),
        (
            URLS,
            FuzzOptions(include=("/ws/chats",)),
            'Nothing to fuzz: no route of "ws://localhost:1/ws/chat, ws://localhost:1/ws/news" is left by include '
            '"/ws/chats". Did you mean "/ws/chat"? Its routes: "/ws/chat", "/ws/news".',
        ),
        (
            ["ws://localhost:1/ws", "ws://localhost:2/ws"],
            NONE,
            'Expected URLs of one host and scheme, but there are "ws://localhost:1/ws" and "ws://localhost:2/ws". '
            "Fuzz one host after the other.",
        ),
        (
            "ws://localhost:1/rooms/{room}",
            FuzzOptions(parameters={"rooms": ("lobby",)}),
            'No route has a parameter "rooms"; did you mean "room"? Parameters of the routes: "room".',
        ),
        (
            "ws://localhost:1/rooms/{room}",
            FuzzOptions(parameters={"room": ()}),
            'The parameter "room" has no value.',
        ),
        (
            "ws://localhost:99999/ws",
            NONE,
            'Expected a URL with a host and a port from 1 to 65535, but it is "ws://localhost:99999/ws" (Port out of '
            "range 0-65535).",
        ),
    ],
)
def test_what_cannot_be_used(what: str | list[str], options: FuzzOptions, text: str, tmp_path: Path) -> None:
    (tmp_path / "chats.txt").write_text("ws://localhost:1/")
    with pytest.raises(InvalidArgument) as caught:
        discover(what, options, cwd=tmp_path)
    assert str(caught.value) == text.format(cwd=tmp_path)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"# nothing\n", 'The file "urls.txt" holds no URL.'),
        (b"\xff\xfe", 'The file "urls.txt" cannot be read: it is not UTF-8.'),
        (
            b"ws://localhost:1/a\nftp://localhost/\n",
            "urls.txt, line 2: Expected a URL that begins with ws:// or wss:// (or http://, https://), but it is "
            '"ftp://localhost/".',
        ),
    ],
)
def test_a_list_that_cannot_be_used(content: bytes, text: str, tmp_path: Path) -> None:
    (tmp_path / "urls.txt").write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        discover("urls.txt", NONE, cwd=tmp_path)
    assert str(caught.value) == text


@pytest.mark.parametrize("to", ["http://localhost:1/api.yaml", "https://127.0.0.1:1/api.yaml"])
def test_a_redirect_leads_to_no_other_host(served: App, to: str) -> None:
    """Headers of the environment go with each request."""
    url = f"{served.base_url}/leads?to={to}"
    with pytest.raises(ConfigError) as caught:
        fetched(Settings(), url, 5)
    assert str(caught.value) == (
        f'"{url}" is not fetched: it leads to "{to}", which is another host. If that is meant, give that URL.'
    )


def test_redirects_on_the_same_host(served: App) -> None:
    assert fetched(Settings(), f"{served.base_url}/leads?to=/openapi.json", 5).status == 200
    circle = f"{served.base_url}/circle"
    with pytest.raises(ConfigError) as caught:
        fetched(Settings(), circle, 5)
    assert str(caught.value) == f'"{circle}" cannot be read: its redirects come to no end, at "{circle}".'
