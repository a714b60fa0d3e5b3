"""Which cells are taken for misspelt arguments."""

import pytest

from WsKeywords.keywords.cells import suspicious

OWN = ["timeout", "msg", "session", "ignore_case"]
KNOWN = [
    *OWN,
    "within",
    "text",
    "contains",
    "json_contains",
    "sessions",
    "code",
    "url",
    "by",
    "name",
    "count",
    "keep_skipped",
    "users",
]


@pytest.mark.parametrize(
    ("cell", "near"),
    [
        ("sesion=bob", "session"),
        ("sessoin=bob", "session"),
        ("Session=bob", "session"),
        ("session =bob", "session"),
        ("timout=1s", "timeout"),
        ("time_out=1s", "timeout"),
        ("within=2s", "within"),
        ("contain=x", "contains"),
        ("jsoncontains={}", "json_contains"),
        ("json_contain={}", "json_contains"),
        ("keep_skiped=True", "keep_skipped"),
        ("ignorecase=True", "ignore_case"),
        ("url=ws://x", "url"),
        ("by=peer", "by"),
        ("cod=1000", None),
        ("coed=1000", "code"),
        ("text=x", "text"),
        ("message=x", None),
        ("id=7", None),
        ("mode=fast", None),
        ("test=1", None),
        ("game=on", None),
        ("x=1", None),
        ("hello", None),
        ("a\\=b", None),
        ("sesion\\=bob", None),
        ("${x}=1", None),
        ("/ws/chat?session=1", None),
        ('{"session": "a=b"}', None),
        ("=5", None),
        ("user=ada", None),
    ],
)
def test_cells(cell: str, near: str | None) -> None:
    found = suspicious([cell], OWN, KNOWN)
    assert (found.near if found else None) == near


def test_an_own_argument_is_no_slip() -> None:
    assert suspicious(["session=bob", "timeout=1s"], OWN, KNOWN) is None


def test_only_text_cells_are_looked_at() -> None:
    assert suspicious([1, None, ("sesion", "bob"), "ok"], OWN, KNOWN) is None


def test_the_error_shows_the_escape() -> None:
    found = suspicious(["hello", "sesion=bob"], OWN, KNOWN)
    assert found is not None
    assert found.index == 1
    assert found.error("Message Should Contain", OWN) == (
        '"sesion=bob" was taken as a text: "Message Should Contain" has no argument "sesion". '
        'Did you mean "session=bob"? If the text is meant as it stands, write "sesion\\=bob".'
    )


def test_an_argument_of_another_keyword() -> None:
    found = suspicious(["within=2s"], [], KNOWN)
    assert found is not None
    assert found.error("Get Session Names", []) == (
        '"within=2s" was taken as a text: "Get Session Names" has no argument "within". '
        'If the text is meant as it stands, write "within\\=2s".'
    )


def test_a_cell_that_would_name_a_session() -> None:
    found = suspicious(["/echo", "compression=True"], OWN, KNOWN, ["url", "session"])
    assert found is not None
    assert found.error("Open WebSocket", ["url", "session"]) == (
        '"compression=True" was taken as a text: "Open WebSocket" has no argument "compression". '
        'Its arguments are url, session. If the text is meant as it stands, write "compression\\=True".'
    )
    assert suspicious(["@{where}", "compression=True"], OWN, KNOWN, ["url", "session"]) is not None
    for cells in (["/echo", "${name}"], ["/echo", "a-b=c"], ["/echo", "compression\\=True"], ["compression=True"]):
        assert suspicious(cells, OWN, KNOWN, ["url", "session"]) is None


def test_a_cell_too_many() -> None:
    found = suspicious(["txt=a"], ["text", "timeout"], KNOWN, [], False)
    assert found is not None
    assert found.near == "text"
    assert suspicious(["x=a"], ["text"], KNOWN, ["path"], False) is None
    assert suspicious(["@{none}", "x=a"], ["text"], KNOWN, ["path"], False) is None


def test_an_ordinary_word_is_a_slip_only_of_an_argument_of_the_keyword() -> None:
    assert suspicious(["user=ada"], OWN, KNOWN) is None
    found = suspicious(["user=people.csv"], [*OWN, "users"], KNOWN)
    assert found is not None
    assert found.near == "users"
