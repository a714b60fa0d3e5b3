"""Calls that Robot Framework does not convert: they do what they would do if it did."""

from pathlib import Path

import pytest
from assertionengine import AssertionOperator
from robot.api import ExecutionResult
from robot.running import TestLibrary as RobotLibrary
from robot.variables import Variables

from tests import processes
from tests.processes import ROBOT
from WsKeywords.keywords.converters import to_member
from WsKeywords.keywords.directcalls import direct, hold_text, untyped

LIBRARY = RobotLibrary.from_name("WsKeywords")
SPECS = {keyword.name: keyword.args for keyword in LIBRARY.keywords}

DIRECT = [
    ("Send Text", ["hello"]),
    ("Send Text", ["text=hello"]),
    ("Send Text", ["${text}", "session=alice", "timeout=${time}"]),
    ("Send Text", ["hello", "session=user-${n}"]),
    ("Send JSON", ['{"a": 1}']),
    ("Message Should Be", ["${expected}", "encoding=hex", "ignore_case=True"]),
    ("Message Should Contain", ["a", "${b}", "x=1", "timeout=2s"]),
    ("Exchange Text", ["hello", "==", "hello"]),
    ("Exchange Text", ["hello", "should be", "hello"]),
    ("Receive Messages", ["2", "as_json=false"]),
    ("Close WebSocket", ["code=1000"]),
    ("Open WebSocket", ["/ws", "headers=${headers}"]),
    ("Get JSON Value", ["$.a", "contains", "b"]),
]
CONVERTED = [
    ("Send Text", ["hello", "session=${sessions}[0]"]),
    ("Send Text", ["hello", "session=${{ 'alice' }}"]),
    ("Send Text", ["@{texts}"]),
    ("Send Text", ["hello", "&{options}"]),
    ("Send Text", ["hello", "${word}=alice"]),
    ("Send Text", ["hello", "session=alice", "again"]),
    ("Send Text", ["hello", "again"]),
    ("Send Text", [42]),
    ("Message Should Be", ["hello", "ignore_case=yes"]),
    ("Message Should Be", ["hello", "ignore_case=${case}"]),
    ("Exchange Text", ["hello", "Should Be", "hello"]),
    ("Exchange Text", ["hello", "${operator}", "hello"]),
    ("Receive Messages", ["two"]),
    ("Receive Messages", ["٣"]),
    ("Receive Messages", ["-1"]),
    ("Close WebSocket", ["code=${code}"]),
]


@pytest.mark.parametrize(("name", "cells"), DIRECT)
def test_calls_that_need_no_conversion(name: str, cells: list[str]) -> None:
    assert direct(SPECS[name], cells) == ()


@pytest.mark.parametrize(("name", "cells"), CONVERTED)
def test_calls_that_robot_may_read_in_a_way_of_its_own(name: str, cells: list[object]) -> None:
    assert direct(SPECS[name], cells) is None


def test_variables_for_texts_have_to_hold_some() -> None:
    cells = ["hello", "session=${session}", "timeout=${time}"]
    (name,) = direct(SPECS["Send Text"], cells) or ()
    assert name == "${session}"
    variables = Variables()
    assert not hold_text([name], variables)
    for value, holds in (("alice", True), (5, False), (None, False)):
        variables["${session}"] = value
        assert hold_text([name], variables) is holds
    assert hold_text([], variables)


def test_without_types_all_else_stays() -> None:
    for spec in SPECS.values():
        copy = untyped(spec)
        assert copy.types is None
        assert spec.types is not None
        assert copy.argument_names == spec.argument_names
        assert copy.defaults == spec.defaults


def test_operators_are_read_as_robot_reads_them() -> None:
    read = to_member(AssertionOperator)
    assert all(read(name, "operator") is member for name, member in AssertionOperator.__members__.items())


SUITE = """
*** Settings ***
Library    WsKeywords    timeout=1s

*** Variables ***
&{OPTIONS}    timeout=soon
@{TEXTS}      a    b
${NAME}       alice

*** Test Cases ***
Nobody There
    Send Text    hello
Named
    Send Text    hello    session=alice    timeout=2s
Missing
    Send Text
Too Many
    Send Text    a    b
Unknown Name
    Receive Text    within=2s
Misspelt
    Message Should Be    sesion=bob
Wrong Time
    Send Text    hello    timeout=soon
Time Of None
    Send Text    hello    timeout=None
Time From A Dict
    Send Text    hello    &{OPTIONS}
Number
    Receive Messages    two
Whole Number
    Receive Messages    2.0
Flag
    Receive Messages    2    as_json=perhaps
Operator
    Exchange Text    hello    =>    hello
Operator In Words
    Exchange Text    hello    SHOULD_BE    hello
Choice
    Message Should Be    00    encoding=hax
Text From A Number
    Message Should Be    ${5}    session=${5}
Name From A Variable
    Send Text    hello    session=${NAME}
Name From A List
    Send Text    hello    session=${TEXTS}
Name From An Unknown Variable
    Send Text    hello    session=${NOBODY}
Name With A Number In It
    Send Text    hello    session=user-${5}
Name From None
    Send Text    hello    session=${NONE}
Message From A List
    Receive Text    session=alice    timeout=${TEXTS}
Text From A List
    Message Should Be    ${TEXTS}
Bytes
    Send Text    ${{b"x"}}
JSON
    Send JSON    {"a": 1
Escapes
    Send JSON    {"a": "\\\\n"}    session=a\\tb
Given And Named
    Message Should Be    hello    expected=hello
Run Keyword With Values
    Run Keyword    Message Should Be    ${TEXTS}
    ...    timeout=${{datetime.timedelta(seconds=1)}}
Secret Somewhere
    VAR    ${secret: Secret}    %{CANARY}
    Send Text    ${secret}
"""


def test_results_are_the_same_as_with_conversion(tmp_path: Path) -> None:
    """At TRACE level Robot converts everything."""
    suite = tmp_path / "suite.robot"
    suite.write_text(SUITE, encoding="utf-8")
    results = []
    for level in ("INFO", "TRACE"):
        command = [*ROBOT, "--loglevel", level, "--output", f"{level}.xml", "--log", "NONE"]
        processes.run(
            [*command, "--report", "NONE", str(suite)],
            cwd=tmp_path,
            env={"CANARY": "correct-horse"},
        )
        tests = ExecutionResult(tmp_path / f"{level}.xml").suite.tests
        results.append({test.name: (test.status, test.message) for test in tests})
    assert results[0] == results[1]
    assert len(results[0]) == SUITE.count("\n    ") - SUITE.count("\n    ...") - 1
    assert {status for status, _ in results[0].values()} == {"FAIL"}
    assert "cannot be converted to integer" in results[0]["Number"][1]
    assert "does not have member '=>'" in results[0]["Operator"][1]
