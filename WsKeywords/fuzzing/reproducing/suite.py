"""A plan as a Robot Framework suite."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..conversation import Abort, Close, Ping, Reconnect, Say
from .acts import (
    Act,
    Chosen,
    CloseAnswered,
    Guard,
    GuardsHeld,
    Hear,
    Hush,
    LogLacks,
    NextContains,
    NextSatisfies,
    NotClosedWith,
    NothingLike,
    Open,
    PingAnswered,
    Refused,
    SchemaGuard,
)
from .credentials import Credentials
from .payloads import INLINE, Files, cell, expression, named, pieces
from .plan import Plan, Started

#: A name for the session that looks whether the server still takes one.
AFTERWARDS = "afterwards"
_GAP = "    "
#: The widest line of the description.
_WIDE = 110


@dataclass
class Suite:
    """Writes one suite.

    Args:
        plan: what is done.
        title: of the test.
        about: lines that describe it.
        base_url: where the app is by default, or "" where it is started.
        app: that the suite starts itself, unless it is given a base URL.
        credentials: of every handshake.
        files: large messages and schemas.
        conversation: name of the file that holds the conversation, for a plan that is played whole.
    """

    plan: Plan
    title: str
    about: Sequence[str]
    base_url: str
    app: Started | None
    credentials: Credentials
    files: Files
    conversation: str = ""

    def text(self) -> str:
        """The suite."""
        lines = ["*** Settings ***", *self._documentation()]
        lines.append(_row("Library", "WsKeywords", "${BASE_URL}", "environment=${ENVIRONMENT}"))
        if self.app:
            start = "Start App Process" if self.app.is_command else "Start App"
            setup = ["Run Keyword If", "not $BASE_URL", start, named(self.app.what), *self._start_options()]
            lines.append(_row("Suite Setup", *setup))
        lines += ["", "", "*** Variables ***"]
        lines.append(_row("${BASE_URL}", cell(self.base_url)))
        lines += [_row("${ENVIRONMENT}", "${EMPTY}"), "", "", "*** Test Cases ***", self.title]
        body = self._body()
        if self.plan.tries > 1:
            lines.append(f"{_GAP}FOR    ${{attempt}}    IN RANGE    {self.plan.tries}")
            lines += [_GAP * 2 + line for line in body]
            for name in self._opened():
                lines.append(_GAP * 2 + _row("Close WebSocket", *([name] if name else [])))
            lines.append(f"{_GAP}END")
        else:
            lines += [_GAP + line for line in body]
        return "\n".join(lines) + "\n"

    def _start_options(self) -> list[str]:
        assert self.app is not None
        found = [f"{name}={named(value)}" for name, value in self.app.options.items()]
        env = {name: "null" if value is None else _json(value) for name, value in self.app.env.items()}
        env.update({name: f'"%{{{name}}}"' for name in self.app.secret_env})
        if env:
            found.append("env={" + ", ".join(f"{_json(name)}: {value}" for name, value in env.items()) + "}")
        return found

    def _documentation(self) -> list[str]:
        rows = [part for line in self.about for part in wrapped(line)]
        cells = [cell(row) if row else "" for row in rows]
        return [
            (f"Documentation{_GAP}{each}" if at == 0 else f"...{_GAP}{each}").rstrip() for at, each in enumerate(cells)
        ]

    def _body(self) -> list[str]:
        if self.plan.whole:
            name, judge = self.plan.failure.finding.property, self.plan.judge
            own = [_row("Register Conversation Property", name, named(judge))] if self.plan.by_keyword else []
            judged = named(judge if ":" in judge else name)
            path = f"${{CURDIR}}/{self.conversation}"
            return [*own, _row("Play Conversation", path, f"property={judged}", *self._play_options())]
        return [line for act in self.plan.acts for line in self._lines(act)]

    def _opened(self) -> Iterable[str]:
        several = len(self.plan.names) > 1
        for act in self.plan.acts:
            if isinstance(act, Open):
                yield AFTERWARDS if act.again else self.plan.names[act.session] if several else ""

    def _of(self, session: int, *, positional: bool = False) -> list[str]:
        if len(self.plan.names) == 1:
            return []
        name = self.plan.names[session]
        return [name if positional else f"session={name}"]

    def _lines(self, act: Act) -> list[str]:
        if isinstance(act, Say):
            return self._say(act)
        if isinstance(act, Open):
            name = [AFTERWARDS] if act.again else self._of(act.session, positional=True)
            return [_row("Open WebSocket", self._path(), *name, *self._options())]
        if isinstance(act, Refused):
            within = f"closed_within={act.within:g}s"
            return [_row("Opening WebSocket Should Fail", self._path(), within, *self._options())]
        if isinstance(act, Close):
            given = [f"code={act.code}"] if act.code != 1000 else []
            given += [f"reason={named(act.reason)}"] if act.reason else []
            return [_row("Close WebSocket", *self._of(act.session, positional=True), *given)]
        session = self._of(act.session)
        first = self._of(act.session, positional=True)
        if isinstance(act, Ping):
            payload = [f"${{{{ bytes.fromhex('{act.payload.hex()}') }}}}"] if act.payload else []
            return [_row("Send Ping", *payload, *session)]
        if isinstance(act, Abort):
            return [_row("Abort WebSocket", *first)]
        if isinstance(act, Reconnect):
            return [_row("Reconnect WebSocket", *first)]
        if isinstance(act, Hear):
            return [_row("Receive Message", *([f"timeout={act.within:g}s"] if act.within else []), *session)]
        if isinstance(act, Hush):
            return [_row("Drain Messages", f"quiet={act.quiet:g}s", *session)]
        if isinstance(act, NotClosedWith):
            return [_row("Get Close Code", "!=", str(act.code), *session)]
        if isinstance(act, CloseAnswered):
            return [_row("Close Should Have Been Answered", *first)]
        if isinstance(act, PingAnswered):
            return [_row("Send Ping", f"timeout={act.within:g}s", *session)]
        if isinstance(act, Chosen):
            return [_row("Get Subprotocol", "==", named(act.subprotocol), *session)]
        if isinstance(act, LogLacks):
            return [_row("App Log Should Not Contain", named(act.text))]
        return self._judge(act)

    def _judge(self, act: GuardsHeld | Guard | SchemaGuard | NothingLike | NextSatisfies | NextContains) -> list[str]:
        session = self._of(act.session)
        if isinstance(act, GuardsHeld):
            return [_row("Guards Should Have Held", *self._of(act.session, positional=True))]
        if isinstance(act, NextContains):
            if isinstance(act.expected, str):
                return [_row("Message Should Contain", named(act.expected), *session)]
            return [_row("Message Should Contain JSON", named(json.dumps(act.expected)), *session)]
        if isinstance(act, (Guard, NothingLike)):
            if isinstance(act.never, bytes):
                what = f"hex={act.never.hex(' ')} *"
            else:
                what = f"{'regexp' if act.regexp else 'contains'}={self._secret(act.never)}"
            if isinstance(act, Guard):
                return [_row("Message Must Never Arrive", what, *session)]
            return [_row("No Message Should Arrive", what, f"within={act.within:g}s", *session)]
        text = json.dumps(act.schema, indent=1)
        path = "${CURDIR}/" + self.files.name_of(text, ".schema.json")
        if isinstance(act, SchemaGuard):
            return [_row("Every Message Must", f"schema={path}", *session)]
        return [_row("Message Should Match Schema", path, *session)]

    def _say(self, act: Say) -> list[str]:
        session = self._of(act.session)
        if act.cuts:
            parts = [f"${{{{ bytes.fromhex('{piece.hex()}') }}}}" for piece in pieces(act)]
            if isinstance(act.data, str):
                texts = [_decoded(piece) for piece in pieces(act)]
                parts = [each if text is None else named(text) for each, text in zip(parts, texts, strict=True)]
            binary = ["binary=True"] if isinstance(act.data, bytes) else []
            return [_row("Send Fragments", *parts, *binary, *session)]
        if len(act.data) > INLINE:
            computed = expression(act.data)
            if computed is not None:
                return [_row("Send Text" if isinstance(act.data, str) else "Send Binary", computed, *session)]
            if not (isinstance(act.data, str) and act.data.startswith("\ufeff")):  # which is not read from a file
                path = "${CURDIR}/" + self.files.name_of(act.data)
                binary = ["binary=True"] if isinstance(act.data, bytes) else []
                return [_row("Send File", path, *binary, *session)]
        if isinstance(act.data, bytes):
            if not act.data:
                return [_row("Send Binary", '${{ b"" }}', *session)]
            return [_row("Send Binary", act.data.hex(" "), "encoding=hex", *session)]
        return [_row("Send Text", self._secret(act.data), *session)]

    def _path(self) -> str:
        return self._secret(self.plan.failure.conversation.path)

    def _secret(self, text: str) -> str:
        """A cell in which secrets of the run are environment variables."""
        parts = self.credentials.parts(text)
        if len(parts) == 1:
            return named(text)
        return "".join(
            (named(plain) if plain else "") + (f"%{{{variable}}}" if variable else "") for plain, variable in parts
        )

    def _play_options(self) -> list[str]:
        held = self.credentials
        found = [f"{name}={time}" for name, time in self.plan.times.items()]
        found += [f"auth=query:{named(name)}\\=%{{{variable}}}" for name, variable in held.params.items()]
        found += [f"auth=basic:%{{{held.basic}}}"] if held.basic else []
        return [*found, *([f"bearer=%{{{held.bearer}}}"] if held.bearer else []), *self._headers()]

    def _headers(self) -> list[str]:
        """Those of every handshake, as one argument."""
        held = self.credentials
        headers = {name: _json(value) for name, value in held.plain.items()}
        headers.update({name: f'"%{{{variable}}}"' for name, variable in held.headers.items()})
        if not headers:
            return []
        return ["headers={" + ", ".join(f"{_json(name)}: {value}" for name, value in headers.items()) + "}"]

    def _options(self) -> list[str]:
        held = self.credentials
        found = []
        conversation = self.plan.failure.conversation
        if conversation.subprotocols:
            found.append("subprotocols=" + named(",".join(conversation.subprotocols)))
        found += self._headers()
        if held.params:
            inner = ", ".join(f'{_json(name)}: "%{{{variable}}}"' for name, variable in held.params.items())
            found.append("params={" + inner + "}")
        if held.bearer:
            found.append(f"bearer=%{{{held.bearer}}}")
        if held.basic:
            found.append(f"auth=%{{{held.basic}}}")
        for name, value in self.plan.options.session_options.items():
            if isinstance(value, (str, int, float, bool)):
                found.append(f"{name}={named(str(value))}")
        return found


def _json(value: str) -> str:
    return named(json.dumps(value))


def _decoded(piece: bytes) -> str | None:
    """A fragment as text, where it is one by itself."""
    try:
        return piece.decode()
    except UnicodeDecodeError:
        return None


def _row(*cells: str) -> str:
    return _GAP.join(cells)


def wrapped(line: str) -> list[str]:
    """A line of the description, in parts that fit; an empty one stays."""
    from textwrap import wrap

    return wrap(line, _WIDE, break_long_words=True, drop_whitespace=True) or [""]
