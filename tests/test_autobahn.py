"""``make autobahn``, as far as it goes without a fuzzing server: what it says then, its two clients, its page."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from docutils.core import publish_string

from tests import processes
from WsKeywords.core import Sessions

from .autobahn.clients import CLIENTS
from .autobahn.page import counts, line, page, verdict
from .autobahn.server import HOW_TO_GET_IT, Suite

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with processes.serving(sys.executable, ROOT / "tests" / "autobahn" / "standin.py") as port:
        yield f"ws://127.0.0.1:{int(port)}"


@pytest.mark.parametrize(
    ("python", "why"),
    [
        ("", "AUTOBAHN_PY names no Python that has Autobahn|Testsuite."),
        ("/no/python2.7", 'AUTOBAHN_PY is "/no/python2.7", which cannot be run: No such file or directory.'),
        (
            sys.executable,
            f'AUTOBAHN_PY is "{sys.executable}", which has no Autobahn|Testsuite: '
            "ModuleNotFoundError: No module named 'autobahntestsuite'.",
        ),
    ],
)
def test_without_a_fuzzing_server_it_says_how_to_get_one(python: str, why: str) -> None:
    run = processes.run(
        [sys.executable, "-m", "tests.autobahn"],
        cwd=ROOT,
        env={**os.environ, "AUTOBAHN_PY": python},
    )
    assert (run.returncode, run.stdout, run.stderr) == (2, "", f"{why}\n{HOW_TO_GET_IT}\n")


@pytest.mark.parametrize("name", CLIENTS)
def test_a_client_sends_back_what_it_gets(server: str, name: str) -> None:
    CLIENTS[name](f"{server}/runCase?case=1&agent=x")
    with Sessions(server, timeout=5) as sessions:
        assert sessions.open("/").receive_json() == ["/runCase?case=1&agent=x", True, True, True, True, 1000]


def test_the_worse_verdict_counts() -> None:
    cases = {
        "1.1": {"behavior": "OK", "behaviorClose": "OK"},
        "1.2": {"behavior": "OK", "behaviorClose": "WRONG CODE"},
        "1.3": {"behavior": "FAILED", "behaviorClose": "OK"},
        "1.4": {"behavior": "NON-STRICT", "behaviorClose": "SOMETHING NEW"},
    }
    assert [verdict(report) for report in cases.values()] == ["OK", "WRONG CODE", "FAILED", "SOMETHING NEW"]
    assert line(counts(cases)) == "1 OK, 1 wrong code, 1 failed, 1 something new"


def test_the_page_tells_what_is_not_ok_and_why() -> None:
    right, noted = {"behavior": "OK", "behaviorClose": "OK"}, {"behavior": "INFORMATIONAL", "behaviorClose": "OK"}
    reports = {
        "Sessions": {"7.1.5": right, "7.1.6": noted, "10.1": noted},
        "Frame layer": {"7.1.5": right, "7.1.6": right, "10.1": right},
    }
    suite = Suite("python2.7", "25.10.1", "CPython 2.7.18", {"7": "Close Handling", "10": "Misc"})
    text = page(reports, suite, 600)
    publish_string(text, writer="html5", settings_overrides={"halt_level": 2, "report_level": 2})
    assert (
        "================  =====  =====================  ===========\n"
        "Group             Cases  Sessions               Frame layer\n"
        "================  =====  =====================  ===========\n"
        "7 Close Handling  2      1 OK, 1 informational  2 OK\n"
        "10 Misc           1      1 informational        1 OK\n"
        "all               3      1 OK, 2 informational  3 OK\n"
    ) in text
    assert "* Sessions, informational (7.1.6, 10.1): no reason is known for 10.1.\n" in text
    assert "about 10 minutes" in text.replace("\n", " ")
