"""Values of a JSON Schema, as a strategy: its own references, those to itself too, and every draft from 6 on.

What a schema asks for is built wherever that is possible. What cannot be (``not``, ``if``, ``contains`` …) is left to
chance, and to a validator that lets no wrong value through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from .schemaparts import Part, merged, numbers, texts

#: What cannot be built, but only judged.
_JUDGED = {
    *("not", "if", "oneOf", "contains", "dependentRequired", "dependentSchemas", "dependencies", "patternProperties"),
    *("propertyNames", "minProperties", "maxProperties", "unevaluatedProperties", "unevaluatedItems", "maxContains"),
}
_TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
#: Which words say of which type a value is, where "type" does not.
_TELLING = {
    "object": ("properties", "required", "additionalProperties", "patternProperties", "propertyNames"),
    "array": ("items", "prefixItems", "contains", "uniqueItems", "minItems", "maxItems"),
    "string": ("pattern", "minLength", "maxLength", "format"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}
#: Items of an array, and members that nobody has asked for.
_MOST_ITEMS = 8
_MOST_EXTRAS = 2

JSON: SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e9, 1e9) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=5,
)


def values_of(schema: Mapping[str, Any] | bool, judge: Callable[[Any], bool]) -> SearchStrategy[Any]:
    """Values that satisfy a schema.

    Args:
        schema: a JSON Schema that is one; its references lead to parts of it.
        judge: whether a value satisfies it.

    Raises:
        KeyError, IndexError: a reference leads nowhere.
        re.error: a pattern that Python does not have.
    """
    maker = _Maker(schema)
    strategy = maker.of(schema)
    return strategy.filter(judge) if maker.doubtful else strategy


class _Maker:
    """Makes strategies of the parts of one schema."""

    def __init__(self, root: Mapping[str, Any] | bool) -> None:
        self._root = root
        self._known: dict[str, SearchStrategy[Any]] = {}
        self._made: dict[str, SearchStrategy[Any]] = {}
        #: Whether what was made may be wrong.
        self.doubtful = False

    def of(self, schema: Part) -> SearchStrategy[Any]:
        """The strategy of a part."""
        if isinstance(schema, bool):
            return JSON if schema else st.nothing()
        reference = schema.get("$ref")
        if isinstance(reference, str):
            rest = {key: value for key, value in schema.items() if key not in ("$ref", "$defs", "definitions")}
            # Beside a reference stands mostly what is for people.
            if not any(key in _KEYWORDS for key in rest):
                return self._referred(reference)
            return self.of(merged(self.resolved(schema), rest))
        return self._plain(schema)

    def _referred(self, reference: str) -> SearchStrategy[Any]:
        if reference not in self._known:
            # Known before it is made, for schemas that refer to themselves.
            self._known[reference] = st.deferred(lambda: self._made[reference])
            self._made[reference] = self.of(self._target(reference))
        return self._known[reference]

    def _target(self, reference: str) -> Part:
        found: Any = self._root
        for step in reference.removeprefix("#").split("/")[1:]:
            step = step.replace("~1", "/").replace("~0", "~")
            found = found[int(step)] if isinstance(found, list) else found[step]
        return found  # type: ignore[no-any-return]

    def resolved(self, schema: Part) -> Part:
        """A part without a reference at its top."""
        for _ in range(50):
            if isinstance(schema, bool) or not isinstance(schema.get("$ref"), str):
                return schema
            rest = {key: value for key, value in schema.items() if key != "$ref"}
            schema = merged(self._target(schema["$ref"]), rest) if rest else self._target(schema["$ref"])
        return False

    def _plain(self, schema: Mapping[str, Any]) -> SearchStrategy[Any]:
        self.doubtful |= any(word in schema for word in _JUDGED)
        if schema.get("not") in (True, {}):
            return st.nothing()
        if "const" in schema:
            return st.just(schema["const"])
        if isinstance(schema.get("enum"), list):
            self.doubtful |= len(schema) > 2
            return st.sampled_from(schema["enum"]) if schema["enum"] else st.nothing()
        if schema.get("allOf"):
            whole: Part = {key: value for key, value in schema.items() if key != "allOf"}
            self.doubtful = True
            for part in schema["allOf"]:
                whole = merged(whole, self.resolved(part))
            return self.of(whole)
        for word in ("anyOf", "oneOf"):
            if schema.get(word):
                rest = {key: value for key, value in schema.items() if key != word}
                alternatives = schema[word]
                if not any(key in _KEYWORDS for key in rest):
                    return st.one_of([self.of(each) for each in alternatives])
                self.doubtful = True
                return st.one_of([self.of(merged(rest, self.resolved(each))) for each in alternatives])
        if "if" in schema:
            rest = {key: value for key, value in schema.items() if key not in ("if", "then", "else")}
            first = merged(merged(rest, self.resolved(schema["if"])), self.resolved(schema.get("then", True)))
            return self.of(first) | self.of(merged(rest, self.resolved(schema.get("else", True))))
        return self._typed(schema)

    def _typed(self, schema: Mapping[str, Any]) -> SearchStrategy[Any]:
        kind = schema.get("type")
        kinds = [kind] if isinstance(kind, str) else list(kind) if isinstance(kind, list) else _told(schema)
        if not kinds:
            return JSON
        if "number" in kinds:
            kinds = [each for each in kinds if each != "integer"]
        return st.one_of([self._of_type(each, schema) for each in kinds])

    def _of_type(self, kind: str, schema: Mapping[str, Any]) -> SearchStrategy[Any]:
        if kind == "null":
            return st.none()
        if kind == "boolean":
            return st.booleans()
        if kind in ("integer", "number"):
            return numbers(schema, whole=kind == "integer")
        if kind == "string":
            return texts(schema)
        return self._array(schema) if kind == "array" else self._object(schema)

    def _array(self, schema: Mapping[str, Any]) -> SearchStrategy[Any]:
        items = schema.get("items", True)
        first = schema.get("prefixItems", items if isinstance(items, list) else [])
        rest = schema.get("additionalItems", True) if isinstance(items, list) else items
        least, most = int(schema.get("minItems", 0)), schema.get("maxItems")
        if first:
            self.doubtful = True
        if schema.get("uniqueItems"):
            self.doubtful = True
        upper = max(least, _MOST_ITEMS) if most is None else max(min(int(most), least + _MOST_ITEMS), 0)
        # Strictly what is needed of those that have a place of their own, and then more of the others.
        head = [self.of(each) for each in first][: int(most) if most is not None else None]
        left, more = max(least - len(head), 0), max(upper - len(head), 0)
        nothing = rest is False or not max(left, more)
        tail = st.just([]) if nothing else st.lists(self.of(rest), min_size=left, max_size=max(left, more))
        if left and nothing:
            return st.nothing()
        return st.builds(lambda *parts: [*parts[:-1], *parts[-1]], *head, tail) if head else tail

    def _object(self, schema: Mapping[str, Any]) -> SearchStrategy[Any]:
        known = schema.get("properties", {})
        required = list(schema.get("required", []))
        more = schema.get("additionalProperties", True)
        patterns = schema.get("patternProperties", {})
        needed = {name: self.of(known.get(name, more)) for name in required}
        optional = {name: self.of(part) for name, part in known.items() if name not in needed}
        members = st.fixed_dictionaries(needed, optional=optional)
        extras = []
        if more is not False and "unevaluatedProperties" not in schema:
            names = st.text(max_size=10).filter(lambda name: name not in known)
            extras.append(st.dictionaries(names, self.of(more), max_size=_MOST_EXTRAS))
        for pattern, part in patterns.items():
            names = st.from_regex(re.compile(pattern), alphabet=_ALPHABET)
            extras.append(st.dictionaries(names, self.of(part), max_size=_MOST_EXTRAS))
        if not extras or (known and not patterns and not schema.get("minProperties")):
            # Most messages hold what the schema knows; what it does not know is for the mutations.
            return members
        return st.builds(_together, members, *extras)


def _together(own: dict[str, Any], *others: dict[str, Any]) -> dict[str, Any]:
    return {**{name: value for each in others for name, value in each.items()}, **own}


def _told(schema: Mapping[str, Any]) -> list[str]:
    """The types that the other words of a schema are about; none: it says nothing of its type."""
    return [kind for kind, words in _TELLING.items() if any(word in schema for word in words)]


_ALPHABET = st.characters(exclude_categories=["Cs"])
_KEYWORDS = {
    *(word for words in _TELLING.values() for word in words),
    *("type", "const", "enum", "allOf", "anyOf", "oneOf"),
    *_JUDGED,
}
