"""What a step says names no keyword and no argument of one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from WsKeywords.steps.front import StepKeywords
from WsKeywords.steps.wording import ARGUMENTS, PHRASES, in_sentences

from .behave_runs import ROOT

#: Texts that no step can get, and why.
UNREACHED = {
    "'No session is the current one. Switch Session makes one of '": "a sentence names its session",
    "'ignore_case=True has a meaning with '": "no sentence ignores case",
    "', ignore_case=True'": "no sentence ignores case; it is the form of a matcher in Python",
    "' entries; Save Transcript writes all that are kept.'": "behave shows no HTML",
    "'; Save Transcript writes all of it.'": "behave shows no HTML",
    "'. Is it meant for json=?'": "a step has the JSON, the text and the form in sentences of their own",
    "' When the app accepts first and closes then, use Connection Should Be Closed With Code.'": "judged by its step",
}


def keyword_names() -> set[str]:
    methods = (getattr(StepKeywords, name, None) for name in dir(StepKeywords))
    names = {method.robot_name for method in methods if getattr(method, "robot_name", None)}  # type: ignore[union-attr]
    return {name for name in names if " " in name}


def texts() -> Iterator[str]:
    """The engine's texts, without docstrings, that name a keyword or write an argument as Robot does."""
    words = "|".join(sorted(map(re.escape, keyword_names()), key=len, reverse=True))
    named = r"\b[a-z_]+=(?:True|False|[.,?)]| )|port=0|config=\$"
    robot = re.compile(rf"{words}|Last Message Should|{named}|set base_url|For this call give")
    package = ROOT / "WsKeywords"
    for path in [*sorted((package / "core").rglob("*.py")), package / "fuzzing" / "calling.py"]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        comments = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in comments:
                yield from [node.value] * bool(robot.search(node.value))


def test_whatever_the_engine_says_of_keywords_has_a_sentence() -> None:
    found = list(texts())
    assert [text for text in found if repr(text) not in UNREACHED and not any(each in text for each in PHRASES)] == []
    assert set(UNREACHED) <= {repr(text) for text in found}
    assert [phrase for phrase in PHRASES if not any(phrase in text for text in found)] == []


@pytest.mark.parametrize("phrase", list(PHRASES))
def test_no_sentence_names_a_keyword(phrase: str) -> None:
    for text in PHRASES[phrase]:
        assert not any(name in text for name in keyword_names())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'Nothing can be sent on session "alice": it was closed by us. '
            "Reconnect WebSocket or Open WebSocket opens it again.",
            'Nothing can be sent on session "alice": it was closed by us. '
            'It is opened again by: When "alice" reconnects',
        ),
        (
            'Expected that no message arrives at session "default". '
            "If the close is expected, say so first: Connection Should Be Closed.",
            'Expected that no message arrives at session "default". '
            "If the close is expected, say so first: Then the connection should be closed",
        ),
        (
            'Expected argument "hex" to be bytes, not "argument "hex"".',
            'Expected the bytes to be bytes, not "argument "hex"".',
        ),
        (
            "It differs in upper and lower case only (ignore_case=True accepts that).",
            "It differs in upper and lower case only.",
        ),
        ("nothing of the kind", "nothing of the kind"),
    ],
)
def test_says(text: str, said: str) -> None:
    assert in_sentences(text) == said


def test_arguments_are_those_of_the_engine() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "WsKeywords").rglob("*.py"))
    for name in ARGUMENTS:
        assert f'argument "{name}"' in sources or f'"{name}"' in sources
