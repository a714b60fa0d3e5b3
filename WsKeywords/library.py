"""The Robot Framework library."""

import inspect
from typing import Any

from robot.api.deco import library

from . import __version__
from .core.config import BASE_SCHEMES, apply, find_config
from .core.config import base_url as absolute
from .core.errors import InvalidArgument
from .core.session import Session
from .core.sessions import Sessions
from .core.suggest import all_of, nearest
from .keywords.arguments import CONVERTERS, NOT_GIVEN, Count, Duration, NotGiven, Size, Words
from .keywords.asserting import AssertingKeywords
from .keywords.base import converted
from .keywords.choices import AutoClose, LogMessages, Transcripts
from .keywords.collecting import CollectingKeywords
from .keywords.connection import ConnectionKeywords
from .keywords.converters import wrong
from .keywords.eventstream import EventStreamKeywords
from .keywords.exchanging import ExchangingKeywords
from .keywords.fuzzing_judging import FuzzJudgingKeywords
from .keywords.guards import GuardKeywords
from .keywords.http import HttpKeywords
from .keywords.liveness import LivenessKeywords
from .keywords.looking import LookingKeywords
from .keywords.opening import OpeningKeywords
from .keywords.opening_many import OpeningManyKeywords
from .keywords.receiving import ReceivingKeywords
from .keywords.reconnecting import ReconnectingKeywords
from .keywords.reporting import ReportingKeywords
from .keywords.sending import SendingKeywords
from .keywords.users import UserKeywords
from .keywords.waiting import WaitingKeywords
from .listener import Listener
from .robotfront import RobotFront, told_alone

#: Defaults that the configuration file may change; shown in the documentation as they are without one.
SECONDS_5: Any = NotGiven("5 s")
SECONDS_10: Any = NotGiven("10 s")
MIB_16: Any = NotGiven("16 MiB")
THOUSANDS_100: Any = NotGiven("100000")


def checked_base_url(url: str, names: list[str]) -> str:
    """The base URL of an import.

    Args:
        url: As it was given; it may be a misspelt argument, which Robot takes for the only positional one.
        names: The arguments of the import.

    Raises:
        InvalidArgument: It is none.
    """
    try:
        return absolute(url)
    except ValueError:
        word, equals, value = url.partition("=")
        if not (equals and word.strip().isidentifier()):
            raise wrong("base_url", f"a URL that begins with {BASE_SCHEMES}", url) from None
    near = nearest(word.strip(), names)
    meant = f'Did you mean "{near}={value}"?' if near else f"The arguments are {all_of(names)}."
    raise InvalidArgument(
        f'"{url}" was taken for the base_url: the library has no import argument "{word.strip()}". {meant}'
    )


@library(scope="GLOBAL", version=__version__, converters=CONVERTERS, doc_format="ROBOT")
class WsKeywords(
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
    """Acceptance tests of WebSocket applications, against a real app over real sockets.

    %TOC%

    = First test =

    | ***** Settings *****
    | Library    WsKeywords    http://127.0.0.1:8000
    |
    | ***** Test Cases *****
    | A Message Comes Back
    |     Open WebSocket    /ws/echo
    |     Send Text    hello
    |     Message Should Be    Echo: hello

    Sessions close by themselves when the test ends.

    = One idea =

    A *session* is a named connection. Everything that arrives on it goes, with its arrival time, into the session's
    *inbox*, whether or not the test is looking. A test reads the inbox forward: there is one *read position*.

    | = A keyword that… = | = means = | = read position = |
    | ``Message Should …`` | the next unread message (waited for up to the timeout) satisfies this | moves past that message, whether it matched or not; a time-out moves nothing |
    | ``Last Message Should …`` | the message read last satisfies this too | stays |
    | `Wait For Message` | some unread message satisfies this; earlier ones are skipped | moves past the match; a time-out skips nothing; with ``keep_skipped=True`` only the match is taken |
    | `Messages Should Arrive` | exactly the next N messages satisfy these N | moves past them |
    | ``Receive …`` | hand over the next one, several, or all until | moves past what it took |
    | `No Message Should Arrive` | no unread message (or none that matches) is there or arrives within the time | stays |
    | `Every Session Should Receive` | `Wait For Message` in each session, under one deadline | moves in each |
    | `Every Message Should` | every message that is unread or arrives within the time satisfies this | moves past what it took |
    | `Drain Messages`, `Clear Messages` | take or drop all that is unread | moves past it |
    | ``Get …`` | look, never wait (but `Get Message Count` with a timeout), optionally assert | stays |

    The *message read last* is the one most recently taken from the session by any reading keyword, a mismatch included.

    After a close unread messages stay readable. Keywords that need a message fail at once, with the close in the
    failure, when the session is closed and nothing unread is left.

    = Nothing passes by accident =

    Nothing to check is an error, not a pass: no expected value, an empty text to contain, a pattern that selects no
    session, an invalid regular expression, schema or JSONPath. A misspelt argument, such as ``sesion=bob``, is an error
    too; a text that really looks so is written with a backslash: ``sesion\\=bob``. `Send Text` sends its text as it
    stands. A cell that begins with ``#`` is a comment to Robot Framework: write ``\\#uuid``.

    = Sessions =

    Every keyword that acts on one session takes ``session=``; without it, it acts on the *current session*: the one
    opened or switched to last. When the test or suite that opened it ends, the one that was current before is current
    again. A session opened in a test closes when that test ends, one opened in a suite setup when that suite ends; see
    ``auto_close`` in `Importing`.

    One thread reads all sessions, also while no keyword looks. So that it gets its turn while a keyword computes, Python
    switches threads every 0.05 ms while a session is open, and not every 5 ms (``sys.setswitchinterval``); what was set
    before is restored when the last session has closed. Keywords take no longer for it.

    = Matcher arguments =

    Keywords that look for a message take these named arguments, combined with *and*. Text and JSON matchers never match
    a binary message.

    | = Argument = | = a message matches that = |
    | ``text`` | is this text |
    | ``contains`` | contains this text |
    | ``regexp`` | has a match of this regular expression somewhere |
    | ``glob`` | matches this glob: ``*`` any text, ``?`` any character, ``[abc]`` one of these |
    | ``json`` | is JSON of the same value; `Markers` are allowed |
    | ``json_contains`` | is JSON that contains this, as of `Message Should Contain JSON`; `Markers` are allowed |
    | ``schema`` | is JSON that this JSON Schema accepts: a dict or the path of a file |
    | ``jsonpath`` | is JSON in which this JSONPath (RFC 9535) selects something |
    | ``hex`` | is binary with these bytes: ``20 02 ?? 00 *``, where ``??`` is any byte and a last ``*`` any rest |
    | ``kind`` | is ``text`` or ``binary`` |
    | ``event`` | is a server-sent event of this type, as of `Open Event Stream`; a WebSocket message never is |

    JSON given as text is read as JSON first and as a Python literal second. Robot Framework eats backslashes: write
    ``\\\\n`` for the escape ``\\n``.

    = Profiles and completion messages =

    ``wskeywords.yaml`` may name options of connections, and the messages that say that all is said:

    | completion:
    |   default: {json_contains: {action: complete}}
    |   group: {json_contains: {action: group_complete}}
    | profiles:
    |   admin:
    |     headers: {Authorization: "Bearer ${ADMIN_TOKEN}"}
    |     completion: group

    `Open WebSocket` with ``profile=admin`` uses these options; ``${ADMIN_TOKEN}`` is an environment variable. What a
    call says wins over its profile, and the profile over the environment; headers, cookies and params are joined.
    `Receive All Messages` receives up to the completion message of the session's profile, else ``default``. The file is
    looked for in the working directory only: ``config=${CURDIR}/wskeywords.yaml`` finds the one beside a suite.

    = Markers =

    Strings in expected JSON that stand for many values:

    | = Marker = | = matches = |
    | ``#string``, ``#number``, ``#integer``, ``#boolean``, ``#array``, ``#object``, ``#null`` | a value of that type |
    | ``#notnull``, ``#present``, ``#notpresent``, ``#ignore`` | anything but null, any value, no such key, anything at all |
    | ``#uuid``, ``#datetime``, ``#url`` | a string of that form (RFC 3339 for dates and times) |
    | ``#regex PATTERN`` | a string that this regular expression matches as a whole |
    | ``#more than N``, ``#less than N``, ``#between A and B`` | a number |
    | ``#[N]``, ``#[N+]`` | an array of N, or at least N items |
    | ``#[] MARKER``, ``#[N] MARKER`` | an array (of N) each of whose items matches; at least one |
    | ``##MARKER`` | the same, or null, or no such key |
    | ``#...`` as the last item | any further items |
    | ``#contains`` as the first item | the rest of the items are in the array, in any order |
    | ``#capture NAME``, ``#capture NAME MARKER`` | the same as without; once the whole message matches, the value is saved as ``${NAME}``: a test variable, in a suite setup a suite variable |
    | ``#= TEXT`` | the literal TEXT |

    = Inline assertions =

    ``Get …`` keywords take an operator and an expected value, as of robotframework-assertion-engine:
    ``Get Close Code    ==    1008``. Operators: ``==``, ``!=``, ``<``, ``<=``, ``>``, ``>=``, ``contains``,
    ``not contains``, ``starts``, ``ends``, ``matches`` (a regular expression), ``validate`` and ``then`` (Python
    expressions of ``value``).

    An expected text is read by the type of the actual value: for a number, boolean, null, list or dict as JSON, then as
    a Python literal; for a time in Robot's format (``200ms``); for a text as it is. With ``==`` and ``!=`` values of
    different kinds, such as 42 and "42", are a mismatch that names both kinds. Of two texts ``<`` and ``>`` compare the
    letters: "9" is more than "10".

    = Secrets =

    ``Secret`` values are accepted inside headers, cookies, params, JSON, auth and bearer. They, and the values under
    the names of ``redact`` (headers, query parameters and JSON keys such as *authorization*, *token*, *password*), are
    masked in logs, transcripts, reports and errors, also when the server sends them back. Values under 8 characters are
    masked only where they were given or under such a name.

    = Reports =

    Each message that a keyword sends or takes is a collapsible entry in log.html, each closed or failed session leaves
    its transcript there. Transcripts of failed tests (see ``transcripts`` in `Importing`) are saved beside the report,
    as text and as HAR files, which a browser's developer tools open. With them stands what the app under test wrote
    during the test, where `Start App` or `Start App Process` runs it: a crash has its reason there.
    """  # noqa: E501 - a table row is one line

    front: RobotFront

    @told_alone
    @converted
    def __init__(
        self,
        base_url: str | None = None,
        *,
        timeout: Duration = SECONDS_5,
        open_timeout: Duration = SECONDS_10,
        close_timeout: Duration = SECONDS_5,
        max_size: Size = MIB_16,
        max_unread: Count = THOUSANDS_100,
        auto_close: AutoClose = "SCOPE",
        transcripts: Transcripts = "ON_FAILURE",
        log_messages: LogMessages = "FULL",
        redact: Words = NOT_GIVEN,
        config: str | None = None,
        environment: str | None = None,
    ) -> None:
        """All arguments are optional.

        Args:
            base_url: Joined to relative URLs. ``http://…`` becomes ``ws://…`` for WebSockets, and the other way round
                for HTTP.
            timeout: How long a keyword waits for a message or a close.
            open_timeout: TCP, TLS and handshake, in total.
            close_timeout: How long to wait for the other side's close frame.
            max_size: The largest message accepted, in bytes; a larger one closes the session with 1009.
            max_unread: With so many messages unread a session stops reading its socket; also when they hold 512 MiB.
            auto_close: ``SCOPE``: a session opened in a test closes when that test ends, one opened in a suite setup
                when that suite ends. ``SUITE``: when the suite that opened it ends. ``MANUAL``: when the run ends.
            transcripts: ``ON_FAILURE``, ``ALWAYS`` or ``NEVER``: when the transcripts of a test's sessions are saved
                beside the report, as ``.txt`` and ``.har``.
            log_messages: ``FULL``, ``SHORT`` or ``NONE``: how much of each message log.html shows.
            redact: Names of headers, query parameters and JSON keys whose values are never shown, besides the usual
                ones.
            config: A YAML file with settings and environments; without it ``wskeywords.yaml``, if there is one.
            environment: Which environment of that file.
        """
        names = [name for name in inspect.signature(type(self).__init__).parameters if name != "self"]
        for name, number in (("max_size", max_size), ("max_unread", max_unread)):
            if number is not None and not isinstance(number, NotGiven) and number < 1:
                raise InvalidArgument(f'Expected argument "{name}" to be at least 1, but it was {number}.')
        changes = apply(find_config(config or None), environment or None)
        given = {
            "base_url": checked_base_url(base_url, names) if base_url else None,
            "timeout": timeout,
            "open_timeout": open_timeout,
            "close_timeout": close_timeout,
            "max_size": max_size,
            "max_unread": max_unread,
            "redact": redact,
        }
        settings = {k: v for k, v in given.items() if v is not None and not isinstance(v, NotGiven)}
        self.fuzz_of_file = changes.fuzz
        self.auto_close = auto_close
        self.transcripts = transcripts
        self.front = RobotFront(log_messages)
        self.sessions = Sessions(
            **{**changes.values, **settings}, profiles=changes.profiles, on_capture=self.front.save_value
        )
        for secret in changes.secrets:
            self.sessions.secrets.add(secret)
        self.ROBOT_LIBRARY_LISTENER = Listener(self)

    def before_keyword(self) -> None:
        listener = self.ROBOT_LIBRARY_LISTENER
        listener.enter_scopes()
        listener.raise_cell_error()

    # what the listener calls

    def enter_scope(self, label: str) -> None:
        """What is opened or started from now on ends with this scope."""
        self.sessions.enter_scope(label)
        self.sessions.http.enter_scope(label)
        self.apps.enter_scope(label)

    def leave_scope(self, label: str) -> list[Session]:
        """Close and stop what belongs to a scope; returns its sessions."""
        ended = self.sessions.leave_scope(label)
        self.sessions.http.leave_scope(label)
        self._warn_of(self.apps.leave_scope(label))
        self.leave_fuzzing(label)
        return ended

    def all_sessions(self, label: str | None) -> list[Session]:
        """The sessions opened since a scope began, closed ones included; without scopes all that are known."""
        if label is not None:
            return self.sessions.of_scope(label)
        return [self.sessions[name] for name in self.sessions.names()]

    def wants_transcripts(self, failed: bool) -> bool:
        """Whether the transcripts of a test are to be saved."""
        return self.transcripts == "ALWAYS" or (failed and self.transcripts == "ON_FAILURE")

    def close(self) -> None:
        """The run ends."""
        self.sessions.close()
        self._warn_of(self.apps.close())

    def _warn_of(self, killed: Any) -> None:
        for app in killed:
            self.front.warn(f'The app "{app.name}" did not stop when it was asked to, and was killed.')
