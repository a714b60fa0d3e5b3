"""A proxy: HTTP (CONNECT and whole URLs), SOCKS 4, 4a and 5 on one port, told apart by the first byte.

    proxy.py PORT [--credentials user:password] [--refuse STATUS]

Hosts below ``.test`` are this machine. What goes through is printed, so that a test sees that it did.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import ipaddress
import socket
from contextlib import suppress
from urllib.parse import urlsplit

Reader, Writer = asyncio.StreamReader, asyncio.StreamWriter


class Refused(Exception):
    """With the bytes that say so."""


class Proxy:
    def __init__(self, credentials: str, refuse: int) -> None:
        self.credentials = credentials
        self.refuse = refuse

    async def serve(self, reader: Reader, writer: Writer) -> None:
        try:
            first = await reader.readexactly(1)
            kind = {4: self.socks4, 5: self.socks5}.get(first[0])
            await (kind(reader, writer) if kind else self.http(first, reader, writer))
        except Refused as refused:
            with suppress(OSError):
                writer.write(refused.args[0])
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    # SOCKS

    async def socks4(self, reader: Reader, writer: Writer) -> None:
        _, *port, a, b, c, d = await reader.readexactly(7)
        user = (await reader.readuntil(b"\0"))[:-1].decode()
        named = (a, b, c) == (0, 0, 0) and d != 0
        host = (await reader.readuntil(b"\0"))[:-1].decode() if named else f"{a}.{b}.{c}.{d}"
        if self.refuse or user != self.credentials.partition(":")[0]:
            raise Refused(b"\0\x5d" + bytes(6))
        try:
            server = await reach("SOCKS4a" if named else "SOCKS4", host, int.from_bytes(port, "big"))
        except OSError:
            raise Refused(b"\0\x5b" + bytes(6)) from None
        writer.write(b"\0\x5a" + bytes(6))
        await relay(reader, writer, *server)

    async def socks5(self, reader: Reader, writer: Writer) -> None:
        methods = await reader.readexactly((await reader.readexactly(1))[0])
        method = 2 if self.credentials else 0
        if method not in methods:
            raise Refused(b"\5\xff")
        writer.write(bytes([5, method]))
        if method:
            await reader.readexactly(1)
            user = await reader.readexactly((await reader.readexactly(1))[0])
            password = await reader.readexactly((await reader.readexactly(1))[0])
            if b":".join([user, password]).decode() != self.credentials:
                raise Refused(b"\1\1")
            writer.write(b"\1\0")
        _, _, _, kind = await reader.readexactly(4)
        size = {1: 4, 4: 16}.get(kind) or (await reader.readexactly(1))[0]
        data = await reader.readexactly(size)
        host = data.decode() if kind == 3 else str(ipaddress.ip_address(data))
        port = int.from_bytes(await reader.readexactly(2), "big")
        if self.refuse:
            raise Refused(b"\5\2\0\1\0\0\0\0\0\0")
        try:
            server = await reach(f"SOCKS5 {'name' if kind == 3 else 'address'}", host, port)
        except OSError:
            raise Refused(b"\5\5\0\1\0\0\0\0\0\0") from None
        writer.write(b"\5\0\0\1\0\0\0\0\0\0")
        await relay(reader, writer, *server)

    # HTTP

    async def http(self, first: bytes, reader: Reader, writer: Writer) -> None:
        head = first + await reader.readuntil(b"\r\n\r\n")
        line, *lines = head.decode("latin-1").split("\r\n")
        method, where, version = line.split(" ")
        fields = {name.lower(): value.strip() for name, _, value in (each.partition(":") for each in lines)}
        wanted = "Basic " + base64.b64encode(self.credentials.encode()).decode()
        if self.credentials and fields.get("proxy-authorization") != wanted:
            raise Refused(answer(407, "Proxy Authentication Required", "who are you?"))
        if self.refuse:
            raise Refused(answer(self.refuse, "Refused", f"<h1>not to {where}</h1>" + "." * 400))
        if method == "CONNECT":
            host, _, port = where.rpartition(":")
            rest = b""
        else:
            parts = urlsplit(where)
            host, port = parts.hostname or "", str(parts.port or 80)
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            kept = [each for each in lines if not each.lower().startswith(("proxy-", "connection:"))]
            rest = "\r\n".join([f"{method} {path} {version}", "Connection: close", *kept]).encode("latin-1")
        try:
            server = await reach(method, host.strip("[]"), int(port))
        except OSError as error:
            raise Refused(answer(502, "Bad Gateway", str(error))) from None
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connection established\r\nVia: 1.1 test\r\n\r\n")
        else:
            server[1].write(rest)
        await relay(reader, writer, *server)


def answer(status: int, reason: str, body: str) -> bytes:
    head = f"HTTP/1.1 {status} {reason}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
    return (head + body).encode()


async def reach(how: str, host: str, port: int) -> tuple[Reader, Writer]:
    print(f"{how} {host}:{port}", flush=True)
    return await asyncio.open_connection("127.0.0.1" if host.endswith(".test") else host, port)


async def relay(reader: Reader, writer: Writer, server_reader: Reader, server_writer: Writer) -> None:
    async def pump(source: Reader, sink: Writer) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                sink.write(data)
                await sink.drain()
        # A lost connection is lost on the other side too.
        sink.close()

    await asyncio.gather(pump(reader, server_writer), pump(server_reader, writer))


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--credentials", default="")
    parser.add_argument("--refuse", type=int, default=0)
    given = parser.parse_args()
    proxy = Proxy(given.credentials, given.refuse)
    async with await asyncio.start_server(proxy.serve, "127.0.0.1", given.port, family=socket.AF_INET) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
