"""``docs/autobahn.rst``: how the two clients did, case group by case group."""

from __future__ import annotations

import platform
from collections import Counter
from datetime import date
from textwrap import fill

from WsKeywords import __version__

from .server import Suite

#: What a case may end with, best first, and what that means.
MEANINGS = {
    "OK": "what RFC 6455 or RFC 7692 asks for, to the letter",
    "INFORMATIONAL": "the RFC leaves open what a client does; the suite only notes it",
    "NON-STRICT": "allowed, but not what the suite would rather see",
    "WRONG CODE": "closed with a code other than the one that the suite wants",
    "UNCLEAN": "closed without the closing handshake",
    "UNIMPLEMENTED": "the client does not speak the extension",
    "FAILED": "against the RFC",
}

Reports = dict[str, dict[str, dict[str, object]]]

_PAGE = """\
Autobahn|Testsuite
==================

The strictest judge of a WebSocket client is the fuzzing server of `Autobahn|Testsuite
<https://github.com/crossbario/autobahn-testsuite>`__: it takes every client that comes, sends frames right and wrong,
whole and chopped, compressed with every parameter, and notes what comes back and how the client closes.

Two clients of this package were judged. *Sessions* is what a suite, a feature or a Python test uses: it reads the next
message and sends it back. *Frame layer* is ``WsKeywords/core/wire`` alone, which sends each message back before it
looks at the next byte.

{table}

{legend}

{notes}WsKeywords {version} on Python {python}, {system}; autobahntestsuite {suite} on {interpreter}; {day}.

To run it
---------

The suite needs Python 2.7, which most machines lack, so it is no part of ``make test``. What holds the rules there, on
every run: tests for each rule of the RFCs (``tests/rules.py`` lists them), and half a million streams that another
implementation reads alike (``tests/test_frames_differential.py``).

.. code:: console

    $ python2.7 -m pip install "virtualenv<20.22"
    $ python2.7 -m virtualenv ~/autobahn
    $ ~/autobahn/bin/pip install autobahntestsuite
    $ make autobahn AUTOBAHN_PY=~/autobahn/bin/python

Where ``python2.7`` comes from does not matter: pyenv (``pyenv install 2.7.18``) and PyPy 2.7 will do. It takes
about {minutes} minutes and writes this page; ``make autobahn AUTOBAHN_CASES="1.* 7.*"`` runs some groups in seconds and
writes nothing. The suite's own reports, with every frame, are in ``results/autobahn``.
"""

_NOTES = """\
Not OK, and why:

{rows}

"""

#: Verdicts that need a word: of these cases, and why.
REASONS = {
    "INFORMATIONAL": (
        ("7.1.6", "7.13.1", "7.13.2"),
        "a close behind a message of 256 KiB, which may or may not be sent back, and close frames with codes 5000 and "
        "65535",
    ),
}


def verdict(report: dict[str, object]) -> str:
    """The worse one of the two that a case gets: for the messages, and for the close."""
    return max((str(report[key]) for key in ("behavior", "behaviorClose")), key=_rank)


def _rank(word: str) -> int:
    order = list(MEANINGS)
    return order.index(word) if word in order else len(order)


def counts(cases: dict[str, dict[str, object]]) -> Counter[str]:
    return Counter(verdict(report) for report in cases.values())


def line(found: Counter[str]) -> str:
    """Such as ``514 OK, 3 informational``."""
    return ", ".join(f"{found[word]} {_said(word)}" for word in sorted(found, key=_rank))


def _said(word: str) -> str:
    return word if word == "OK" else word.lower()


def page(reports: Reports, suite: Suite, seconds: float) -> str:
    """The page for these reports: client, case, report."""
    used = {word for cases in reports.values() for word in counts(cases)}
    legend = "\n".join(f"* *{_said(word)}*: {MEANINGS[word]}" for word in MEANINGS if word in used)
    return _PAGE.format(
        table=_table(reports, suite.groups),
        legend=legend,
        notes=_notes(reports),
        version=__version__,
        python=platform.python_version(),
        system=platform.system(),
        suite=suite.version,
        interpreter=suite.interpreter,
        day=date.today().isoformat(),
        minutes=max(1, round(seconds / 60)),
    )


def _table(reports: Reports, groups: dict[str, str]) -> str:
    clients = list(reports)
    numbers = sorted({case.partition(".")[0] for cases in reports.values() for case in cases}, key=int)
    rows = [["Group", "Cases", *clients]]
    for number in numbers:
        chosen = [
            {case: report for case, report in reports[client].items() if case.partition(".")[0] == number}
            for client in clients
        ]
        rows.append([f"{number} {groups[number]}", str(len(chosen[0])), *(line(counts(cases)) for cases in chosen)])
    rows.append(["all", str(len(reports[clients[0]])), *(line(counts(reports[client])) for client in clients)])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    rule = "  ".join("=" * width for width in widths)
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([rule, lines[0], rule, *lines[1:], rule])


def _notes(reports: Reports) -> str:
    """Cases that ended alike with several clients stand together."""
    rows: dict[tuple[str, str], list[str]] = {}
    for client, found in reports.items():
        for word in MEANINGS:
            cases = ", ".join(case for case, report in found.items() if verdict(report) == word)
            if word != "OK" and cases:
                rows.setdefault((word, cases), []).append(client)
    lines = []
    for (word, cases), clients in rows.items():
        known, why = REASONS.get(word, ((), ""))
        unexplained = [case for case in cases.split(", ") if case not in known]
        text = why if not unexplained else f"no reason is known for {', '.join(unexplained)}"
        row = f"{' and '.join(clients)}, {word.lower()} ({cases}): {text}."
        lines.append(fill(row, 118, initial_indent="* ", subsequent_indent="  "))
    return _NOTES.format(rows="\n".join(lines)) if lines else ""
