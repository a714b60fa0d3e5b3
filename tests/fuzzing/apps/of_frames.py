"""A server that writes its own frames, one defect on each path, as no framework would let it: python of_frames.py PORT

With MENDED in its environment it is sound.
"""

import asyncio
import base64
import hashlib
import os
import struct
import sys
import traceback
from collections import Counter
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

MENDED = bool(os.environ.get("MENDED"))
MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
#: Connections so far, by their path.
visits: Counter[str] = Counter()


class Connection:
    """One WebSocket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.path, self.query, self.headers = "", {}, {}
        self.is_deaf = False

    async def request(self) -> None:
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        url = urlsplit(lines[0].split(" ")[1])
        self.path, self.query = url.path.strip("/"), parse_qs(url.query)
        self.headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}

    def accept(self, subprotocol: str = "") -> None:
        key = base64.b64encode(hashlib.sha1((self.headers["sec-websocket-key"] + MAGIC).encode()).digest()).decode()
        chosen = f"Sec-WebSocket-Protocol: {subprotocol}\r\n" if subprotocol else ""
        head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        self.writer.write(f"{head}Sec-WebSocket-Accept: {key}\r\n{chosen}\r\n".encode())

    def send(self, payload: str | bytes, opcode: int = TEXT, rsv: int = 0) -> None:
        data = payload.encode() if isinstance(payload, str) else payload
        size = bytes([len(data)]) if len(data) < 126 else b"\x7f" + struct.pack("!Q", len(data))
        if 126 <= len(data) < 2**16:
            size = b"\x7e" + struct.pack("!H", len(data))
        self.writer.write(bytes([0x80 | rsv << 4 | opcode]) + size + data)

    def close(self, code: int) -> None:
        self.send(struct.pack("!H", code), CLOSE)

    async def texts(self) -> AsyncIterator[str]:
        """What the client says, until it closes."""
        while True:
            opcode, size = await self.reader.readexactly(2)
            length = size & 0x7F
            if length > 125:
                length = int.from_bytes(await self.reader.readexactly(2 if length == 126 else 8), "big")
            mask = await self.reader.readexactly(4)
            data = bytes(b ^ mask[at % 4] for at, b in enumerate(await self.reader.readexactly(length)))
            if opcode & 15 == CLOSE:
                self.send(data[:2], CLOSE)
                return
            if opcode & 15 == PING and not self.is_deaf:
                self.send(data, PONG)
            elif opcode & 15 == TEXT:
                yield data.decode()


async def garbled(it: Connection) -> None:
    """Leaves the bit of compression in the frames of JSON, although none was agreed on."""
    it.accept()
    async for text in it.texts():
        it.send(f"got {text}", rsv=4 if text[:1] == "{" and not MENDED else 0)


async def busy(it: Connection) -> None:
    """Answers no ping any more once it was told to work."""
    it.accept()
    async for text in it.texts():
        it.is_deaf = it.is_deaf or (text == "work" and not MENDED)
        it.send("done")


async def archive(it: Connection) -> None:
    """Sends everything that there is, one message each."""
    it.accept()
    async for text in it.texts():
        for number in range(4000 if text == "all" and not MENDED else 3):
            it.send(f"entry {number}")


async def careful(it: Connection) -> None:
    """Answers that something went wrong, and writes the exception to its log all the same."""
    it.accept()
    async for text in it.texts():
        try:
            it.send(f"half of it is {float(text) / 2}")
        except ValueError:
            if not MENDED:
                traceback.print_exc()
            it.send("that is no number")


async def account(it: Connection) -> None:
    """Hands out whole records of its database."""
    it.accept()
    async for _ in it.texts():
        it.send('{"name": "ada"}' if MENDED else '{"name": "ada", "password": "correct horse"}')


async def who(it: Connection) -> None:
    """Says the token in its greeting by which it knows the user."""
    it.accept()
    it.send("welcome" if MENDED else f"welcome, {it.headers.get('authorization', 'stranger')}")
    async for _ in it.texts():
        it.send("welcome")


async def second(it: Connection) -> None:
    """Fails on every second connection."""
    visits["second"] += 1
    fails = visits["second"] % 2 == 0 and not MENDED
    it.accept()
    async for text in it.texts():
        if fails:
            it.close(1011)
            return
        it.send(text)


async def unsaid(it: Connection) -> None:
    """Forgets to say which subprotocol it has taken."""
    it.accept("chat.v2" if MENDED else "")
    async for text in it.texts():
        it.send(text)


async def quiet(it: Connection) -> None:
    """Answers in capitals."""
    it.accept()
    async for text in it.texts():
        it.send("done" if MENDED else text.upper())


async def door(it: Connection) -> None:
    """Lets in who has any token; mended it says only after the handshake that it does not."""
    it.accept()
    token = it.headers.get("authorization", "")
    if not token or (MENDED and token != "Bearer s3cret-token-9"):
        it.close(1008)
    async for text in it.texts():
        it.send(text)


async def mortal(it: Connection) -> None:
    """Takes the whole process with it where a text is empty."""
    it.accept()
    async for text in it.texts():
        if not text and not MENDED:
            print("out of memory", file=sys.stderr, flush=True)
            os._exit(137)
        it.send(text)


PATHS = {
    each.__name__: each for each in (garbled, busy, archive, careful, account, who, second, unsaid, quiet, door, mortal)
}


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    it = Connection(reader, writer)
    try:
        await it.request()
        await PATHS[it.path](it)
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main(port: int) -> None:
    async with await asyncio.start_server(serve, "127.0.0.1", port, limit=2**20) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
