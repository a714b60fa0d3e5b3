"""What the apps under test wrote while a test ran, beside its transcripts: there a crash has its reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..output import html, printable
from .htmlview import folded

if TYPE_CHECKING:
    from ..app.app import App

#: Lines that are shown, the newest.
LINES = 200


class AppLog(NamedTuple):
    """The end of an app's log; its lines hold no secret any more."""

    name: str
    lines: Sequence[str]


def logs_of(apps: Sequence[tuple[App, int]]) -> list[AppLog]:
    """What each app wrote after a position in its log; of one that wrote nothing there is none."""
    for app, _ in apps:
        app.catch_up()
    return [AppLog(app.name, lines) for app, since in apps if (lines := app.lines(LINES, since))]


def text_block(log: AppLog) -> str:
    """A log as it stands in a file."""
    title = f'Log of the app "{printable(log.name)}" meanwhile:'
    return "\n    ".join([title, *map(printable, log.lines)])


def html_log(log: AppLog) -> str:
    """A log as it stands in log.html, folded."""
    count = "1 line" if len(log.lines) == 1 else f"{len(log.lines)} lines"
    return folded(f"Log of the app <b>{html(log.name)}</b> in this test: {count}", "\n".join(log.lines))
