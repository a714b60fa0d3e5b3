"""What a keyword and a step cost: Robot Framework beside another library's keywords, behave beside empty steps."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from . import servers
from .measuring import OURS, Row, Scale, beyond, cpus, times
from .robotruns import in_behave, loops_in_robot

THEIRS, EMPTY, NOTHING = "robotframework-websocketclient", "two times No Operation", "two empty steps"
SETTINGS = """\
*** Settings ***
Library    WsKeywords    AS    Ours
Library    WebSocketClient    AS    Theirs

*** Test Cases ***
"""
# What was received is compared outside the loops; ours compare within them too, because that is what they are for.
TESTS = {
    "Pair": """\
    Ours.Open WebSocket    {url}
    FOR    ${{n}}    IN RANGE    {count}
        Send Text    hello
        Message Should Be    hello
    END
""",
    "Exchange": """\
    Ours.Open WebSocket    {url}
    FOR    ${{n}}    IN RANGE    {count}
        Exchange Text    hello    ==    hello
    END
""",
    "Exchange JSON": """\
    Ours.Open WebSocket    {url}
    FOR    ${{n}}    IN RANGE    {count}
        Exchange JSON    {{"a": 1}}    ==    {{"a": 1}}
    END
""",
    "Empty": """\
    Ours.Open WebSocket    {url}
    FOR    ${{n}}    IN RANGE    {count}
        No Operation
        No Operation
    END
""",
    "Theirs": """\
    ${{socket}} =    Theirs.Connect    {url}    timeout=${{60}}
    FOR    ${{n}}    IN RANGE    {count}
        Send    ${{socket}}    hello
        ${{text}} =    Recv    ${{socket}}
    END
    Should Be Equal    ${{text}}    hello
    Theirs.Close    ${{socket}}
""",
    "Compared": """\
    ${{socket}} =    Theirs.Connect    {url}    timeout=${{60}}
    FOR    ${{n}}    IN RANGE    {count}
        Send    ${{socket}}    hello
        ${{text}} =    Recv    ${{socket}}
        Should Be Equal    ${{text}}    hello
    END
    Theirs.Close    ${{socket}}
""",
}
STEPS = """\
from time import perf_counter

from behave import step
from WsKeywords.steps import *

FIGURES = {figures!r}

@step('nobody says {{text}}')
def nothing(context, text):
    pass

@step('the clock of {{name}} {{verb}}')
def clock(context, name, verb):
    with open(FIGURES, "a") as file:
        print(name, perf_counter(), file=file)
"""


def rows(scale: Scale) -> Iterator[Row]:
    with servers.echo() as server:
        url, where = f"{server.url}/echo", {"client": cpus(), "server": server.cpus}
        yield from robot_rows(url, scale, where)
        yield from behave_rows(url, scale, where)


def robot_rows(url: str, scale: Scale, where: dict[str, str]) -> Iterator[Row]:
    count = scale.of(500)
    # The first of each is to warm up.
    suite = SETTINGS + "\n".join(
        f"{name} {turn}\n{body.format(url=url, count=count)}"
        for turn in range(scale.rounds + 1)
        for name, body in TESTS.items()
    )
    took = {name: [each / count for each in loops[1:]] for name, loops in loops_in_robot(suite).items()}
    compared = f"{THEIRS}, with Should Be Equal"
    note = "theirs: Send and Recv, compared with nothing; default log level, one run, in turns"
    for name, test, goal in (
        ("Robot Framework: Send Text + Message Should Be", "Pair", 1.25),
        ("Robot Framework: Exchange Text", "Exchange", 0.9),
        ("Robot Framework: Exchange JSON", "Exchange JSON", None),
    ):
        figures = {OURS: took[test], THEIRS: took["Theirs"], compared: took["Compared"], EMPTY: took["Empty"]}
        yield Row(name, "s", figures, (times(THEIRS, goal),) if goal else (), note=note, cpus=where)


def behave_rows(url: str, scale: Scale, where: dict[str, str]) -> Iterator[Row]:
    count = scale.of(300)
    pairs = {
        "ours": '    When I send "hello"\n    Then I should receive "hello"\n',
        "exchange": '    When I send "hello" and receive "hello"\n',
        "empty": '    When nobody says "hello"\n    Then nobody says "hello"\n',
    }
    scenarios = [
        f'  Scenario: {name} {turn}\n    Given I am connected to "{url}"\n    Given the clock of {name} begins\n'
        f"{text * count}    Then the clock of {name} ends\n"
        for turn in range(scale.rounds + 1)
        for name, text in pairs.items()
    ]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "figures")
        in_behave("Feature: Pairs\n\n" + "\n".join(scenarios), STEPS.format(figures=str(out)))
        read = [line.split() for line in out.read_text(encoding="utf-8").splitlines()]
    took: dict[str, list[float]] = {name: [] for name in pairs}
    for (name, began), (_, ended) in zip(read[::2], read[1::2], strict=True):
        took[name].append((float(ended) - float(began)) / count)
    figures = {name: each[1:] for name, each in took.items()}
    for name, key, goal in (
        ("behave: I send + I should receive", "ours", (beyond(NOTHING, 150e-6),)),
        ("behave: I send … and receive …", "exchange", ()),
    ):
        yield Row(
            name,
            "s",
            {OURS: figures[key], NOTHING: figures["empty"]},
            goal,
            note="from the clock before to the clock after: with formatter and hooks",
            cpus=where,
        )
