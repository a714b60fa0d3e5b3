"""Secrets on command lines: learnt before the command runs, and masked where the line is shown."""

from __future__ import annotations

import shlex

import pytest

from WsKeywords.core.output import MASK, Secrets
from WsKeywords.core.redaction.commands import learn_command, masked_command


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("seed --password hunter2secret --user ada", "hunter2secret"),
        ("seed --api-key=hunter2secret", "hunter2secret"),
        ("seed -token hunter2secret", "hunter2secret"),
        ("seed --db-password 'hunter2 secret'", "hunter2 secret"),
        ("env DB_PASSWORD=hunter2secret seed", "hunter2secret"),
        ('curl -H "Authorization: Bearer hunter2secret" http://host/', "hunter2secret"),
        ('curl -H "X-Api-Key:hunter2secret" http://host/', "hunter2secret"),
        ("curl http://ada:hunter2secret@host/", "hunter2secret"),
        ("curl http://host/?token=hunter2secret&page=1", "hunter2secret"),
    ],
)
def test_a_secret_is_masked_by_value_and_in_the_line(line: str, secret: str) -> None:
    secrets = Secrets()
    if "://" not in line or "-H" in line:
        assert secret not in masked_command(line, secrets.is_secret_name)
    learn_command(secrets, shlex.split(line))
    assert secrets.text(f"the server said {secret} twice") == f"the server said {MASK} twice"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("seed --pin 12 --password abc --user ada", f"seed --pin 12 --password {MASK} --user ada"),
        ("seed --password=abc -x", f"seed --password={MASK} -x"),
        ("seed --token 'a b' 'c'", f"seed --token {MASK} 'c'"),
        ("TOKEN=abc seed", f"TOKEN={MASK} seed"),
        ("curl -H 'Cookie: a=1; b=2' -v", f"curl -H 'Cookie: {MASK}' -v"),
    ],
)
def test_a_short_one_is_masked_in_the_line(line: str, shown: str) -> None:
    assert masked_command(line, Secrets().is_secret_name) == shown


@pytest.mark.parametrize(
    "line",
    [
        "",
        "python -m app --port 8000",
        "send the token to ada",
        "python -c \"print('password')\"",
        "seed --password",
        "grep -r secrets .",
    ],
)
def test_what_is_no_secret_stays(line: str) -> None:
    secrets = Secrets()
    assert masked_command(line, secrets.is_secret_name) == line
    learn_command(secrets, shlex.split(line))
    assert secrets.text(line) == line
