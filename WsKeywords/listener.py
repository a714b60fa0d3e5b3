"""What the library learns from Robot Framework while it runs: cells as they are written, and the ends of scopes."""

from typing import TYPE_CHECKING, Any, NamedTuple

from robot.running.context import EXECUTION_CONTEXTS

from .core.errors import InvalidArgument
from .core.output import html
from .keywords.arguments import CONVERTERS
from .keywords.cells import Cell, argument_names, suspicious
from .keywords.directcalls import direct, hold_text, untyped
from .logmasking import SECRET_ARGUMENTS, mask_described, mask_iteration, mask_message, mask_result, mask_variable
from .markup import SWITCH, is_markup, is_of_server, without_markup
from .robotfiles import guard_files

if TYPE_CHECKING:
    from .core.report.applog import AppLog
    from .library import WsKeywords

#: The text of this keyword is sent as it stands.
EXEMPT = {"Send Text"}
#: Of so many sessions that end with a test its log shows the transcript; of a crowd the first ones.
SHOWN_ENDS = 20
#: The levels at which Robot Framework takes what begins with ``*HTML*`` for markup.
_FAILURES = ("FAIL", "SKIP")
#: Of so many calls it is remembered what their cells say: those of a loop are the same at each turn.
REMEMBERED = 5000


class Call(NamedTuple):
    """What the cells of a call say."""

    #: What is wrong with them.
    error: str | None
    #: What Robot is to go by instead of the types of the arguments, where it need not convert them.
    untyped: Any = None
    #: The variables that must hold text for that.
    texts: tuple[str, ...] = ()
    #: The value of a cell whose word is a slip of what holds secrets.
    secret: str = ""


class Listener:
    """A listener of API version 3 that belongs to one library."""

    ROBOT_LISTENER_API_VERSION = 3

    def __init__(self, library: "WsKeywords") -> None:
        self._library = library
        self._known = argument_names(type(library))
        #: What is wrong with the cells of the keyword that is about to run.
        self.cell_error: str | None = None
        self._calls: dict[tuple[str, tuple[Any, ...]], Call] = {}
        self._untyped: dict[str, Any] = {}
        self._labels: list[str] = []
        #: The suite and the test that were entered last.
        self._entered: tuple[Any, Any] = (None, None)
        self._cells: list[tuple[Any, Any]] = []
        guard_files()

    # cells

    def start_library_keyword(self, data: Any, implementation: Any, result: Any) -> None:
        """Look at the cells of a keyword of ours before Robot replaces the variables in them."""
        if not self._is_ours(implementation):
            return
        call = self._call(data, implementation)
        self.cell_error = call.error
        if call.secret:
            self._library.sessions.secrets.add(call.secret)
        context = EXECUTION_CONTEXTS.current
        if context is None or context.dry_run:
            return
        if call.error is not None:
            # With these cells Robot might not run the keyword, and its error would speak of numbers of arguments or of
            # types. It runs with others, for none is looked at; the cells are put back when the keyword has ended.
            spec = implementation.args
            self._cells.append((data, data.args))
            needed = [name for name in spec.named_only if name not in spec.defaults]
            positions = [*spec.positional_only, *spec.positional_or_named]
            data.args = (*("1" for name in positions if name not in spec.defaults), *(f"{name}=1" for name in needed))
        elif (
            call.untyped is not None
            and context.output.log_level.level != "TRACE"
            and hold_text(call.texts, context.variables)
        ):
            # This is Robot's copy for this one call.
            implementation.args = call.untyped
            CONVERTERS.needed = False

    def _call(self, data: Any, implementation: Any) -> Call:
        """What the cells of a call say, perhaps from the last time that it was made."""
        if data.named_args is not None:  # not from a cell
            return Call(None)
        key = implementation.name, tuple(data.args)
        try:
            return self._calls[key]
        except (KeyError, TypeError):  # some "cells" of Run Keyword are values, and may have no hash
            call = self._look_at(implementation, data.args)
            if all(isinstance(cell, str) for cell in data.args):
                if len(self._calls) >= REMEMBERED:
                    self._calls.clear()
                self._calls[key] = call
            return call

    def _look_at(self, implementation: Any, cells: Any) -> Call:
        name, spec = implementation.name, implementation.args
        if name not in EXEMPT:
            names = [*spec.positional_or_named, *spec.named_only]
            positions = [*spec.positional_only, *spec.positional_or_named]
            cell = suspicious(cells, names, self._known, positions, open_ended=bool(spec.var_positional))
            if cell is not None:
                return Call(cell.error(name, names), secret=cell.value if self._holds_secret(cell) else "")
        texts = direct(spec, cells)
        if texts is None:
            return Call(None)
        if name not in self._untyped:
            self._untyped[name] = untyped(spec)
        return Call(None, self._untyped[name], texts)

    def _holds_secret(self, cell: Cell) -> bool:
        """Whether a misspelt argument was to be one that is a secret, or a name under which values are secrets."""
        if "{" in cell.value:  # a variable
            return False
        if cell.near is not None:
            return cell.near in SECRET_ARGUMENTS
        return cell.is_like(self._library.sessions.secrets.names)

    def end_keyword(self, data: Any, result: Any) -> None:
        """Put cells back, and mask what has become a secret in the log of the keyword."""
        self.cell_error = None
        CONVERTERS.needed = True
        while self._cells and self._cells[-1][0] is data:
            data.args = self._cells.pop()[1]
        self._escape(result)
        mask_result(result)

    def end_var(self, data: Any, result: Any) -> None:
        """Mask what stands in a VAR, as in the cells of a keyword."""
        mask_variable(result)

    def end_for_iteration(self, data: Any, result: Any) -> None:
        """Mask what the variables of the loop were."""
        mask_iteration(result)

    def log_message(self, message: Any) -> None:
        """Mask secrets by value in whatever is logged: arguments and return values at TRACE level, other libraries."""
        if message.html and message.level in _FAILURES and is_of_server(message.message, *self._servers()):
            message.html, message.message = False, SWITCH + message.message
        if message.message is not self._library.front.written:
            mask_message(message)

    def raise_cell_error(self) -> None:
        """A keyword of ours runs, its arguments are converted: say what is wrong with its cells.

        Raises:
            InvalidArgument: One was probably meant as a named argument.
        """
        CONVERTERS.needed = True
        error, self.cell_error = self.cell_error, None
        if error is not None:
            raise InvalidArgument(error)

    def _is_ours(self, implementation: Any) -> bool:
        owner = implementation.owner
        return getattr(owner, "code", None) is type(self._library) and owner.instance is self._library

    # scopes

    def enter_scopes(self) -> None:
        """Enter the scopes of the running suite and test that are not entered yet.

        Done when a keyword of ours runs, so that it holds for a library that a keyword imports, too.
        """
        context = EXECUTION_CONTEXTS.current
        if context is None or self._library.auto_close == "MANUAL":
            return
        if context.suite is self._entered[0] and context.test is self._entered[1]:
            return
        wanted = [_label("suite", context.suite)]
        if context.test is not None and self._library.auto_close == "SCOPE":
            wanted.append(_label("test", context.test))
        for label in wanted:
            if label not in self._labels:
                self._labels.append(label)
                self._library.enter_scope(label)
        self._entered = context.suite, context.test

    def end_test(self, data: Any, result: Any) -> None:
        """Fail the test when a guard was broken and no keyword has said so; close what it opened, save transcripts."""
        for error in self._library.sessions.breaches():
            _fail(result, str(error))
        self._escape(result)
        self._end(_label("test", result), result, result.failed, self._library.wants_transcripts(result.failed))
        mask_result(result)
        mask_described(result)

    def end_suite(self, data: Any, result: Any) -> None:
        """Close what the suite opened; its own transcripts are saved when its setup or teardown failed.

        A guard that was broken after the last test is an error in the log: all tests have ended.
        """
        for error in self._library.sessions.breaches():
            self._library.front.error(str(error))
        failed = any(keyword.failed for keyword in (result.setup, result.teardown) if keyword)
        self._end(_label("suite", result), result, failed, failed and self._library.wants_transcripts(failed))
        mask_result(result)
        mask_described(result)

    def _end(self, label: str, result: Any, failed: bool, save: bool) -> None:
        self._entered = (None, None)
        sessions = self._library.all_sessions(self._labels[0] if self._labels else None)
        apps = self._library.apps.begun(label) if failed else []
        if label in self._labels:
            del self._labels[self._labels.index(label) :]
            ended = self._library.leave_scope(label)
            for session in ended[:SHOWN_ENDS]:
                self._library.front.log_transcript(session)
            self._library.front.forget(ended)
        logs: list[AppLog] = []
        if apps:
            from .core.report.applog import logs_of

            logs = logs_of(apps)
            self._library.front.log_apps(logs)
        if sessions and save:
            self._library.front.save_transcripts(sessions, result.full_name, logs)

    def _escape(self, result: Any) -> None:
        """A server's words are no markup, whichever keyword's failure begins with them."""
        if result.message and is_markup(result.message):
            result.message = without_markup(result.message, *self._servers())

    def _servers(self) -> tuple[Any, Any]:
        """The sessions and the HTTP answer whose words a failure may hold."""
        http = self._library.sessions.known_http
        return self._library.all_sessions(self._labels[0] if self._labels else None), http and http.last

    def close(self) -> None:
        """The run ends."""
        self._library.close()


def _fail(result: Any, text: str) -> None:
    """Make a test that has run fail, with its own message first."""
    before = result.message
    if before.startswith("*HTML*"):
        text = f"<pre>{html(text)}</pre>"
    result.message = f"{before}\n\nAlso:\n{text}" if before else text
    result.status = "FAIL"


def _label(kind: str, model: Any) -> str:
    return f"{kind} {model.full_name}"
