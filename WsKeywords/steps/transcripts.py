"""The transcripts of a scenario: files beside the report, and text in behave's JSON and JUnit reports."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from behave.capture import Captured

from ..core.errors import InvalidArgument
from ..core.report import views

if TYPE_CHECKING:
    from ..core.app.app import App
    from ..core.report.views import AppLog
    from ..core.session import Session
    from .front import StepKeywords

#: The newest entries of a session that a report holds; the files hold all.
IN_REPORT = 200
#: Characters of them all, after which a report names only how many sessions there are more.
LONGEST_TEXT = 200_000
#: Where transcripts are saved.
FOLDER = "wskeywords-output"
#: Bytes of the name of a file, without its number and ending; most systems take 255.
_LONGEST = 200


def save_transcripts(
    context: Any,
    keywords: StepKeywords,
    ended: Sequence[Session],
    apps: Sequence[tuple[App, int]] = (),
    *,
    failed: bool = False,
) -> None:
    """Save the transcripts of a scenario that failed, or of every one.

    Args:
        context: behave's, while it ends the scenario.
        keywords: of the run.
        ended: the sessions that were opened in the scenario, closed by now.
        apps: the apps that ran, and where in their logs the scenario began.
        failed: whether its end makes it fail.
    """
    scenario = context.scenario
    failed = failed or scenario.status.has_failed()
    sessions = [*ended, *(keywords.sessions[name] for name in keywords.sessions.names())]
    if keywords.transcripts == "NEVER" or (keywords.transcripts == "ON_FAILURE" and not failed):
        return
    logs = views.logs_of(apps) if failed else []
    if not (sessions or logs):
        return
    saved = _saved(_free_path(FOLDER, f"{context.feature.name} {scenario.name}"), sessions, logs)
    text = _for_report(sessions, logs, saved)
    scenario.captured.add_captured(SavedTranscript(f"{text}\n", saved))
    _attach(context, text.encode("utf-8", "backslashreplace"))


def _saved(base: str, sessions: Sequence[Session], logs: Sequence[AppLog]) -> str:
    """Write the files; says which they are, or why there are none: that must not be what the scenario ends with."""
    file = f"{FOLDER}/{os.path.basename(base)}.txt"
    try:
        views.save(base + ".txt", sessions, "text", logs)
        if not sessions:
            return f"App's log: {file}"
        views.save(base + ".har", sessions, "har")
        return f"Transcript: {file} (and .har)"
    except InvalidArgument as error:
        return str(error)


def _for_report(sessions: Sequence[Session], logs: Sequence[AppLog], saved: str) -> str:
    """The transcripts and logs as one text that a report can hold."""
    parts: list[str] = []
    for number, session in enumerate(sessions):
        if sum(map(len, parts)) > LONGEST_TEXT:
            parts.append(f"… and {len(sessions) - number} more sessions. {saved}")
            break
        parts.append("\n".join([*views.head_lines(session), *views.text_lines(session, IN_REPORT)]))
    parts += map(views.text_block, logs)
    return "\n\n".join(parts)


class SavedTranscript(Captured):  # type: ignore[misc]  # behave has no types
    """The transcript as captured output: JUnit reports have it in full, the console has the name of the file."""

    def __init__(self, text: str, where: str) -> None:
        super().__init__(stdout=text, name="transcripts")
        self._where = where

    __slots__ = ("_where",)

    def make_report(self, template: str | None = None) -> str:
        return (template or self.REPORT_TEMPLATE).format(output=self._where, this=self)


_UNSAFE = re.compile(r"[^\w.]+")
_used: set[str] = set()


def _free_path(folder: str, name: str) -> str:
    """A path without its ending that no other scenario of this run has."""
    slug = _UNSAFE.sub("-", name).strip("-.").encode()[:_LONGEST].decode(errors="ignore") or "scenario"
    path = os.path.join(os.path.abspath(folder), slug)
    number = 1
    while path in _used:
        number += 1
        path = os.path.join(os.path.abspath(folder), f"{slug}-{number}")
    _used.add(path)
    return path


def _attach(context: Any, data: bytes) -> None:
    """Embed a text in the last step that ran.

    behave's own ``context.attach`` speaks of the running step; when a scenario ends there is none, and its JSON
    formatter has counted on. So the formatters are asked one by one.
    """
    for formatter in getattr(context._runner, "formatters", ()):
        embed = getattr(formatter, "embedding", None)
        if embed is None:
            continue
        index = getattr(formatter, "_step_index", 0)
        with suppress(Exception):  # a formatter that cannot must not fail the run
            if index:
                formatter._step_index = index - 1
            try:
                embed("text/plain", data)
            finally:
                if index:
                    formatter._step_index = index
