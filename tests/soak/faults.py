"""What the proxy does to a connection: drawn from a seed and the connection's number, so that it can be done again."""

from __future__ import annotations

import random
from typing import NamedTuple

#: What leaves a connection broken. ``drop``: nothing is passed on any more, in that direction; ``lose``: some bytes are
#: left out; ``corrupt``: some bits are turned; ``reset``: both ends are reset; ``half-close``: that direction ends.
FAULTS = ("drop", "lose", "corrupt", "reset", "half-close")
TO_SERVER, TO_CLIENT = "to server", "to client"


class Plan(NamedTuple):
    """What happens to one connection.

    Attributes:
        delay: so many seconds at most a read is held back.
        cuts: in so many places at most what was read is cut; the pieces are sent one after the other.
        fault: one of ``FAULTS``, or empty: whatever happens, every byte arrives, in order.
        direction: where the fault strikes.
        after: so many bytes of that direction go through before.
        seed: for what is drawn on the way.
    """

    delay: float
    cuts: int
    fault: str
    direction: str
    after: int
    seed: int


def plan(seed: int, number: int, share: float, reach: int) -> Plan:
    """The plan of connection ``number``.

    Args:
        share: so many of the connections are broken, from 0 to 1.
        reach: a fault comes within so many bytes; one in five within the first thousand, where the handshake is.
    """
    chance = random.Random(f"{seed}/{number}")
    after = chance.randrange(1000) if chance.random() < 0.2 else chance.randrange(reach)
    return Plan(
        delay=chance.choice((0, 0, 0.005, 0.05, 0.2)),
        cuts=chance.choice((0, 0, 1, 3, 8)),
        fault=chance.choice(FAULTS) if chance.random() < share else "",
        direction=chance.choice((TO_SERVER, TO_CLIENT)),
        after=after,
        seed=chance.randrange(1 << 32),
    )


CALM = Plan(0, 0, "", TO_CLIENT, 0, 0)


def corrupted(data: bytes, chance: random.Random) -> bytes:
    """The bytes with some bits turned, at least one."""
    changed = bytearray(data)
    for position in chance.sample(range(len(data)), min(len(data), chance.randint(1, 4))):
        changed[position] ^= 1 << chance.randrange(8)
    return bytes(changed)


def pieces(data: bytes, cuts: int, chance: random.Random) -> list[bytes]:
    """The bytes, cut in at most so many places."""
    if not cuts or len(data) < 2:
        return [data]
    places = sorted({chance.randrange(1, len(data)) for _ in range(chance.randint(1, cuts))})
    return [data[start:end] for start, end in zip([0, *places], [*places, len(data)], strict=True)]
