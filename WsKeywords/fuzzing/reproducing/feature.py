"""A plan as a feature for behave."""

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
from .payloads import INLINE, Files, escaped_text, pieces, quoted
from .plan import Plan, Started
from .suite import AFTERWARDS, wrapped

_STEP, _BELOW = "    ", "      "


@dataclass
class Feature:
    """Writes one feature.

    Args:
        plan: what is done.
        title: of the scenario.
        about: lines that describe it.
        app: that the feature starts itself.
        credentials: of every handshake.
        files: large messages and schemas, beside the feature, where steps look for them.
        conversation: name of the file that holds the conversation, for a plan that is played whole.
    """

    plan: Plan
    title: str
    about: Sequence[str]
    app: Started | None
    credentials: Credentials
    files: Files
    conversation: str = ""

    def text(self) -> str:
        """The feature."""
        lines = [f"Feature: {self.title}"]
        for line in self.about:
            lines += [f"  {_harmless(part)}".rstrip() for part in wrapped(line)]
        lines.append("")
        if self.app:
            kind = "command" if self.app.is_command else "app"
            lines.append("  Background:")
            lines += _indented(self._secrets(self.app.secret_env))
            running = f"Given the {kind} {_text(self.app.what)} is running unless a base URL is given"
            lines += [*_indented(_table(running, self._start_rows())), ""]
        several = self.plan.tries > 1
        lines.append(f"  Scenario{' Outline' if several else ''}: {self.title}{', try <try>' if several else ''}")
        lines += _indented(self._secrets(self.credentials.variables))
        lines += _indented(self._body())
        if several:
            lines += ["", f"{_STEP}Examples:", f"{_BELOW}| try |"]
            lines += [f"{_BELOW}| {number + 1:<3} |" for number in range(self.plan.tries)]
        return "\n".join(lines) + "\n"

    def _secrets(self, variables: Iterable[str]) -> list[str]:
        return [f'Given I save the environment variable "{name}" as "{_saved(name)}"' for name in variables]

    def _start_rows(self) -> list[tuple[str, str]]:
        assert self.app is not None
        rows = [*self.app.options.items()]
        rows += [(f"env {name}", value) for name, value in self.app.env.items() if value is not None]
        return [*rows, *((f"env {name}", f"${{{_saved(name)}}}") for name in self.app.secret_env)]

    def _body(self) -> list[str]:
        if self.plan.whole:
            path = _text(self.conversation)
            name = _text(self.plan.judge or self.plan.failure.finding.property)
            rows = [*self.plan.times.items(), *self._headers()]
            rows += [("auth", f"query:{n}=${{{_saved(v)}}}") for n, v in self.credentials.params.items()]
            rows += [("auth", f"basic:${{{_saved(self.credentials.basic)}}}")] if self.credentials.basic else []
            rows += [("bearer", f"${{{_saved(self.credentials.bearer)}}}")] if self.credentials.bearer else []
            return [
                *_table(f"When I play the conversation {path} judging {name}", rows),
                "Then no conversation should have failed",
            ]
        return [line for act in self.plan.acts for line in self._lines(act)]

    def _who(self, session: int) -> str:
        return "I" if len(self.plan.names) == 1 else f'"{self.plan.names[session]}"'

    def _does(self, session: int, mine: str, theirs: str) -> str:
        return f"{self._who(session)} {mine if len(self.plan.names) == 1 else theirs}"

    def _of(self, session: int) -> str:
        return "" if len(self.plan.names) == 1 else f' of "{self.plan.names[session]}"'

    def _lines(self, act: Act) -> list[str]:
        if isinstance(act, Say):
            return self._say(act)
        if isinstance(act, Open):
            who = f'"{AFTERWARDS}" is' if act.again else self._does(act.session, "am", "is")
            return self._opening(f"Given {who} connected to {self._path()}")
        if isinstance(act, Refused):
            return [
                *self._opening(f"When {self._does(act.session, 'try', 'tries')} to connect to {self._path()}"),
                f"Then the connection should be refused or closed within {act.within * 1000:.0f} milliseconds",
            ]
        if isinstance(act, Close):
            code = f" with code {act.code}" if act.code != 1000 or act.reason else ""
            reason = f" and reason {_text(act.reason)}" if act.reason else ""
            return [f"When {self._does(act.session, 'close', 'closes')} the connection{code}{reason}"]
        if isinstance(act, Ping):
            payload = f" with the payload {escaped_text(_as_text(act.payload))}" if act.payload else ""
            return [f"When {self._does(act.session, 'send', 'sends')} a ping{payload}"]
        if isinstance(act, Abort):
            return [f"When {self._does(act.session, 'lose', 'loses')} the connection"]
        if isinstance(act, Reconnect):
            return [f"When {self._does(act.session, 'reconnect', 'reconnects')}"]
        if isinstance(act, Hear):
            within = f" within {act.within:g} second{'' if act.within == 1 else 's'}" if act.within else ""
            return [f"Then {self._who(act.session)} should receive 1 message{within}"]
        if isinstance(act, Hush):
            receives = self._does(act.session, "receive", "receives")
            return [f"When {receives} messages until nothing arrives for {act.quiet * 1000:.0f} milliseconds"]
        if isinstance(act, NotClosedWith):
            return [f"Then the close code{self._of(act.session)} should not be {act.code}"]
        if isinstance(act, CloseAnswered):
            return [f"Then the close{self._of(act.session)} should have been answered"]
        if isinstance(act, PingAnswered):
            sends = self._does(act.session, "send", "sends")
            return [f"When {sends} a ping within {act.within * 1000:.0f} milliseconds"]
        if isinstance(act, Chosen):
            return [f"Then the subprotocol{self._of(act.session)} should be {_text(act.subprotocol)}"]
        if isinstance(act, LogLacks):
            return [f"Then the app's log should not contain {_text(act.text)}"]
        return self._judge(act)

    def _judge(self, act: GuardsHeld | Guard | SchemaGuard | NothingLike | NextSatisfies | NextContains) -> list[str]:
        who = self._who(act.session)
        if isinstance(act, GuardsHeld):
            return [f"Then every guard{self._of(act.session)} should have held"]
        if isinstance(act, NextContains):
            if isinstance(act.expected, str):
                return [f"Then {who} should receive a message containing {_text(act.expected)}"]
            return [
                f"Then {who} should receive JSON containing:",
                '"""',
                json.dumps(act.expected).replace("${", "\\${"),
                '"""',
            ]
        if isinstance(act, (Guard, NothingLike)):
            if isinstance(act.never, bytes):
                what = f'the bytes "{act.never.hex(" ")} *"'
            else:
                words = "matching the regexp" if act.regexp else "containing"
                what = f"a message {words} {self._held(act.never)}"
            if isinstance(act, Guard):
                return [f"Given {who} must never receive {what}"]
            return [f"Then {who} should not receive {what} within {act.within * 1000:.0f} milliseconds"]
        text = json.dumps(act.schema, indent=1)
        path = _text(self.files.name_of(text, ".schema.json"))
        if isinstance(act, SchemaGuard):
            receives = self._does(act.session, "receive", "receives")
            return [f"Given every message {receives} must match the schema {path}"]
        return [f"Then {who} should receive a message matching the schema {path}"]

    def _say(self, act: Say) -> list[str]:
        sends = self._does(act.session, "send", "sends")
        if act.cuts:
            if isinstance(act.data, bytes):
                rows = ["| part |", *(f"| {piece.hex(' ') or '00'} |" for piece in pieces(act) if piece)]
                return [f"When {sends} the binary fragments:", *rows]
            return [f"When {sends} the fragments:", "| hex |", *(f"| {piece.hex(' ')} |" for piece in pieces(act))]
        if len(act.data) > INLINE and not (isinstance(act.data, str) and act.data.startswith("\ufeff")):
            kind = "binary file" if isinstance(act.data, bytes) else "file"
            return [f"When {sends} the {kind} {_text(self.files.name_of(act.data))}"]
        if isinstance(act.data, bytes):
            return [f'When {sends} the bytes "{act.data.hex(" ")}"']
        plain = quoted(act.data)
        secret = self._secret(act.data)
        if secret is not None:
            return [f"When {sends} the escaped text {secret}"]
        if plain is not None:
            return [f"When {sends} the text {plain}"]
        return [f"When {sends} the escaped text {escaped_text(act.data)}"]

    def _secret(self, text: str) -> str | None:
        """A text in which secrets of the run are saved values; None: there is none in it."""
        parts = self.credentials.parts(text)
        if len(parts) == 1:
            return None
        inner = "".join(escaped_text(plain)[1:-1] + _reference(variable) for plain, variable in parts)
        return f'"{inner}"'

    def _held(self, text: str) -> str:
        """A text in quotes, in which secrets of the run are saved values."""
        parts = self.credentials.parts(text)
        if len(parts) == 1:
            return _text(text)
        return '"' + "".join(_inside(plain) + _reference(variable) for plain, variable in parts) + '"'

    def _path(self) -> str:
        return self._held(self.plan.failure.conversation.path)

    def _opening(self, step: str) -> list[str]:
        held = self.credentials
        rows = [("subprotocol", name) for name in self.plan.failure.conversation.subprotocols]
        rows += self._headers()
        rows += [(f"param {name}", f"${{{_saved(variable)}}}") for name, variable in held.params.items()]
        rows += [("bearer", f"${{{_saved(held.bearer)}}}")] if held.bearer else []
        rows += [("auth", f"${{{_saved(held.basic)}}}")] if held.basic else []
        rows += [
            (name, str(value))
            for name, value in self.plan.options.session_options.items()
            if isinstance(value, (str, int, float, bool))
        ]
        return _table(step, rows)

    def _headers(self) -> list[tuple[str, str]]:
        held = self.credentials
        rows = [(f"header {name}", value) for name, value in held.plain.items()]
        return [*rows, *((f"header {name}", f"${{{_saved(variable)}}}") for name, variable in held.headers.items())]


def _indented(lines: Iterable[str]) -> list[str]:
    """Lines of a step, and what belongs to one below it."""
    return [_STEP + line if line[:1].isalpha() else _BELOW + line for line in lines]


def _table(step: str, rows: Sequence[tuple[str, str]]) -> list[str]:
    """A step with its options."""
    if not rows:
        return [step]
    return [f"{step}:", "| option | value |", *(f"| {_cell(name)} | {_cell(value)} |" for name, value in rows)]


def _saved(variable: str) -> str:
    return variable.lower()


def _reference(variable: str) -> str:
    return f"${{{_saved(variable)}}}" if variable else ""


def _as_text(payload: bytes) -> str:
    return payload.decode("utf-8", "replace")


def _text(text: str) -> str:
    """A text in quotes; a quote in it is escaped."""
    plain = quoted(text)
    if plain is not None:
        return plain
    return f'"{_inside(text)}"'


def _inside(text: str) -> str:
    shown = "".join(character if character.isprintable() else "?" for character in text)
    return shown.replace('"', '\\"').replace("${", "\\${")


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")


def _harmless(line: str) -> str:
    """A line of the description, which must not read as one of a feature."""
    words: tuple[str, ...] = ("feature:", "background:", "scenario", "examples", "rule:", "@", "#", '"""', "|")
    words += ("given ", "when ", "then ", "and ", "but ", "* ", "'''")
    return f"· {line}" if line.lower().startswith(words) else line
