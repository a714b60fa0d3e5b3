"""Keywords that hand over transcripts."""

import os
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from ..core.errors import InvalidArgument, UnknownSession
from ..core.output import quote
from .arguments import Names
from .base import KeywordBase, keyword
from .choices import FileFormat, ListFormat
from .paths import inner_path

if TYPE_CHECKING:
    from ..core.session import Session

EVERY: Any = "*"


class ReportingKeywords(KeywordBase):
    """Transcripts: who said what when, redacted."""

    @keyword("Get Transcript", "Reporting", "Getter")
    def get_transcript(self, format: ListFormat = "list", *, session: str | None = None) -> Any:
        """Returns the transcript of a session: what was sent and received, pings, pongs, the handshake and the close.

        The transcript keeps the newest entries and says what it dropped. Secrets are masked in it.

        Args:
            format: ``list``: a list of dicts; ``text``: one line for each entry; ``json``: a JSON array, one
                line for each entry.
            session: The name; the current session without it.

        Returns:
            The transcript in that format.

        Example:
        | Open WebSocket    /ws/echo
        | Send Text    hello
        | Message Should Contain    hello
        | ${text} =    Get Transcript    text
        | Should Contain    ${text}    Echo: hello

        See also `Save Transcript` and `Get Messages`.
        """
        from ..core.report import views

        found = self.session(session)
        if format == "list":
            return views.as_list(found)
        return "\n".join(views.text_lines(found)) if format == "text" else views.json_text(found)

    @keyword("Save Transcript", "Reporting", "Several sessions")
    def save_transcript(self, path: str, sessions: Names = EVERY, format: FileFormat = "har") -> str:
        """Saves the transcripts of sessions, closed ones included, in one file.

        A HAR file (1.2, with WebSocket messages as browsers write them) can be opened in a browser's developer tools.
        Secrets are masked.

        Args:
            path: Where to; a relative path is beside the report or below it. Directories are created.
            sessions: Names, a glob or a list; selecting none is an error.
            format: ``har``, ``json`` (one object that holds all sessions) or ``text``.

        Returns:
            The absolute path of the file.

        Example:
        | Open WebSocket    /ws/echo    alice
        | Send Text    hello
        | Message Should Contain    hello
        | ${path} =    Save Transcript    ${TEMPDIR}/alice.har    alice
        | File Should Exist    ${path}

        See also `Get Transcript`.
        """
        from ..core.report import views

        chosen = self._chosen(sessions)
        folder = os.path.abspath(self.front.output_dir())
        target = os.path.abspath(os.path.join(folder, inner_path(path, base=folder)))
        try:
            os.makedirs(os.path.dirname(target), exist_ok=True)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise InvalidArgument(f"The transcript cannot be written to {quote(target)}: {why}.") from None
        views.save(target, chosen, format)
        what = (
            f"transcripts of {len(chosen)} sessions" if len(chosen) > 1 else f'transcript of session "{chosen[0].name}"'
        )
        self.front.info(f"Saved the {what} in {target}.")
        return target

    @keyword("Log Conversation", "Reporting", "Several sessions")
    def log_conversation(self, sessions: Names = EVERY) -> None:
        """Draws the conversation of sessions, closed ones included, as a sequence diagram in log.html.

        A column for each session, one for the server, an arrow for each message in the order of their times. Long
        texts are cut; the mouse over an arrow shows more. Secrets are masked.

        Args:
            sessions: Names, a glob or a list; selecting none is an error.

        Example:
        | Open WebSocket    /ws/echo    alice
        | Open WebSocket    /ws/echo    bob
        | Send Text    hello    session=alice
        | Message Should Contain    hello    session=alice
        | Log Conversation
        | Log Conversation    alice,bob

        See also `Get Transcript` and `Save Transcript`.
        """
        from ..core.report import views

        chosen = self._chosen(sessions)
        self.front.html(views.diagram(chosen))

    def _chosen(self, sessions: Names) -> "list[Session]":
        known = self.sessions.names()
        if not known:
            raise InvalidArgument("There is no session that could be shown: none was opened.")
        chosen: list[str] = []
        for pattern in sessions if isinstance(sessions, list) else [EVERY]:
            found = [name for name in known if name == pattern or fnmatchcase(name, pattern)]
            if not found:
                names = ", ".join(f'"{name}"' for name in known[:20])
                raise UnknownSession(f'No session is called "{pattern}" or matches it. The sessions are {names}.')
            chosen.extend(name for name in found if name not in chosen)
        return [self.sessions[name] for name in chosen]
