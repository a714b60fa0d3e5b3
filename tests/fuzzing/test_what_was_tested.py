"""A run that found nothing says of how much: of routes that were left, cut short, or never let anybody in."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from WsKeywords import cli
from WsKeywords.core.app.app import App

LATE = "/key (the budget was used up)"
CUT = "not played to the end: /sound (the budget was used up)"
#: A property that holds, and takes the time that is left, or is interrupted, with the fourth conversation.
PROPERTIES = """\
import time

seen = []


def takes_the_time(course):
    seen.append(course)
    if len(seen) == 4:
        time.sleep(1.5)


def is_interrupted(course):
    seen.append(course)
    if len(seen) == 4:
        raise KeyboardInterrupt
"""


class Told:
    """What a run told in each of its ways, with its exit status."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> None:
        given = ("--seed", "7", "--output", "out", "--junit", "junit.xml")
        self.status = cli.main(["fuzz", *arguments, *given])
        shown = capsys.readouterr()
        self.err = shown.err
        (line,) = (line for line in shown.out.splitlines() if " a second), " in line)
        self.summary = re.sub(r".* a second\), (.*)[,;] seed 7", r"\1", line)
        assert line in Path("out/fuzz.txt").read_text()
        values = json.loads(Path("out/fuzz.json").read_text())
        self.json = values["outcome"], values["tested"], [(each["skipped"], each["cut"]) for each in values["routes"]]
        page = Path("out/fuzz.html").read_text()
        self.html = re.search(r'</h1>\n<p class="(\w+)">(.*)</p>', page).groups()  # type: ignore[union-attr]
        suite = ElementTree.parse("junit.xml").getroot()[0]
        self.properties = {each.get("name"): each.get("value") for each in suite.iter("property")}
        assert line in (suite.findtext("system-out") or "")
        cases = suite.findall("testcase")
        self.cases = [[(each.tag, each.get("message") or each.text) for each in case] for case in cases]


@pytest.fixture
def base(served: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    Path("taking.py").write_text(PROPERTIES)
    monkeypatch.delitem(__import__("sys").modules, "taking", raising=False)
    return served.base_url.replace("http", "ws")


def two(base: str) -> str:
    """A file with two routes."""
    Path("routes.txt").write_text(f"{base}/sound\n{base}/key\n")
    return "routes.txt"


def test_no_failures_stands_alone_where_all_was_played(base: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = Told(capsys, base + "/sound", "--examples", "1")
    assert (told.status, told.summary, told.err) == (0, "no failures", "")
    assert told.html == ("good", "No failures")
    assert told.json == ("no failures", 1, [("", "")])
    assert (told.properties["outcome"], told.properties["tested"]) == ("no failures", "1 of 1")
    assert told.cases == [[]]


def test_the_budget_is_used_up(base: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = Told(capsys, two(base), "--budget", "1.5", "--property", "taking:takes_the_time")
    outcome = f"no failures in 1 of 2 routes; not tested: {LATE}; {CUT}"
    assert (told.status, told.summary) == (0, outcome)
    assert told.err == "wskeywords fuzz: not tested, the budget was used up: /key; --budget gives more time.\n"
    assert told.html == ("part", outcome.replace("no", "No", 1))
    assert told.json == (outcome, 1, [("", "the budget was used up"), ("the budget was used up", "")])
    assert (told.properties["outcome"], told.properties["tested"]) == (outcome, "1 of 2")
    assert told.cases == [
        [("system-out", "not played to the end: the budget was used up")],
        [("skipped", "the budget was used up")],
    ]


def test_nothing_was_tested_at_all(base: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = Told(capsys, two(base), "--budget", "0.000001")
    outcome = f"nothing was tested: /sound (the budget was used up), {LATE}"
    assert (told.status, told.summary) == (2, outcome)
    assert told.err == "wskeywords fuzz: no route could be fuzzed; each says above why.\n"
    assert told.html == ("bad", outcome.replace("n", "N", 1))
    assert told.cases == [[("skipped", "the budget was used up")]] * 2


def test_an_interrupted_run(base: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = Told(capsys, two(base), "--property", "taking:is_interrupted")
    why = "(the run was interrupted)"
    outcome = f"no failures in 1 of 2 routes; not tested: /key {why}; not played to the end: /sound {why}"
    assert (told.status, told.summary) == (130, outcome)
    assert told.html == ("part", outcome.replace("no", "No", 1))


def test_a_route_that_lets_nobody_in(base: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = Told(capsys, base + "/turns-away", "--examples", "1")
    (case,) = told.cases
    assert (told.status, told.html[0], case[0][0]) == (2, "bad", "skipped")
    assert told.summary.startswith('nothing was tested: /turns-away (every session was closed with 1008 "no token"')
