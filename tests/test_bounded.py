"""No test can wait for ever: what waits says for how long."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
#: They end with the process that they run in, and that is killed.
SERVERS = ("served", "misbehaving.py", "standin.py", "talk.py", "packed.py")
#: Of these modules and objects a call without a time waits for ever. With an argument ``join`` is of texts.
WAITS = {"join", "wait", "communicate", "acquire", "result"}
RUNS = {"run", "call", "check_call", "check_output"}
FILES = sorted(path for path in TESTS.rglob("*.py") if not {*path.relative_to(TESTS).parts} & {*SERVERS})


def endless(source: str) -> list[str]:
    """The calls of a source that may wait for ever."""
    tree = ast.parse(source)
    awaited = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Await)}
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or id(node) in awaited:
            continue
        given = {keyword.arg for keyword in node.keywords}
        if node.func.attr in WAITS and not node.args and "timeout" not in given:
            found.append(ast.unparse(node))
        if node.func.attr in RUNS and ast.unparse(node.func.value) == "subprocess" and "timeout" not in given:
            found.append(ast.unparse(node))
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TESTS)))
def test_what_waits_says_for_how_long(path: Path) -> None:
    assert endless(path.read_text(encoding="utf-8")) == []


def test_what_is_found() -> None:
    source = "bell.acquire()\nlock.acquire(timeout=1)\n', '.join(x)\nthread.join()\nsubprocess.run(x)\nevent.wait(3)\n"
    assert endless(source) == ["bell.acquire()", "thread.join()", "subprocess.run(x)"]
    assert endless("async def f():\n    await event.wait()\n") == []
