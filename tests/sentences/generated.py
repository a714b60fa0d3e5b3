"""Values that nobody has thought of, for every field of a sentence: how each is written, and what is read of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from WsKeywords.steps.checks import Check
from WsKeywords.steps.fuzzed import Fuzzed
from WsKeywords.steps.subjects import DEFAULT, VERBS, Receivers, Subject
from WsKeywords.steps.tails import CloseWords, LogIn, Many, Refusal, Target
from WsKeywords.steps.types import (
    ORDERINGS,
    Answered,
    Awaited,
    Collected,
    Exchange,
    LimitSince,
    Messages,
    Of,
    Order,
    TextIn,
    Times,
)

from .parts import SAVED, Part

Parts = st.SearchStrategy[Part]

#: What the grammar gives a meaning, which it must not have within quotes.
_WORDS = st.sampled_from(
    [
        *("'", '"', "\\", '\\"', "\\'", "${", "}", "\\${", "${name}", "{n}", ":", ",", ".", "#", "@", "|", "*", "?"),
        *("[", "]", "(", ")", "^", "$", "ü", "🎉", "é", "0", "7"),
        *("\u0627", "\u200b", "\ud800", "\t", " ", "  "),
        *(" and ", " of ", " within 2 seconds", " unless ", " comes first", " 3 times", " with code 1000", " set to "),
        *("every session", " should receive ", "a message containing "),
    ]
)
# A step is one line: whatever ends one cannot stand in it.
_CHARACTERS = st.characters(exclude_characters="\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
TEXTS = st.lists(_WORDS | st.text(_CHARACTERS, max_size=4), max_size=4).map("".join)


def written(text: str, quote: str) -> str | None:
    """The text as it stands in a step; ``None`` where this quote cannot: a backslash would escape it."""
    if re.search(rf"\\(?:{quote}|$)", text):
        return None
    return quote + text.replace("${", "\\${").replace(quote, "\\" + quote) + quote


def _quoted(text: str, quote: str) -> Part:
    for each in (quote, "'" if quote == '"' else '"'):
        found = written(text, each)
        if found is not None:
            return Part(found, text)
    return Part('""', "")


quoted: Parts = st.builds(_quoted, TEXTS, st.sampled_from("\"'"))
_ONE = st.tuples(st.just("I"), st.just(DEFAULT)).map(lambda pair: Part(*pair)) | quoted


def words(*choices: tuple[str, Any]) -> Parts:
    return st.sampled_from([Part(*choice) for choice in choices])


def joined(make: Callable[..., Any], *parts: Parts | str) -> Parts:
    """One after the other; ``make`` gets the values of those that are no fixed words."""

    def build(*found: Part | str) -> Part:
        texts = [each if isinstance(each, str) else each.text for each in found]
        return Part("".join(texts), make(*(each.value for each in found if isinstance(each, Part))))

    return st.builds(build, *(st.just(each) if isinstance(each, str) else each for each in parts))


def maybe(*parts: Parts | str) -> Parts:
    """It, or nothing, whose value is ``None``."""
    return st.just(Part("", None)) | joined(lambda *values: values[0] if len(values) == 1 else values, *parts)


def alone(value: Any) -> Any:
    return value


_NUMBERS = st.integers(0, 10**9).map(lambda number: Part(str(number), number))
counts: Parts = _NUMBERS | words(("${n}", SAVED["n"]), ("${id}", SAVED["id"]), ("007", 7))
_AMOUNTS = counts | words(("${n.5}", SAVED["n.5"]), ("0.25", 0.25), ("2.50", 2.5), ("0", 0))
_UNITS = words(*((unit + plural, f"{unit}s") for unit in ("millisecond", "second", "minute") for plural in ("", "s")))
durations: Parts = joined(lambda number, unit: timedelta(**{unit: number}), _AMOUNTS, " ", _UNITS)
within: Parts = maybe(" within ", durations)
colon: Parts = words(("", None), (":", None))
unless: Parts = maybe(" unless ", quoted, " comes first")
_limits = joined(
    lambda operator, limit, since: LimitSince(operator, limit, since),
    words(*ORDERINGS.items()),
    " ",
    durations,
    maybe(" since ", quoted, " sent"),
)
_times: Parts = words(("", 1), (" once", 1), (" twice", 2)) | joined(
    lambda number, _: number, " ", counts.filter(lambda part: part.value > 0), words((" time", None), (" times", None))
)
_codes: Parts = maybe(" with code ", counts, maybe(" and reason ", quoted))
_closers: Parts = words(("", None), (" by the server", "peer"), (" by us", "us"), (" by the network", "network"))
_several: Parts = joined(
    lambda first, more, last: [first, *more, *([] if last is None else [last])],
    quoted,
    st.lists(joined(alone, ", ", quoted), max_size=2).map(
        lambda parts: Part("".join(part.text for part in parts), [part.value for part in parts])
    ),
    maybe(" and ", quoted),
)


def _close(by: str | None, code: Any, wait: timedelta | None) -> CloseWords:
    number, reason = code or (None, None)
    return CloseWords(number, reason, by, wait)  # type: ignore[arg-type]


_NAMED = {"header": "headers", "cookie": "cookies", "query parameter": "params"}


def _tails(**plain: str) -> Parts:
    """Tails of these words, none of them given twice, and the options that they make."""
    named = joined(
        lambda word, name, value: (_NAMED[word], name, value),
        "the ",
        words(*((word, word) for word in _NAMED)),
        " ",
        quoted,
        " set to ",
        quoted,
    )
    whole = joined(
        lambda word, value: (plain[word], value),
        "the ",
        words(*((word.replace("_", " "), word) for word in plain)),
        " ",
        quoted,
    )

    def key(part: Part) -> Any:
        option, *rest = part.value
        name = rest[0].lower() if option == "headers" else rest[0] if len(rest) == 2 else ""
        return part.text if option == "subprotocols" else (option, name)

    def build(parts: list[Part]) -> Part:
        options: dict[str, Any] = {}
        for part in parts:
            option, *rest = part.value
            if len(rest) == 2:
                options.setdefault(option, {})[rest[0]] = rest[1]
            elif option == "subprotocols":
                options.setdefault(option, []).append(rest[0])
            else:
                options[option] = rest[0]
        return Part(" and ".join(part.text for part in parts), options)

    return st.lists(named | whole, min_size=1, max_size=3, unique_by=key).map(build)


def _with(tails: Parts) -> Parts:
    return st.just(Part("", {})) | joined(alone, " with ", tails)


_OPENING = _with(_tails(subprotocol="subprotocols", bearer_token="bearer", profile="profile"))
_STREAM = _with(_tails(last_event_id="last_event_id", bearer_token="bearer", profile="profile"))
_HTTP = _tails(bearer_token="bearer")
_BODILESS = words(("", None), (" without a body", None))
_HOW = words(
    *(
        (how, how)
        for how in ("receive", "eventually receive", "receive, out of order,", "not receive", "not have received")
    )
)
_RECEIVES = words(("I receive", DEFAULT)) | joined(alone, quoted, " receives")
_EVERY_OTHER = words(("every ", False), ("no ", True))
_MESSAGES = words((" message", None), (" messages", None))
_VALUES = (
    quoted
    | st.integers().map(lambda number: Part(str(number), number))
    | st.decimals(allow_nan=False, allow_infinity=False, places=3).map(
        lambda number: Part(f"{number:f}", float(number))
    )
    | words(("true", True), ("false", False), ("null", None), ("1e3", 1000.0), ("${id}", 42), ("${name}", "Ada"))
)
_CHECKS = (
    joined(
        lambda word, value: Check(word, value, True),
        words(
            *((word, word) for word in ("be", "not be", "contain", "not contain", *(f"be {one}" for one in ORDERINGS)))
        ),
        " ",
        _VALUES,
    )
    | joined(
        lambda word, value: Check(word, value, True),
        words(("match", "match"), ("match the regexp", "match the regexp")),
        " ",
        quoted,
    )
    | words(*((word, Check(word, None, False)) for word in ("exist", "not exist", "be", "not be", "contain:", "be:")))
).map(lambda part: part._replace(value=part.value._replace(words=part.value.words.rstrip(":"))))
_OPERATORS = words(("at least ", ">="), ("at most ", "<="), ("", "=="))
_of: Parts = maybe(" of ", quoted)

#: A strategy for every type of field.
FIELDS: dict[str, Parts] = {
    "Text": quoted,
    "TextColon": joined(lambda text, _: text, quoted, colon),
    "TextWithin": joined(TextIn, quoted, within),
    "TextBlock": joined(lambda text, wait, _: TextIn(text, wait), quoted, within, colon),
    "Exchange": joined(
        lambda sent, _, answer, wait: Exchange(sent, answer, wait),
        quoted,
        words((" and receive ", None), (" and receives ", None)),
        quoted,
        within,
    ),
    "Answered": joined(
        lambda _, path, wait, __: Answered(path, wait),
        words(("receive ", None), ("receives ", None)),
        words(("an answer", None)) | joined(alone, "the answer with the same ", quoted),
        within,
        colon,
    ),
    "TextAwaited": joined(Awaited, quoted, unless, within),
    "Awaited": joined(lambda before, wait, _: Awaited("", before, wait), unless, within, colon),
    "TextTimes": joined(Times, quoted, _times),
    "BlockTimes": joined(lambda times, _: Times("", times), _times, colon),
    "SendsBlock": joined(lambda _, times, __: Times("", times), words(("send", None), ("sends", None)), _times, colon),
    "TextOf": joined(Of, quoted, _of),
    "Of": _of,
    "Connection": joined(alone, "the connection", _of),
    "Response": joined(alone, "the response", _of),
    "App": joined(alone, "the app", maybe(" ", quoted)),
    "Colon": colon,
    "Within": within,
    "Block": joined(lambda wait, _: wait, within, colon),
    "Duration": durations,
    "DurationColon": joined(lambda duration, _: duration, durations, colon),
    "DurationWithin": joined(lambda duration, wait: (duration, wait), durations, within),
    "Count": counts,
    "EveryMessage": joined(alone, "every message ", _RECEIVES),
    "Limit": _limits.filter(lambda part: part.value.since is None),
    "LimitSince": _limits,
    "Fuzzed": joined(
        lambda target, number, wait, _: Fuzzed(target, number, wait),
        quoted,
        maybe(
            " with ", joined(lambda number, _: number, counts, words((" conversation", None), (" conversations", None)))
        ),
        within,
        colon,
    ),
    "MessageCount": joined(
        lambda operator, number, _, wait: Messages(operator, number, wait),
        words(("at least ", ">="), ("", "==")),
        counts,
        _MESSAGES,
        within,
    ),
    "CollectedCount": joined(
        lambda amount, _: Messages(*amount, None),
        "collected ",
        words(("no", ("==", 0))) | joined(lambda *amount: amount, _OPERATORS, counts),
        _MESSAGES,
    ),
    "UnreadCount": joined(
        lambda amount, _, wait: Messages(*amount, wait),
        words(("no unread", ("==", 0))) | joined(lambda *amount: amount, _OPERATORS, counts, " unread"),
        _MESSAGES,
        within,
    ),
    "CollectedText": joined(Collected, maybe(" at ", quoted), _of),
    "TheseMessages": joined(
        lambda order, wait, _: Order(order is True, None if order is True else order, wait),
        words(("", None), (" in any order", True)) | joined(alone, " in order per ", quoted),
        within,
        colon,
    ),
    "Who": _ONE,
    **{
        f"Who{name}": words((f"I {mine}", DEFAULT)) | joined(alone, quoted, f" {theirs}")
        for name, (mine, theirs) in VERBS.items()
    },
    "Receivers": joined(
        lambda first, more, last: Receivers(tuple(dict.fromkeys([first, *more, *([] if last is None else [last])]))),
        _ONE,
        st.lists(joined(alone, ", ", _ONE), max_size=2).map(
            lambda parts: Part("".join(part.text for part in parts), [part.value for part in parts])
        ),
        maybe(" and ", _ONE),
    )
    | joined(
        lambda none, other, named, excluded: Receivers(
            pattern="*" if named is None else named, excluding=tuple(excluded or ()), other=other, none=none
        ),
        _EVERY_OTHER,
        words(("session", False), ("other session", True)),
        maybe(" named ", quoted),
        maybe(" except ", _several),
    ),
    "EverySends": joined(
        lambda name: "*" if name is None else name, "every session", maybe(" named ", quoted), " sends"
    ),
    "Receive": _HOW,
    "ReceiveBlock": joined(
        lambda how, before, wait, _: (how, Awaited("", before, wait)),
        _HOW | words(("receive, out of order", "receive, out of order,")),
        unless,
        within,
        colon,
    ),
    "ThatMessage": words(("that message", Subject(None, None)))
    | joined(lambda name: Subject(name, None), "the last message of ", quoted)
    | joined(
        lambda which, name: Subject(name, None, which),
        words(("every", "every"), ("some", "some")),
        " collected message",
        _of,
    )
    | joined(lambda time, name: Subject(name, time), "for ", durations, " every message ", _RECEIVES),
    "Target": joined(lambda url, options, wait, _: Target(url, options, wait), quoted, _OPENING, within, colon),
    "Request": joined(
        lambda url, options, _, wait: Target(url, options, wait), quoted, _with(_HTTP), _BODILESS, within
    ),
    "Stream": joined(lambda url, options, wait, _: Target(url, options, wait), quoted, _STREAM, within, colon),
    "RequestWith": joined(
        lambda url, options: Target(url, options or {}, None), quoted, " with", maybe(" ", _HTTP, " and")
    ),
    "LogIn": joined(
        lambda url, saved: LogIn(url, None if saved is None else {saved[1]: saved[0], **(saved[2] or {})}),
        quoted,
        maybe(
            ", saving the value at ",
            quoted,
            " as ",
            quoted,
            maybe(" and the value at ", quoted, " as ", quoted).map(
                lambda part: part._replace(value=part.value and {part.value[1]: part.value[0]})
            ),
            ",",
        ),
        " with",
    ),
    "Reconnects": joined(
        lambda _, options, wait, __: Target("", options, wait),
        words(("reconnect", None), ("reconnects", None)),
        _OPENING,
        within,
        colon,
    ),
    "CodeAndReason": joined(lambda code, wait: _close(None, code, wait), _codes, within),
    "Closed": joined(_close, _closers, _codes, within),
    "Disconnects": joined(
        lambda _, code, wait: _close(None, code, wait),
        words(("disconnect", None), ("disconnects", None)),
        _codes,
        within,
    ),
    "OfWithCode": joined(lambda name, code, wait: (name, _close(None, code, wait)), _of, _codes, within),
    "Refusal": joined(
        lambda status: Refusal(*(status or (None, None))),
        maybe(" with status ", counts, maybe(" and the error ", quoted)),
    )
    | joined(lambda error: Refusal(None, error), " with the error ", quoted),
    "Method": joined(
        lambda _, method: method.upper(),
        words(("a ", None), ("an ", None)),
        st.from_regex(r"[A-Za-z][A-Za-z-]*", fullmatch=True).map(lambda method: Part(method, method)),
    ),
    "ManyAre": joined(lambda number, name: Many(number, name), counts, " ", joined(alone, "session ", quoted, " is"))
    | joined(lambda number, name: Many(number, name), counts, " sessions ", quoted, " are"),
    "Status": quoted | words(("200", "200"), ("4xx", "4xx"), ("${code}", "4001")),
    "Check": _CHECKS,
}


def sentences_of(sentence: str) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    """Texts of a sentence, and the arguments that are read of each."""
    fields = re.findall(r"\{(\w+):(\w+)\}", sentence)

    def build(parts: dict[str, Part]) -> tuple[str, dict[str, Any]]:
        text = re.sub(r"\{(\w+):\w+\}", lambda found: parts[found[1]].text, sentence)
        return text, {name: part.value for name, part in parts.items()}

    return st.fixed_dictionaries({name: FIELDS[kind] for name, kind in fields}).map(build)
