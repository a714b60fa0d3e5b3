"""What happened: counted, and kept where it should not have happened."""

from __future__ import annotations

import sys
import threading
import traceback
from collections import Counter
from collections.abc import Callable
from time import monotonic
from typing import Any

from WsKeywords.core import WsKeywordsError

from .measuring import Lateness

#: A call may end so many seconds after its deadline.
GRACE = 0.1
#: So many findings are kept whole.
KEPT = 50


class Wrong(Exception):
    """A call raised what no call may raise; it is among the findings."""


class Tally:
    """Counts, and findings; for all threads."""

    def __init__(self, lateness: Lateness) -> None:
        self.counts: Counter[str] = Counter()
        self.findings: list[str] = []
        #: By how much calls ended after their deadline at most, in seconds, by their names.
        self.late: dict[str, float] = {}
        self._lateness = lateness
        self._lock = threading.Lock()

    def count(self, what: str, number: int = 1) -> None:
        with self._lock:
            self.counts[what] += number

    def find(self, text: str) -> None:
        """Something that should not have happened."""
        with self._lock:
            self.counts["findings"] += 1
            if len(self.findings) < KEPT:
                self.findings.append(text)
                print(f"    FOUND: {text}", file=sys.stderr, flush=True)

    def call(self, name: str, allowed: float, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call it; whatever ends it but a value or a ``WsKeywordsError``, or too late, is a finding.

        Raises:
            WsKeywordsError: as the function.
            Wrong: it raised anything else.
        """
        began = monotonic()
        try:
            return function(*args, **kwargs)
        except WsKeywordsError:
            raise
        except Exception as error:
            self.find(f"{name}: {''.join(traceback.format_exception(error))}")
            raise Wrong from error
        finally:
            late = monotonic() - began - allowed
            if late > 0:
                self._note_late(name, late, began)

    def _note_late(self, name: str, late: float, began: float) -> None:
        with self._lock:
            self.late[name] = max(late, self.late.get(name, 0))
        machine = self._lateness.since(began)
        if late > GRACE:
            self.count("calls more than 100 ms late")
            stolen = self._lateness.stolen(began)
            if late > GRACE + 3 * machine + stolen:
                self.find(
                    f"{name}: ended {late:.3f} s after its deadline; a sleeping thread woke {machine:.3f} s late at "
                    f"most, and all threads together waited {stolen:.3f} s for a CPU"
                )
