"""Whether Robot Framework is slower while sessions are open: the interpreter switches threads more often then.

Keywords that have nothing to do with WebSockets, with no session, with idle ones, and while messages keep arriving.
"""

from __future__ import annotations

from collections.abc import Iterator

from . import servers
from .measuring import OURS, Row, Scale, cpus, times
from .robotruns import loops_in_robot

NONE = "no session open"
SETTINGS = """\
*** Settings ***
Library    WsKeywords    timeout=60s    max_unread=1000000
Library    Collections

*** Test Cases ***
"""
WORK = """\
    FOR    ${{n}}    IN RANGE    {count}
        ${{text}} =    Set Variable    value ${{n}}
        Should Contain    ${{text}}    value
        Log    ${{text}}
        Evaluate    sum(number * number for number in range(5_000))
    END
"""
BEGINNINGS = {
    "None": "",
    "Idle": "    Open WebSockets    {url}/closed    50\n",
    "Ticking": "    Open WebSocket    {url}/ticks/1000000/1\n    Send Text    go\n",
}


def rows(scale: Scale) -> Iterator[Row]:
    count = scale.of(300)
    with servers.rooms() as server:
        where = {"client": cpus(), "server": server.cpus}
        suite = SETTINGS + "\n".join(
            f"{name} {turn}\n{beginning.format(url=server.url)}{WORK.format(count=count)}"
            for turn in range(scale.rounds + 1)
            for name, beginning in BEGINNINGS.items()
        )
        took = {name: [each / count for each in loops[1:]] for name, loops in loops_in_robot(suite).items()}
    for name, key, goal in (
        ("50 idle sessions", "Idle", 1.05),
        ("a session that gets 1,000 messages a second", "Ticking", None),
    ):
        yield Row(
            f"four keywords of Robot Framework beside {name}",
            "s",
            {OURS: took[key], NONE: took["None"]},
            (times(NONE, goal),) if goal else (),
            note="Set Variable, Should Contain, Log, Evaluate; one run, in turns",
            cpus=where,
        )
