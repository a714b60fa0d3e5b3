"""Imports run one way: engine, keywords, front ends; and each third-party package has its place."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests import processes

ROOT = Path(__file__).parent.parent
PACKAGE = "WsKeywords"


class Arrow(NamedTuple):
    """One import: which module it stands in, and what it names."""

    source: str
    line: int
    target: str


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def sources() -> list[Path]:
    return [path for path in sorted((ROOT / PACKAGE).rglob("*.py")) if "starter" not in path.parts]


def arrows(path: Path) -> Iterator[Arrow]:
    """Every import of a file, also those in functions; ``from a import b`` points to ``a.b`` where that is a module."""
    name = module_name(path)
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (Arrow(name, node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.rsplit(".", node.level - 1)[0] + "." if node.level else ""
            base = (above + (node.module or "")).rstrip(".")
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield Arrow(name, node.lineno, inner if inner in MODULES else base)


MODULES = {module_name(path) for path in sources()}


@pytest.fixture(scope="module")
def every() -> list[Arrow]:
    """Every import of the package."""
    return [arrow for path in sources() for arrow in arrows(path)]


def ring(module: str) -> int:
    """0 for the engine, 1 for its wings, 2 for the keywords, 3 for the front ends: Robot's, behave's, the command's."""
    return {"core": 0, "fuzzing": 1, "keywords": 2}.get(module.removeprefix(f"{PACKAGE}.").partition(".")[0], 3)


def shown(found: list[Arrow]) -> list[str]:
    return [f"{arrow.source}:{arrow.line} imports {arrow.target}" for arrow in found]


def test_no_arrow_runs_back_up(every: list[Arrow]) -> None:
    """The package itself is a front end, but holds the version, which anybody may read."""
    ours = [arrow for arrow in every if arrow.target.startswith(f"{PACKAGE}.")]
    assert len(ours) > 100
    assert shown([arrow for arrow in ours if ring(arrow.target) > ring(arrow.source)]) == []


def test_the_front_ends_do_not_know_each_other(every: list[Arrow]) -> None:
    def front(module: str) -> str:
        return {"steps": "behave", "cli": "command"}.get(module.removeprefix(f"{PACKAGE}.").partition(".")[0], "robot")

    between = [arrow for arrow in every if arrow.target in MODULES and ring(arrow.target) == ring(arrow.source) == 3]
    assert (
        shown([arrow for arrow in between if front(arrow.source) != front(arrow.target) and arrow.target != PACKAGE])
        == []
    )


#: Third-party packages, and the modules (or the packages of modules) that may import them.
PLACES = {
    "robot": (
        "WsKeywords.keywords",
        "WsKeywords.library",
        "WsKeywords.listener",
        "WsKeywords.robotfiles",
        "WsKeywords.robotfront",
    ),
    "assertionengine": ("WsKeywords.keywords", "WsKeywords.steps"),
    "behave": ("WsKeywords.steps",),
    "parse": ("WsKeywords.steps",),
    "websocket": ("WsKeywords.core.handshake.opening",),
    "h11": ("WsKeywords.core.eventstream.body",),
    "yaml": ("WsKeywords.core.yamlfile",),
    "publicsuffixlist": ("WsKeywords.core.http.suffixes",),
    "requests": ("WsKeywords.core.http.",),
    "urllib3": ("WsKeywords.core.http.",),
    "jsonschema": ("WsKeywords.core.matching.schema",),
    "jsonschema_specifications": ("WsKeywords.core.matching.schema",),
    "referencing": ("WsKeywords.core.matching.schema",),
    "jsonpath_rfc9535": ("WsKeywords.core.jsonpaths",),
    "iregexp_check": ("WsKeywords.core.jsonpaths",),
    "regex": ("WsKeywords.core.matching.patterns", "WsKeywords.core.jsonpaths"),
    "hypothesis": ("WsKeywords.fuzzing.",),
    "uvicorn": ("WsKeywords.core.app.serve",),
}


def test_every_third_party_package_has_its_place(every: list[Arrow]) -> None:
    """A package is replaced in one place; and one that is new is first given a reason in CONTRIBUTING.rst."""
    foreign = [
        (arrow, top)
        for arrow in every
        if (top := arrow.target.partition(".")[0]) not in sys.stdlib_module_names and top != PACKAGE
    ]
    assert {top for _, top in foreign} <= set(PLACES)
    assert shown([arrow for arrow, top in foreign if not arrow.source.startswith(PLACES[top])]) == []


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        (f"{PACKAGE}.core", ["robot", "behave", *(name for name in PLACES if name not in ("robot", "behave"))]),
        (PACKAGE, ["robot", "behave", "websocket", "requests"]),
        (f"{PACKAGE}.cli", ["robot", "behave", "websocket", "requests"]),
    ],
)
def test_importing_costs_no_more_than_it_needs(module: str, absent: list[str]) -> None:
    """What an import of ours pulls in is paid for by every run, also by those that never use it."""
    code = f"import sys, {module}; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    loaded = processes.run([sys.executable, "-c", code], check=True).stdout.split()
    assert PACKAGE in loaded
    assert [name for name in absent if name in loaded] == []


#: Rooms of the engine that most runs, or most moments of a run, have no use for: they are entered when they are asked
#: for. A fact that can be tested, as the milliseconds that it saves cannot.
ROOMS = [
    *("app", "config", "crowds", "eventstream.connection", "eventstream.session", "failures", "gaps", "handshake.tls"),
    *("handshake.opening", "http", "jsonarguments", "jsonpaths", "liveness.answering", "matching.binarymatchers"),
    *("matching.expected", "matching.jsondiff", "matching.jsonmatchers", "matching.ordering"),
    *("matching.patternmatchers", "matching.schemas", "matching.textdiff", "options", "report.har", "report.htmlview"),
    *("report.diagram", "report.textview", "users", "wire.connection", "wire.deflate", "wire.frames", "wire.hub"),
    "yamlfile",
]
#: Of these the library needs types, names or the configuration at once, or would look them up with each keyword.
KNOWN_TO_THE_LIBRARY = [
    *("config", "failures", "jsonarguments", "matching.binarymatchers", "matching.jsondiff", "report.textview"),
    "yamlfile",
]


@pytest.mark.parametrize(
    ("module", "rooms"),
    [
        (f"{PACKAGE}.core", ROOMS),
        (f"{PACKAGE}.library", [room for room in ROOMS if room not in KNOWN_TO_THE_LIBRARY]),
    ],
)
def test_rooms_are_entered_when_they_are_asked_for(module: str, rooms: list[str]) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    loaded = processes.run([sys.executable, "-c", code], check=True).stdout.split()
    wanted = [f"{PACKAGE}.core.{room}" for room in rooms]
    assert [room for room in wanted if room not in MODULES] == []
    assert [room for room in wanted if room in loaded] == []


def test_the_engine_hands_out_all_that_it_exports() -> None:
    """Also what is imported only then."""
    code = f"import {PACKAGE}.core as core; print(*(getattr(core, name).__name__ for name in core.__all__))"
    named = processes.run([sys.executable, "-c", code], check=True).stdout.split()
    import WsKeywords.core

    assert named == WsKeywords.core.__all__
    assert set(WsKeywords.core.__all__) <= set(dir(WsKeywords.core))
    with pytest.raises(AttributeError, match=r"module 'WsKeywords\.core' has no attribute 'Matchers'"):
        _ = WsKeywords.core.Matchers
