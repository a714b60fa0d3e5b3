"""What a run amounts to, in words: that nothing failed says little where little was tested."""

from __future__ import annotations

from WsKeywords.core.output import clean

from ..results import FuzzResult

#: Routes that are named, and characters of why one was not tested.
_MOST, _WHY = 8, 200


def outcome(result: FuzzResult) -> str:
    """*no failures*; *no failures in 1 of 2 routes; not tested: /ws/cart (the budget was used up)*."""
    if result.http is None:
        return _conversations(result)
    operations, failed = result.http.operations, len(result.http.failed)
    http = (
        f"{failed} of {count(operations, 'operation')} failed" if failed else f"no failures in {operations} operations"
    )
    return f"over WebSockets: {_conversations(result)}; over HTTP: {http}"


def http_lines(result: FuzzResult) -> list[str]:
    """Which operations failed over HTTP, and where Schemathesis' own report is."""
    if result.http is None:
        return []
    lines = [f"Failed over HTTP: {clean(name, _WHY)}" for name in result.http.failed[:_MOST]]
    if len(result.http.failed) > _MOST:
        lines.append(f"Failed over HTTP: {len(result.http.failed) - _MOST} more")
    if result.http.report is not None:
        lines.append(f"Schemathesis' report: {clean(str(result.http.report), 500)}")
    return lines


def _conversations(result: FuzzResult) -> str:
    failures = count(len(result.failures), "failure")
    if result.whole:
        return failures
    untested = "nothing was tested" if not result.tested else "not tested"
    missing = [
        *_named(untested, [(each.route.path, each.untested) for each in result.routes if each.untested]),
        *_named(
            "not played to the end",
            [
                (each.route.path, each.cut or each.skipped)
                for each in result.routes
                if (each.cut or each.skipped) and not each.untested
            ],
        ),
    ]
    of = count(len(result.routes), "route")
    if result.failures:
        missing.insert(0, f"{failures}; {result.tested} of {of} tested")
    elif result.tested:
        missing.insert(0, f"{failures} in {result.tested} of {of}")
    return "; ".join(missing) or "nothing was tested"


def kind(result: FuzzResult) -> str:
    """*bad*: something failed, or nothing is known; *part*: not all was tested; *good*: all was, and nothing failed."""
    if result.failures or not result.tested or (result.http is not None and result.http.failed):
        return "bad"
    return "good" if result.whole else "part"


def count(number: int, what: str) -> str:
    """*1 route*, *2 routes*, *no failures*."""
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}" if number < 1000 else f"{number:,} {what}s"


def _named(what: str, routes: list[tuple[str, str]]) -> list[str]:
    if not routes:
        return []
    more = f" and {len(routes) - _MOST} more" if len(routes) > _MOST else ""
    named = ", ".join(f"{clean(path, _WHY)} ({clean(why, _WHY)})" for path, why in routes[:_MOST])
    return [f"{what}: {named}{more}"]
