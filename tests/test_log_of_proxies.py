"""The password of a proxy, short as it may be, is in no report, at any level of the log."""

from __future__ import annotations

from pathlib import Path

from tests import processes
from tests.processes import ROBOT

SUITE = """\
*** Settings ***
Library    WsKeywords

*** Test Cases ***
Through Proxies That Are Not There
    VAR    ${proxy}    socks5://bob:pw12@127.0.0.1:9
    TRY
        Open WebSocket    ws://app.test/    proxy=http://bob:pw12@127.0.0.1:9
    EXCEPT    *the proxy "http://127.0.0.1:9" could not be reached*    type=GLOB
        No Operation
    END
    TRY
        HTTP Request    GET    http://app.test/    proxy=${proxy}
    EXCEPT    *the proxy "socks5://127.0.0.1:9" could not be reached*    type=GLOB
        No Operation
    END
    Open WebSocket    ws://app.test/    proxy=http://bob:pw12@
"""


def test_its_password_is_in_no_report(tmp_path: Path) -> None:
    (tmp_path / "suite.robot").write_text(SUITE, encoding="utf-8")
    command = [*ROBOT, "--loglevel", "TRACE", "--outputdir", str(tmp_path), "suite.robot"]
    run = processes.run(command, cwd=tmp_path)
    assert 'before the host where they are needed, but it is "http://•••@".' in run.stdout
    assert "pw12" not in run.stdout + run.stderr
    written = [path for path in tmp_path.iterdir() if path.name != "suite.robot"]
    assert len(written) >= 3
    assert [path.name for path in written if "pw12" in path.read_text(encoding="utf-8")] == []
