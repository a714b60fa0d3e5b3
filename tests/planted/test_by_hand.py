"""Each planted defect shows itself in its shortest conversation, and not any more where it is mended."""

from __future__ import annotations

from dataclasses import replace

import pytest

from WsKeywords.core.app.app import App

from . import serving
from .catalogue import PLANTED, Planted
from .seen import Seen, play

NAMES = [each.name for each in PLANTED]


def played(planted: Planted, mended: bool, grouped: dict[bool, App]) -> Seen:
    if not planted.is_node:
        app, shortest = grouped[mended], planted.shortest
        return play(app.base_url, replace(shortest, path=f"/{planted.name}{shortest.path}"), app.process.pid)
    if reason := serving.why_not(planted):
        pytest.skip(reason)
    with serving.alone(planted, mended=mended) as app:
        return play(app.base_url, planted.shortest, app.process.pid)


@pytest.mark.parametrize("planted", PLANTED, ids=NAMES)
class TestByHand:
    def test_the_defect_shows(self, planted: Planted, grouped: dict[bool, App]) -> None:
        for _ in range(5 if planted.by_chance else 1):
            seen = played(planted, False, grouped)
            if planted.shows(seen):
                return
        pytest.fail(str(seen))

    def test_it_does_not_where_it_is_mended(self, planted: Planted, grouped: dict[bool, App]) -> None:
        seen = played(planted, True, grouped)
        assert not planted.shows(seen), seen
        assert not any(close in (1006, 1011, 4500) for close in seen.closes), seen


def test_names_are_of_one_server_each() -> None:
    assert len(set(NAMES)) == len(NAMES)
