"""The pages of the documentation: their code runs, their failures are real, their links lead somewhere."""

import os
import re
import sys
from html import unescape
from pathlib import Path

import pytest
import requests

from tests import processes

from .docs_blocks import ROOT, WRITTEN_URL, blocks, features, normalised, robot_suites, run_behave, run_robot

DOCS = ROOT / "docs"
sys.path.insert(0, str(DOCS))
import build  # noqa: E402
import generate  # noqa: E402

NAMES = ("first-suite", "next-or-skip", "reading-failures", "authentication", "multi-user", "liveness", "event-streams")
GUIDES = [ROOT / "README.rst", *(DOCS / f"{name}.rst" for name in NAMES)]
PAGES = build.pages()
GENERATED = generate.generated()


@pytest.fixture
def app(page: Path, chat: str, ticker: str) -> str:
    """The base URL of the app that a page speaks of."""
    return ticker if page.stem == "event-streams" else chat


@pytest.fixture
def environment(chat: str) -> dict[str, str]:
    """That of a tester who logged in."""
    token = requests.post(f"{chat}/login", json={"user": "alan", "password": "turing"}, timeout=10).json()["token"]
    return {**os.environ, "CHAT_TOKEN": token}


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_the_suites_of_a_page_run_and_fail_as_it_says(
    page: Path, app: str, environment: dict[str, str], tmp_path: Path
) -> None:
    suites, expected = robot_suites(page, app)
    found = run_robot(suites, tmp_path, environment)
    assert {name: normalised(message) for name, message in found.items()} == expected


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_the_features_of_a_page_pass(page: Path, app: str, environment: dict[str, str], tmp_path: Path) -> None:
    found = features(page, app)
    assert (run_behave(found, tmp_path, app, environment) if found else "") == ""


def test_the_python_of_the_readme_runs(chat: str) -> None:
    code = [
        block.text.replace(WRITTEN_URL, chat) for block in blocks(ROOT / "README.rst") if block.language == "python"
    ]
    assert len(code) == 1
    run = processes.run([sys.executable, "-W", "error", "-c", code[0]])
    assert (run.returncode, run.stderr) == (0, "")


def test_the_configuration_of_the_readme_is_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from WsKeywords.core.config import Config

    text = "".join(block.text for block in blocks(ROOT / "README.rst") if block.language == "yaml")
    (tmp_path / "wskeywords.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "certs").mkdir()
    (tmp_path / "certs" / "staging-ca.pem").touch()
    monkeypatch.setenv("STAGING_KEY", "a-key-of-staging")
    changes = Config(tmp_path / "wskeywords.yaml").changes("staging")
    assert changes.values["headers"] == {"X-Api-Key": "a-key-of-staging"}
    assert changes.values["verify"] == str(tmp_path / "certs" / "staging-ca.pem")


def test_the_readme_shows_ten_lines_of_each_language() -> None:
    robot, gherkin = blocks(ROOT / "README.rst")[:2]
    assert [(block.language, len(block.text.splitlines()) <= 10) for block in (robot, gherkin)] == [
        ("robotframework", True),
        ("gherkin", True),
    ]


@pytest.mark.parametrize("path", GENERATED, ids=lambda path: path.name)
def test_what_is_generated_is_up_to_date(path: Path) -> None:
    """When this fails, run ``make docs`` and commit what it wrote."""
    assert path.read_text(encoding="utf-8") == GENERATED[path]


def test_every_keyword_and_every_sentence_is_in_the_readme() -> None:
    readme = (ROOT / "README.rst").read_text(encoding="utf-8")
    keywords = [keyword.name for group in generate.keywords().values() for keyword in group]
    sentences = [example.splitlines()[0] for group in generate.sentences().values() for example, _ in group]
    assert len(keywords) > 50
    assert len(sentences) > 100
    assert [text for text in (*keywords, *sentences) if text not in readme] == []


def test_every_link_leads_somewhere_also_when_what_is_built_is_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To a page and a place in it that there are, or to a file that was copied too."""
    site = tmp_path / "site"
    monkeypatch.setattr(build, "BUILD", site)
    monkeypatch.setattr(build, "generated", dict)
    assert build.main() == 0
    made = {target.name: (site / target.name).read_text(encoding="utf-8") for target in PAGES.values()}
    anchors = {name: set(re.findall(r'\bid="([^"]+)"', html)) for name, html in made.items()}
    wrong = []
    for source, target in PAGES.items():
        for link in map(unescape, re.findall(r'href="([^"]+)"', made[target.name])):
            page, _, anchor = link.partition("#")
            if re.match(r"[a-z]+:", link):
                continue
            if page.endswith(".html") or not page:
                there = (not anchor) or anchor in anchors.get(page or target.name, ())
                there = there and (not page or page in made)
            else:
                there = (build.ROOT / page).exists()
            if not (there and (not page or (site / page).exists())):
                wrong.append(f"{source.name}: {link}")
    assert wrong == []


def test_headings_of_suites_keep_their_asterisks() -> None:
    keywords = (DOCS / "keywords.rst").read_text(encoding="utf-8")
    assert "    *** Settings ***\n" in keywords
    assert "****" not in keywords
