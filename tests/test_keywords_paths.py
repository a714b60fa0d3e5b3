"""Files of keywords: a relative path stays in its folder, whichever keyword it is for; an absolute one is free."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.behave_runs import run_behave
from WsKeywords.core import InvalidArgument
from WsKeywords.keywords.paths import inner_path
from WsKeywords.library import WsKeywords


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a file beside it that is none of the test's business."""
    (tmp_path / "secret.json").write_text("{}")
    inner = tmp_path / "project"
    inner.mkdir()
    monkeypatch.chdir(inner)
    return inner


@pytest.fixture
def library(folder: Path, chat: str) -> Iterator[WsKeywords]:
    found = WsKeywords(chat)
    found.open_websocket("/ws/echo", "alice")
    yield found
    found.close()


OUTSIDE = "../secret.json"
KEYWORDS: dict[str, Callable[[WsKeywords], Any]] = {
    "path": lambda library: library.send_file(OUTSIDE),
    "users": lambda library: library.open_websockets("/ws/echo", users=OUTSIDE),
    "schema": lambda library: library.wait_for_message(schema=OUTSIDE),
    "document": lambda library: library.conversations_should_follow_asyncapi(OUTSIDE),
    "target": lambda library: library.fuzz_discovered_routes(OUTSIDE),
    "output": lambda library: library.fuzz_websocket("/ws/echo", output=OUTSIDE),
    "files.picture": lambda library: library.http_request("POST", "/upload", files={"picture": OUTSIDE}),
}


@pytest.mark.parametrize("argument", KEYWORDS)
def test_a_file_outside(library: WsKeywords, folder: Path, argument: str) -> None:
    with pytest.raises(InvalidArgument) as failure:
        KEYWORDS[argument](library)
    assert str(failure.value) == (
        f'Expected argument "{argument}" to be the path of a file in the folder "{folder}" or below it, but '
        f'"{OUTSIDE}" leads out of it. An absolute path may lead anywhere: "{folder.parent}/secret.json".'
    )


def test_a_transcript_outside_of_the_report(library: WsKeywords, folder: Path) -> None:
    with pytest.raises(InvalidArgument, match="leads out of it"):
        library.save_transcript("../alice.har")
    assert not (folder.parent / "alice.har").exists()
    assert library.save_transcript(str(folder.parent / "alice.har")) == str(folder.parent / "alice.har")


def test_an_absolute_path_leads_anywhere(library: WsKeywords, folder: Path) -> None:
    library.send_file(str(folder.parent / "secret.json"))
    library.message_should_be_json({"echo": {}})


@pytest.mark.parametrize("link", ["to a file", "to a folder", "to itself"])
def test_a_link_that_leads_out(folder: Path, link: str) -> None:
    if link == "to a file":
        (folder / "link").symlink_to(folder.parent / "secret.json")
        path, target = "link", "secret.json"
    elif link == "to a folder":
        (folder / "link").symlink_to(folder.parent)
        path, target = "link/new.har", "new.har"
    else:
        (folder / "link").symlink_to("link")
        path, target = "link/../../x", "x"
    with pytest.raises(InvalidArgument) as failure:
        inner_path(path)
    assert str(failure.value) == (
        f'Expected argument "path" to be the path of a file in the folder "{folder}" or below it, but "{path}" leads '
        f'out of it. An absolute path may lead anywhere: "{folder.parent}/{target}".'
    )


def test_a_link_that_stays_inside(folder: Path) -> None:
    (folder / "payloads").mkdir()
    (folder / "link").symlink_to(folder / "payloads")
    assert inner_path("link/join.json") == "link/join.json"


@pytest.mark.parametrize("path", ["..", "../x", "a/../../x", "./../x", "a/b/../../../x"])
def test_ways_out(folder: Path, path: str) -> None:
    with pytest.raises(InvalidArgument):
        inner_path(path)


@pytest.mark.parametrize("path", ["x", "a/../x", "..x", "a/..", "...", "/etc/x", "a/b/../../x"])
def test_ways_that_stay_inside(folder: Path, path: str) -> None:
    assert inner_path(path) == path


def test_in_a_feature(tmp_path: Path, chat: str) -> None:
    text = f'Feature: files\n  Scenario: outside\n    Given I am connected to "{chat}/ws/echo"\n'
    run = run_behave(tmp_path, {"files": text + '    When I send the file "../x.json"\n'})
    assert (
        'InvalidArgument: Expected argument "path" to be the path of a file in the folder '
        f'"{tmp_path}" or below it, but "../x.json" leads out of it. '
        f'An absolute path may lead anywhere: "{tmp_path.parent}/x.json".'
    ) in run.output
