"""``wskeywords fuzz``: its options, what it tells, its exit status, and its errors."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from WsKeywords import cli
from WsKeywords.core.app.app import App
from WsKeywords.core.settings import Settings
from WsKeywords.fuzzing import command
from WsKeywords.fuzzing.commandline import parser
from WsKeywords.fuzzing.options import FuzzOptions

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def options(*arguments: str, file: str = "") -> FuzzOptions:
    """The options of a run with these arguments and this wskeywords.yaml."""
    if file:
        Path("wskeywords.yaml").write_text(file)
    given: Namespace = parser().parse_args(["ws://127.0.0.1:9/ws", *arguments])
    return command._options(given, command._project(given))


@pytest.mark.parametrize(
    ("arguments", "name", "value"),
    [
        ("--examples 200", "examples", 200),
        ("--max-messages 3", "max_messages", 3),
        ("--timeout 30", "timeout", 30.0),
        ("--timeout 500ms", "timeout", 0.5),
        ("--message-timeout 10", "message_timeout", 10.0),
        ("--max-message-size 64KiB", "max_message_size", 65536),
        ("--close-codes 1000,4001", "close_codes", (1000, 4001)),
        ("--no-validate-subprotocols", "validate_subprotocols", False),
        ("--validate-subprotocols", "validate_subprotocols", True),
        ("--include /ws/chat,/ws/news", "include", ("/ws/chat", "/ws/news")),
        ("--exclude /ws/internal/*", "exclude", ("/ws/internal/*",)),
        ("--seed 54321", "seed", 54321),
        ("--verbose", "verbose", True),
        ("--auth bearer:abcdefgh", "auth", "bearer:abcdefgh"),
        ("--auth query:token=x", "auth", "query:token=x"),
        ("--header X-Team:blue", "headers", {"X-Team": "blue"}),
        ("--budget 2m", "budget", 120.0),
        ("--rate 5", "rate", 5.0),
        ("--sessions 2", "sessions", 2),
        ("--strategy json", "strategy", "json"),
        ("--property determinism --property=-no-1006", "properties", ("determinism", "-no-1006")),
        ("--param room=a --param room=b", "parameters", {"room": ("a", "b")}),
        ("--i-may-test staging.example.com", "may_test", ("staging.example.com",)),
        ("--output out", "output", Path("out")),
        ("--answers-within 2", "answers_within", 2.0),
    ],
)
def test_each_option(arguments: str, name: str, value: Any) -> None:
    assert getattr(options(*arguments.split()), name) == value


FILE = """\
fuzz:
  examples: 50
  max_messages: 10
  timeout: 30s
  message_timeout: 10s
  max_message_size: 65536
  close_codes: [1000, 1001]
  validate_subprotocols: false
  include: [/ws/*]
  exclude: [/ws/internal/*]
  headers: {X-Team: blue, X-Token: "${FUZZ_TOKEN}"}
  parameters: {room: [a, b]}
"""


def test_settings_in_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUZZ_TOKEN", "abcdefgh-1")
    found = options(file=FILE)
    assert (found.examples, found.timeout, found.message_timeout, found.max_message_size) == (50, 30.0, 10.0, 65536)
    assert (found.close_codes, found.validate_subprotocols) == ((1000, 1001), False)
    assert (found.include, found.exclude) == (("/ws/*",), ("/ws/internal/*",))
    assert found.headers == {"X-Team": "blue", "X-Token": "abcdefgh-1"}
    assert found.parameters == {"room": ("a", "b")}


def test_the_command_line_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUZZ_TOKEN", "abcdefgh-1")
    found = options("--examples", "7", "--validate-subprotocols", "--header", "X-Team: red", file=FILE)
    assert (found.examples, found.validate_subprotocols) == (7, True)
    assert found.headers == {"X-Team": "red", "X-Token": "abcdefgh-1"}


def test_a_credential_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WS_AUTH_TOKEN", "abcdefgh-2")
    assert options("--auth", "bearer:$WS_AUTH_TOKEN").auth == "bearer:abcdefgh-2"
    assert options("--auth", "query:token=${WS_AUTH_TOKEN}").auth == "query:token=abcdefgh-2"


def test_the_settings_know_the_credentials() -> None:
    given = parser().parse_args(["ws://x/", "--auth", "bearer:abcdefgh-3"])
    project = command._project(given)
    command._options(given, project)
    assert isinstance(project.settings, Settings)
    assert "abcdefgh-3" not in project.settings.secrets.text("it is abcdefgh-3")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The exit status, and what was shown."""
    status = cli.main(["fuzz", *arguments])
    shown = capsys.readouterr()
    return status, shown.out, shown.err


def test_a_sound_route_is_0(served: App, capsys: pytest.CaptureFixture[str]) -> None:
    url = served.base_url.replace("http", "ws") + "/sound"
    status, out, _ = run(capsys, url, "--examples", "10", "--seed", "7")
    assert status == 0
    assert re.sub(r"\d[\d,.]*(?= (s|a second|conversations)\b|$)", "N", out, flags=re.MULTILINE).replace("\n", "|") == (
        f"wskeywords fuzz: summary|{'=' * 60}|Route: /sound|  Sequences tested: N|  Messages sent: N|"
        f"  Connections established: N|  Failures: N|{'=' * 60}|"
        "1 route, N conversations in N s (N a second), no failures, seed N|"
    )


def test_verbose_tells_of_each_conversation(served: App, capsys: pytest.CaptureFixture[str]) -> None:
    url = served.base_url.replace("http", "ws") + "/key?token=abcdefgh-4"
    status, _, err = run(capsys, url, "--auth", "bearer:abcdefgh-5", "--examples", "1", "--seed", "7", "--verbose")
    lines = err.splitlines()
    assert status == 1
    assert lines[1] == ('2 /key: "/key?token=•••", client sends "hello"; 1 message came; closed by us with 1000')
    assert [line for line in lines if "abcdefgh" in line] == []
    assert len([line for line in lines if line.endswith("closed by the network with 1006; wrong: no-1006")]) > 2


def test_a_target_of_the_file(served: App, capsys: pytest.CaptureFixture[str]) -> None:
    url = served.base_url.replace("http", "ws") + "/sound"
    Path("wskeywords.yaml").write_text(f"fuzz: {{target: '{url}', examples: 2, seed: 7}}")
    status, out, _ = run(capsys)
    assert status == 0
    assert out.startswith("wskeywords fuzz: summary")


def test_a_failure_is_1_and_leaves_files(served: App, capsys: pytest.CaptureFixture[str]) -> None:
    url = served.base_url.replace("http", "ws") + "/key"
    given = ("--examples", "30", "--seed", "7", "--output", "out", "--junit", "junit.xml")
    status, out, _ = run(capsys, url, *given)
    assert status == 1
    names = {path.name for path in Path("out").iterdir()}
    assert {"fuzz.html", "fuzz.json", "fuzz.txt", "steps"} < names
    assert {"repro-key-no-1006-1.feature", "repro-key-no-1006-1.robot"} < names
    assert "FAILURE 1: /key\n" in out
    assert '    client sends "{"type":"join"}"\n' in out
    base = served.base_url.replace("http", "ws")
    assert f"    robot -v BASE_URL:{base} out/repro-key-no-1006-1.robot\n" in out
    assert f"    behave -D base_url={base} out/repro-key-no-1006-1.feature\n" in out
    assert out.endswith("Reports: out\n")
    found = json.loads(Path("out/fuzz.json").read_text())
    assert {failure["property"] for failure in found["failures"]} == {"no-1006"}
    assert f"    robot -v BASE_URL:{base} out/repro-key-no-1006-1.robot\n" in Path("junit.xml").read_text()


def test_the_same_seed_makes_the_same_conversations(served: App, capsys: pytest.CaptureFixture[str]) -> None:
    url = served.base_url.replace("http", "ws") + "/sound"
    counts = []
    for folder in ("one", "two"):
        out = run(capsys, url, "--examples", "10", "--seed", "11", "--output", folder)[1]
        counts.append(re.search(r"Messages sent: (\d+)", out)[1])  # type: ignore[index]
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ("", "There is no TARGET: give a URL, an AsyncAPI document, a file of URLs or module:app, or write fuzz: "
         "{target: …} in wskeywords.yaml."),
        ("ws://127.0.0.1:9/ws --auth berer:x", 'Expected --auth to be bearer:TOKEN, basic:USER:PASSWORD or '
         'query:NAME=VALUE, but it begins with "berer". Did you mean "bearer:…"?'),
        ("ws://127.0.0.1:9/ws --auth hunter2hunter2", 'Expected --auth to be bearer:TOKEN, basic:USER:PASSWORD or '
         "query:NAME=VALUE, but what was given, 14 characters long, is none of these."),
        ("ws://127.0.0.1:9/ws --auth ada:hunter2hunter2", "but what was given, 18 characters long, is none of these."),
        ("ws://127.0.0.1:9/ws --auth bearer:$NOT_THERE_AT_ALL",
         'The environment variable "NOT_THERE_AT_ALL" is not set.'),
        ("ws://127.0.0.1:9/ws --property no-1010", 'There is no property "no-1010". Did you mean "no-1011"?'),
        ("ws://127.0.0.1:9/ws --property os.path:jion",
         'Expected the property "os.path:jion" to be a function, but the module "os.path" has none called "jion". '
         'Did you mean "os.path:join"?'),
        ("ws://127.0.0.1:9/ws --import not_there_at_all",
         'The module "not_there_at_all" of --import cannot be imported: ModuleNotFoundError: No module named '
         "'not_there_at_all'."),
        ("ws://127.0.0.1:9/ws --examples 0", "--examples is at least 1, but it is 0."),
        ("ws://127.0.0.1:9/ws", '127.0.0.1:9 says "Connection refused". Is the server running, and on this port?'),
        ("ws://127.0.0.1:9/ws --base-url 127.0.0.1:8000",
         'Expected --base-url to be a URL such as ws://127.0.0.1:8000, but got "127.0.0.1:8000".'),
        ("ws://127.0.0.1:9/ws --output /proc/none", 'The folder --output cannot be made: "/proc/none": '),
        ("ws://127.0.0.1:9/ws --junit /proc/none/x", 'The folder of --junit cannot be made: "/proc/none": '),
        ("ws://192.0.2.1/ws", "192.0.2.1"),
        ("ws://127.0.0.1:9/ws --ca-cert none.pem", 'Expected --ca-cert to be a file that exists, but there is no '
         '"none.pem".'),
    ],
)  # fmt: skip
def test_bad_use_is_2(arguments: str, error: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, *arguments.split())
    assert (status, out) == (2, "")
    assert err.startswith("wskeywords fuzz: ")
    assert error in err


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ("--example 5 --max-mesages 3", "unrecognized arguments: --max-mesages 3 (did you mean --max-messages?)"),
        ("--examples many", 'argument --examples: expected a whole number, but got "many"'),
        ("--close-codes 1000;1001", "argument --close-codes: expected numbers with commas between them, but got "
         '"1000;1001"'),
        ("--header hunter2hunter2", "argument --header: expected NAME: VALUE, but what was given, 14 characters long, "
         "has no name with a colon after it"),
        ("--param room", 'argument --param: expected NAME=VALUE, but got "room"'),
    ],
)  # fmt: skip
def test_bad_options_are_2(arguments: str, error: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["fuzz", "ws://127.0.0.1:9/ws", *arguments.split()])
    assert ended.value.code == 2
    assert capsys.readouterr().err.endswith(f"wskeywords fuzz: error: {error}\n")


@pytest.mark.parametrize(
    ("file", "error"),
    [
        ("fuzz: {exampels: 5}", 'line 1: unknown key "exampels" of fuzz; did you mean "examples"? The keys are '),
        ("fuzz:\n  examples: many", 'line 2: examples of fuzz must be a number, at least 1, but it is "many".'),
        ("fuzz:\n  close_codes: 1000", "line 2: close_codes of fuzz must be a list of numbers, such as [1000, 1001], "
         "but it is 1000."),
        ("fuzz:\n  headers: {A: [1]}", 'line 2: "A" in headers of fuzz must be a text, but it is a list.'),
        ("fuzz: {auth: 'bearer:${NOT_THERE}'}", 'line 1: the environment variable "NOT_THERE" is not set.'),
    ],
)  # fmt: skip
def test_a_wrong_file_is_2(file: str, error: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("wskeywords.yaml").write_text(file)
    status, _, err = run(capsys, "ws://127.0.0.1:9/ws")
    assert status == 2
    assert err.startswith(f"wskeywords fuzz: wskeywords.yaml, {error}")


@pytest.mark.parametrize(
    ("strategies", "error"),
    [
        ("[{exmples: [1]}]", 'line 2: Strategy 1 has no key "exmples"; did you mean "examples"?'),
        ("\n    - {examples: [1]}\n    - {weight: 0}", "line 4: Strategy 2 has the weight 0, which is to be a number "
         "above 0."),
    ],
)  # fmt: skip
def test_a_wrong_strategy_is_2(strategies: str, error: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("wskeywords.yaml").write_text(f"fuzz:\n  strategies: {strategies}")
    status, _, err = run(capsys, "ws://127.0.0.1:9/ws")
    assert (status, err) == (2, f"wskeywords fuzz: wskeywords.yaml, {error}\n")


def test_a_strategy_for_no_route_is_told(served: App, capsys: pytest.CaptureFixture[str]) -> None:
    url = served.base_url.replace("http", "ws") + "/sound"
    Path("wskeywords.yaml").write_text("fuzz: {strategies: [{route: /ws/sound, examples: [1]}, {examples: [2]}]}")
    status, out, _ = run(capsys, url, "--examples", "1", "--strategy", "strategy 2", "--output", "out")
    assert status == 0
    assert [line for line in out.splitlines() if line.startswith("Note")] == [
        'Note: A strategy says nothing: no route matches "/ws/sound". Did you mean "/sound"?'
    ]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Modules are looked for in the working directory: say with cwd= where the app is.",
         "Modules are looked for in the working directory: say with --cwd where the app is."),
        ("give some with the option parameters, such as room=1 id=1", "give some with --param room=1 --param id=1"),
        ("give a value with the option parameters: host=….", "give a value with --param host=…."),
        ("give one with the option parameters.", "give one with --param."),
        (": name the file with config=${CURDIR}/wskeywords.yaml.", ": name the file with --config."),
    ],
)  # fmt: skip
def test_options_have_their_names_on_the_command_line(said: str, told: str) -> None:
    assert command._in_options(said) == told


def test_reports_name_the_options_too(served: App, capsys: pytest.CaptureFixture[str]) -> None:
    url = served.base_url.replace("http", "ws") + "/rooms/{room}"
    run(capsys, url, "--output", "out")
    assert "--param room=1" in Path("out/fuzz.txt").read_text()


def test_without_the_extra_it_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['hypothesis'] = None\n"
        "import importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name.startswith('hypothesis') else find(name, *a)\n"
        "from WsKeywords import cli; sys.exit(cli.main(['fuzz', 'ws://127.0.0.1:9/ws']))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert (ran.returncode, ran.stderr) == (
        2,
        "wskeywords fuzz: Fuzzing needs hypothesis, which is not installed: pip install wskeywords[fuzz]\n",
    )
