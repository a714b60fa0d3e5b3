"""Which tests one worker plays, one after the other: those of a module with fixtures of its own, such as a server.

xdist's own ``loadgroup`` hands the tests out one by one, so that each worker sets up each of these fixtures. (Its marks
are no help: with pytest 9.2 they have no effect, https://github.com/pytest-dev/pytest-xdist/issues/1386.)
"""

from __future__ import annotations

import re
from functools import cache

import pytest
from xdist.scheduler import LoadScopeScheduling

_HAS_FIXTURES = re.compile(r"^@pytest\.fixture\(scope=\"module\"", re.MULTILINE)


class Sharing(LoadScopeScheduling):
    """Hands out the tests of a module with fixtures of its own together, any other test alone."""

    def _split_scope(self, nodeid: str) -> str:
        """The name of what is handed out together."""
        module = nodeid.partition("::")[0]
        return module if self._has_fixtures(module) else nodeid

    @cache  # noqa: B019 (there is one, for the whole run)
    def _has_fixtures(self, module: str) -> bool:
        # What this process knows of a test is its id: it is the workers that collect.
        return bool(_HAS_FIXTURES.search((self.config.rootpath / module).read_text(encoding="utf-8")))


def same_in_each_worker(items: list[pytest.Item]) -> None:
    """Refuse names with an address in them: the workers would not agree on what there is, and no test would run."""
    for item in items:
        if " at 0x" in item.nodeid:
            raise pytest.UsageError(f"{item.nodeid} has another name in each process: give its parameters ids.")


def longest_first(items: list[pytest.Item]) -> None:
    """Sort the tests, so that none that takes long is begun when the other workers have nothing left to do."""
    items.sort(key=_seconds, reverse=True)


def _seconds(item: pytest.Item) -> float:
    mark = item.get_closest_marker("takes")
    return float(mark.args[0]) if mark else 0.0
