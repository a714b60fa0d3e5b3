"""No call that waits or sends is left out: one that is new has a row, or stands here with the reason why not."""

from __future__ import annotations

import pytest

from tests.interruptions import test_closes_broken_off as closes
from tests.interruptions import test_everyone_broken_off as everyone
from tests.interruptions import test_fronts_broken_off as fronts
from tests.interruptions import test_living_broken_off as living
from tests.interruptions import test_sends_broken_off as sends
from tests.interruptions.test_apps_broken_off import APPS
from tests.interruptions.test_opens_broken_off import OPENS
from tests.interruptions.test_reads_broken_off import ROWS as READS
from tests.interruptions.test_reads_broken_off import TIMES as READ_TIMES
from WsKeywords.core import EventSession, Session, Sessions
from WsKeywords.core.app.apps import Apps
from WsKeywords.core.http.sessions import HttpSessions

#: What neither waits nor sends, by the reason.
NEITHER = {
    "it looks at what is there": """
        answer begun breach breaches check_free check_room check_running cookie cookie_names cookies_for
        cookies_not_sent count describe expect_close_answered expect_collected expect_last expect_open expect_status get
        last_request_before look look_at_all messages names of_scope response_time select value_of_last
    """,
    "it changes what this process knows, in one assignment or one at a time": """
        answer_pings captured enter_scope every_message_must guarded ignore mark_close_asserted must_never_arrive
        options register remove_guards save_captures stop_answering_pings stop_ignoring store_cookies switch
    """,
    "it is a part of calls that have rows": """
        add_bell add_reply adopt automatic coming cursor deadline ended following listening moved patience remove_bell
        reply_to_texts
    """,
    "it is called in a process that was forked, which no time-out reaches yet": "on_fork",
}
#: Calls of another class that have the name of one with a row, and end what belongs to no server.
LOCAL = {"HttpSessions": {"close", "enter_scope", "leave_scope", "names"}}
ROWS = {
    row.partition(",")[0].rpartition(".")[2]
    for rows in (READS, sends.ROWS, closes.CLOSES, living.LIVES, everyone.EVERY, OPENS, APPS)
    for row in rows
}


@pytest.mark.parametrize("kind", [Session, EventSession, Sessions, HttpSessions, Apps])
def test_every_public_call_has_a_row_or_a_reason(kind: type) -> None:
    public = {name for name in dir(kind) if not name.startswith("_") and callable(getattr(kind, name))}
    neither = {name for names in NEITHER.values() for name in names.split()}
    assert neither & ROWS == set()
    assert public - neither - ROWS - LOCAL.get(kind.__name__, set()) == set()


def test_no_reason_is_out_of_date() -> None:
    known = {name for kind in (EventSession, Sessions, HttpSessions, Apps) for name in dir(kind)}
    assert {name for names in NEITHER.values() for name in names.split()} - known == set()
    assert ROWS - known == set()


def test_ten_thousand_in_all() -> None:
    """Each row goes on until so many of its calls were broken off."""
    counts = [
        len(READS) * READ_TIMES,
        sum(sends.times(size) for size in sends.SIZES for _ in sends.ROWS),
        len(closes.CLOSES) * closes.TIMES,
        len(living.LIVES) * living.TIMES,
        len(everyone.EVERY) * everyone.TIMES,
        sum(row.times for row in OPENS.values()),
        sum(row.times for row in APPS.values()),
        (len(fronts.KEYWORDS) + len(fronts.STEPS)) * fronts.TIMES,
    ]
    assert sum(counts) >= 10_000, counts
