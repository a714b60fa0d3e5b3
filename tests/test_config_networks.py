"""Proxies and certificates in an environment of wskeywords.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.networks import proxy
from WsKeywords.core.config import apply, find_config
from WsKeywords.core.errors import ConfigError, HttpFailed, OpeningFailed
from WsKeywords.core.sessions import Sessions


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def values(environment: str) -> dict[str, Any]:
    Path("wskeywords.yaml").write_text(f"environments:\n  staging:\n    {environment}\n", encoding="utf-8")
    return dict(apply(find_config(), "staging").values)


def test_what_an_environment_may_say(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROXY_PASSWORD", "correct-horse")
    for name in ("ca.pem", "me.pem", "me.key"):
        (folder / name).write_text("")
    assert values(
        "proxy: http://ada:${PROXY_PASSWORD}@proxy:3128\n"
        "    no_proxy: [intern, 10.0.0.0/8]\n"
        "    ca_cert: ca.pem\n"
        "    client_cert: me.pem\n"
        "    client_key: me.key"
    ) == {
        "proxy": "http://ada:correct-horse@proxy:3128",
        "no_proxy": ("intern", "10.0.0.0/8"),
        "ca_cert": "ca.pem",
        "client_cert": "me.pem",
        "client_key": "me.key",
    }


@pytest.mark.parametrize("nothing", ["direct", "false", '""', ""])
def test_no_proxy_at_all(folder: Path, nothing: str) -> None:
    assert values(f"proxy: {nothing}") == {"proxy": "direct"}


def test_hosts_as_a_text(folder: Path) -> None:
    assert values("no_proxy: intern, .corp") == {"no_proxy": ("intern", ".corp")}


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (
            "proxy: ftp://proxy",
            'proxy of the environment "staging" must be a URL such as http://proxy:3128 or socks5://proxy:1080, or '
            'direct, but it is "ftp://proxy".',
        ),
        (
            "proxy: [a]",
            'proxy of the environment "staging" must be a URL such as http://proxy:3128 or socks5://proxy:1080, or '
            "direct, but it is a list.",
        ),
        (
            "no_proxy: 5",
            'no_proxy of the environment "staging" must be a list of hosts, or a text with commas, but it is 5.',
        ),
        (
            "client_cert: nowhere.pem",
            'client_cert of the environment "staging" must be a file that exists, but it is "nowhere.pem".',
        ),
    ],
)
def test_what_it_may_not_say(folder: Path, given: str, text: str) -> None:
    with pytest.raises(ConfigError) as failure:
        values(given)
    assert str(failure.value) == f"wskeywords.yaml, line 3: {text}"


def test_a_call_wins_over_the_environment() -> None:
    with Sessions(ca_cert="ca.pem", client_cert="me.pem", client_key="me.key", verify="other.pem") as sessions:
        settings = sessions.settings
        assert settings.tls() == ("other.pem", "ca.pem", "me.pem", "me.key")
        assert settings.tls(verify=False) == (False, None, "me.pem", "me.key")
        assert settings.tls(ca_cert="own.pem") == (True, "own.pem", "me.pem", "me.key")
        assert settings.tls(client_cert="own.pem") == ("other.pem", "ca.pem", "own.pem", None)
        assert settings.tls(client_cert="") == ("other.pem", "ca.pem", None, None)


def test_websockets_and_http_go_the_way_of_the_environment(folder: Path, chat: str) -> None:
    port = chat.rpartition(":")[2]
    with proxy("--credentials", "ada:correct-horse") as running:
        changes = values(
            f"base_url: http://app.test:{port}\n"
            f"    proxy: http://ada:correct-horse@127.0.0.1:{running.port}\n"
            "    no_proxy: [direct.test]"
        )
        with Sessions(**changes) as sessions:
            session = sessions.open("/ws/echo")
            session.send_text("hi")
            session.expect(text="Echo: hi")
            running.expect_log(f"CONNECT app.test:{port}")
            assert sessions.http.request("GET", "/health").status_code == 200
            running.expect_log(f"GET app.test:{port}")
            with pytest.raises(OpeningFailed, match="name not found"):
                sessions.open(f"ws://direct.test:{port}/ws/echo", "other")
            with pytest.raises(HttpFailed, match="name not found"):
                sessions.http.request("GET", f"http://direct.test:{port}/health")
