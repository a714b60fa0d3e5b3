"""The side-by-side tables: the right-hand side of each runs from top to bottom, and the tests that it names exist."""

import os
import re
import sys
import textwrap
from pathlib import Path

import pytest
from robot.api import ExecutionResult

from tests import processes
from tests.processes import BEHAVE, ROBOT

from .docs_blocks import ROOT
from .docs_tables import Row, known_tests, tables

TABLES = tables(ROOT / "docs" / "coming-from.rst")
ROWS = [row for rows in TABLES.values() for row in rows]


def code(table: str, language: str) -> str:
    return "".join(row.code(language) for row in TABLES[table])


def skip_unless_it_can_run(table: str) -> None:
    if "examples.support" in code(table, "robotframework") and sys.version_info < (3, 11):
        pytest.skip("chanx needs Python 3.11 or newer")


@pytest.mark.parametrize("table", [name for name in TABLES if code(name, "robotframework")])
def test_the_right_hand_side_runs_as_a_suite(table: str, tmp_path: Path) -> None:
    suite = tmp_path / "coming_from.robot"
    skip_unless_it_can_run(table)
    argument = f"    {TABLES[table][0].argument}".rstrip()
    head = f"*** Settings ***\nLibrary    WsKeywords{argument}\n\n*** Test Cases ***\nFrom Top To Bottom\n"
    suite.write_text(head + textwrap.indent(code(table, "robotframework"), "    "), encoding="utf-8")
    command = [*ROBOT, "--outputdir", str(tmp_path), str(suite)]
    run = processes.run(command, cwd=ROOT)
    assert run.returncode == 0, run.stdout + run.stderr
    assert [error.message for error in ExecutionResult(tmp_path / "output.xml").errors.messages] == []


@pytest.mark.parametrize("table", [name for name in TABLES if code(name, "gherkin")])
def test_the_right_hand_side_runs_as_a_feature(table: str, tmp_path: Path) -> None:
    skip_unless_it_can_run(table)
    (tmp_path / "steps").mkdir()
    (tmp_path / "steps" / "ours.py").write_text("from WsKeywords.steps import *\n", encoding="utf-8")
    steps = re.sub(r"\AAnd ", "Given ", code(table, "gherkin"))
    text = "Feature: coming from\n  Scenario: from top to bottom\n" + textwrap.indent(steps, "    ")
    (tmp_path / "coming_from.feature").write_text(text, encoding="utf-8")
    command = [*BEHAVE, "--no-color", "--format", "plain", "-D", "transcripts=NEVER"]
    argument = TABLES[table][0].argument
    command += [*(["-D", argument] if argument else []), str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = processes.run(command, cwd=ROOT, env=environment)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.table}: {' '.join(row.left.split())[:60]}")
def test_every_row_names_tests_that_exist(row: Row) -> None:
    known = known_tests()
    assert row.references or row.promised
    assert [(file, name) for file, name in row.references if name not in known.get(file, ())] == []


#: What each of them can do, by its own names: nothing of it is left without a row.
NAMES = {
    "FastAPI and Starlette": """
        TestClient websocket_connect send_text receive_text send_json receive_json send_bytes receive_bytes subprotocols
        WebSocketDisconnect ws.close AsyncClient ASGITransport dependency_overrides rollback stream( pytest_asyncio
        create_all asyncio_mode
    """,
    "websockets and pytest-asyncio": """
        uvicorn.run time.sleep websockets.connect ws.send ws.recv ws.close additional_headers InvalidStatus
        ConnectionClosedError Queue create_task cancel
    """,
    "fastapi-testing": """
        create_test_server startup_timeout shutdown_timeout lifespan dependency_overrides client.get client.post
        client.put client.patch client.delete expect_status json() text() gather client.websocket subprotocols
        compression extra_headers ping_interval ping_timeout max_size max_queue timeout= send_text send_json send_binary
        receive_text receive_json receive_binary expect_message drain_messages close()
    """,
    "chanx": """
        WebsocketCommunicator consumer= auth_communicator assert_authenticated_status_ok wait_for_auth send_message
        receive_all_messages receive_message receive_nothing receive_all_json send_json receive_json stop_action
        group_complete event_complete broadcast_event create_communicator create_user_and_ws_headers connect()
        disconnect() SEND_COMPLETION streaming
    """,
    "pytest-routes": """
        --routes --routes-app --routes-websocket --routes-max-examples --routes-ws-max-messages --routes-ws-timeout
        --routes-ws-message-timeout --routes-ws-include --routes-ws-exclude --routes-auth --routes-seed --routes-verbose
        enabled max_messages connection_timeout message_timeout max_message_size test_close_codes validate_subprotocols
        include exclude GraphQL strategies
    """,
    "robotframework-websocketclient": """
        Close Close|With|Reason Connect Getheaders Getstatus Getsubprotocol Gettimeout Ping Pong Recv Recv|Data Send
        Send|Binary Send|Close Send|Close|With|Reason Settimeout
    """,
    "Karate": """
        webSocket webSocketBinary listen subProtocol match callonce retry karate.env karate.fork read( signal mock
    """,
    "Postman": """
        Params Headers Message Saved Settings Authorization Cookies Certificates Environments pm.test Newman History
    """,
}


@pytest.mark.parametrize("system", NAMES)
def test_nothing_is_left_without_a_row(system: str) -> None:
    left = "\n".join(row.left for row in ROWS if row.table.startswith(system))
    names = [name.replace("|", " ") for name in NAMES[system].split()]
    assert [name for name in names if not re.search(rf"(?<!\w){re.escape(name)}(?! With Reason| Data)", left)] == []
