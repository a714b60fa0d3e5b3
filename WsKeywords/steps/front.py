"""behave as a front end of the keywords: what they tell a person, and the settings that userdata gives them."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ..core import Sessions
from ..core.config import BASE_SCHEMES, apply, base_url, find_config
from ..core.configfuzz import FuzzOfFile
from ..core.errors import InvalidArgument
from ..core.output import clean, quote
from ..core.session import Session
from ..core.suggest import nearest, one_of
from ..keywords.asserting import AssertingKeywords
from ..keywords.collecting import CollectingKeywords
from ..keywords.connection import ConnectionKeywords
from ..keywords.converters import to_duration
from ..keywords.eventstream import EventStreamKeywords
from ..keywords.exchanging import ExchangingKeywords
from ..keywords.fuzzing_judging import FuzzJudgingKeywords
from ..keywords.guards import GuardKeywords
from ..keywords.http import HttpKeywords
from ..keywords.liveness import LivenessKeywords
from ..keywords.looking import LookingKeywords
from ..keywords.opening import OpeningKeywords
from ..keywords.opening_many import OpeningManyKeywords
from ..keywords.receiving import ReceivingKeywords
from ..keywords.reconnecting import ReconnectingKeywords
from ..keywords.reporting import ReportingKeywords
from ..keywords.sending import SendingKeywords
from ..keywords.users import UserKeywords
from ..keywords.waiting import WaitingKeywords
from .transcripts import FOLDER

if TYPE_CHECKING:
    from ..core.report.transcript import Entry

#: Names of userdata that mean something here.
SETTINGS = ("base_url", "environment", "config", "timeout", "transcripts")
#: When transcripts are saved.
TRANSCRIPTS = ("ON_FAILURE", "ALWAYS", "NEVER")

_log = logging.getLogger("WsKeywords")


class BehaveFront:
    """behave shows a failure and what was logged; messages are in the transcripts, not in its output."""

    shows_messages = False

    def __init__(self, save: Callable[[str, Any], None]) -> None:
        self._save = save

    def log_message(self, session: Session, entries: Iterable[Entry]) -> None:
        """Nothing: every failure shows the end of the transcript, and the files hold all of it."""

    def session_closed(self, session: Session) -> None:
        """Nothing: transcripts are saved when the scenario ends."""

    def keyword_failed(self, session: Session) -> None:
        """Nothing: transcripts are saved when the scenario ends."""

    def info(self, text: str) -> None:
        _log.debug("%s", clean(text))

    def html(self, html: str) -> None:
        """Nothing: behave shows no markup."""

    def warn(self, text: str) -> None:
        _log.warning("%s", clean(text))

    def progress(self, text: str) -> None:
        """Nothing: behave's formatter has the console."""

    def keyword(self, name: str) -> Callable[[Any], str | None]:
        """There are none in behave."""
        raise InvalidArgument(
            f"A property is judged by a Python function, written module:function, but got {quote(name)}."
        )

    def save_value(self, name: str, value: Any) -> None:
        self._save(name, value)

    def output_dir(self) -> str:
        return FOLDER


class StepKeywords(
    OpeningKeywords,
    OpeningManyKeywords,
    ReconnectingKeywords,
    EventStreamKeywords,
    ConnectionKeywords,
    LookingKeywords,
    SendingKeywords,
    ExchangingKeywords,
    ReceivingKeywords,
    WaitingKeywords,
    LivenessKeywords,
    GuardKeywords,
    AssertingKeywords,
    CollectingKeywords,
    HttpKeywords,
    UserKeywords,
    FuzzJudgingKeywords,
    ReportingKeywords,
):
    """All keywords, for one behave run."""

    def __init__(self, sessions: Sessions, front: BehaveFront, transcripts: str, fuzz: FuzzOfFile) -> None:
        self.sessions = sessions
        self.fuzz_of_file = fuzz
        self.front = front
        self.transcripts = transcripts

    def enter_scope(self, label: str) -> None:
        """What is opened or started from now on ends with this layer."""
        self.sessions.enter_scope(label)
        self.sessions.http.enter_scope(label)
        self.apps.enter_scope(label)

    def leave_scope(self, label: str) -> list[Session]:
        """Close and stop what belongs to a layer; returns its sessions."""
        ended = self.sessions.leave_scope(label)
        self.sessions.http.leave_scope(label)
        self.warn_of_killed(self.apps.leave_scope(label))
        self.leave_fuzzing(label)
        return ended

    def close(self) -> None:
        """The end of the run."""
        self.sessions.close()
        self.warn_of_killed(self.apps.close())


def checked_base_url(url: str, what: str) -> str:
    """A URL that others are joined to.

    Raises:
        InvalidArgument: it is none.
    """
    try:
        return base_url(url)
    except ValueError:
        raise InvalidArgument(
            f"Expected {what} to be a URL that begins with {BASE_SCHEMES}, but it was {quote(url)}."
        ) from None


def _warn_of_misspelt(userdata: Mapping[str, Any]) -> None:
    """Any name may be a value of the user's own; one that is nearly a setting probably is none."""
    from difflib import get_close_matches

    for name in userdata:
        meant = get_close_matches(name, SETTINGS, n=1, cutoff=0.85)
        if meant and name not in SETTINGS:
            text = f"-D {name} is no setting of WsKeywords, but a value for ${{{name}}}. Did you mean -D {meant[0]}?"
            print(clean(text), file=sys.stderr)


def start_keywords(userdata: Mapping[str, Any], save: Callable[[str, Any], None]) -> StepKeywords:
    """The keywords with the settings of userdata: base_url, environment, config, timeout, transcripts.

    Raises:
        WsError: one of them cannot be used.
    """
    _warn_of_misspelt(userdata)
    transcripts = str(userdata.get("transcripts", "ON_FAILURE")).upper()
    if transcripts not in TRANSCRIPTS:
        close = nearest(transcripts, TRANSCRIPTS)
        hint = f' Did you mean "{close}"?' if close else ""
        raise InvalidArgument(
            f'Expected -D transcripts to be {one_of(TRANSCRIPTS)}, but it was "{userdata["transcripts"]}".{hint}'
        )
    changes = apply(find_config(userdata.get("config") or None), userdata.get("environment") or None)
    settings = dict(changes.values)
    if userdata.get("base_url"):
        settings["base_url"] = checked_base_url(userdata["base_url"], "-D base_url")
    if userdata.get("timeout"):
        settings["timeout"] = to_duration(userdata["timeout"], "-D timeout")
    front = BehaveFront(save)
    sessions = Sessions(**settings, profiles=changes.profiles, on_capture=front.save_value)
    for secret in changes.secrets:
        sessions.secrets.add(secret)
    return StepKeywords(sessions, front, transcripts, changes.fuzz)
