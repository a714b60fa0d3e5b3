"""Robot Framework's documentation format as reStructuredText: as much of it as our documentation uses."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

LINK = re.compile(r"(?<!`)`([^`]+)`(?!`)")
CELL = re.compile(r"\s*\|\s*")


def inline(text: str, targets: Iterable[str]) -> str:
    """```Name``` becomes a link where there is such a target, emphasis where there is none."""
    known = {target.lower() for target in targets}
    return LINK.sub(lambda found: f"`{found[1]}`_" if found[1].lower() in known else f"*{found[1]}*", text)


def kind(line: str) -> str:
    """What sort of block a line belongs to."""
    if re.fullmatch(r"= .+ =", line):
        return "heading"
    if line.startswith("| ") and line.endswith("|"):
        return "table"
    if line.startswith("|"):
        return "code"
    return "text" if line.strip() else "gap"


def table(lines: list[str]) -> Iterator[str]:
    rows = [CELL.split(line.strip().strip("|").strip()) for line in lines]
    yield from (".. list-table::", "   :header-rows: 1", "   :widths: auto", "")
    for row in rows:
        for number, cell in enumerate(row):
            yield ("     - " if number else "   * - ") + (re.sub(r"^= (.*) =$", r"\1", cell) or "\\")
    yield ""


def code(lines: list[str], language: str = "robotframework") -> Iterator[str]:
    yield f".. code:: {language}"
    yield ""
    for line in lines:
        text = line.removeprefix("|").removeprefix(" ")
        # Robot's markup for bold eats two asterisks of a heading, in preformatted text too.
        yield "    " + re.sub(r"^\*{5} (.+) \*{5}$", r"*** \1 ***", text)
    yield ""


def converted(doc: str, targets: Iterable[str], heading: Callable[[str], str]) -> str:
    """A documentation as reStructuredText.

    Args:
        doc: In Robot's format.
        targets: The names that links may point to.
        heading: Makes a section's title of its text.
    """
    made: list[str] = []
    for sort, group in groupby(doc.replace("%TOC%", "").splitlines(), kind):
        lines = list(group)
        if sort == "heading":
            made += [heading(line[2:-2]) for line in lines]
        elif sort == "table":
            made += [inline(line, targets) for line in table(lines)]
        elif sort == "code":
            made += ["", *code(lines, "yaml" if re.match(r"\| \w+:$", lines[0]) else "robotframework")]
        elif sort == "text":
            made += [inline(line, targets) for line in lines if line != "Example:"]
        else:
            made.append("")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(made)).strip() + "\n"
