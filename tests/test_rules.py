"""The list of the RFCs' rules is true: the tests that it names are there."""

from __future__ import annotations

import importlib
import re

import pytest

from .rules import RFC_6455, RFC_7692

LISTS = {"RFC 6455": RFC_6455, "RFC 7692": RFC_7692}


def rows(test: object) -> set[str]:
    """The ids of a parametrized test."""
    marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
    return {str(getattr(value, "id", None) or value) for mark in marks for value in mark.args[1]}


def there(name: str) -> bool:
    module, test, row = re.fullmatch(r"([\w.]+)\.(\w+)(?:\[(.+)\])?", name).groups()
    found = getattr(importlib.import_module(f"tests.{module}"), test, None)
    return found is not None and (row is None or row in rows(found))


@pytest.mark.parametrize("rfc", LISTS)
def test_every_rule_has_tests_that_there_are(rfc: str) -> None:
    wrong = [rule for rule in LISTS[rfc] if not rule[2] or not all(map(there, rule[2]))]
    assert wrong == []


@pytest.mark.parametrize("rfc", LISTS)
def test_the_rules_stand_in_the_order_of_the_sections(rfc: str) -> None:
    sections = [[int(part) for part in section.split(".")][:2] for section, _, _ in LISTS[rfc]]
    assert sections == sorted(sections)
