"""Every way to look at a transcript: text, lists, HTML for log.html, HAR, files."""

from __future__ import annotations

from .applog import AppLog, logs_of, text_block
from .diagram import diagram
from .har import har
from .htmlview import html_entries, html_entry, html_transcript
from .saving import save
from .textview import Subject, as_list, head_lines, json_text, line, tail, text_lines

__all__ = [
    "AppLog",
    "Subject",
    "as_list",
    "diagram",
    "har",
    "head_lines",
    "html_entries",
    "html_entry",
    "html_transcript",
    "json_text",
    "line",
    "logs_of",
    "save",
    "tail",
    "text_block",
    "text_lines",
]
