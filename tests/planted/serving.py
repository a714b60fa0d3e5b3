"""Starts the planted servers, with their defect or mended, alone or all ASGI apps in one process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from WsKeywords.core.app.apps import Apps
from WsKeywords.core.settings import Settings

from .catalogue import HERE, Planted

if TYPE_CHECKING:
    from WsKeywords.core.app.app import App

ROOT = HERE.parents[1]
MODULES = ROOT / "examples" / "rooms-node" / "node_modules"


def why_not(planted: Planted) -> str:
    """Why it cannot be started here; "" when it can."""
    if not planted.is_node:
        return ""
    if shutil.which("node") is None:
        return "There is no Node here: make system-packages."
    if not Path(MODULES, "ws").is_dir():
        return "Node's package ws is not installed: make system-packages."
    return ""


@contextmanager
def alone(planted: Planted, *, mended: bool) -> Iterator[App]:
    """The server in a process of its own."""
    apps = Apps(Settings())
    env = {"MENDED": "1" if mended else "", "NODE_PATH": str(MODULES)}
    try:
        if planted.is_node:
            yield apps.start_process(["node", f"{HERE / planted.file}.js", "{port}"], env=env)
        else:
            yield apps.start(planted.app, cwd=ROOT, env=env)
    finally:
        apps.close()


@contextmanager
def together(*, mended: bool) -> Iterator[App]:
    """All ASGI apps in one process, each below its name: ``/orders/ws/orders``."""
    apps = Apps(Settings())
    try:
        yield apps.start("tests.planted.together:app", cwd=ROOT, env={"MENDED": "1" if mended else ""})
    finally:
        apps.close()
