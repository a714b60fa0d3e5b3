"""The auctions of the house: their lots, who is there, and what was bid."""

import struct
import zlib
from dataclasses import dataclass, field
from itertools import count
from typing import Any


@dataclass
class Lot:
    name: str
    price: int
    bidder: str | None = None
    sold: bool = False

    def shown(self, number: int) -> dict[str, Any]:
        return {"lot": number, "name": self.name, "price": self.price, "bidder": self.bidder, "sold": self.sold}


@dataclass
class Auction:
    title: str
    lots: list[Lot]
    present: list[str] = field(default_factory=list)
    bids: int = 0

    @property
    def over(self) -> bool:
        return all(lot.sold for lot in self.lots)

    def lot(self, number: int) -> Lot | None:
        """A lot that can still be had, by its number from 1."""
        lot = self.lots[number - 1] if 0 < number <= len(self.lots) else None
        return None if lot is None or lot.sold else lot

    def bid(self, bidder: str, number: int, lot: Lot, amount: int) -> dict[str, Any]:
        self.bids += 1
        lot.price, lot.bidder = amount, bidder
        return {"type": "bid", "number": self.bids, "lot": number, "bidder": bidder, "amount": amount}

    def shown(self) -> list[dict[str, Any]]:
        return [lot.shown(number) for number, lot in enumerate(self.lots, 1)]


class House:
    """All auctions, by their number."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._auctions: dict[int, Auction] = {}

    def announce(self, auction: Auction) -> int:
        number = next(self._numbers)
        self._auctions[number] = auction
        return number

    def __getitem__(self, number: int) -> Auction | None:
        return self._auctions.get(number)


def picture(number: int) -> bytes:
    """A PNG of one pixel, in the colour of that lot."""
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(bytes((0, number, 0x80, 0xFF)))),
        (b"IEND", b""),
    ]
    packed = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)
