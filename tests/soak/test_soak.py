"""The short form of ``make soak``: seconds instead of an hour, and fewer sessions, of which more are broken."""

from __future__ import annotations

import time

import pytest

from . import players
from .faults import FAULTS
from .measuring import Lateness
from .servers import UVICORN, Proxy, missing
from .soaking import Outcome, Soak, prepared
from .tally import GRACE, Tally, Wrong

pytestmark = pytest.mark.takes(20)
#: Of two legs the first is warm-up.
SHORT = Soak(seconds=5, sessions=80, legs=2, workers=16, pace=0.1, share=0.9, seed=11, reach=8000, patience=0.4)


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    with prepared(SHORT) as run:
        return run.play()


def test_every_message_arrives_in_order_unless_its_connection_was_broken_and_every_call_ends_in_time(
    outcome: Outcome,
) -> None:
    assert outcome.findings == []
    counts = outcome.counts
    assert counts["messages received"] > 1000
    assert counts["connections that nothing broke until they were closed"] > 50
    assert counts["connections broken"] > 50
    assert counts["reconnected"] > 20


def test_each_fault_was_met(outcome: Outcome) -> None:
    assert set(outcome.faults) >= set(FAULTS)


def test_it_ends_where_it_began(outcome: Outcome) -> None:
    first, last = outcome.warm, outcome.rests[-1]
    assert last.threads == first.threads
    # A connection that has closed keeps its socket until the server has ended TCP.
    assert abs(last.descriptors - first.descriptors) <= 0.02 * first.descriptors
    # Seconds are no time to warm up, for memory that is scattered: make soak judges that.
    grown = last.grown(first)
    assert grown["allocated"] < 0.05
    assert grown["blocks"] < 0.05


@pytest.mark.parametrize("server", ["node", "nginx"])
def test_it_runs_with_all_servers(outcome: Outcome, server: str) -> None:
    if server in missing():
        pytest.skip(f"{missing()[server]}; install it with: make system-packages")
    assert server in outcome.servers


def test_what_is_broken_and_not_told_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A soak that finds nothing must be able to: here nobody tells it of faults."""

    def unheard(self: Proxy, told: dict[str, object]) -> None:
        if "fault" not in told:
            note(self, told)

    note = Proxy._note
    monkeypatch.setattr(Proxy, "_note", unheard)
    monkeypatch.setattr(players, "LOST_AFTER", 0.5)
    soak = Soak(seconds=1, sessions=8, legs=1, workers=8, pace=0.1, share=1, seed=3, reach=4000, patience=0.2)
    with prepared(soak, UVICORN) as run:
        findings = run.play().findings
    assert any(" not broken, " in found for found in findings)


def test_another_exception_and_a_late_end_are_found() -> None:
    def fail() -> None:
        raise KeyError("x")

    with Lateness() as lateness:
        tally = Tally(lateness)
        with pytest.raises(Wrong):
            tally.call("fail", 1, fail)
        assert len(tally.findings) == 1
        assert tally.findings[0].startswith("fail: Traceback (most recent call last):")
        # A thread that sleeps too long waits for no CPU.
        tally.call("last", 0.5, time.sleep, 2 + GRACE + 3 * lateness.greatest)
    assert len(tally.findings) == 2
    assert tally.findings[1].startswith("last: ended ")
    assert tally.counts["calls more than 100 ms late"] >= 1
