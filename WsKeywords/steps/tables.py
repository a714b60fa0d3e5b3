"""What stands in the table of a step: options, messages, names and values."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from ..core.errors import InvalidArgument
from ..core.jsonvalues import JsonError, dump_compact, parse
from ..core.output import quote
from ..core.suggest import all_of, nearest
from .tails import once

if TYPE_CHECKING:
    from .world import World

#: The first word of a row that sets one item of an argument: ``header X-Node``, ``env MODE``.
_ITEMS = {"header": "headers", "cookie": "cookies", "param": "params", "env": "env"}
#: The arguments of a keyword that its sentence gives, not its table.
_OF_THE_SENTENCE = {
    "open_websocket": {"url", "session"},
    "open_event_stream": {"url", "session"},
    "open_websockets": {"url", "count", "prefix", "users"},
    "reconnect_websocket": {"session"},
    "send_frame": {"session"},
    "http_request": {"method", "url"},
    "start_app": {"app"},
    "start_app_process": {"command"},
    "run_command": {"command"},
    "fuzz_websocket": {"url", "fail", "msg"},
    "fuzz_discovered_routes": {"target", "fail", "msg"},
    "play_conversation": {"path", "property", "fail", "msg"},
    "register_message_strategy": {"route", "name"},
}


class Item(NamedTuple):
    """One message of a table: its text, and whether that is JSON."""

    text: str
    is_json: bool


def rows(world: World, *headings: str) -> Iterator[list[str]]:
    """The cells of each row, not yet filled in.

    Raises:
        InvalidArgument: there is no table, or it has other headings.
    """
    table = world.table
    wanted = f"| {' | '.join(headings)} |"
    if table is None:
        raise InvalidArgument(f"This step needs a table {wanted} below it.")
    found = [str(heading) for heading in table.headings]
    if [heading.lower() for heading in found] != list(headings):
        raise InvalidArgument(f"Expected a table {wanted}, but its first row is | {' | '.join(found)} |.")
    for row in table.rows:
        yield [str(cell) for cell in row.cells]


def column(world: World, heading: str) -> list[str]:
    """The filled-in texts of a table of one column.

    Raises:
        InvalidArgument: another table, or one without rows.
    """
    found = [world.values.fill(cells[0]) for cells in rows(world, heading)]
    if not found:
        raise InvalidArgument(f"The table | {heading} | has no rows.")
    return found


def looks_like_json(cell: str) -> bool:
    """Whether a cell that may be text or JSON is read as JSON: an object or an array."""
    return cell[:1] in ("{", "[")


def fill_cell(world: World, cell: str) -> str:
    """A cell filled in as what it is: JSON or text."""
    return world.values.fill_json(cell) if looks_like_json(cell) else world.values.fill(cell)


def items(world: World) -> list[Item]:
    """The messages of a table: ``| message |``, or a JSON object a row with the headings, two or more, as keys.

    Raises:
        InvalidArgument: there is no table, or nothing in it.
    """
    table = world.table
    if table is None:
        raise InvalidArgument(
            "This step needs a table | message | below it, or one with two or more JSON keys as headings."
        )
    headings = [str(heading) for heading in table.headings]
    cells = [[str(cell) for cell in row.cells] for row in table.rows]
    if len(headings) == 1 and looks_like_json(headings[0]):  # a table of JSON alone: behave takes its first row off
        found = [cell_item(world, cell) for cell in (headings[0], *(row[0] for row in cells))]
    elif len(headings) == 1 and headings[0].lower() == "message":
        found = [cell_item(world, row[0]) for row in cells]
    elif len(headings) == 1:  # texts without a heading, or one JSON key: nobody can tell
        raise InvalidArgument(
            f"Expected a table | message |, or one with two or more JSON keys as headings, but its first row is "
            f"| {headings[0]} |. Texts stand below | message |, and so do objects with one key, as JSON: "
            f"| {dump_compact({headings[0]: '…'})} |."
        )
    else:
        found = [_object(world, headings, row, number) for number, row in enumerate(cells, 1)]
    if not found:
        raise InvalidArgument("Nothing to send or to expect: the table has no rows.")
    return found


def cell_item(world: World, cell: str) -> Item:
    """A cell as a message: JSON where it is an object or array, else text."""
    if looks_like_json(cell):
        filled = world.values.fill_json(cell)
        try:
            parse(filled)
        except JsonError:
            pass
        else:
            return Item(filled, True)
    return Item(world.values.fill(cell), False)


def _object(world: World, headings: list[str], cells: list[str], number: int) -> Item:
    """A row as a JSON object."""
    for name, cell in zip(headings, cells, strict=True):
        if not cell:
            raise InvalidArgument(
                f'The cell of {quote(name)} in row {number} of the table is empty: an empty text is written "", and '
                "where any value will do #ignore. A message without that key is written as JSON below | message |."
            )
    return Item(dump_compact({name: value(world, cell) for name, cell in zip(headings, cells, strict=True)}), True)


def text(world: World, cell: str) -> str:
    """A cell as text, whatever it looks like."""
    return world.values.fill(cell)


def value(world: World, cell: str) -> Any:
    """A cell as JSON where it is JSON (a number, true, null, a text in quotes, an object …), else as text."""
    try:
        return parse(world.values.fill_json(cell))
    except JsonError:
        return world.values.fill(cell)


def pairs(world: World, read: Callable[[World, str], Any]) -> dict[str, Any]:
    """Names and values: a row each, or the headings as names and one row of values.

    Args:
        world: of the step.
        read: ``text`` or ``value``.

    Raises:
        InvalidArgument: a table that is neither.
    """
    table = world.table
    if table is None:
        raise InvalidArgument("This step needs a table | name | value | below it.")
    headings = [str(heading) for heading in table.headings]
    cells = [[str(cell) for cell in row.cells] for row in table.rows]
    if len(headings) == 2 and not cells and headings[1] != "value":
        raise InvalidArgument(
            f"Expected a heading | name | value | above | {' | '.join(headings)} |: the first row of a table is its "
            "heading."
        )
    if len(headings) == 2 and headings[1] == "value":
        return {text(world, name): read(world, cell) for name, cell in cells}
    if len(cells) == 1:
        return {text(world, name): read(world, cell) for name, cell in zip(headings, cells[0], strict=True)}
    raise InvalidArgument(
        f"Expected a table | name | value |, or names above one row of values, but its first row is "
        f"| {' | '.join(headings)} |, and it has {len(cells)} more."
    )


def rows_as_dicts(world: World) -> list[dict[str, str]]:
    """Each row as texts under the headings.

    Raises:
        InvalidArgument: there is no table, or no row in it.
    """
    table = world.table
    if table is None:
        raise InvalidArgument(
            "This step needs a table below it: a column for each thing that users have, a row for each."
        )
    headings = [str(heading) for heading in table.headings]
    found = [dict(zip(headings, (text(world, str(cell)) for cell in row.cells), strict=True)) for row in table.rows]
    if not found:
        raise InvalidArgument(f"The table | {' | '.join(headings)} | has no rows.")
    return found


@cache
def _allowed(keyword: str, function: Any) -> tuple[str, ...]:
    """The arguments of a keyword that a table may set."""
    given = {"self", *_OF_THE_SENTENCE[keyword]}
    return tuple(name for name in inspect.signature(function).parameters if name not in given)


def options(world: World, keyword: Callable[..., Any], given: dict[str, Any], **named: Any) -> dict[str, Any]:
    """The arguments for a keyword: those of the sentence, and of its optional table ``| option | value |``.

    Args:
        world: of the step.
        keyword: the bound keyword method.
        given: what the tails of the sentence set; dicts and lists are joined with those of the table.
        named: further arguments; ``None``: not given.

    Raises:
        InvalidArgument: no such option (the nearest is offered), or one that is given twice.
    """
    found: dict[str, Any] = {}
    seen: set[tuple[str, str]] = set()
    if world.table is not None:
        allowed = _allowed(keyword.__name__, keyword.__func__)  # type: ignore[attr-defined]
        for option, cell in rows(world, "option", "value"):
            _set(world, found, seen, allowed, world.values.fill(option).strip(), cell)
    for name, item in given.items():
        if isinstance(item, dict):
            _add(found, seen, name, item)
        elif isinstance(item, list):
            found[name] = [*found.get(name, []), *item]
        else:
            once(seen, name)
            found[name] = item
    for name, item in named.items():
        if item is not None:
            once(seen, name)
            found[name] = item
    return found


def _add(found: dict[str, Any], seen: set[tuple[str, str]], argument: str, items: dict[str, Any]) -> None:
    """Names and values for an argument that holds them."""
    for name in items:
        once(seen, argument, name)
    found[argument] = {**found.get(argument, {}), **items}


def _set(
    world: World,
    found: dict[str, Any],
    seen: set[tuple[str, str]],
    allowed: tuple[str, ...],
    option: str,
    cell: str,
) -> None:
    word, _, rest = option.partition(" ")
    name = _ITEMS.get(word, "")
    if rest and name in allowed:
        _add(found, seen, name, {rest.strip(): world.values.fill(cell)})
        return
    if option == "subprotocol" and "subprotocols" in allowed:
        found.setdefault("subprotocols", []).append(world.values.fill(cell))
        return
    name = option.lower().replace(" ", "_").replace("-", "_")
    if name not in allowed:
        words = [f"{word} NAME" for word, argument in _ITEMS.items() if argument in allowed]
        near = nearest(word, [each.split()[0] for each in words]) if rest else None
        close = f"{near} {rest.strip()}" if near else nearest(name, allowed)
        hint = f' Did you mean "{close}"?' if close else ""
        raise InvalidArgument(
            f"There is no option {quote(option)} in this step.{hint} There are {all_of([*words, *allowed])}."
        )
    if name in _ITEMS.values():
        _add(found, seen, name, _mapping(fill_cell(world, cell), name))
        return
    if name != "subprotocols":
        once(seen, name)
    if name == "json":
        found[name] = world.values.fill_json(cell)
    elif name == "subprotocols":
        found[name] = [*found.get(name, []), *(part.strip() for part in world.values.fill(cell).split(","))]
    else:
        found[name] = fill_cell(world, cell)


def _mapping(item: Any, name: str) -> dict[str, Any]:
    if isinstance(item, dict):
        return item
    try:
        read = parse(item)
    except JsonError as error:
        raise InvalidArgument(
            f"Expected {name} to be a JSON object of names and values, but got {quote(item)}: {error}"
        ) from None
    if not isinstance(read, dict):
        raise InvalidArgument(f"Expected {name} to be a JSON object of names and values, but got {quote(item)}.")
    return read
