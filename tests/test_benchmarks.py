"""The benchmarks measure what they say: their servers answer rightly, their figures are compared rightly and shown."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks import charts, documented, servers
from benchmarks.measuring import OURS, Goal, Row, Scale, beyond, in_turns, percentile, times
from benchmarks.report import Run, aim, compared, line, shown
from benchmarks.rooms import numbered
from WsKeywords.core import Sessions

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "docs"))
import figures  # noqa: E402

PAGE = (ROOT / "docs" / "performance.rst").read_text(encoding="utf-8")


@pytest.fixture(params=["compiled", "python"])
def echo(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[servers.Server]:
    if request.param == "python":
        monkeypatch.setattr(servers.shutil, "which", lambda name: None)
    elif not any(map(servers.shutil.which, ("cc", "gcc", "clang"))):
        pytest.skip("no C compiler here")
    with servers.echo() as server:
        assert server.made_of == ("compiled C" if request.param == "compiled" else "raw sockets in Python")
        yield server


class TestServers:
    def test_every_length_comes_back_as_it_was(self, echo: servers.Server) -> None:
        sizes = [0, 1, 3, 125, 126, 127, 65_535, 65_536, 1 << 20, 5_000_001]
        with Sessions(echo.url) as sessions:
            session = sessions.open("/echo")
            for size in sizes:
                session.send_binary(bytes(range(251)) * (size // 251 + 1))
            for size in sizes:
                assert session.receive() == bytes(range(251)) * (size // 251 + 1)
            for number in range(500):
                session.send_text("ü" * number)
            assert session.receive_many(500) == ["ü" * number for number in range(500)]

    def test_pings_and_closes_are_answered(self, echo: servers.Server) -> None:
        with Sessions(echo.url) as sessions:
            session = sessions.open("/echo")
            assert session.ping(b"there?") < 5
            session.close(4000, "enough")
            assert (session.wait_closed().code, session.wait_closed().reason) == (4000, "enough")

    def test_a_frame_in_pieces_comes_back_whole(self, echo: servers.Server) -> None:
        with Sessions(echo.url) as sessions:
            session = sessions.open("/echo")
            session.send_fragments(["one ", "message", " in ", "four"])
            assert session.receive() == "one message in four"

    @pytest.mark.parametrize("end", ["", "/deflate"])
    def test_a_burst_is_what_it_should_be(self, end: str) -> None:
        with servers.rooms() as server, Sessions(server.url) as sessions:
            session = sessions.open(f"/burst/300/64{end}")
            session.expect(text="ready")
            session.send_text("go")
            assert session.receive_many(300) == [numbered(number, 64) for number in range(300)]


class TestRows:
    def test_goals_are_judged_in_the_direction_of_the_unit(self) -> None:
        slower = Row("a", "s", {OURS: [2.0, 4.0, 3.0], "peer": [2.0]}, (times("peer", 1.4), times("peer", 1.5)))
        assert [slower.held(goal) for goal in slower.goals] == [False, True]
        rate = Row("a", "/s", {OURS: [39.0], "peer": [1.0]}, (times("peer", 40),), more_is_better=True)
        assert (rate.measured(rate.goals[0]), rate.held(rate.goals[0])) == (39, False)
        assert rate.shortfall(rate.goals[0]) == pytest.approx(40 / 39)
        memory = Row("a", "KiB", {OURS: [7.0], "socket": [1.5]}, (beyond("socket", 6), Goal(6)))
        assert [memory.held(goal) for goal in memory.goals] == [True, False]

    def test_they_are_shown_as_people_read_them(self) -> None:
        assert [shown(0.0000412, "s"), shown(2500, "/s"), shown(5.5, "KiB"), shown(-0.002, "s")] == [
            "41.2 µs", "2,500/s", "5.5 KiB", "-2 ms"]  # fmt: skip
        row = Row(
            "Work", "s", {OURS: [0.001], "peer": [0.1]}, (times("peer", 1 / 40),), note="how", cpus={"client": "0"}
        )
        assert (aim(row, row.goals[0]), compared(row, row.goals[0])) == ("≤ 1/40", "1/100")
        assert line(row) == (
            "Work: 1 ms (beside peer 100 ms)\n    1/100 of peer, goal ≤ 1/40: held\n    [how; client on CPU 0]"
        )

    def test_they_survive_being_written(self, tmp_path: Path) -> None:
        row = Row(
            "Work", "s", {OURS: [0.001], "peer": [0.1]}, (times("peer", 1 / 40),), note="how", cpus={"client": "0"}
        )
        Run({"at": "now"}, [row]).write(tmp_path / "run.json")
        assert Run.read(tmp_path / "run.json") == Run({"at": "now"}, [row])

    def test_sides_take_turns_after_a_warm_up(self) -> None:
        turns: list[str] = []
        sides = {name: (lambda name=name: turns.append(name) or 1.0) for name in ("a", "b")}
        assert in_turns(sides, 2) == {"a": [1.0, 1.0], "b": [1.0, 1.0]}
        assert turns == ["a", "b"] * 3

    def test_a_percentile_is_a_value_that_was_measured(self) -> None:
        values = [float(number) for number in range(1000, 0, -1)]
        assert [percentile(values, percent) for percent in (0, 50, 99, 99.9, 100)] == [1, 500, 990, 999, 1000]

    def test_a_quick_run_does_a_share(self) -> None:
        assert (Scale(0.1).of(1000), Scale(0.1).of(3), Scale().of(3)) == (100, 1, 3)


class TestThePage:
    """That its figures are those of the documented runs is tested with all generated pages."""

    def test_every_goal_that_is_missed_has_its_reason(self) -> None:
        told = figures.reasons(PAGE)
        runs = [Run.read(path) for path in (documented.NEWEST, documented.BEFORE) if path.exists()]
        missed = {row.name for run in runs for row in run.rows for goal in row.goals if not row.held(goal)}
        assert sorted(missed - told) == []
        assert sorted(told - {row.name for run in runs for row in run.rows if row.goals}) == []

    @pytest.mark.parametrize("name", ["performance", "growth"])
    def test_pictures_can_be_read_by_who_does_not_see_them(self, name: str) -> None:
        picture = ElementTree.parse(ROOT / "docs" / "_static" / f"{name}.svg").getroot()
        space = "{http://www.w3.org/2000/svg}"
        title, description = picture.find(f"{space}title"), picture.find(f"{space}desc")
        assert title is not None
        assert description is not None
        assert picture.get("role") == "img"
        assert picture.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
        assert len(description.text or "") > 100
        assert re.search(rf"_static/{name}\.svg\n   :alt: .{{40}}", PAGE)

    def test_names_are_escaped_in_pictures(self) -> None:
        row = Row("a < b & c", "s", {OURS: [1.0], "<peer>": [2.0]}, (times("<peer>", 1.0),))
        picture = ElementTree.fromstring(charts.performance(Run({}, [row, Row("d", "s", {OURS: [1.0]}, (Goal(2.0),))])))
        assert "a < b & c · <peer>" in [element.text for element in picture.iter() if element.text]
