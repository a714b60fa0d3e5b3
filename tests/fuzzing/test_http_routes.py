"""The app's HTTP routes in the same run, by Schemathesis."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from WsKeywords import cli
from WsKeywords.core import InvalidArgument
from WsKeywords.core.app.apps import Apps
from WsKeywords.core.settings import Settings
from WsKeywords.fuzzing.http import document_of
from WsKeywords.fuzzing.options import FuzzOptions
from WsKeywords.fuzzing.routes import Target


def test_the_http_routes_in_the_same_run(
    chat: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(os.environ, "PYTHONWARNINGS", "ignore")
    given = (
        "--examples",
        "2",
        "--seed",
        "3",
        "--strategy",
        "text",
        "--http",
        "--output",
        "out",
        "--junit",
        "junit.xml",
    )
    status = cli.main(["fuzz", chat.replace("http", "ws") + "/ws/echo", *given])
    out = capfd.readouterr().out
    assert status == 1  # the chat does not document that it answers with 401
    assert "1 route, " in out
    assert "POST /login" in out
    (report,) = Path("out", "http").iterdir()
    outcome = re.search(r"over WebSockets: no failures; over HTTP: \d of \d+ operations failed", out)
    assert outcome is not None
    assert out.index("POST /login") < out.index("1 route, ")
    assert f"Failed over HTTP: POST /login\nSchemathesis' report: {report}\n" in out
    assert outcome[0] in Path("out", "fuzz.txt").read_text()
    page = Path("out", "fuzz.html").read_text()
    assert f'<p class="bad">{outcome[0].replace("o", "O", 1)}</p>' in page
    values = json.loads(Path("out", "fuzz.json").read_text())
    assert values["outcome"] == outcome[0]
    assert values["http"]["report"] == f"http/{report.name}"
    assert "POST /login" in values["http"]["failed"]
    suite = ElementTree.parse("junit.xml").getroot()[0]
    assert suite.get("failures") == str(len(values["http"]["failed"]))
    assert {path.name for path in Path().iterdir()} == {"out", "junit.xml", ".wskeywords"}


def test_an_app_without_a_document(tmp_path: Path) -> None:
    apps = Apps(Settings())
    try:
        app = apps.start_process("python -m http.server {port} --bind {host}", cwd=str(tmp_path), ready="/")
        with pytest.raises(InvalidArgument) as caught:
            document_of(Target(app.base_url.replace("http", "ws"), ()), FuzzOptions())
    finally:
        apps.close()
    assert str(caught.value) == (
        f'"{app.base_url}" has no OpenAPI document: --http looks for it at /openapi.json, /schema/openapi.json, '
        "/openapi.yaml, /schema/, /swagger.json."
    )
