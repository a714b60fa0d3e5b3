"""Prices as they are made, a memory of the newest, and everybody who listens."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections import Counter, deque
from collections.abc import AsyncIterator
from typing import Any, NamedTuple
from weakref import WeakSet

#: So many of what happened last can be told again.
REMEMBERED = 1000


class Happening(NamedTuple):
    """A tick, a halt or a reset: its type, its id for who wants to go on behind it, and its facts."""

    type: str
    id: str
    facts: dict[str, Any]


class Listener:
    """Hears of some symbols from when it is made until nobody holds it any more."""

    def __init__(self, market: Market, symbols: set[str]) -> None:
        self._market = market
        self._symbols = symbols
        self._heard: asyncio.Queue[Happening] = asyncio.Queue()

    def hear(self, happening: Happening) -> None:
        if happening.facts.get("symbol", "") in {"", *self._symbols}:
            self._heard.put_nowait(happening)

    async def happenings(self) -> AsyncIterator[Happening]:
        """What was missed, then what happens; ends when all of the symbols are halted."""
        while not self._symbols <= self._market.halted or not self._heard.empty():
            yield await self._heard.get()


class Market:
    """What happens has a number; an id holds the run too, because numbers begin again when the server does."""

    def __init__(self) -> None:
        self.run = secrets.token_hex(3)
        self.halted: set[str] = set()
        self._happened = 0
        self._memory: deque[Happening] = deque(maxlen=REMEMBERED)
        self._ticks: Counter[str] = Counter()
        self._listeners: WeakSet[Listener] = WeakSet()

    def tick(self, symbol: str, price: float) -> Happening:
        """A price. Ticks of one symbol are numbered without a gap."""
        self._ticks[symbol] += 1
        return self._tell("tick", {"symbol": symbol, "number": self._ticks[symbol], "price": price})

    def halt(self, symbol: str) -> Happening:
        """No more prices: whoever listens to nothing else has heard all."""
        self.halted.add(symbol)
        return self._tell("halt", {"symbol": symbol})

    def _tell(self, kind: str, facts: dict[str, Any]) -> Happening:
        self._happened += 1
        happening = Happening(kind, f"{self.run}-{self._happened}", facts)
        self._memory.append(happening)
        for listener in tuple(self._listeners):
            listener.hear(happening)
        return happening

    def missed(self, since: str) -> list[Happening]:
        """What happened after this id; a reset where that is not known any more, or was before a restart."""
        run, _, number = since.rpartition("-")
        if run == self.run and number.isdecimal() and int(number) <= self._happened:
            after = [each for each in self._memory if int(each.id.rpartition("-")[2]) > int(number)]
            if len(after) == self._happened - int(number):
                return after
        return [Happening("reset", f"{self.run}-{self._happened}", {"reason": f"{since} is not known here"})]

    def listen(self, symbols: set[str], since: str | None) -> Listener:
        """From now on; what was missed since that id comes first."""
        listener = Listener(self, symbols)
        for happening in self.missed(since) if since else []:
            listener.hear(happening)
        self._listeners.add(listener)
        return listener

    async def simulate(self, symbol: str, pace: float) -> None:
        """A price each ``pace`` seconds, for ever."""
        price = 100.0
        while True:
            price = round(price * random.uniform(0.99, 1.01), 2)
            self.tick(symbol, price)
            await asyncio.sleep(pace)
