"""Our fuzzer beside pytest-routes, on the planted defects that are ASGI apps: ``make bench-fuzz``.

pytest-routes calls the app in its own process; ours talks to it through sockets, as to a deployed app. Each gets its
own defaults, the same seed, and nothing that its user would not say. A defect counts as found when something is
reported of the app, and nothing of the same app where it is mended. Conversations per second are those on mended apps,
where nobody shrinks anything.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import venv
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from tests.planted import serving
from tests.planted.catalogue import PLANTED, Planted
from tests.planted.fuzzing import measured

ROOT = Path(__file__).parent.parent
PEER = "pytest-routes"
PEER_VERSION = "0.4.1"
#: What the apps are made of, in the versions that ours run with.
WITH = ("channels", "django", "fastapi", "litestar", "starlette")
ENVIRONMENT = ROOT / "results" / "bench" / PEER
ROWS = ROOT / "results" / "bench" / "fuzzing"
FIGURES = Path(__file__).parent / "figures" / "fuzzing.json"
#: The time that the peer gets for one app, in seconds; and ours for a mended one, where only the rate counts.
ALLOWED, ALLOWED_OURS = 300, 10.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzzing", description=__doc__)
    parser.add_argument(
        "--only", default="", help="names, with commas between them, or none; the others' last rows are kept"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--document", action="store_true", help="make this run the one that docs/fuzzing.rst shows")
    given = parser.parse_args()
    python = peer()
    names = [] if given.only == "none" else given.only.replace(",", " ").split()
    apps = [each for each in PLANTED if not each.is_node and (not given.only or each.name in names)]
    ROWS.mkdir(parents=True, exist_ok=True)
    for planted in apps:
        told = row(planted, python, given.seed)
        (ROWS / f"{planted.name}.json").write_text(json.dumps(told), encoding="utf-8")
        print(line(told), flush=True)
    kept = [ROWS / f"{each.name}.json" for each in PLANTED if not each.is_node]
    found = [json.loads(path.read_text(encoding="utf-8")) for path in kept if path.exists()]
    print(summary(found))
    if given.document and len(found) == len(kept):
        told = {
            "at": datetime.now(timezone.utc).isoformat(timespec="minutes"),
            "python": platform.python_version(),
            "peer": f"{PEER} {PEER_VERSION}",
            "seed": given.seed,
            "rows": found,
        }
        FIGURES.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return 0


def peer() -> Path:
    """The interpreter of an environment of its own that has the peer; makes it where it is not there."""
    python = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin") / "python"
    wanted = [f"{PEER}=={PEER_VERSION}", *(f"{name}=={version(name)}" for name in WITH)]
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *wanted], check=True)
    return python


def row(planted: Planted, python: Path, seed: int) -> dict[str, Any]:
    """Both sides, with the defect and mended."""
    theirs = [by_peer(planted, python, seed, mended=mended) for mended in (False, True)]
    ours = []
    for mended in (False, True):
        with serving.alone(planted, mended=mended) as app:
            ours.append(measured(planted, app, seed, first=not mended, budget=ALLOWED_OURS if mended else 60.0))
    mended_peer, mended_ours = theirs[1], ours[1]
    return {
        "name": planted.name,
        "framework": planted.framework,
        "defect": planted.defect,
        "fewest": planted.fewest,
        "peer": {
            "loaded": theirs[0].get("loaded", True),
            "found": bool(theirs[0]["failures"]) and not mended_peer["failures"],
            "alarm": bool(mended_peer["failures"]),
            "seconds": theirs[0]["first"],
            "messages": theirs[0]["shown"],
            "rate": mended_peer["conversations"] / mended_peer["seconds"] if mended_peer["conversations"] else None,
            "why": theirs[0].get("why", ""),
        },
        "ours": {
            "found": ours[0].seconds is not None and not mended_ours.properties,
            "alarm": bool(mended_ours.properties),
            "seconds": ours[0].seconds,
            "messages": ours[0].messages,
            "rate": mended_ours.conversations / mended_ours.took,
        },
    }


def by_peer(planted: Planted, python: Path, seed: int, *, mended: bool) -> dict[str, Any]:
    """What the peer makes of one app."""
    script = Path(__file__).with_name("fuzzingpeer.py")
    environment = {**os.environ, "MENDED": "1" if mended else ""}
    try:
        done = subprocess.run(
            [python, script, planted.app, str(seed)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=ALLOWED,
        )
        told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return told
    except subprocess.TimeoutExpired:
        why = f"it did not end within {ALLOWED} s"
    except (IndexError, ValueError):
        why = done.stderr.strip().splitlines()[-1][:200]
    return {"failures": [], "conversations": 0, "seconds": 1, "first": None, "shown": None, "why": why}


def line(told: dict[str, Any]) -> str:
    """One app, for the console."""
    sides = []
    for side in ("peer", "ours"):
        each = told[side]
        rate = f"{each['rate']:.0f}/s" if each["rate"] else "-"
        after = f"after {each['seconds']:.1f} s in {each['messages']} message(s)" if each["found"] else ""
        alarm = "false alarm" if each["alarm"] else ""
        why = each.get("why", "")
        sides.append(" ".join(filter(None, ["found" if each["found"] else "-", after, alarm, rate, why[:60]])))
    return f"    {told['name']:<11} {PEER}: {sides[0]:<50} ours: {sides[1]}"


def summary(found: list[dict[str, Any]]) -> str:
    """All of them in a sentence."""
    counts = {side: sum(each[side]["found"] for each in found) for side in ("peer", "ours")}
    ratios = [each["ours"]["rate"] / each["peer"]["rate"] for each in found if each["peer"]["rate"]]
    faster = f", {median(ratios):.1f} times its conversations per second" if ratios else ""
    missed = [each["name"] for each in found if each["peer"]["found"] and not each["ours"]["found"]]
    text = f"Of {len(found)} defects {PEER} found {counts['peer']}, ours {counts['ours']}{faster}."
    return text + (f" Missed by ours alone: {', '.join(missed)}." if missed else "")


if __name__ == "__main__":
    sys.exit(main())
