"""The process in which an app is imported: arguments are the app (``module:attribute``) and the file for the routes."""

from __future__ import annotations

import json
import os
import runpy
import sys
from pathlib import Path

from . import apps

#: What imports an app to serve it, and says why it cannot: it imports it here in the same way.
SERVER = Path(__file__).parents[3] / "core" / "app" / "serve.py"


def main() -> None:
    """Import the app, walk it, write the routes, and end at once, whatever threads the app has started."""
    target, result = sys.argv[1:]
    sys.argv[1:] = []
    serve = runpy.run_path(str(SERVER))
    app = serve["made"](serve["load"](target), target, "app")
    found = apps.routes(app, target)
    Path(result).write_text(json.dumps(found, default=str), encoding="utf-8")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
