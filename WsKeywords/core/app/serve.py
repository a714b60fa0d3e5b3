"""Runs an ASGI app on uvicorn in a process of its own, on a socket that the test run bound and handed over.

Run as a script, never imported by the engine. Arguments: the app (``module:attribute``), ``factory`` or ``app``, the
descriptor of the socket (or ``-``: bind the next two oneself), host, port. What goes wrong before the app serves is
said in one line that starts with ``REASON``, which the run reads from the log.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import logging
import os
import socket
import sys
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, NoReturn

#: Starts the line of the log that says why the app does not serve.
REASON = "wskeywords: "
#: What helps when a module is not found.
NOT_FOUND = "Modules are looked for in the working directory: say with cwd= where the app is"
#: Seconds for open responses when the app is asked to stop; without it one event stream would hold up the end forever.
DRAIN = 3

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


def give_up(reason: str) -> NoReturn:
    sys.stdout.flush()
    print(REASON + " ".join(reason.split()), file=sys.stderr, flush=True)
    sys.exit(3)


def describe(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def print_trace(error: BaseException) -> None:
    """The traceback without the frames that are ours or of the import machinery."""
    told = traceback.TracebackException.from_exception(error)
    told.stack = traceback.StackSummary.from_list(
        [frame for frame in told.stack if frame.filename != __file__ and "importlib" not in frame.filename]
    )
    if told.stack or isinstance(error, SyntaxError):
        print("".join(told.format()), end="", file=sys.stderr, flush=True)


def load(target: str) -> Any:
    """The object that ``module:attribute`` names; ``attribute`` may be dotted."""
    module_name, _, attributes = target.partition(":")
    try:
        found: Any = importlib.import_module(module_name)
    except BaseException as error:
        print_trace(error)
        # A module that is there but fails would fail anywhere.
        missing = isinstance(error, ModuleNotFoundError) and f"{module_name}.".startswith(f"{error.name}.")
        found_nowhere = f". {NOT_FOUND}" if missing else ""
        give_up(f'the module "{module_name}" could not be imported: {describe(error)}{found_nowhere}')
    for attribute in attributes.split("."):
        try:
            found = getattr(found, attribute)
        except AttributeError:
            import difflib

            near = difflib.get_close_matches(attribute, dir(found), n=1)
            hint = f'; did you mean "{near[0]}"?' if near else ""
            give_up(f'"{module_name}" has no attribute "{attribute}"{hint}')
    return found


def made(found: Any, target: str, kind: str) -> Any:
    """The app itself: ``found``, or what it returns when it is a factory (said to be, or callable with nothing)."""
    if not callable(found):
        give_up(f'"{target}" is no ASGI app but of type {type(found).__name__}')
    if kind != "factory":
        try:
            inspect.signature(found).bind()
        except (TypeError, ValueError):
            return found
    try:
        app = found()
    except Exception as error:
        print_trace(error)
        give_up(f'the factory "{target}" failed: {describe(error)}')
    if not callable(app):
        give_up(f'the factory "{target}" returned no ASGI app but something of type {type(app).__name__}')
    return app


def strict_lifespan(app: App) -> App:
    """An app that takes part in the lifespan and then raises has failed to start.

    uvicorn's "auto" takes any exception for "knows no lifespan", its "on" refuses the apps that know none.
    """

    async def serve(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            return await app(scope, receive, send)
        asked = answered = False

        async def receive_noting() -> Message:
            nonlocal asked
            message = await receive()
            asked = True
            return message

        async def send_noting(message: Message) -> None:
            nonlocal answered
            answered = True
            await send(message)

        try:
            return await app(scope, receive_noting, send_noting)
        except BaseException:
            if asked and not answered:
                await send({"type": "lifespan.startup.failed", "message": traceback.format_exc()})
            raise

    return serve


def main(arguments: list[str]) -> None:
    target, kind, descriptor, host, port = arguments
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    import uvicorn

    config = uvicorn.Config(
        made(load(target), target, kind),
        host=host,
        port=int(port),
        lifespan="auto",
        timeout_graceful_shutdown=DRAIN,
        use_colors=False,
    )
    config.load()
    if config.ws_protocol_class is None:
        print(
            "WARNING:  uvicorn finds no WebSocket library, so this app refuses every WebSocket: pip install websockets",
            file=sys.stderr,
            flush=True,
        )
    config.loaded_app = strict_lifespan(config.loaded_app)

    class Server(uvicorn.Server):
        """Says where it runs also when it was given the socket."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            if sockets and self.started:
                shown = f"[{host}]" if ":" in host else host
                logging.getLogger("uvicorn.error").info("Uvicorn running on http://%s:%s", shown, port)

    server = Server(config)
    sockets = None if descriptor == "-" else [socket.socket(fileno=int(descriptor))]
    # Versions of uvicorn differ in whether they exit or return when the app does not start.
    with contextlib.suppress(KeyboardInterrupt):
        try:
            server.run(sockets=sockets)
        except SystemExit:
            if server.started:
                raise
    if not server.started:
        failed = hasattr(server, "lifespan") and server.lifespan.should_exit
        give_up("the lifespan of the app failed at startup" if failed else "the app did not start")


if __name__ == "__main__":
    main(sys.argv[1:])
