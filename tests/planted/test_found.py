"""What the fuzzer finds in each planted server, with one seed and little time: the defect; nothing where it is mended.

``python -m tests.planted`` does the same with ten seeds and all the time there is.
"""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import replace

import pytest

from WsKeywords.core.app.app import App

from . import serving
from .catalogue import PLANTED, Planted
from .fuzzing import is_the, run

SEED = 20
#: Seconds: most defects show themselves in a tenth of it.
BUDGET = 30.0
#: Seconds for a mended server, in which nothing may be found.
MENDED = 2.0
#: Seconds of those that take long: a server that hangs is waited for, one that leaks is looked at again and again.
TAKES = {"lines": 30, "dashboard": 20, "tickets": 12}
#: In a process with others: only those that need no process of their own to be started again.
NEEDS_ITS_OWN = {"lobby", "presence", "dashboard", "lines"}


def start(planted: Planted, mended: bool, grouped: dict[bool, App], stack: ExitStack) -> tuple[Planted, App]:
    """The server, and where its route is then."""
    if reason := serving.why_not(planted):
        pytest.skip(reason)
    if planted.is_node or planted.name in NEEDS_ITS_OWN:
        return planted, stack.enter_context(serving.alone(planted, mended=mended))
    return replace(planted, below=f"/{planted.name}"), grouped[mended]


class TestFound:
    @pytest.mark.parametrize(
        "planted",
        [pytest.param(each, id=each.name, marks=pytest.mark.takes(TAKES.get(each.name, 0))) for each in PLANTED],
    )
    def test_the_defect_is_found(self, planted: Planted, grouped: dict[bool, App]) -> None:
        with ExitStack() as stack:
            there, app = start(planted, False, grouped, stack)
            result = run(there, app, SEED, first=True, budget=BUDGET)
        told = [(each.finding.property, each.finding.message, each.conversation) for each in result.failures]
        found = [each for each in result.failures if is_the(planted, each)]
        assert found, told
        assert min(each.conversation.messages for each in found) <= planted.fewest + 1, told
        assert all(re.search(planted.cause, each.finding.cause) for each in found), [
            each.finding.cause for each in found
        ]

    @pytest.mark.parametrize("planted", PLANTED, ids=[each.name for each in PLANTED])
    def test_nothing_is_where_it_is_mended(self, planted: Planted, grouped: dict[bool, App]) -> None:
        with ExitStack() as stack:
            there, app = start(planted, True, grouped, stack)
            result = run(there, app, SEED, budget=MENDED)
        assert not [(each.finding.property, each.finding.message, each.conversation) for each in result.failures]
