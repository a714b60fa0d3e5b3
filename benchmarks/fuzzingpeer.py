"""One app, fuzzed by pytest-routes: run with its own interpreter, ``python benchmarks/fuzzingpeer.py APP SEED``.

Calls what its plug-in calls for each WebSocket route, with the number of examples that it has by default, and counts
what goes by. Writes one line of JSON.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import logging
import sys
import time
from typing import Any

from hypothesis import seed
from pytest_routes.config import RouteTestConfig
from pytest_routes.discovery import get_extractor
from pytest_routes.websocket.runner import WebSocketTestRunner


def main(what: str, number: int) -> None:
    """Fuzz the app that ``what`` (``module:attribute``) names."""
    logging.disable(logging.CRITICAL)
    module, _, attribute = what.partition(":")
    app = getattr(importlib.import_module(module), attribute)
    told: dict[str, Any] = {"app": what, "seed": number, "loaded": True, "failures": []}
    try:
        routes = [route for route in get_extractor(app).extract_routes(app) if route.is_websocket]
    except ValueError as error:
        routes = []
        told |= {"loaded": False, "why": str(error)}
    counted = Counted()
    began = time.monotonic()
    for route in routes:
        runner = WebSocketTestRunner(app, RouteTestConfig())
        counted.watch(runner, began)
        test = seed(number)(runner.create_test(route))
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            try:
                test()
            except Exception as error:  # whatever it reports: it is a failure
                told["failures"].append(str(error)[:400])
    told |= {"conversations": counted.number, "seconds": time.monotonic() - began}
    told |= {"first": counted.first, "shown": counted.shown}
    print(json.dumps(told))


class Counted:
    """The sequences that a runner executes, when the first failed, and how long the last failing one is."""

    def __init__(self) -> None:
        self.number = 0
        self.first: float | None = None
        self.shown: int | None = None

    def watch(self, runner: Any, began: float) -> None:
        """Count from now on what it executes."""
        execute = runner._execute_test

        async def executed(route: Any, path: str, sequence: Any) -> Any:
            self.number += 1
            result = await execute(route, path, sequence)
            if not result.passed:
                self.first = self.first or time.monotonic() - began
                self.shown = len(sequence.messages)
            return result

        runner._execute_test = executed


if __name__ == "__main__":
    sys.path.insert(0, ".")
    main(sys.argv[1], int(sys.argv[2]))
