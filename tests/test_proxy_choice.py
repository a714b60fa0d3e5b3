"""Which proxy is used: of the call, the configuration or the environment."""

from __future__ import annotations

import pytest

from WsKeywords.core.errors import InvalidArgument
from WsKeywords.core.handshake.proxies import ProxyChoice, is_exempt
from WsKeywords.core.handshake.urls import target_of
from WsKeywords.core.output import Secrets


def chosen(url: str, choice: ProxyChoice | None = None, **environ: str) -> str | None:
    target = target_of(url)
    found = (choice or ProxyChoice()).proxy_for(target.host, target.port, target.secure, Secrets(), environ)
    return found and found.shown


def test_of_the_environment() -> None:
    environ = {"HTTP_PROXY": "http://plain:1", "HTTPS_PROXY": "http://tls:2", "ALL_PROXY": "socks5://all:3"}
    assert chosen("ws://host/", **environ) == chosen("http://host/", **environ) == "http://plain:1"
    assert chosen("wss://host/", **environ) == chosen("https://host/", **environ) == "http://tls:2"
    assert chosen("wss://host/", ALL_PROXY="socks5://all:3") == "socks5://all:3"
    assert chosen("ws://host/", HTTPS_PROXY="http://tls:2") is None
    assert chosen("ws://host/", http_proxy="low:1", HTTP_PROXY="up:2") == "http://low:1"
    assert chosen("ws://host/", HTTP_PROXY="", ALL_PROXY="all:1") == "http://all:1"


@pytest.mark.parametrize("host", ["localhost", "app.localhost", "127.0.0.1", "127.9.9.9", "[::1]", "LOCALHOST."])
def test_this_machine_is_reached_directly(host: str) -> None:
    assert chosen(f"ws://{host}/", ALL_PROXY="http://proxy:1") is None
    assert chosen(f"ws://{host}/", ProxyChoice("http://proxy:1")) == "http://proxy:1"
    assert chosen(f"ws://{host}/", ProxyChoice(None, "http://proxy:1")) == "http://proxy:1"


def test_the_call_wins_over_the_configuration_and_that_over_the_environment() -> None:
    environ = {"ALL_PROXY": "http://environment:1"}
    assert chosen("ws://host/", ProxyChoice("call:1", "configured:1"), **environ) == "http://call:1"
    assert chosen("ws://host/", ProxyChoice("", "configured:1"), **environ) is None
    assert chosen("ws://host/", ProxyChoice("direct", "configured:1"), **environ) is None
    assert chosen("ws://host/", ProxyChoice(None, "configured:1"), **environ) == "http://configured:1"
    assert chosen("ws://host/", ProxyChoice(None, ""), **environ) is None
    assert chosen("ws://host/", ProxyChoice(None, None), **environ) == "http://environment:1"


def test_exempt_hosts() -> None:
    environ = {"ALL_PROXY": "http://environment:1", "NO_PROXY": "intern, *.corp"}
    assert chosen("ws://intern/", **environ) is None
    assert chosen("ws://a.corp/", **environ) is None
    assert chosen("ws://other/", **environ) == "http://environment:1"
    # NO_PROXY is about the proxy of the environment, no_proxy of the configuration about both, a call's own is used.
    choice = ProxyChoice(None, "configured:1", ("staging",))
    assert chosen("ws://intern/", choice, **environ) == "http://configured:1"
    assert chosen("ws://staging/", choice, **environ) is None
    assert chosen("ws://staging/", ProxyChoice(None, None, ("staging",)), **environ) is None
    assert chosen("ws://staging/", ProxyChoice("call:1", None, ("staging",)), **environ) == "http://call:1"


@pytest.mark.parametrize(
    ("host", "entry", "exempt"),
    [
        ("example.com", "example.com", True),
        ("a.example.com", "example.com", True),
        ("a.example.com", ".example.com", True),
        ("a.example.com", "*.example.com", True),
        ("EXAMPLE.com.", "example.COM", True),
        ("badexample.com", "example.com", False),
        ("example.com", "a.example.com", False),
        ("anything", "*", True),
        ("10.1.2.3", "10.1.2.3", True),
        ("10.1.2.3", "10.0.0.0/8", True),
        ("11.1.2.3", "10.0.0.0/8", False),
        ("fd00::1", "fd00::/8", True),
        ("10.1.2.3", "example.com", False),
        ("example.com", "example.com:8000", True),
        ("example.com", "example.com:8001", False),
        ("10.1.2.3", "10.1.2.3:8000", True),
        ("fd00::1", "[fd00::1]:8000", True),
        ("example.com", ".", False),
    ],
)
def test_entries_of_no_proxy(host: str, entry: str, exempt: bool) -> None:
    assert is_exempt(host, 8000, [entry]) is exempt


def test_an_error_names_the_variable() -> None:
    with pytest.raises(InvalidArgument) as failure:
        chosen("wss://host/", HTTPS_PROXY="gopher://user:correct-horse@proxy:1")
    assert str(failure.value) == (
        "Expected the environment variable HTTPS_PROXY to begin with http://, socks5://, socks5h://, socks4:// or "
        'socks4a://, but it is "gopher://•••@proxy:1".'
    )
