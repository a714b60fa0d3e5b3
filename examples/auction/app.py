"""The app: HTTP to announce auctions and let the hammer fall, ``/auctions/{number}?bidder=NAME`` to bid.

A bidder sends ``{"bid": amount, "lot": number}`` or ``{"picture": lot}``, which is answered with a PNG. Everyone in the
room gets ``present`` (who is there), ``bid`` and ``sold``, in the same order; only who asks for it ``welcome`` and
``too-low``.

===== ========================================
1003  a binary message: bids are text
4000  the last lot is sold
4003  the third bid that was too low
4400  a text that is neither a bid nor a request
4404  there is no such auction
4410  the auction was over before
===== ========================================
"""

import json
from contextlib import suppress
from typing import Any

from litestar import Litestar, WebSocket, get, post, websocket
from litestar.channels import ChannelsPlugin
from litestar.channels.backends.memory import MemoryChannelsBackend
from litestar.exceptions import NotFoundException, WebSocketDisconnect

from .house import Auction, House, Lot, picture

PATIENCE = 3

house = House()
channels = ChannelsPlugin(MemoryChannelsBackend(), arbitrary_channels_allowed=True)


def room(number: int) -> str:
    return f"auction-{number}"


def tell(number: int, message: dict[str, Any]) -> None:
    """To everyone in the room; the plugin keeps the order."""
    channels.publish(message, room(number))


@get("/health", sync_to_thread=False)
def health() -> dict[str, str]:
    return {"status": "ok"}


@post("/auctions", sync_to_thread=False)
def announce(data: dict[str, Any]) -> dict[str, Any]:
    """``{"title": …, "lots": {"Longcase clock": 100, …}}``: the lots with what they start at."""
    lots = [Lot(name, start) for name, start in data["lots"].items()]
    return {"auction": house.announce(Auction(data["title"], lots)), "lots": len(lots)}


@post("/auctions/{number:int}/lots/{lot_number:int}/hammer", sync_to_thread=False)
def hammer(number: int, lot_number: int) -> dict[str, Any]:
    auction = house[number]
    lot = auction.lot(lot_number) if auction else None
    if auction is None or lot is None:
        raise NotFoundException("There is no such lot, or it is sold.")
    lot.sold = True
    sale = {"type": "sold", "lot": lot_number, "bidder": lot.bidder, "amount": lot.price if lot.bidder else None}
    tell(number, {**sale, "over": auction.over})
    return sale


@websocket("/auctions/{number:int}")
async def attend(socket: WebSocket[Any, Any, Any], number: int, bidder: str) -> None:
    await socket.accept()
    auction = house[number]
    if auction is None:
        await socket.close(4404, f"there is no auction {number}")
        return
    if auction.over:
        await socket.close(4410, "the auction is over")
        return

    async def pass_on(event: bytes) -> None:
        with suppress(WebSocketDisconnect, RuntimeError):  # who has gone is noticed where the socket is read
            await socket.send_text(event.decode())
            message = json.loads(event)
            if message["type"] == "sold" and message["over"]:
                await socket.close(4000, "the auction is over")

    async with channels.start_subscription(room(number)) as subscriber:
        await socket.send_json({"type": "welcome", "title": auction.title, "lots": auction.shown()})
        auction.present.append(bidder)
        tell(number, {"type": "present", "bidders": sorted(auction.present)})
        try:
            async with subscriber.run_in_background(pass_on, join=False):
                await serve(socket, number, auction, bidder)
        finally:
            auction.present.remove(bidder)
            tell(number, {"type": "present", "bidders": sorted(auction.present)})


async def serve(socket: WebSocket[Any, Any, Any], number: int, auction: Auction, bidder: str) -> None:
    """Until the bidder goes, or is put out."""
    too_low = 0
    while (event := await socket.receive())["type"] == "websocket.receive":
        text = event.get("text")
        if text is None:
            await socket.close(1003, "bids are text")
            return
        match understood(text):
            case {"picture": int(lot_number)} if auction.lot(lot_number):
                await socket.send_bytes(picture(lot_number))
            case {"bid": int(amount), "lot": int(lot_number)} if lot := auction.lot(lot_number):
                if amount > lot.price:
                    tell(number, auction.bid(bidder, lot_number, lot, amount))
                    continue
                too_low += 1
                await socket.send_json({"type": "too-low", "lot": lot_number, "price": lot.price})
                if too_low == PATIENCE:
                    await socket.close(4003, f"{PATIENCE} bids were too low")
                    return
            case _:
                await socket.close(4400, "neither a bid nor a request")
                return


def understood(text: str) -> Any:
    with suppress(ValueError):
        return json.loads(text)
    return None


app = Litestar([health, announce, hammer, attend], plugins=[channels])
