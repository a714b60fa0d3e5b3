"""The newest entries within limits, at the same cost for every entry, whoever reads meanwhile."""

from __future__ import annotations

import threading
import tracemalloc
from datetime import datetime, timedelta, timezone
from time import monotonic_ns, process_time

from stories import Story

from WsKeywords.core.report.transcript import Record, Transcript


def received(at: int, first: int, *items: str | bytes) -> Record:
    return Record(at, "received", "message", list(items), first, sum(map(len, items)))


def sent(at: int, text: str = "x", *, automatic: bool = False) -> Record:
    return Record(at, "sent", "message", [text], -1, len(text), automatic)


class TestEntries:
    def test_the_items_of_a_record_are_entries(self) -> None:
        transcript = Transcript()
        transcript.add(sent(5, "hello"))
        transcript.add(received(7, 3, "a", b"b"))
        assert [entry[:5] for entry in transcript.entries()] == [
            (5, "sent", "message", "hello", -1),
            (7, "received", "message", "a", 3),
            (7, "received", "message", b"b", 4),
        ]

    def test_filters_and_the_newest(self, story: Story) -> None:
        story.sent("1").received("2", "3").add("received", "ping", b"p").sent("4").received("5")
        transcript = story.transcript
        assert [entry.data for entry in transcript.entries(direction="sent")] == ["1", "4"]
        assert [entry.data for entry in transcript.entries("received", "message")] == ["2", "3", "5"]
        assert [entry.data for entry in transcript.entries(newest=3)] == [b"p", "4", "5"]
        assert [entry.data for entry in transcript.entries("received", "message", newest=2)] == ["3", "5"]
        assert [entry.data for entry in transcript.entries("sent", newest=99)] == ["1", "4"]
        assert transcript.entries(newest=0) == []

    def test_the_newest_of_a_kind_behind_many_others(self, story: Story) -> None:
        story.sent("first")
        for number in range(1000):
            story.received(str(number))
        assert [entry.data for entry in story.transcript.entries("sent", newest=1)] == ["first"]

    def test_received_since(self, story: Story) -> None:
        for number in range(0, 300, 3):
            story.received(str(number), str(number + 1), str(number + 2)).sent("x")
        assert [entry.data for entry in story.transcript.received_since(298)] == ["298", "299"]
        assert [entry.index for entry in story.transcript.received_since(100)] == list(range(100, 300))
        assert len(story.transcript.received_since(0)) == 300
        assert story.transcript.received_since(300) == []

    def test_wall_clock_times(self, story: Story) -> None:
        entry = story.sent("x").last
        assert abs(datetime.now(timezone.utc) - entry.wall) < timedelta(seconds=10)
        assert entry.wall.utcoffset() == datetime.now().astimezone().utcoffset()
        assert story.transcript.wall(entry.at) == entry.wall
        assert story.transcript.wall(entry.at + 1_500_000_000) - entry.wall == timedelta(seconds=1.5)


class TestLastSend:
    def test_the_newest_one_not_after(self) -> None:
        transcript = Transcript()
        for at in (10, 20, 30):
            transcript.add(sent(at))
        assert transcript.last_send_before(9) is None
        assert transcript.last_send_before(20) == 20
        assert transcript.last_send_before(29) == 20
        assert transcript.last_send_before(999) == 30

    def test_what_does_not_count(self, story: Story) -> None:
        story.add("sent", "ping", b"").add("sent", "pong", b"").received("x")
        story.frame(9, b"").frame(8, b"").frame(10, b"").add("sent", "close", None).add("", "note", "n")
        story.transcript.add(sent(monotonic_ns(), automatic=True))
        assert story.transcript.last_send_before(monotonic_ns()) is None
        at = story.frame(1, b"text").last.at
        assert story.transcript.last_send_before(monotonic_ns()) == at

    def test_remembered_after_the_message_was_dropped(self) -> None:
        transcript = Transcript(max_entries=2)
        transcript.add(sent(1))
        for at in range(2, 50):
            transcript.add(received(at, at, "x"))
        assert transcript.last_send_before(100) == 1


class TestLimits:
    def test_the_newest_are_kept_and_the_others_counted(self) -> None:
        transcript = Transcript(max_entries=3)
        assert not transcript.reached()
        for number in range(5):
            transcript.add(received(number, number, str(number)))
        assert [(entry.data, entry.index) for entry in transcript.entries()] == [("2", 2), ("3", 3), ("4", 4)]
        assert transcript.dropped == 2
        assert transcript.reached()

    def test_a_burst_is_cut(self) -> None:
        transcript = Transcript(max_entries=10)
        burst = [str(number) for number in range(100_000)]
        transcript.add(Record(1, "received", "message", burst, 0, 588_890))
        assert [entry.index for entry in transcript.entries()] == list(range(99_990, 100_000))
        for number in range(100_000, 100_004):
            transcript.add(received(2, number, str(number)))
            assert [entry.data for entry in transcript.entries()] == [str(n) for n in range(number - 9, number + 1)]
        assert transcript.dropped == 99_994
        # It belongs to the inbox as well.
        assert len(burst) == 100_000

    def test_bytes(self) -> None:
        transcript = Transcript(max_bytes=10_000)
        for number in range(10):
            transcript.add(received(number, number, "x" * 3000))
        assert [entry.index for entry in transcript.entries()] == [7, 8, 9]
        assert transcript.dropped == 7
        assert 21_000 <= transcript.dropped_bytes <= 22_000

    def test_a_message_that_came_in_many_pieces_counts_as_a_whole(self) -> None:
        transcript = Transcript(max_bytes=1_000_000)
        for number in range(5):
            transcript.add(Record(number, "received", "message", ["x" * 400_000], number, 1000))
        assert len(transcript.entries()) == 2

    def test_the_newest_is_kept_whatever_its_size(self) -> None:
        transcript = Transcript(max_bytes=1000)
        transcript.add(sent(1))
        transcript.add(received(2, 0, "x" * 5000))
        assert [len(entry.data) for entry in transcript.entries()] == [5000]

    def test_a_million_entries_in_bounded_memory_at_the_same_cost_each(self) -> None:
        transcript = Transcript()
        tracemalloc.start()
        try:
            for number in range(50_000):
                transcript.add(received(number, number, f"message {number}"))
            before, _ = tracemalloc.get_traced_memory()
            for number in range(50_000, 100_000):
                transcript.add(received(number, number, f"message {number}"))
            after, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert after < before * 1.05 + 100_000
        costs = []
        for block in range(100_000, 1_000_000, 100_000):
            started = process_time()
            for number in range(block, block + 100_000):
                transcript.add(received(number, number, "message"))
            costs.append(process_time() - started)
        assert min(costs[-3:]) < 3 * min(costs[:3])
        assert len(transcript.entries()) == 10_000
        assert transcript.dropped == 990_000
        assert transcript.entries(newest=1)[0].index == 999_999


def test_readers_while_one_writes() -> None:
    transcript = Transcript(max_entries=1000)
    stop = threading.Event()
    faults: list[object] = []

    def read() -> None:
        while not stop.is_set():
            for entries in (transcript.entries(), transcript.entries(newest=50), transcript.received_since(10)):
                indexes = [entry.index for entry in entries]
                if indexes != list(range(indexes[0], indexes[0] + len(indexes))) if indexes else False:
                    faults.append(indexes)
            transcript.last_send_before(monotonic_ns())

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(0, 60_000, 3):
        transcript.add(received(number, number, "a", "b", "c"))
    stop.set()
    for reader in readers:
        reader.join(30)
    assert faults == []


def test_the_local_time_is_the_wall_clock_time() -> None:
    transcript = Transcript()
    at = transcript.began + 1_234_567_890
    assert transcript.local(at) == transcript.wall(at).replace(tzinfo=None)
