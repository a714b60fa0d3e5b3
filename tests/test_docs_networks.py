"""The guide to networks: its code runs, through proxies and certificates that are there."""

from __future__ import annotations

import re
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.networks import proxy
from tests.served import certificates
from WsKeywords.core.app.apps import Apps
from WsKeywords.core.config import Config
from WsKeywords.core.settings import Settings

from .docs_blocks import ROOT, blocks, features, robot_suites, run_behave, run_robot

PAGE = ROOT / "docs" / "networks.rst"
SERVERS = {"8443": ["server.pem"], "8444": ["expired.pem"], "8445": ["server.pem", "--ssl-cert-reqs", "2"]}

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="there are no Unix sockets on this platform")


@pytest.fixture(scope="module")
def there() -> Iterator[dict[str, str]]:
    """What the guide names, and what stands for it."""
    apps = Apps(Settings())
    uvicorn = [sys.executable, "-m", "uvicorn", "examples.chat:app"]
    with (
        tempfile.TemporaryDirectory(prefix="ws", dir="/tmp") as folder,
        proxy("--credentials", "ada:correct-horse") as ours,
    ):
        certs, path = Path(folder) / "certs", f"{folder}/s"
        certificates.write(certs)
        named = {"certs/": f"{certs}/", "/run/chat.sock": path, "proxy.example:3128": f"127.0.0.1:{ours.port}"}
        try:
            for port, (file, *more) in SERVERS.items():
                tls = ["--port", "{port}", "--ssl-certfile", str(certs / file), "--ssl-ca-certs", str(certs / "ca.pem")]
                app = apps.start_process([*uvicorn, *tls, *more], port, cwd=ROOT, scheme="https")
                named[port] = str(app.port)
            apps.start_process([*uvicorn, "--uds", path], "unix", cwd=ROOT, port=1, ready="running on unix socket")
            chat = apps.start("examples.chat:app", "chat", cwd=ROOT, ready="/health")
            yield {**named, "chat.example/": f"app.test:{chat.port}/"}
        finally:
            apps.close()


def replaced(text: str, by: dict[str, str]) -> str:
    """All at once, and whole numbers: the port of one server may hold the digits of another's."""
    known = "|".join(rf"(?<!\d){re.escape(each)}(?!\d)" for each in sorted(by, key=len, reverse=True))
    return re.sub(known, lambda found: by[found[0]], text)


def as_written(message: str, there: dict[str, str]) -> str:
    message = replaced(message, {meant: written for written, meant in there.items()})
    return re.sub(r"after [\d.]+ m?s", "after 1 ms", message)


def test_its_suites_run_and_fail_as_it_says(there: dict[str, str], tmp_path: Path) -> None:
    suites, expected = robot_suites(PAGE, "http://127.0.0.1:9")
    found = run_robot({name: replaced(text, there) for name, text in suites.items()}, tmp_path)
    assert {name: as_written(message, there) for name, message in found.items()} == expected


def test_its_features_pass(there: dict[str, str], tmp_path: Path) -> None:
    found = {name: replaced(text, there) for name, text in features(PAGE, "http://127.0.0.1:9").items()}
    assert run_behave(found, tmp_path, "http://127.0.0.1:9") == ""


def test_its_configuration_is_valid(there: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (text,) = (block.text for block in blocks(PAGE) if block.language == "yaml")
    (tmp_path / "wskeywords.yaml").write_text(replaced(text, there), encoding="utf-8")
    monkeypatch.setenv("PROXY_PASSWORD", "correct-horse")
    changes = Config(tmp_path / "wskeywords.yaml").changes("staging")
    assert changes.values["proxy"] == f"http://ada:correct-horse@{there['proxy.example:3128']}"
    assert changes.values["no_proxy"] == ("intern.example.com", "10.0.0.0/8")
