"""``python -m tests.autobahn``: the fuzzing server of AUTOBAHN_PY, all cases, and the page.

Ends with 2 when there is no fuzzing server, with 1 when a case failed. AUTOBAHN_CASES names some cases only (``1.*
7.*``); the page is then not written.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from pathlib import Path

from WsKeywords.core import Sessions

from .clients import CLIENTS
from .page import Reports, counts, line, page, verdict
from .server import NotThere, Suite, find, running

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "results" / "autobahn"
PAGE = ROOT / "docs" / "autobahn.rst"
PASSED = ("OK", "INFORMATIONAL", "NON-STRICT")


def asked(url: str) -> str:
    """What the server answers at an address that is no case."""
    with Sessions(timeout=60) as sessions:
        answer = sessions.open(url).receive()
        assert isinstance(answer, str)
        return answer


def run(suite: Suite, cases: list[str]) -> Reports:
    """Every case with every client, and the reports."""
    shutil.rmtree(RESULTS, ignore_errors=True)
    RESULTS.mkdir(parents=True)
    with running(suite, cases, RESULTS) as url:
        count = int(asked(f"{url}/getCaseCount"))
        for name, echo in CLIENTS.items():
            began = time.monotonic()
            for number in range(1, count + 1):
                echo(f"{url}/runCase?case={number}&agent={name.replace(' ', '%20')}")
                if sys.stdout.isatty() and not number % 10:
                    print(f"\r    {name}: {number} of {count}", end="", flush=True)
            print(f"\r    {name}: {count} cases in {time.monotonic() - began:.0f} s", flush=True)
        with Sessions(timeout=60) as sessions:
            sessions.open(f"{url}/updateReports?agent=all").wait_closed()
    found = json.loads((RESULTS / "index.json").read_text(encoding="utf-8"))
    return {name: found[name] for name in CLIENTS}


def main() -> int:
    try:
        suite = find(os.environ.get("AUTOBAHN_PY", ""))
    except NotThere as error:
        print(error, file=sys.stderr)
        return 2
    cases = os.environ.get("AUTOBAHN_CASES", "").split()
    began = time.monotonic()
    reports = run(suite, cases or ["*"])
    for name, found in reports.items():
        print(f"    {name}: {line(counts(found))}")
        for case, report in found.items():
            if verdict(report) != "OK":
                print(f"        {case}: {verdict(report).lower()}")
    if not cases:
        PAGE.write_text(page(reports, suite, time.monotonic() - began), encoding="utf-8")
        print(f"    written: {PAGE.relative_to(ROOT)}")
    return 0 if all(verdict(report) in PASSED for found in reports.values() for report in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
