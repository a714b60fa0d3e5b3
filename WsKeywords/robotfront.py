"""What Robot Framework shows: messages and transcripts in log.html, files beside the report, saved values."""

import functools
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from robot.api import logger
from robot.errors import DataError
from robot.libraries.BuiltIn import BuiltIn, RobotNotRunningError
from robot.output.loglevel import LEVELS
from robot.running.context import EXECUTION_CONTEXTS
from robot.utils import escape

from .core.errors import InvalidArgument, WsKeywordsError
from .core.output import clean, html

if TYPE_CHECKING:
    from .core.report.applog import AppLog
    from .core.report.transcript import Entry
    from .core.session import Session
    from .keywords.choices import LogMessages

F = TypeVar("F", bound=Callable[..., Any])
#: Lines of a transcript that log.html shows; files and Save Transcript have all that is kept.
IN_LOG = 500
#: Characters of the name of a file.
_LONGEST = 100


def told_alone(function: F) -> F:
    """Makes the errors of an import Robot's own too: of those it tells the text, and not where they were raised."""

    @functools.wraps(function)
    def run(*args: Any, **named: Any) -> Any:
        try:
            return function(*args, **named)
        except WsKeywordsError as error:
            kind = type(error)
            raise type(kind.__name__, (kind, DataError), {"details": ""})(str(error)) from None

    return cast(F, run)


def is_written(level: str) -> bool:
    """Whether a message of that level gets into the log, or into a debug file, which has all but those of TRACE."""
    context = EXECUTION_CONTEXTS.current
    if context is None:
        return True
    return bool(LEVELS[level] >= context.output.log_level.priority or context.variables["${DEBUG_FILE}"] != "NONE")


class RobotFront:
    """The front end of keywords that Robot Framework runs. It logs from the keyword's thread only.

    Args:
        log_messages: How much of each message log.html shows.
    """

    def __init__(self, log_messages: "LogMessages") -> None:
        self.log_messages = log_messages
        self._shown: dict[int, tuple[int, object]] = {}
        self._as_html: Callable[..., str] | None = None
        #: The markup written last: what is in it is masked.
        self.written = ""

    @property
    def shows_messages(self) -> bool:
        return self.log_messages != "NONE"

    def log_message(self, session: "Session", entries: "Iterable[Entry]") -> None:
        if self.log_messages != "NONE" and is_written("INFO"):
            if self._as_html is None:  # an import statement takes as long as masking the message
                from .core.report.htmlview import html_entries

                self._as_html = html_entries
            self._html(self._as_html(session, entries, self.log_messages))

    def session_closed(self, session: "Session") -> None:
        self.log_transcript(session)

    def keyword_failed(self, session: "Session") -> None:
        self.log_transcript(session)

    def log_transcript(self, session: "Session") -> None:
        """Show the transcript of a session, folded, unless it was shown and nothing has come since."""
        if self.log_messages == "NONE" or not is_written("INFO"):
            return
        newest = session.transcript.entries(newest=1)
        state = (newest[-1].at if newest else 0, session.close_info)
        if self._shown.get(id(session)) != state:
            self._shown[id(session)] = state
            from .core.report.htmlview import html_transcript

            self._html(html_transcript(session, IN_LOG))

    def log_apps(self, logs: "Iterable[AppLog]") -> None:
        """Show what the apps wrote while a test ran that failed, folded."""
        if self.log_messages != "NONE" and is_written("INFO"):
            from .core.report.applog import html_log

            for log in logs:
                self._html(html_log(log))

    def forget(self, sessions: "Iterable[Session]") -> None:
        """These sessions have ended for good."""
        for session in sessions:
            self._shown.pop(id(session), None)

    def info(self, text: str) -> None:
        logger.info(clean(text))

    def html(self, html: str) -> None:
        self._html(html)

    def _html(self, html: str) -> None:
        self.written = html
        logger.info(html, html=True)

    def warn(self, text: str) -> None:
        logger.warn(clean(text))

    def error(self, text: str) -> None:
        """What no test can fail with any more."""
        logger.error(clean(text))

    def progress(self, text: str) -> None:
        logger.console(clean(text))

    def keyword(self, name: str) -> Callable[[Any], str | None]:
        """A keyword of the user as a function of one argument: returns why it failed, or ``None``."""
        builtin = BuiltIn()
        try:
            builtin.keyword_should_exist(name)  # type: ignore[arg-type]
        except AssertionError as error:
            raise InvalidArgument(f"The property cannot be judged: {error}") from None

        def run(value: Any) -> str | None:
            status, why = builtin.run_keyword_and_ignore_error(name, value)
            return None if status == "PASS" else str(why)

        return run

    def save_value(self, name: str, value: Any) -> None:
        """A test variable, or, when no test runs, a variable of the suite and those below it."""
        builtin = BuiltIn()
        variables = builtin.get_variables()
        # Robot reads a text as it reads a cell, in which a server could have any variable replaced, and any Python run.
        value = escape(value) if isinstance(value, str) else value
        # A name that is not escaped would be that of the variable which its value names.
        variable = escape(f"${{{name}}}")
        if variables.get("${TEST NAME}") is not None:
            builtin.set_test_variable(variable, value)
        else:
            builtin.set_suite_variable(variable, value, "children=true")

    def output_dir(self) -> str:
        """The directory of the report; the working directory when Robot Framework does not run."""
        try:
            return str(BuiltIn().get_variable_value("${OUTPUT DIR}") or os.getcwd())
        except RobotNotRunningError:
            return os.getcwd()

    def save_transcripts(self, sessions: "Sequence[Session]", title: str, logs: "Sequence[AppLog]" = ()) -> None:
        """Save the transcripts of sessions beside the report, as text and as HAR, and link them in the log."""
        from .core.report.saving import save

        base = os.path.join(self.output_dir(), file_name(title))
        links = []
        for ending, file_format in ((".txt", "text"), (".har", "har")):
            try:
                name = os.path.basename(save(base + ending, sessions, file_format, logs))
            except InvalidArgument as error:  # which must not be what the test ends with
                self.warn(str(error))
                return
            links.append(f'<a href="{html(name)}" target="_blank">{html(name)}</a>')
        count = f"{len(sessions)} sessions" if len(sessions) > 1 else "1 session"
        logger.info(f"Transcripts of {count}: {' · '.join(links)}", html=True)


def file_name(title: str) -> str:
    """A file name for a test: readable, of letters that need no escaping in a link, and its own."""
    slug = re.sub(r"[^A-Za-z0-9._-]+", "-", title).strip("-.")
    mark = hashlib.sha256(title.encode("utf-8", "backslashreplace")).hexdigest()[:6]
    return f"transcript-{slug[:_LONGEST]}-{mark}"
