"""Keywords that hold generated conversations with an app."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from .app import AppKeywords
from .arguments import Count, Credential, Duration, Headers, NotGiven, Size, Variables, Words
from .base import keyword
from .converters import to_int, to_text
from .paths import inner_path

if TYPE_CHECKING:
    from ..core.configfuzz import FuzzOfFile
    from ..fuzzing.calling import Fuzzer
    from ..fuzzing.delivering import Delivery
    from ..fuzzing.results import FuzzResult, Progress

#: Seconds between two lines of progress on the console.
_OFTEN = 10.0
#: ``None`` of these: as wskeywords.yaml says, else the default.
_CONFIGURED: Any = NotGiven("True")
_SAME = (
    *("examples", "max_messages", "max_message_size", "seed", "strategy", "rate", "include", "exclude", "auth"),
    *("validate_subprotocols", "sessions", "may_test", "output", "database"),
)
_TIMES = ("timeout", "message_timeout", "budget", "answers_within")


class FuzzingKeywords(AppKeywords):
    """Generated conversations, what must hold of them, and what was found."""

    #: The section *fuzz* of wskeywords.yaml.
    fuzz_of_file: "FuzzOfFile"

    @cached_property
    def fuzzer(self) -> "Fuzzer":
        """What the runs of this library share."""
        from ..fuzzing.calling import Fuzzer

        return Fuzzer(self.sessions.settings, self.apps, self.fuzz_of_file)

    def leave_fuzzing(self, label: str) -> None:
        """A scope ends, and what was registered in it."""
        if "fuzzer" in vars(self):
            self.fuzzer.leave_scope(label)

    @keyword("Fuzz WebSocket", "Fuzzing")
    def fuzz_websocket(
        self,
        url: str,
        *,
        examples: Count | None = None,
        max_messages: Count | None = None,
        timeout: Duration = None,
        message_timeout: Duration = None,
        max_message_size: Size = None,
        close_codes: Words = None,
        validate_subprotocols: bool = _CONFIGURED,
        seed: Count | None = None,
        budget: Duration = None,
        strategy: str | None = None,
        property: Words = None,
        answers_within: Duration = None,
        sessions: Count | None = None,
        rate: str | None = None,
        parameters: Variables = None,
        auth: Credential = None,
        bearer: Credential = None,
        headers: Headers = None,
        may_test: Words = None,
        output: str | None = None,
        fail: bool = True,
        msg: str | None = None,
    ) -> dict[str, Any]:
        """Holds generated conversations with a route, and fails when the app does what no sound app does.

        Conversations send text, JSON and bytes, from what is known of the app and from what breaks apps: empty and huge
        messages, missing and wrong fields, deep nesting, traps of Unicode; with pings, fragments, lost connections and
        reconnects, over one or several sessions. For a failure the shortest conversation that shows it is looked for,
        and written out as a suite and a feature that fail in the same way until the app is mended. Earlier failures
        are played first. It takes the extra ``fuzz``: ``pip install wskeywords[fuzz]``.

        What is left out is what ``wskeywords.yaml`` says under ``fuzz:``, else the default that is named here.

        Args:
            url: ``ws://…`` or ``wss://…``, or relative to the ``base_url``; ``{name}`` in it is a parameter.
            examples: How many conversations are generated; 100. What the server's answers suggest is tried besides.
            max_messages: How many messages one sends at most; 10.
            timeout: How long a connection may take to open; 10 s.
            message_timeout: How long an answer may take where there must be one, and the answer to a close; 5 s.
            max_message_size: The largest message that is generated; 64 KiB.
            close_codes: With which codes conversations are closed; 1000 and 1001.
            validate_subprotocols: Whether the negotiation of subprotocols is tried and judged.
            seed: Of the generator: the same conversations again. Without it a new one, which a failure names.
            budget: How long the whole run may take; 60 s.
            strategy: One strategy for messages alone: ``text``, ``json``, ``bytes``, ``large``, ``graphql``,
                ``examples``, ``schema``, ``mutated``, or the name of one that `Register Message Strategy` knows.
            property: Names of what must hold besides (``determinism``), or, with a ``-`` before them, of what need not
                (``-no-1006``); also ``module:function``, a Python function.
            answers_within: How long the answer to every message may take.
            sessions: How many sessions one conversation has at most; 3.
            rate: How many conversations are held a second at most: on this machine any number, elsewhere 10.
            parameters: Values of ``{name}`` in the path and of query parameters: a text or a list each.
            auth: ``basic:USER:PASSWORD`` or ``query:NAME=VALUE``, for every handshake.
            bearer: A token, sent as ``Authorization: Bearer …``.
            headers: Of every handshake.
            may_test: Hosts that are not this machine, and that you may test.
            output: The folder of reports and reproduction files; without it they are beside the report when something
                failed.
            fail: ``False``: only `No Conversation Should Have Failed` judges.
            msg: Put before the failure's message.

        Returns:
            A dict: ``seed``, ``conversations``, ``messages``, ``connections``, ``failures`` (each with ``property``,
            ``message``, ``conversation`` …), ``routes``.

        Example:
        | ${found} =    Fuzz WebSocket    /ws/echo    examples=5    seed=1    strategy=text
        | Should Be Empty    ${found}[failures]

        See also `Fuzz Discovered Routes`, `Register Message Strategy` and `No Conversation Should Have Failed`.
        """
        return self._fuzz(url, locals(), fail, msg)

    @keyword("Fuzz Discovered Routes", "Fuzzing")
    def fuzz_discovered_routes(
        self,
        target: str,
        *,
        include: Words = None,
        exclude: Words = None,
        examples: Count | None = None,
        max_messages: Count | None = None,
        timeout: Duration = None,
        message_timeout: Duration = None,
        max_message_size: Size = None,
        close_codes: Words = None,
        validate_subprotocols: bool = _CONFIGURED,
        seed: Count | None = None,
        budget: Duration = None,
        strategy: str | None = None,
        property: Words = None,
        answers_within: Duration = None,
        sessions: Count | None = None,
        rate: str | None = None,
        parameters: Variables = None,
        auth: Credential = None,
        bearer: Credential = None,
        headers: Headers = None,
        may_test: Words = None,
        output: str | None = None,
        fail: bool = True,
        msg: str | None = None,
    ) -> dict[str, Any]:
        """Finds the WebSocket routes of an app, and does with each of them what `Fuzz WebSocket` does.

        Args:
            target: ``module:attribute``, an ASGI app (FastAPI, Starlette, Litestar, Channels), which is started; the
                path or URL of an AsyncAPI document (2.x or 3.0); a file with a URL a line; or a transcript that `Save
                Transcript` wrote, or a HAR file, from which messages are learnt.
            include: Globs: only routes whose path matches one of them.
            exclude: Globs: no route whose path matches one of them.
            examples: How many conversations are generated for each route; 100.
            max_messages: How many messages one sends at most; 10.
            timeout: How long a connection may take to open; 10 s.
            message_timeout: How long an answer may take where there must be one, and the answer to a close; 5 s.
            max_message_size: The largest message that is generated; 64 KiB.
            close_codes: With which codes conversations are closed; 1000 and 1001.
            validate_subprotocols: Whether the negotiation of subprotocols is tried and judged.
            seed: Of the generator.
            budget: How long the whole run may take; 60 s.
            strategy: One strategy for messages alone.
            property: Names of what must hold besides, or need not.
            answers_within: How long the answer to every message may take.
            sessions: How many sessions one conversation has at most; 3.
            rate: How many conversations are held a second at most.
            parameters: Values of parameters of paths and queries by name.
            auth: ``basic:USER:PASSWORD`` or ``query:NAME=VALUE``, for every handshake.
            bearer: A token, sent as ``Authorization: Bearer …``.
            headers: Of every handshake.
            may_test: Hosts that are not this machine, and that you may test.
            output: The folder of reports and reproduction files.
            fail: ``False``: only `No Conversation Should Have Failed` judges.
            msg: Put before the failure's message.

        Returns:
            A dict, as of `Fuzz WebSocket`.

        Example:
        | ${found} =    Fuzz Discovered Routes    examples.chat:app    include=/ws/e*    examples=3    seed=1
        | Should Be Equal    ${found}[routes][0][path]    /ws/echo

        See also `Fuzz WebSocket`, where the arguments are told at length.
        """
        return self._fuzz(target, locals(), fail, msg)

    def _fuzz(self, what: str, arguments: dict[str, Any], fail: bool, msg: str | None) -> dict[str, Any]:
        if "://" not in what:
            inner_path(what, "target")  # of a file; a module of Python leads nowhere
        if arguments.get("output") is not None:
            inner_path(arguments["output"], "output")
        result, delivery = self.fuzzer.run(
            what,
            fuzz_options(arguments),
            default_output=self.fuzz_folder(what),
            progress=Lines(self.front),
        )
        self.tell_of(what, result, delivery)
        if fail:
            self.fuzzer.expect_none_failed(msg)
        return delivery.values

    def fuzz_folder(self, what: str) -> Path:
        """Where the files of a run go by themselves: beside the report."""
        import re

        name = re.sub(r"[^A-Za-z0-9]+", "-", what).strip("-")[-60:] or "fuzz"
        return Path(self.front.output_dir(), "fuzz", name)

    def tell_of(self, what: str, result: "FuzzResult", delivery: "Delivery") -> None:
        """The one line of the log, and warnings of what was left out."""
        from ..fuzzing.reporting.outcome import count, outcome

        values = delivery.values
        told = (
            f"Fuzzed {what}: {count(values['conversations'], 'conversation')}, {count(values['messages'], 'message')}, "
            f"{outcome(result)}{',' if result.whole else ';'} seed {result.seed}, {result.seconds:.1f} s."
        )
        self.front.info(told + (f" Files: {delivery.folder}" if delivery.folder is not None else ""))
        for note in result.target.notes:
            self.front.info(note)
        for route in result.routes:
            if route.skipped:
                self.front.warn(f"The route {route.route.path} was not fuzzed: {route.skipped}")
            elif route.cut and route.untested:
                self.front.warn(f"The route {route.route.path} was not tested: {route.cut}")


class Lines:
    """Progress as lines on the console, one every few seconds."""

    def __init__(self, front: Any) -> None:
        self._front = front
        self._told = monotonic()

    def __call__(self, progress: "Progress") -> None:
        now = monotonic()
        if now - self._told >= _OFTEN:
            from ..fuzzing.reporting.progress import words

            self._told = now
            self._front.progress(words(progress))


def fuzz_options(arguments: dict[str, Any]) -> dict[str, Any]:
    """The options of a run that were given, out of a keyword's ``locals()``."""
    given = {name: _given(arguments.get(name)) for name in _SAME}
    for name in _TIMES:
        value = _given(arguments.get(name))
        given[name] = None if value is None else value.total_seconds()
    if given["rate"] is not None:
        given["rate"] = _number(given["rate"], "rate")
    for name in ("include", "exclude", "may_test"):
        given[name] = None if given[name] is None else tuple(given[name])
    codes = arguments.get("close_codes")
    given["close_codes"] = None if codes is None else tuple(to_int(code, "close_codes") for code in codes)
    wanted = arguments.get("property")
    given["properties"] = None if wanted is None else tuple(wanted)
    given["headers"] = {k: str(_plain(v)) for k, v in (arguments.get("headers") or {}).items() if v is not None} or None
    given["parameters"] = {
        name: tuple(to_text(each, name) for each in _several(value))
        for name, value in (arguments.get("parameters") or {}).items()
    } or None
    bearer = _plain(arguments.get("bearer"))
    given["auth"] = f"bearer:{bearer}" if bearer is not None else _plain(arguments.get("auth"))
    return given


def _given(value: Any) -> Any:
    return None if isinstance(value, NotGiven) else value


def _plain(value: Any) -> Any:
    """A Secret as its value."""
    return getattr(value, "value", value)


def _several(value: Any) -> Iterable[Any]:
    return value if isinstance(value, (list, tuple)) else [value]


def _number(value: str, name: str) -> float:
    from .converters import wrong

    try:
        return float(value)
    except ValueError:
        raise wrong(name, "a number", value) from None
