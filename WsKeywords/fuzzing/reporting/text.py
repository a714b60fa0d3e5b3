"""The summary for each route, and failures, as text for a console or a keyword's failure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from WsKeywords.core.output import block, clean

from ..findings import Failure
from ..results import FuzzResult, RouteResult
from .facts import Facts, facts_of
from .outcome import count, http_lines, outcome

_LINE = "=" * 60
#: What ended a run, where it was not that all was played.
_ENDED = {
    "budget": "The budget was used up before all conversations were played: --budget gives more time.",
    "interrupted": "The run was interrupted.",
    "dead": "The server died and could not be started again.",
    "broken": "A property of your own failed.",
}


def all_facts(result: FuzzResult, files: Mapping[int, tuple[Path, ...]] | None = None) -> list[Facts]:
    """The facts of every failure, numbered from 1.

    Args:
        result: of the run.
        files: that reproduce a failure, by its number from 0.
    """
    return [facts_of(each, at + 1, (files or {}).get(at, ())) for at, each in enumerate(result.failures)]


def summary(result: FuzzResult) -> str:
    """What was done on each route, and what came of it."""
    lines = ["wskeywords fuzz: summary", _LINE]
    for note in result.target.notes:
        lines.append(f"Note: {clean(note, 500)}")
    for route in result.routes:
        lines += [*_route(route), ""]
    if not result.routes:
        lines += ["No route was fuzzed.", ""]
    played = sum(route.conversations for route in result.routes)
    lines[-1] = _LINE
    rate = played / result.seconds if result.seconds else 0.0
    comma = "," if result.whole and result.http is None else ";"
    lines.append(
        f"{count(len(result.routes), 'route')}, {count(played, 'conversation')} in {result.seconds:.1f} s "
        f"({rate:.0f} a second), {outcome(result)}{comma} seed {result.seed}"
    )
    if result.ended in _ENDED:
        lines.append(_ENDED[result.ended])
    lines += http_lines(result)
    return "\n".join(lines)


def _route(found: RouteResult) -> list[str]:
    lines = [f"Route: {clean(found.route.path, 200)}"]
    if found.skipped:
        return [*lines, f"  Skipped: {clean(found.skipped, 500)}"]
    lines += [
        f"  Sequences tested: {found.conversations:,}",
        f"  Messages sent: {found.messages:,}",
        f"  Connections established: {found.connections:,}",
        f"  Failures: {len(found.failures)}",
    ]
    lines += [f"    {one_line(failure)}" for failure in found.failures]
    if found.cut:
        lines.append(f"  Not played to the end: {clean(found.cut, 500)}")
    return lines


def one_line(failure: Failure) -> str:
    """*no-1011: The server closed with 1011 (always)*."""
    message = clean(failure.finding.message, 300).replace("\n", " ").rstrip(".")
    return f"{failure.finding.property}: {message} ({failure.reproduced})"


def failure_text(facts: Facts, commands: Sequence[str] = ()) -> str:
    """One failure, whole.

    Args:
        facts: of the failure.
        commands: that play it again.
    """
    lines = [_LINE, f"FAILURE {facts.number}: {facts.route}", _LINE]
    lines += [f"Error type:  {facts.property}", f"Message:     {facts.message}"]
    if facts.path != facts.route:
        lines.append(f"Path:        {facts.path}")
    if facts.index:
        lines.append(f"Failed at message index: {facts.index}")
        lines += [f"Sent ({facts.sent_kind}, {facts.sent_size}):", block(facts.sent)]
    lines += ["Expected:", block(facts.expected), "Actual:", block(facts.actual)]
    lines.append(f"Connection state: {facts.state}")
    if facts.close_code is not None:
        lines.append(f"Close code: {facts.close_code}" + (f' "{facts.close_reason}"' if facts.close_reason else ""))
    again = f" ({count(facts.of, 'time')} played again)" if facts.of else ""
    lines.append(f"Reproduced: {facts.reproduced}{again}; seen {count(facts.times, 'time')} while generating")
    lines += ["The shortest conversation that shows it:", *_indented(facts.conversation)]
    lines += ["What happened in it:", *_indented(facts.course)]
    if facts.nearest:
        lines += ["Beside the nearest conversation that passes (- fails, + passes):", *_indented(facts.nearest)]
    if facts.log:
        lines += ["The app's log, its last lines:", *_indented(facts.log)]
    lines.append("Additional context:")
    lines += _indented(f"{name}: {value}" for name, value in facts.context.items())
    lines.append(f"Seed: {facts.seed} ({facts.example})")
    if facts.files or commands:
        lines += ["Play it again:", *_indented(commands or map(str, facts.files))]
    return "\n".join([*lines, _LINE])


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def failures_text(facts: Sequence[Facts], commands: Mapping[int, Sequence[str]] | None = None) -> str:
    """Every failure, whole, with a blank line between them."""
    return "\n\n".join(failure_text(each, (commands or {}).get(each.number, ())) for each in facts)


def verdict(result: FuzzResult, facts: Sequence[Facts], folder: Path | None) -> str:
    """The failure of a keyword: the first failure whole, the others in a line each, where the files are."""
    played = sum(route.conversations for route in result.routes)
    lines = [
        f"Expected no conversation to fail, but {count(len(facts), 'failure')} came up in "
        f"{count(played, 'conversation')} (seed {result.seed}).",
        failure_text(facts[0]),
    ]
    if len(facts) > 1:
        lines.append("The others:")
        lines += [
            f"    {each.number}. {each.route}: {one_line(failure)}"
            for each, failure in zip(facts[1:], result.failures[1:], strict=True)
        ]
    if folder is not None:
        lines.append(f"Reports and reproduction files: {folder}")
    return "\n".join(lines)
