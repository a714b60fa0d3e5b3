"""The long run: legs of a storm, and rests between them in which what the process holds is measured."""

from __future__ import annotations

import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from traceback import format_exception
from typing import Any

import psutil

from WsKeywords.core import Sessions

from .measuring import Held, Lateness, at_rest, beyond
from .players import Patience, Player
from .servers import NGINX, Fleet, Proxy, proxied, running
from .tally import Tally

#: So much faster goes the warm-up. What is resident tells of the busiest moment that a process has had: where that is
#: still to come after the warm-up, it tells of luck and not of leaks.
HASTE = 3


@dataclass(frozen=True)
class Soak:
    """How long and how hard.

    Attributes:
        seconds: of storm, in all.
        sessions: open at a time.
        legs: its parts; after each, everything is closed, and as many sessions are opened anew in calm to be measured.
        workers: threads that play.
        pace: seconds of a round: each session sends some messages, each reads what came. The warm-up goes at a multiple
            of it, see `HASTE`.
        share: so many of the connections are broken, from 0 to 1.
        reach: within so many bytes.
        patience: how long calls wait, in parts of what they wait in a run of an hour.
        seed: for all that is drawn.
    """

    seconds: float
    sessions: int
    legs: int
    workers: int
    pace: float
    share: float
    seed: int
    reach: int = 30_000
    patience: float = 1.0

    @property
    def warm_up(self) -> int:
        """How many of the legs are warm-up."""
        return max(1, self.legs // 4)

    @property
    def waits(self) -> Patience:
        return Patience().times(self.patience)


@dataclass
class Outcome:
    """What was seen."""

    soak: Soak
    servers: list[str]
    elapsed: float = 0.0
    #: After each leg; the first quarter of the legs is warm-up.
    rests: list[Held] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)
    late: dict[str, float] = field(default_factory=dict)
    #: How late a thread woke that only slept.
    machine_late: float = 0.0
    #: Of one CPU, all processes together.
    cpu: float = 0.0
    findings: list[str] = field(default_factory=list)

    @property
    def warm(self) -> Held:
        """What was held after warm-up."""
        return self.rests[self.soak.warm_up - 1]

    @property
    def grown(self) -> list[str]:
        return beyond(self.rests[-1], self.warm)

    @property
    def held(self) -> bool:
        return not self.findings and not self.grown


class Run:
    """One run, through one proxy."""

    def __init__(self, soak: Soak, fleet: Fleet, proxy: Proxy, sessions: Sessions, lateness: Lateness) -> None:
        self.soak = soak
        self.outcome = Outcome(soak, list(fleet.ports))
        self.tally = Tally(lateness)
        self._fleet = fleet
        self._proxy = proxy
        self._sessions = sessions
        self._lateness = lateness
        self._faults: Counter[str] = Counter()
        #: How the connections to each server ended that were not broken, and not opened.
        self._unopened: dict[str, list[str]] = defaultdict(list)
        self.players = [
            Player(sessions, proxy, self.tally, f"{server}-{number}", fleet.urls[server], soak.seed, soak.waits)
            for server, count in _shared(soak.sessions, list(fleet.ports)).items()
            for number in range(1, count + 1)
        ]

    def play(self) -> Outcome:
        began = monotonic()
        used = _cpu()
        for number in range(self.soak.legs):
            pace = self.soak.pace / (HASTE if number < self.soak.warm_up else 1)
            self.leg(self.soak.seconds / self.soak.legs, pace)
            self.rest()
            self.report(f"{number + 1} of {self.soak.legs}")
        self.outcome.elapsed = monotonic() - began
        self.outcome.cpu = (_cpu() - used) / self.outcome.elapsed
        return self.summed()

    def leg(self, seconds: float, pace: float) -> None:
        """A storm of so many seconds, with a round in every ``pace`` seconds."""
        self._proxy.weather("storm")
        until = monotonic() + seconds
        crews = [self.players[number :: self.soak.workers] for number in range(self.soak.workers)]
        threads = [threading.Thread(target=self._work, args=(crew, until, pace), daemon=True) for crew in crews]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(seconds + 60)

    def _work(self, crew: Sequence[Player], until: float, pace: float) -> None:
        pause = threading.Event()
        try:
            while monotonic() < until:
                next_round = monotonic() + pace
                open_ones = [player for player in crew if player.ensure_open()]
                for player in open_ones:
                    player.send()
                for player in open_ones:
                    player.read()
                pause.wait(max(0.0, min(next_round, until) - monotonic()))
            for player in crew:
                player.end()
        except Exception as error:
            self.tally.find(f"a worker ended: {''.join(format_exception(error))}")

    def rest(self) -> None:
        """Close everything, balance the books, open it anew in calm, measure."""
        self._sessions.close_all()
        self._balance()
        self._proxy.weather("calm")
        players = iter(self.players)
        for server, count in _shared(self.soak.sessions, list(self._fleet.ports)).items():
            for session in self._sessions.open_many(self._fleet.urls[server], count, server, open_timeout=60):
                player = next(players)
                assert player.name == session.name
                player.renew(session)
        for player in self.players:
            assert player.session is not None
            player.session.send_text("calm")
        for player in self.players:
            assert player.session is not None
            assert player.session.receive(60) == "calm"
        self.outcome.rests.append(at_rest(self._sessions, len(self.players)))

    def _balance(self) -> None:
        """Every connection that nothing broke was a session's."""
        connections = self._proxy.forget()
        opened = {number for player in self.players for number in player.opened}
        for player in self.players:
            player.opened.clear()
        self._faults.update(each.fault for each in connections if each.fault)
        self.tally.count("connections", len(connections))
        self.tally.count("connections broken", sum(bool(each.fault) for each in connections))
        for each in connections:
            if not each.fault and each.number not in opened:
                self.tally.count(f"not broken and not opened: {each.server}")
                self._unopened[each.server].append(each.end)

    def summed(self) -> Outcome:
        outcome, tally = self.outcome, self.tally
        outcome.counts = dict(sorted(tally.counts.items()))
        outcome.faults = dict(sorted(self._faults.items()))
        outcome.late = {name: round(late, 4) for name, late in sorted(tally.late.items())}
        outcome.machine_late = round(self._lateness.greatest, 4)
        outcome.findings = list(tally.findings)
        for server in outcome.servers:
            lost = tally.counts[f"not broken and not opened: {server}"]
            # Where the machine is busy, and little time is given, an opening may time out for no other reason.
            allowed = tally.counts["openings that timed out"] if self.soak.patience < 1 else 0
            # To say what is wrong with TLS a server is looked at a second time.
            allowed += tally.counts["connections broken"] if server == NGINX else 0
            if lost > allowed:
                ends = ", ".join(f"{count} {how}" for how, count in Counter(self._unopened[server]).items())
                outcome.findings.append(
                    f"{lost} connections to {server} that were not broken could not be opened; of these {ends}"
                )
        return outcome

    def report(self, leg: str) -> None:
        held_now, counts = self.outcome.rests[-1], self.tally.counts
        print(
            f"    leg {leg}: {held_now.descriptors} descriptors, {held_now.threads} threads, "
            f"{held_now.memory / 1e6:.1f} MB, {held_now.allocated / 1e6:.1f} MB allocated, "
            f"{held_now.blocks:,} blocks; {counts['messages received']:,} messages, "
            f"{counts['connections broken']:,} of {counts['connections']:,} connections broken; "
            f"{counts['findings']} findings",
            file=sys.stderr,
            flush=True,
        )


def _shared(count: int, servers: list[str]) -> dict[str, int]:
    """How many sessions each server gets."""
    return {server: len(range(number, count, len(servers))) for number, server in enumerate(servers)}


def _cpu() -> float:
    """Seconds of CPU that this process and its children have used."""
    process = psutil.Process()
    total = 0.0
    for each in (process, *process.children(recursive=True)):
        try:
            times = each.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


@contextmanager
def prepared(soak: Soak, *servers: str) -> Iterator[Run]:
    """Servers, the proxy before them, sessions."""
    waits = soak.waits
    options: dict[str, Any] = {"timeout": waits.receive, "open_timeout": waits.open, "close_timeout": waits.close}
    with (
        running(*servers) as fleet,
        proxied(fleet, soak.seed, soak.share, soak.reach) as (proxy, reached),
        Lateness() as lateness,
        Sessions(ca_cert=fleet.ca if NGINX in fleet.ports else None, **options) as sessions,
    ):
        yield Run(soak, reached, proxy, sessions, lateness)
