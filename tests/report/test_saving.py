"""Transcripts as files: whole or not at all."""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path

import pytest
from stories import Story

from WsKeywords.core.errors import InvalidArgument
from WsKeywords.core.report.views import as_list, har, save


class TestFormats:
    def test_har(self, story: Story, tmp_path: Path) -> None:
        story.opened().sent("Łódź \ud800")
        path = save(tmp_path / "deep" / "er" / "t.har", [story])
        assert path == tmp_path / "deep" / "er" / "t.har"
        assert json.loads(path.read_text(encoding="utf-8")) == har([story])

    def test_json_holds_all_sessions_by_time(self, tmp_path: Path) -> None:
        alice, bob = Story("alice").sent("1"), Story("bob").received("2")
        alice.sent("3")
        entries = json.loads(save(tmp_path / "t.json", [bob, alice], "json").read_text(encoding="utf-8"))
        assert [(entry["session"], entry["data"]) for entry in entries] == [
            ("alice", "1"),
            ("bob", "2"),
            ("alice", "3"),
        ]
        assert [entry for entry in entries if entry["session"] == "alice"] == as_list(alice)

    def test_text(self, tmp_path: Path) -> None:
        stories = [Story("alice").opened().sent("hi").closed(1000), Story("bob").opened()]
        lines = save(tmp_path / "t.txt", stories, "text").read_text(encoding="utf-8").splitlines()
        assert [line[:15] for line in lines[:4]] == ['Session "alice"', lines[1][:15], lines[2][:15], ""]
        assert lines[4].endswith('·  handshake  101 Switching Protocols, subprotocol "chat.v2", 12 ms')
        assert lines[5].endswith('→  text  2 B  "hi"')
        assert lines[6].endswith("←  close  1000")
        assert lines[7:9] == ["", 'Session "bob": ws://•••@127.0.0.1:8000/ws/chat?token=•••&room=lobby']

    @pytest.mark.parametrize("format", ["har", "json", "text"])
    def test_no_sessions(self, tmp_path: Path, format: str) -> None:
        assert save(tmp_path / "t", [], format).exists()

    @pytest.mark.parametrize("format", ["har", "json", "text"])
    def test_a_huge_message(self, story: Story, tmp_path: Path, format: str) -> None:
        story.opened().received("x" * 5_000_000)
        assert save(tmp_path / "t", [story], format).stat().st_size < 5_100_000


class TestFiles:
    def test_replaced_as_a_whole(self, story: Story, tmp_path: Path) -> None:
        path = tmp_path / "t.txt"
        path.write_text("old")

        class Broken(Story):
            @property
            def shown_url(self) -> str:
                raise RuntimeError("in the middle")

        with pytest.raises(RuntimeError):
            save(path, [story, Broken()], "text")
        assert path.read_text() == "old"
        assert os.listdir(tmp_path) == ["t.txt"]
        save(path, [story], "text")
        assert path.read_text().startswith("Session")
        assert os.listdir(tmp_path) == ["t.txt"]

    @pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
    def test_as_readable_as_any_other_file(self, story: Story, tmp_path: Path) -> None:
        (tmp_path / "other").touch()
        path = save(tmp_path / "t.har", [story])
        assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE((tmp_path / "other").stat().st_mode)

    def test_unknown_format(self, story: Story, tmp_path: Path) -> None:
        with pytest.raises(InvalidArgument) as failure:
            save(tmp_path / "t", [story], "xml")
        assert str(failure.value) == 'A transcript has the format "har", "json" or "text", but got "xml".'
        assert os.listdir(tmp_path) == []

    def test_a_path_that_cannot_be(self, story: Story, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(InvalidArgument) as failure:
            save(tmp_path / "file" / "t.har", [story])
        reason = str(failure.value).removeprefix(
            f'The transcript cannot be written to "{tmp_path / "file" / "t.har"}": '
        )
        assert reason in ("Not a directory.", "File exists.")
        with pytest.raises(InvalidArgument) as failure:
            save(tmp_path / "a\0b", [story])
        assert re.search(r'a\\x00b": .*embedded null (byte|character).*\.$', str(failure.value))
        with pytest.raises(InvalidArgument):
            save(tmp_path, [story])
        assert os.listdir(tmp_path) == ["file"]
