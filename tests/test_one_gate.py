"""Whatever goes to a log, a console or a file goes through ``core/output.py``: there is no other way out.

The sources are walked for everything that writes. A new place that does is gated, or stands here with its reason.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "WsKeywords"
#: Names that write when they are called, on whatever.
WRITERS = {
    *("print", "write", "writelines", "write_text", "write_bytes", "open", "fdopen"),
    *("debug", "trace", "info", "warn", "warning", "error", "exception", "critical", "log", "console"),
    *("displayhook", "excepthook", "print_exc", "print_exception"),
}
#: Of calls with these names, what they are called on when they write nothing.
HARMLESS = {
    "front": "of whatever: the gate of the front ends, which is below",
    "document": "makes an error of a YAML file",
    "self.sessions": "opens a session",
    "sessions": "the same",
    "self": "makes an error, or opens something",
    "cell": "makes an error of a cell",
    "self.document": "makes an error of a YAML file",
    "self._file": "the same",
    "re": "re.error",
    "zlib": "zlib.error",
    "self._bytes": "the content of a message, in memory",
    "self._sessions": "opens a session",
    **dict.fromkeys(
        ("node", "root", "found", "variable", "requirement", "self._at(key)"), "makes an error of an AsyncAPI document"
    ),
    "asked.path": "reads a file",
    "super()": "of a parser of arguments: tells what was typed",
}
#: Where something is written, and why no text of a server gets there ungated.
OUTLETS = {
    ("robotfront.py", "logger"): "gated: see the test below",
    ("steps/front.py", "_log"): "gated: see the test below",
    ("cli.py", "print"): "names of the files that it makes",
    ("cli.py", "target"): "makes the files of a new project, from those of the package",
    ("cli.py", "file"): "the same",
    ("core/report/saving.py", "temporary"): "transcripts, of views that are gated piece by piece",
    ("core/report/saving.py", "file"): "the same",
    ("core/configprofiles.py", "file"): "makes an error of a YAML file",
    ("steps/front.py", "print"): "gated: a name of userdata",
    ("steps/misspelt.py", "print"): "gated: a step of the feature, and our own sentences",
    ("steps/values.py", "write"): "a function there that makes a text",
    ("core/app/guard.py", "os"): "tells the process above which process runs",
    ("core/app/guard.py", "open"): "reads /proc",
    ("core/app/serve.py", "print"): "the log of the app itself, in the app's process",
    ("core/app/serve.py", "logging.getLogger('uvicorn.error')"): "the same",
    ("core/app/process.py", "self._stdin"): "one letter to the guard of a process",
    ("core/handshake/tls.py", "open"): "reads a certificate",
    ("fuzzing/command.py", "print"): "gated: see the test below",
    ("fuzzing/http.py", "print"): "gated: see the test below",
    ("fuzzing/reporting/progress.py", "self._stream"): "lines of numbers, and of what went through the gate",
    ("fuzzing/reporting/files.py", "temporary"): "what the two below hand over",
    ("fuzzing/delivering.py", "write"): "reports, which are made of facts that went through the gate",
    ("fuzzing/reproducing/writing.py", "write"): "messages as they were generated; secrets are names of variables",
    ("fuzzing/reproducing/plan.py", "log"): "a logarithm",
    ("fuzzing/database.py", "part"): "conversations as they were generated, in the project's own folder",
    ("fuzzing/discovery/walking/child.py", "Path(result)"): "routes of an app, for the process above",
}


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """What each call that may write is made on, or its own name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in WRITERS:
            yield node.func.id, node
        elif isinstance(node.func, ast.Attribute) and node.func.attr in WRITERS:
            yield ast.unparse(node.func.value), node


def found() -> dict[tuple[str, str], list[ast.Call]]:
    places: dict[tuple[str, str], list[ast.Call]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if name.startswith("starter/"):
            continue  # what a new project begins with
        for target, call in calls(path):
            if target not in HARMLESS and target.rpartition(".")[2] != "front":
                places.setdefault((name, target), []).append(call)
    return places


def test_nothing_else_writes() -> None:
    assert sorted(found()) == sorted(OUTLETS)


@pytest.mark.parametrize("outlet", [("fuzzing/command.py", "print"), ("fuzzing/http.py", "print")], ids=str)
def test_what_the_command_prints_is_clean(outlet: tuple[str, str]) -> None:
    for call in found()[outlet]:
        shown = call.args[0]
        ours = isinstance(shown, ast.Constant) or ast.unparse(shown) in (
            "f'wskeywords fuzz: {error}'",  # an error of ours, which is clean
            "f'Reports: {delivery.folder}'",
        )
        assert ours or ast.unparse(shown).startswith("clean("), ast.unparse(call)


@pytest.mark.parametrize("outlet", [("robotfront.py", "logger"), ("steps/front.py", "_log")], ids=str)
def test_what_the_front_ends_write_is_clean(outlet: tuple[str, str]) -> None:
    for call in found()[outlet]:
        shown = call.args[-1]
        markup = any(keyword.arg == "html" for keyword in call.keywords)
        gated = isinstance(shown, ast.Call) and ast.unparse(shown.func) in ("clean", "views.html_entries")
        assert gated or markup, ast.unparse(call)
