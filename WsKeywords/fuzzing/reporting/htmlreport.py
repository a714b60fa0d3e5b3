"""One HTML file that needs no other and loads nothing; whatever a server said is redacted and escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from WsKeywords.core.output import html

from ..results import FuzzResult
from .facts import Facts
from .outcome import count, http_lines, kind, outcome

_STYLE = """\
body{font:15px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.5rem}h3{font-size:1rem;margin:1.2rem 0 .3rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #ddd}
td.n,th.n{text-align:right}pre{background:#f4f4f4;padding:.7rem;overflow:auto;white-space:pre-wrap;
overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{color:#666}dd{margin:0;overflow-wrap:anywhere}
.bad{color:#a00}.part{color:#850}.good{color:#070}section{border-top:3px solid #a00;margin-top:2rem}
.minus{color:#a00}.plus{color:#070}
@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}pre{background:#262626}th,td{border-color:#444}
dt{color:#999}.bad,.minus{color:#f77}.part{color:#fb4}.good,.plus{color:#7d7}}
"""


def html_report(result: FuzzResult, facts: Sequence[Facts]) -> str:
    """The report of a run for a browser."""
    title = f"Fuzzing {result.target.source or result.target.base_url}"
    told = outcome(result)
    state = f'<p class="{kind(result)}">{html(told[0].upper() + told[1:])}</p>'
    played = sum(route.conversations for route in result.routes)
    body = [
        f"<h1>{html(title)}</h1>",
        state,
        f"<p>{count(played, 'conversation')} in {result.seconds:.1f} s, seed {result.seed}, ended by "
        f"{html(result.ended)}.</p>",
        *(f"<p>{html(note)}</p>" for note in result.target.notes),
        *(f"<p>{html(line)}</p>" for line in http_lines(result)),
        _routes(result),
        *(_failure(each) for each in facts),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{html(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n" + "\n".join(body) + "\n</body>\n"
        "</html>\n"
    )


def _routes(result: FuzzResult) -> str:
    head = "<tr><th>Route</th>" + "".join(
        f'<th class="n">{name}</th>' for name in ("Sequences", "Messages", "Connections", "Seconds", "Failures")
    )
    rows = []
    for route in result.routes:
        path = html(route.route.path)
        if route.skipped:
            rows.append(f'<tr><td>{path}</td><td colspan="5">skipped: {html(route.skipped)}</td></tr>')
            continue
        numbers = (f"{route.conversations:,}", f"{route.messages:,}", f"{route.connections:,}", f"{route.seconds:.1f}")
        cells = "".join(f'<td class="n">{number}</td>' for number in numbers)
        mark = "bad" if route.failures else "part" if route.cut else "good"
        cut = f'<br><span class="part">not played to the end: {html(route.cut)}</span>' if route.cut else ""
        rows.append(f'<tr><td>{path}{cut}</td>{cells}<td class="n {mark}">{len(route.failures)}</td></tr>')
    return f"<table>\n{head}</tr>\n" + "\n".join(rows) + "\n</table>"


def _failure(facts: Facts) -> str:
    pairs = {
        "Expected": facts.expected,
        "Actual": facts.actual,
        "Connection": facts.state,
        "Close code": "" if facts.close_code is None else f"{facts.close_code} {facts.close_reason}".strip(),
        "Failed at message": str(facts.index) if facts.index else "",
        "Reproduced": facts.reproduced,
        "Seen while generating": count(facts.times, "time"),
        "Seed": f"{facts.seed} ({facts.example})",
        "Files": ", ".join(path.name for path in facts.files),
        **facts.context,
    }
    told = "".join(f"<dt>{html(name)}</dt><dd>{html(value)}</dd>" for name, value in pairs.items() if value)
    parts = [
        f"<section>\n<h2>{facts.number}. {html(facts.route)}: {html(facts.property)}</h2>",
        f'<p class="bad">{html(facts.message)}</p>\n<dl>{told}</dl>',
    ]
    if facts.index:
        parts.append(f"<h3>Sent ({facts.sent_kind}, {facts.sent_size})</h3>\n<pre>{html(facts.sent)}</pre>")
    parts.append(_lines("The shortest conversation that shows it", facts.conversation))
    parts.append(_lines("What happened in it", facts.course))
    if facts.nearest:
        parts.append(
            "<h3>Beside the nearest conversation that passes</h3>\n<pre>" + "\n".join(map(_marked, facts.nearest))
        )
        parts[-1] += "</pre>"
    if facts.log:
        parts.append(_lines("The app's log, its last lines", facts.log))
    return "\n".join(parts) + "\n</section>"


def _lines(title: str, lines: Iterable[str]) -> str:
    return f"<h3>{html(title)}</h3>\n<pre>" + "\n".join(map(html, lines)) + "</pre>"


def _marked(line: str) -> str:
    mark = {"-": "minus", "+": "plus"}.get(line[:1])
    return f'<span class="{mark}">{html(line)}</span>' if mark else html(line)
