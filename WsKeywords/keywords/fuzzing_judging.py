"""Keywords about what generated conversations say, what must hold of them, and what was found."""

from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from ..core.errors import InvalidArgument, UnknownSession
from ..core.output import quote
from ..core.suggest import one_of
from .arguments import Credential, Duration, Headers, Json, Names, Schema, Words
from .base import keyword
from .choices import AsyncApiDirections
from .converters import json_value
from .fuzzing import FuzzingKeywords, fuzz_options
from .paths import inner_path

EVERY: Any = "*"


class FuzzJudgingKeywords(FuzzingKeywords):
    """Strategies, properties and verdicts of runs."""

    @keyword("Register Message Strategy", "Fuzzing")
    def register_message_strategy(
        self,
        route: str,
        *,
        examples: Json = None,
        schema: Schema | None = None,
        kind: str = "json",
        weight: str = "1",
        mutate: bool = False,
        name: str | None = None,
    ) -> None:
        """Says what messages of an app look like, without Python, for all later runs of the test.

        In a suite setup it holds for the suite.

        Args:
            route: A glob of the routes' paths, such as ``/ws/*``.
            examples: A list of valid messages, of which one is taken each time: JSON values, or texts where the kind
                is ``text`` or ``bytes``.
            schema: A JSON Schema of valid messages, as a dict or the path of a file.
            kind: How messages go over the wire: ``json``, ``text`` or ``bytes``.
            weight: How often they are sent beside those of other strategies for the same route.
            mutate: ``True``: also what is nearly valid: a field less, one more, one of another type.
            name: By which ``strategy=`` asks for it alone; the route without it.

        Example:
        | Register Message Strategy    /ws/echo    examples=[{"type": "typing"}]    weight=2    name=typing
        | Fuzz WebSocket    /ws/echo    examples=5    seed=1    strategy=typing

        See also `Fuzz WebSocket`.
        """
        described: dict[str, Any] = {"route": route, "kind": kind, "mutate": mutate or None, "name": name}
        described["weight"] = _number(weight)
        if examples is not None:
            values = json_value(examples, "examples")
            if not isinstance(values, list) or not values:
                raise InvalidArgument("Expected examples to be a list of messages, at least one.")
            described["examples"] = values
        if schema is not None:
            described["schema"] = _schema(schema)
        self.fuzzer.add_strategy(described)

    @keyword("Register Conversation Property", "Fuzzing")
    def register_conversation_property(self, name: str, judge: str) -> None:
        """Says what else must hold of every conversation, for all later runs of the test, or of the suite in its setup.

        The keyword gets a dict with ``path``, ``events`` (each with ``at``, ``session``, ``what``, ``data``),
        ``received`` and ``sent`` (messages in order) and ``endings`` (``code``, ``reason``, ``by``), and fails when
        something is wrong. It is in log.html each time it runs. A Python function gets a ``Course`` and returns what is
        wrong, or ``None``.

        Args:
            name: Of the property: lower case with hyphens.
            judge: A keyword's name, or ``module:function``.

        Example:
        | Register Conversation Property    says-something    Should Not Be Empty
        | Fuzz WebSocket    /ws/echo    examples=2    seed=1    strategy=text

        See also `Fuzz WebSocket`, whose argument ``property`` adds and leaves out properties by name.
        """
        self.fuzzer.add_check(name, self._judge(judge), judge)

    @keyword("No Conversation Should Have Failed", "Fuzzing", "Asserting")
    def no_conversation_should_have_failed(self, *, msg: str | None = None) -> None:
        """Passes when the last run found nothing; after a ``fail=False``.

        Its failure shows the first failure of the run whole, and the others in a line each.

        Args:
            msg: Put before the failure's message.

        Example:
        | Fuzz WebSocket    /ws/echo    examples=5    seed=1    strategy=text    fail=False
        | No Conversation Should Have Failed

        See also `Get Fuzz Result`.
        """
        self.fuzzer.expect_none_failed(msg)

    @keyword("Get Fuzz Result", "Fuzzing", "Getter")
    def get_fuzz_result(self) -> dict[str, Any]:
        """Returns what the last run found, as `Fuzz WebSocket` does, also when that failed.

        Returns:
            A dict: ``seed``, ``conversations``, ``messages``, ``connections``, ``failures``, ``routes``.

        Example:
        | Fuzz WebSocket    /ws/echo    examples=5    seed=1    strategy=text
        | ${found} =    Get Fuzz Result
        | Should Be True    ${found}[conversations] >= 5

        See also `No Conversation Should Have Failed`.
        """
        return self.fuzzer.last()[1].values

    @keyword("Play Conversation", "Fuzzing")
    def play_conversation(
        self,
        path: str,
        *,
        property: Words = None,
        message_timeout: Duration = None,
        answers_within: Duration = None,
        auth: Credential = None,
        bearer: Credential = None,
        headers: Headers = None,
        fail: bool = True,
        msg: str | None = None,
    ) -> dict[str, Any]:
        """Plays a conversation that was written down, and fails when something is wrong with it.

        Fuzzing writes such a file where no other keyword can judge what it found, such as ``determinism``. It is played
        once, twice for ``determinism``, and some dozen times for ``resources-released``.

        Args:
            path: The file: absolute, or in the directory the run was started in or below it.
            property: Names of what must hold, or ``module:function``; without it everything that is judged by default.
            message_timeout: How long an answer may take where there must be one, and the answer to a close; 5 s.
            answers_within: How long the answer to every message may take.
            auth: ``basic:USER:PASSWORD`` or ``query:NAME=VALUE``, for every handshake.
            bearer: A token, sent as ``Authorization: Bearer …``.
            headers: Of every handshake.
            fail: ``False``: only `No Conversation Should Have Failed` judges.
            msg: Put before the failure's message.

        Returns:
            A dict, as of `Fuzz WebSocket`.

        Example:
        | ${hello} =    Set Variable    {"step": "say", "data": "hello", "session": 0, "cuts": []}
        | ${other} =    Set Variable    "sessions": 1, "subprotocols": [], "headers": []
        | Create File    ${TEMPDIR}/hello.json    {"path": "/ws/echo", "steps": [${hello}], ${other}}
        | Play Conversation    ${TEMPDIR}/hello.json

        See also `Fuzz WebSocket`.
        """
        given = {**fuzz_options(locals()), "output": None}
        result, delivery = self.fuzzer.play(inner_path(path), tuple(property or ()), given=given)
        self.tell_of(path, result, delivery)
        if fail:
            self.fuzzer.expect_none_failed(msg)
        return delivery.values

    @keyword("Conversations Should Follow AsyncAPI", "Asserting", "Several sessions")
    def conversations_should_follow_asyncapi(
        self,
        document: str,
        sessions: Names = EVERY,
        *,
        directions: AsyncApiDirections = "both",
        timeout: Duration = None,
        msg: str | None = None,
    ) -> None:
        """Passes when what was said in these sessions so far is what an AsyncAPI document (2.x or 3.0) says.

        Each message must be one of those of its channel, and each request that the document has replied to must be
        replied to. It looks back as far as the transcript reaches, closed sessions included, and reads nothing: what is
        unread stays so. Sessions on no channel of the document are left out; that none is on one is an error.

        Args:
            document: The path or ``http(s)://`` URL of the document, YAML or JSON.
            sessions: Names, a glob or a list; all that are known without it.
            directions: ``received``: what the test sent, which may be wrong on purpose, is not judged.
            timeout: How long replies are waited for that are still to come.
            msg: Put before the failure's message.

        Example:
        | ${answer} =    Set Variable    {payload: {type: string, pattern: "^Echo: "}}
        | ${send} =    Set Variable    publish: {message: {payload: {type: string}}}
        | ${head} =    Set Variable    asyncapi: 2.6.0, info: {title: Echo, version: "1"}
        | ${channel} =    Set Variable    {subscribe: {message: ${answer}}, ${send}}
        | Create File    ${TEMPDIR}/echo.yaml    {${head}, channels: {/ws/echo: ${channel}}}
        | Open WebSocket    /ws/echo
        | Exchange Text    hello    ==    Echo: hello
        | Conversations Should Follow AsyncAPI    ${TEMPDIR}/echo.yaml

        See also `Fuzz Discovered Routes`, which holds conversations of its own by such a document.
        """
        from ..fuzzing.discovery.asyncapi.judging import expect_to_follow
        from ..fuzzing.discovery.asyncapi.reading import read

        chosen = [self.sessions[name] for name in self._named(sessions)]
        if "://" not in document:
            inner_path(document, "document")
        api = read(document, self.sessions.settings, Path.cwd())
        found = expect_to_follow(
            api,
            chosen,
            directions=directions,
            timeout=self.sessions.settings.timeout if timeout is None else timeout,
            msg=msg,
        )
        self.front.info(f"{found.messages} messages follow {document}, {found.replies} of them replies.")

    def _named(self, sessions: Names) -> list[str]:
        known = self.sessions.names()
        patterns = sessions if isinstance(sessions, list) else [EVERY]
        chosen = [name for name in known if any(name == each or fnmatchcase(name, each) for each in patterns)]
        if not chosen:
            raise UnknownSession(
                f"No session is called {one_of(map(quote, patterns))}. The sessions are {', '.join(map(quote, known))}."
                if known
                else "There is no session whose conversation could be judged: none was opened."
            )
        return chosen

    def _judge(self, judge: str) -> Any:
        from ..fuzzing.choosing import imported
        from ..fuzzing.reporting.jsonreport import course_values

        if ":" in judge:
            return imported(judge)
        passes = self.front.keyword(judge)

        def run(course: Any) -> str | None:
            return passes(course_values(course))

        run.__doc__ = f"The keyword {judge} passes."
        return run


def _number(weight: str) -> float:
    from .converters import wrong

    try:
        return float(weight)
    except ValueError:
        raise wrong("weight", "a number", weight) from None


def _schema(schema: Any) -> Any:
    if not isinstance(schema, str):
        return schema
    from ..core.config import load_yaml

    return load_yaml(schema)
