"""All that a run leaves behind: reports, and for each failure the files that play it again."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .reporting.facts import Facts
from .reporting.files import write
from .reporting.text import all_facts, failures_text, summary
from .results import FuzzResult


@dataclass(frozen=True)
class Delivery:
    """What was told and written.

    Attributes:
        facts: of the failures.
        values: the run as JSON values.
        folder: that holds the files; None: there are none.
        commands: that play a failure again, by its number from 1.
    """

    facts: tuple[Facts, ...]
    values: dict[str, Any]
    folder: Path | None = None
    commands: dict[int, tuple[str, ...]] = field(default_factory=dict)


def deliver(
    result: FuzzResult,
    *,
    junit: Path | None = None,
    json: bool = True,
    html: bool = True,
    text: bool = True,
) -> Delivery:
    """Write the files of a run into the folder that its options name.

    Args:
        result: of the run.
        junit: where JUnit XML goes, besides; it needs no folder.
        json: whether ``fuzz.json`` is written.
        html: whether ``fuzz.html`` is written.
        text: whether ``fuzz.txt`` is written.

    Raises:
        InvalidArgument: something cannot be written.
    """
    from .reporting.jsonreport import as_values, json_report

    folder = result.options.output
    files: dict[int, tuple[Path, ...]] = {}
    commands: dict[int, tuple[str, ...]] = {}
    if folder is not None and result.failures:
        from .reproducing.writing import reproduce

        for number, failure in enumerate(result.failures):
            made = reproduce(failure, number + 1, result.target, result.options, folder)
            files[number], commands[number + 1] = made.files, made.commands
    facts = tuple(all_facts(result, files))
    values = as_values(result, facts)
    if folder is not None:
        if json:
            write(folder / "fuzz.json", json_report(values).encode())
        if html:
            from .reporting.htmlreport import html_report

            write(folder / "fuzz.html", html_report(result, facts).encode())
        if text:
            told = summary(result) + "\n" + (f"\n{failures_text(facts, commands)}\n" if facts else "")
            write(folder / "fuzz.txt", told.encode())
    if junit is not None:
        from .reporting.junit import junit as junit_report

        write(junit, junit_report(result, facts, commands).encode())
    return Delivery(facts, values, folder, commands)
