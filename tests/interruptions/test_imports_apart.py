"""What keywords need late is not imported by the thread of the test, where a time-out can leave an import half done."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.docs_blocks import ROOT

PROBE = """
import json, sys, threading
seen = {}

class Told:
    def find_spec(self, name, path=None, target=None):
        seen.setdefault(name, threading.current_thread() is threading.main_thread())

from WsKeywords.core import Sessions, Schema, Regexp, JsonPath
from WsKeywords.core.config import load_yaml
sys.meta_path.insert(0, Told())
with Sessions(sys.argv[1]) as sessions:
    sessions.http.request("GET", "/")
    session = sessions.open("/ws")
    Schema({"type": "object"}), Regexp("x"), JsonPath("$.a")
print(json.dumps(seen))
"""


def test_large_packages(everything: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", PROBE, everything], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    by_the_test = json.loads(run.stdout)
    packages = {"requests", "urllib3", "jsonschema", "referencing", "regex", "jsonpath_rfc9535", "yaml", "websocket"}
    seen = {name: own for name, own in by_the_test.items() if name.partition(".")[0] in packages}
    assert {name.partition(".")[0] for name in seen} >= packages - {"yaml"}
    assert [name for name, own in seen.items() if own] == []


HELD = """
import _imp, sys
from WsKeywords.core import Sessions
with Sessions(sys.argv[1]) as sessions:
    for _ in range(2):
        _imp.acquire_lock()
    assert sessions.open("/ws").is_open
    _imp.acquire_lock()
    assert sessions.http.request("GET", "/").status_code
"""


def test_an_import_that_was_broken_off_on_the_thread_of_the_test(everything: str) -> None:
    """A time-out within an import may leave that thread the lock which every other one needs to import anything."""
    subprocess.run([sys.executable, "-c", HELD, everything], cwd=ROOT, timeout=60, check=True)
