"""The pages that the code writes itself: ``keywords.rst``, ``steps.rst``; tables of the README, of ``performance.rst``
and of ``fuzzing.rst``, figures of ``reliability.rst``.

They are in the repository so that they can be read where it is; a test says when they are out of date, and
``make docs`` writes them.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import figures
import found
import longruns
import robotdoc
from robot.libdoc import LibraryDocumentation

from WsKeywords.steps import catalogue

HERE = Path(__file__).parent
ROOT = HERE.parent

#: The groups, and the files of keywords and of sentences that belong to each.
GROUPS = {
    "Opening and closing": ("opening", "opening_many", "reconnecting", "eventstream", "connection", "looking"),
    "Sending": ("sending", "exchanging"),
    "Receiving": ("receiving", "waiting", "taking"),
    "Asserting": ("asserting_next", "asserting_last", "asserting", "collecting", "measuring"),
    "Liveness and guards": ("liveness", "guards"),
    "HTTP": ("http", "users"),
    "The app": ("app",),
    "Fuzzing": ("fuzzing", "fuzzing_judging"),
    "Reports and values": ("reporting",),
}
NOTE = ".. Written by make docs; what stands here is changed in {}.\n\n"
CONTENTS = ".. contents::\n   :depth: 2\n"
START, END = ".. tables: written by make docs", ".. end of the tables"


def group_of(file: str) -> str:
    for group, files in GROUPS.items():
        if file in files:
            return group
    raise LookupError(f"{file}.py belongs to no group of docs/generate.py: {', '.join(GROUPS)}.")


def keywords() -> dict[str, list[Any]]:
    """Robot's description of each keyword, by group."""
    found: dict[str, list[Any]] = {group: [] for group in GROUPS}
    for keyword in library().keywords:
        found[group_of(Path(keyword.source).stem)].append(keyword)
    return found


def library() -> Any:
    return LibraryDocumentation("WsKeywords")


def sentences() -> dict[str, list[tuple[str, list[str]]]]:
    """The example of each sentence with its keywords, by group."""
    found: dict[str, list[tuple[str, list[str]]]] = {group: [] for group in GROUPS}
    for _, example, file, names in catalogue.sentences():
        found[group_of(file)].append((example, names.split(", ") if names else []))
    return found


def title(text: str, line: str) -> str:
    return f"{text}\n{line * len(text)}\n"


def anchor(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


# --- pages ------------------------------------------------------------------------------------------------------------


def keywords_page() -> str:
    described = library()
    names = [keyword.name for keyword in described.keywords]
    targets = [*names, "Importing", *re.findall(r"^= (.+) =$", described.doc, re.MULTILINE)]
    page = [
        NOTE.format("the docstrings of WsKeywords/keywords"),
        title("Keywords", "="),
        ".. contents::\n   :depth: 2\n",
    ]
    page.append(robotdoc.converted(described.doc, targets, lambda text: title(text, "-")))
    page += [title("Importing", "-"), *arguments(described.inits[0], targets)]
    for group, members in keywords().items():
        page.append(title(group, "-"))
        for keyword in members:
            page.append(title(keyword.name, "~"))
            page.append(f"*Tags: {', '.join(keyword.tags)}.*\n")
            doc, example, rest = keyword.doc.partition("Example:\n")
            page.append(robotdoc.converted(doc, targets, str))
            page += arguments(keyword, targets)
            page.append(robotdoc.converted(example + rest, targets, str))
    return "\n".join(page)


def arguments(keyword: Any, targets: list[str]) -> Iterator[str]:
    """A definition list; arguments that need no words of their own stand together."""
    described = keyword.to_dictionary()
    plain: list[str] = []
    for argument in described["args"]:
        if not argument["name"]:
            continue
        shown = f"``{signature(argument)}``" + (" (required)" if argument["required"] else "")
        if argument["doc"]:
            yield from together(plain)
            yield f"{shown}\n    {robotdoc.inline(' '.join(argument['doc'].split()), targets)}\n"
        else:
            plain.append(shown)
    yield from together(plain)
    if returns := described.get("returnDoc"):
        yield f"Returns: {robotdoc.inline(' '.join(returns.split()), targets)}\n"


def signature(argument: dict[str, Any]) -> str:
    stars = {"VAR_POSITIONAL": "*", "VAR_NAMED": "**"}.get(argument["kind"], "")
    return stars + argument["name"] + (f"={argument['defaultValue']}" if argument["defaultValue"] else "")


def together(plain: list[str]) -> Iterator[str]:
    if plain:
        yield f"{', '.join(plain)}\n"
        plain.clear()


def steps_page() -> str:
    page = [NOTE.format("the docstrings of WsKeywords/steps"), title("Sentences", "="), CONTENTS]
    page += [(HERE / "grammar.txt").read_text(encoding="utf-8")]
    for group, members in sentences().items():
        page.append(title(group, "-"))
        for example, names in members:
            page += robotdoc.code(example.splitlines(), "gherkin")
            if names:
                page.append(f"Keyword: {' · '.join(map(keyword_link, names))}\n")
    return "\n".join(page)


def keyword_link(name: str, folder: str = "") -> str:
    return f"`{name} <{folder}keywords.rst#{anchor(name)}>`__"


def readme_tables() -> str:
    rows = [START, "", title("Keywords", "~"), *list_table()]
    for group, members in keywords().items():
        rows += [f"   * - {group}", f"     - {' · '.join(keyword_link(k.name, 'docs/') for k in members)}"]
    rows += ["", title("Sentences", "~"), *list_table()]
    for group, members in sentences().items():
        rows += [f"   * - `{group} <docs/steps.rst#{anchor(group)}>`__", "     -"]
        rows += [f"       | ``{example.splitlines()[0].strip()}``" for example, _ in members]
    return "\n".join([*rows, "", END])


def list_table() -> list[str]:
    return [".. list-table::", "   :widths: 15 85", ""]


def readme() -> str:
    """The README with its tables as they should be."""
    text = (ROOT / "README.rst").read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    return before + readme_tables() + rest.partition(END)[2]


def generated() -> dict[Path, str]:
    """Every file that is written, with its content."""
    return {
        HERE / "keywords.rst": keywords_page(),
        HERE / "steps.rst": steps_page(),
        HERE / "vscode-settings.json": catalogue.parameter_types() + "\n",
        ROOT / "README.rst": readme(),
        **figures.generated(),
        **found.generated(),
        **longruns.generated(),
    }
