"""JUnit XML: a suite for the run, a test case for each failure, and one for each route that has none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree

from WsKeywords.core.output import clean, printable

from ..results import FuzzResult
from .facts import Facts
from .outcome import http_lines, outcome
from .text import failure_text, summary


def junit(result: FuzzResult, facts: Sequence[Facts], commands: Mapping[int, Sequence[str]] | None = None) -> str:
    """The report of a run, as CI systems read it.

    Args:
        result: of the run.
        facts: of its failures.
        commands: that play a failure again, by its number from 1.
    """
    skipped = sum(bool(route.untested) for route in result.routes)
    sound = sum(not route.failures for route in result.routes)
    failed = result.http.failed if result.http is not None else ()
    operations = 0 if result.http is None else max(len(failed), 1)
    root = ElementTree.Element("testsuites", name="wskeywords fuzz")
    suite = ElementTree.SubElement(
        root,
        "testsuite",
        name=_text(result.target.source or result.target.base_url),
        tests=str(len(facts) + sound + operations),
        failures=str(len(facts) + len(failed)),
        errors="0",
        skipped=str(skipped),
        time=f"{result.seconds:.3f}",
    )
    properties = ElementTree.SubElement(suite, "properties")
    told = {
        "seed": result.seed,
        "ended": result.ended,
        "outcome": outcome(result),
        "tested": f"{result.tested} of {len(result.routes)}",
        "base_url": result.target.base_url,
    }
    for name, value in told.items():
        ElementTree.SubElement(properties, "property", name=name, value=_text(str(value)))
    left = iter(facts)
    for route in result.routes:
        path, seconds = _text(route.route.path), f"{route.seconds:.3f}"
        if not route.failures:
            case = ElementTree.SubElement(suite, "testcase", classname=path, name="no conversation fails", time=seconds)
            if route.untested:
                ElementTree.SubElement(case, "skipped", message=_text(route.untested))
            elif route.cut:
                ElementTree.SubElement(case, "system-out").text = _text(f"not played to the end: {route.cut}")
        for failure in route.failures:
            each = next(left)
            name = f"{each.property}: {each.message}"
            case = ElementTree.SubElement(
                suite, "testcase", classname=path, name=_text(name), time=f"{failure.course.seconds:.3f}"
            )
            found = ElementTree.SubElement(case, "failure", type=each.property, message=_text(each.message))
            found.text = _text(failure_text(each, (commands or {}).get(each.number, ())), 20_000)
    if result.http is not None and not failed:
        ElementTree.SubElement(suite, "testcase", classname="HTTP", name="no operation fails")
    for operation in failed:
        case = ElementTree.SubElement(suite, "testcase", classname="HTTP", name=_text(operation))
        message = "; ".join(["Schemathesis found a failure", *http_lines(result)[-1:]])
        ElementTree.SubElement(case, "failure", type="http", message=_text(message))
    ElementTree.SubElement(suite, "system-out").text = _text(summary(result), 20_000)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _text(text: str, limit: int = 1000) -> str:
    return printable(clean(text, limit))
