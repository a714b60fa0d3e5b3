"""What the library learns from Robot Framework while it runs: cells as they are written, and the ends of scopes."""

from typing import TYPE_CHECKING, Any

from robot.running.context import EXECUTION_CONTEXTS

from .core.errors import InvalidArgument
from .core.output import html
from .keywords.cells import argument_names, suspicious
from .logmasking import mask_message, mask_result, mask_variable

if TYPE_CHECKING:
    from .library import WsKeywords

#: The text of this keyword is sent as it stands.
EXEMPT = {"Send Text"}
#: Of so many sessions that end with a test its log shows the transcript; of a crowd the first ones.
SHOWN_ENDS = 20


class Listener:
    """A listener of API version 3 that belongs to one library."""

    ROBOT_LISTENER_API_VERSION = 3

    def __init__(self, library: "WsKeywords") -> None:
        self._library = library
        self._known = argument_names(type(library))
        #: What is wrong with the cells of the keyword that is about to run.
        self.cell_error: str | None = None
        self._labels: list[str] = []
        self._cells: list[tuple[Any, Any]] = []

    # cells

    def start_library_keyword(self, data: Any, implementation: Any, result: Any) -> None:
        """Look at the cells of a keyword of ours before Robot replaces the variables in them."""
        if not self._is_ours(implementation):
            return
        self.cell_error = None
        if implementation.name in EXEMPT:
            return
        spec = implementation.args
        names = [*spec.positional_or_named, *spec.named_only]
        positions = [*spec.positional_only, *spec.positional_or_named]
        cell = suspicious(data.args, names, self._known, positions, open_ended=bool(spec.var_positional))
        if cell is None:
            return
        self.cell_error = cell.error(implementation.name, names)
        context = EXECUTION_CONTEXTS.current
        if context is not None and not context.dry_run:
            # With these cells Robot might not run the keyword, and its error would speak of numbers of arguments or of
            # types. It runs with others, for none is looked at; the cells are put back when the keyword has ended.
            self._cells.append((data, data.args))
            needed = [name for name in spec.named_only if name not in spec.defaults]
            data.args = (*("1" for name in positions if name not in spec.defaults), *(f"{name}=1" for name in needed))

    def end_keyword(self, data: Any, result: Any) -> None:
        """Put cells back, and mask what has become a secret in the log of the keyword."""
        self.cell_error = None
        while self._cells and self._cells[-1][0] is data:
            data.args = self._cells.pop()[1]
        mask_result(result)

    def end_var(self, data: Any, result: Any) -> None:
        """Mask what stands in a VAR, as in the cells of a keyword."""
        mask_variable(result)

    def log_message(self, message: Any) -> None:
        """Mask secrets by value in whatever is logged: arguments and return values at TRACE level, other libraries."""
        mask_message(message)

    def raise_cell_error(self) -> None:
        """A keyword of ours runs: say what is wrong with its cells.

        Raises:
            InvalidArgument: One was probably meant as a named argument.
        """
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
        wanted = [_label("suite", context.suite)]
        if context.test is not None and self._library.auto_close == "SCOPE":
            wanted.append(_label("test", context.test))
        for label in wanted:
            if label not in self._labels:
                self._labels.append(label)
                self._library.enter_scope(label)

    def end_test(self, data: Any, result: Any) -> None:
        """Fail the test when a guard was broken and no keyword has said so; close what it opened, save transcripts."""
        for error in self._library.sessions.breaches():
            _fail(result, str(error))
        self._end(_label("test", result), result, self._library.wants_transcripts(result.failed))
        mask_result(result)

    def end_suite(self, data: Any, result: Any) -> None:
        """Close what the suite opened; its own transcripts are saved when its setup or teardown failed.

        A guard that was broken after the last test is an error in the log: all tests have ended.
        """
        for error in self._library.sessions.breaches():
            self._library.front.error(str(error))
        failed = any(keyword.failed for keyword in (result.setup, result.teardown) if keyword)
        self._end(_label("suite", result), result, failed and self._library.wants_transcripts(failed))
        mask_result(result)

    def _end(self, label: str, result: Any, save: bool) -> None:
        sessions = self._library.all_sessions(self._labels[0] if self._labels else None)
        if label in self._labels:
            del self._labels[self._labels.index(label) :]
            ended = self._library.leave_scope(label)
            for session in ended[:SHOWN_ENDS]:
                self._library.front.log_transcript(session)
            self._library.front.forget(ended)
        if sessions and save:
            self._library.front.save_transcripts(sessions, result.full_name)

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
