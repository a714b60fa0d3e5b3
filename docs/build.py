"""Builds the documentation as HTML in ``docs/_build``; any warning is an error."""

import os
import re
import shutil
import sys
from pathlib import Path

from docutils.core import publish_string
from docutils.utils import SystemMessage
from generate import HERE, ROOT, generated
from robot.libdoc import libdoc

BUILD = HERE / "_build"
#: A link to a file of the repository that is no page, or a picture.
LINKED = re.compile(r'(href|src)="(?![a-z]+:|#|[\w-]+\.html["#])([^"#]+)"')
SETTINGS = {
    "embed_stylesheet": True,
    "halt_level": 2,
    "initial_header_level": 2,
    "report_level": 2,
    "stylesheet_path": f"minimal.css,{HERE / 'style.css'}",
    "syntax_highlight": "short",
    "toc_backlinks": False,
}


def pages() -> dict[Path, Path]:
    """The source of every page, and where it is built."""
    sources = [*sorted(HERE.glob("*.rst")), *sorted(ROOT.glob("*.rst"))]
    return {source: BUILD / f"{source.stem.lower()}.html" for source in sources}


def html(source: Path) -> str:
    """A page, with its links to other pages pointing to their HTML.

    Raises:
        SystemMessage: it is not well-formed.
    """
    text = source.read_text(encoding="utf-8")
    made = publish_string(text, str(source), writer="html5", settings_overrides=SETTINGS).decode("utf-8")
    made = re.sub(
        r'href="(?:\.\./|docs/)?([\w-]+)\.rst(#[^"]*)?"',
        lambda link: f'href="{link[1].lower()}.html{link[2] or ""}"',
        made,
    )
    return LINKED.sub(lambda link: f'{link[1]}="{in_repository(source, link[2]).as_posix()}"', made)


def in_repository(source: Path, link: str) -> Path:
    """Where a page's link to a file leads, seen from the root of the repository."""
    return Path(os.path.relpath(source.parent / link, ROOT))


def copy_linked(page: str) -> None:
    """Put the files and folders that a page links to beside it, so that what is built can be moved elsewhere."""
    for _, link in set(LINKED.findall(page)):
        there, target = ROOT / link, BUILD / link
        if there.is_dir():
            shutil.copytree(there, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(there, target)


def main() -> int:
    for path, content in generated().items():
        path.write_text(content, encoding="utf-8")
    shutil.rmtree(BUILD, ignore_errors=True)
    BUILD.mkdir()
    for source, target in pages().items():
        try:
            made = html(source)
            (BUILD / target.name).write_text(made, encoding="utf-8")
            copy_linked(made)
        except SystemMessage as error:
            print(f"{source.relative_to(ROOT)}: {error}", file=sys.stderr)
            return 1
    for name in ("WsKeywords.html", "WsKeywords.json"):
        libdoc("WsKeywords", str(BUILD / name), quiet=True)
    print(f"    {len(pages())} pages and the keyword reference: {BUILD / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
