"""A proxy that breaks connections, byte by byte, and says which.

``python -m tests.soak.proxy SEED SHARE REACH NAME=PORT …`` prints the port on which it stands before each server, as
JSON, and from then on a line for each thing it does: ``{"number": …, "name": …, "port": …}`` when a connection comes
(``port`` is the client's), ``{"number": …, "fault": …}`` before anything of the fault can be noticed. ``calm`` on its
standard input makes it pass on everything as it comes, on connections that come from then on, ``storm`` makes it break
them again; both are answered with a line.

A connection of which no fault was told has passed on every byte, in order, though perhaps late and in small pieces.
``{"number": …, "ended": …}`` tells who ended it.
"""

from __future__ import annotations

import contextlib
import heapq
import json
import os
import random
import selectors
import socket
import struct
import sys
from collections import deque
from time import monotonic

from .faults import CALM, TO_CLIENT, TO_SERVER, Plan, corrupted, pieces, plan

#: A side is not read while so many bytes of it wait to be passed on.
FULL = 1 << 20
READ = 1 << 16
#: Seconds between two pieces of a read, so that they arrive as two.
GAP = 0.001
_RESET = struct.pack("ii", 1, 0)


def tell(**what: object) -> None:
    """At once, and in one write."""
    os.write(1, json.dumps(what).encode() + b"\n")


class Way:
    """One direction of a connection: what was read of ``source`` and waits to be written to ``sink``."""

    def __init__(self, link: Link, source: socket.socket, sink: socket.socket, direction: str) -> None:
        self.link = link
        self.source = source
        self.sink = sink
        self.strikes = link.plan.fault if link.plan.direction == direction else ""
        self.after = link.plan.after
        #: Nothing more is passed on, but it is read.
        self.silent = False
        #: The source has ended.
        self.dry = False
        #: When it is due, and what: no bytes stand for the end.
        self.waiting: deque[tuple[float, bytes]] = deque()
        self.size = 0
        self.due = 0.0
        self.ended = False
        self.finished = False
        #: Whether ``sink`` takes no more for now.
        self.blocked = False
        #: Whether a timer will push.
        self.timed = False

    def take(self, data: bytes) -> None:
        """What was read; nothing: the end."""
        if self.strikes and len(data) > self.after:
            passed, data = data[: self.after], data[self.after :]
            self.queue(passed)
            fault, self.strikes = self.strikes, ""
            data = self.struck(fault, data)
        self.after -= len(data)
        if not self.silent:
            self.queue(data)

    def struck(self, fault: str, data: bytes) -> bytes:
        """What is left of the data after the fault has struck."""
        link = self.link
        link.announce(fault)
        if fault == "lose":
            return data[link.chance.randint(1, 20) :]
        if fault == "corrupt":
            return corrupted(data[:64], link.chance) + data[64:]
        if fault == "half-close":
            self.queue(b"", end=True)
        elif fault == "reset":
            link.reset_at = max(monotonic(), self.due)
            self.push_at(link.reset_at)
        self.silent = True
        return b""

    def queue(self, data: bytes, end: bool = False) -> None:
        if self.finished or self.ended or not (data or end):
            return
        self.ended = end
        link = self.link
        self.due = max(self.due, monotonic() + (link.chance.random() * link.plan.delay if link.plan.delay else 0))
        for piece in pieces(data, link.plan.cuts, link.chance) if data else [b""]:
            self.waiting.append((self.due, piece))
            self.size += len(piece)
            if link.plan.cuts:
                self.due += GAP
        self.push()

    def push_at(self, due: float) -> None:
        if not self.timed:
            self.timed = True
            self.link.proxy.later(due, self)

    def push(self) -> None:
        """Write what is due."""
        link = self.link
        if link.reset_at and link.reset_at <= monotonic():
            link.reset()
        while self.waiting and not self.finished and not link.closed:
            due, data = self.waiting[0]
            if due > monotonic():
                self.push_at(due)
                break
            if not data:
                self.finished = True
                with contextlib.suppress(OSError):
                    self.sink.shutdown(socket.SHUT_WR)
                break
            try:
                sent = self.sink.send(data)
            except BlockingIOError:
                self.blocked = True
                break
            except OSError:
                link.note_end(1 - link.ways.index(self), "left")
                return link.over()
            self.size -= sent
            if sent < len(data):
                self.waiting[0] = (due, data[sent:])
            else:
                self.waiting.popleft()
        link.watch()


class Link:
    """A connection from a client to a server."""

    def __init__(self, proxy: Proxy, number: int, client: socket.socket, server: socket.socket, what: Plan) -> None:
        self.proxy = proxy
        self.number = number
        self.plan = what
        self.chance = random.Random(what.seed)
        self.broken = False
        #: Whether it was told who ended it.
        self.noted = False
        self.reset_at = 0.0
        self.closed = False
        self.ways = Way(self, client, server, TO_SERVER), Way(self, server, client, TO_CLIENT)
        self.watched = [0, 0]
        self.watch()

    def announce(self, fault: str) -> None:
        if not self.broken:
            self.broken = True
            tell(number=self.number, fault=fault)

    def note_end(self, side: int, how: str) -> None:
        """Tell who ended a connection that nothing broke."""
        if not self.broken and not self.noted:
            self.noted = True
            tell(number=self.number, ended=f"{how} by the {('client', 'server')[side]}")

    def ready(self, side: int, events: int) -> None:
        """A socket, the source of way ``side``, can be read or written."""
        way, back = self.ways[side], self.ways[1 - side]
        if events & selectors.EVENT_WRITE:
            back.blocked = False
            back.push()
        if events & selectors.EVENT_READ and not self.closed:
            try:
                data = way.source.recv(READ)
            except BlockingIOError:
                return
            except OSError:
                # It was reset, and so the other one is.
                self.note_end(side, "reset")
                return self.reset()
            way.dry = not data
            if way.dry:
                self.note_end(side, "ended")
            if data:
                way.take(data)
            elif self.broken:
                # Who is left alone by a fault has given up: the other end is told, or it would wait for ever.
                self.over()
            else:
                way.queue(b"", end=True)
        if all(each.finished for each in self.ways):
            self.over()

    def watch(self) -> None:
        for side, way in enumerate(self.ways):
            back = self.ways[1 - side]
            reading = not way.dry and way.size < FULL
            events = (selectors.EVENT_READ if reading else 0) | (selectors.EVENT_WRITE if back.blocked else 0)
            if self.closed:
                events = 0
            if events != self.watched[side]:
                self.proxy.select(way.source, (self, side), events, known=bool(self.watched[side]))
                self.watched[side] = events

    def reset(self) -> None:
        for way in self.ways:
            with contextlib.suppress(OSError):
                way.source.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.over()

    def over(self) -> None:
        if not self.closed:
            self.closed = True
            self.watch()
            for way in self.ways:
                way.source.close()
                way.waiting.clear()


class Proxy:
    """All connections, on one thread."""

    def __init__(self, seed: int, share: float, reach: int, servers: dict[str, int]) -> None:
        self.seed, self.share, self.reach = seed, share, reach
        self.calm = False
        self.count = 0
        self.selector = selectors.DefaultSelector()
        self.timers: list[tuple[float, int, Way]] = []
        self.order = 0
        self.listeners: dict[str, int] = {}
        for name, port in servers.items():
            listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
            listener.setblocking(False)
            self.selector.register(listener, selectors.EVENT_READ, (name, port))
            self.listeners[name] = listener.getsockname()[1]
        os.set_blocking(0, False)
        self.selector.register(0, selectors.EVENT_READ, None)

    def select(self, sock: socket.socket, data: tuple[Link, int], events: int, known: bool) -> None:
        if not events:
            self.selector.unregister(sock)
        elif known:
            self.selector.modify(sock, events, data)
        else:
            self.selector.register(sock, events, data)

    def later(self, due: float, way: Way) -> None:
        self.order += 1
        heapq.heappush(self.timers, (due, self.order, way))

    def accept(self, listener: socket.socket, name: str, port: int) -> None:
        client, address = listener.accept()
        self.count += 1
        tell(number=self.count, name=name, port=address[1])
        try:
            server = socket.create_connection(("127.0.0.1", port), timeout=5)
        except OSError as error:
            tell(number=self.count, fault=f"no server: {error}")
            client.close()
            return
        for sock in (client, server):
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        Link(
            self, self.count, client, server, CALM if self.calm else plan(self.seed, self.count, self.share, self.reach)
        )

    def obey(self) -> bool:
        """Do what standard input says; False at its end."""
        words = os.read(0, 4096)
        for word in words.split():
            self.calm = word == b"calm"
            tell(weather=word.decode())
        return bool(words)

    def run(self) -> None:
        tell(**self.listeners)
        while True:
            wait = max(0.0, self.timers[0][0] - monotonic()) if self.timers else None
            for key, events in self.selector.select(wait):
                if key.data is None:
                    if not self.obey():
                        return
                elif isinstance(key.data[0], Link):
                    link, side = key.data
                    if not link.closed:
                        link.ready(side, events)
                else:
                    with contextlib.suppress(BlockingIOError):
                        self.accept(key.fileobj, *key.data)  # type: ignore[arg-type]
            now = monotonic()
            while self.timers and self.timers[0][0] <= now:
                way = heapq.heappop(self.timers)[2]
                way.timed = False
                if not way.link.closed:
                    way.push()


def main(seed: str, share: str, reach: str, *servers: str) -> None:
    ports = {name: int(port) for name, _, port in (each.partition("=") for each in servers)}
    Proxy(int(seed), float(share), int(reach), ports).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
