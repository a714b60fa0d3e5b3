"""What the engine says in Robot's words, as a feature would write it.

The engine's advice names keywords and arguments. Each such phrase has its sentence here; phrases are long enough that
no message of a server is taken for one.
"""

from __future__ import annotations

import re

from .subjects import DEFAULT

#: The engine's phrase, and the same for a step: of the session ``default`` and of one with a name.
PHRASES: dict[str, tuple[str, str]] = {
    "say so first: Connection Should Be Closed.": (
        "say so first: Then the connection should be closed",
        'say so first: Then the connection of "{name}" should be closed',
    ),
    "use Last Message Should ….": ("say: Then that message should …", "say: Then that message should …"),
    "Reconnect WebSocket or Open WebSocket opens it again.": (
        "It is opened again by: When I reconnect",
        'It is opened again by: When "{name}" reconnects',
    ),
    "Abort WebSocket or Close WebSocket ends it first.": (
        "It is ended by: When I close the connection",
        'It is ended by: When "{name}" closes the connection',
    ),
    "or say Connection Should Be Closed With Code after Open WebSocket.": (
        "or say: Given I am connected to … Then the connection should be closed with code …",
        'or say: Given "{name}" is connected to … Then the connection of "{name}" should be closed with code …',
    ),
    "Open WebSocket opens one.": ('Given I am connected to "…" opens one.', 'Given "…" is connected to "…" opens one.'),
    "To send bytes that are not UTF-8 use Send Frame.": (
        "Bytes that are not UTF-8 are sent by: When I send the frame:",
        'Bytes that are not UTF-8 are sent by: When "{name}" sends the frame:',
    ),
    "(Send Frame sends anything.)": ("(When I send the frame: sends anything.)",) * 2,
    "if the order is free, say in_any_order=True.)": ("if the order is free, say: these messages in any order:)",) * 2,
    "Read that message or clear the messages first, or pass over it with skip=True.": (
        "Read that message first, or say: When I clear the inbox",
        'Read that message first, or say: When "{name}" clears the inbox',
    ),
    "Message Must Never Arrive and Every Message Must set them.": (
        'One is set by: Given I must never receive "…"',
        'One is set by: Given "{name}" must never receive "…"',
    ),
    "Nothing was fuzzed in this test yet: Fuzz WebSocket or Fuzz Discovered Routes comes before this.": (
        "Nothing was fuzzed in this scenario yet: When I fuzz … comes before this.",
    )
    * 2,
    "Resume Receiving reads on.": (
        "It is read again by: When I read again",
        'It is read again by: When "{name}" reads again',
    ),
    " (ignore_case=True accepts that)": ("", ""),
    "Receive All Messages, Receive Messages Until, Receive Messages or Drain Messages comes before this, and passes.": (
        "When I receive all messages (or: I receive messages until …) comes before this, and passes.",
        'When "{name}" receives all messages (or: "{name}" receives messages until …) comes before this, and passes.',
    ),
    'For this call give completion={"json_contains": {"action": "complete"}}, or write for all:': (
        "Say it in a step: When I receive messages until JSON containing: (with the JSON below), or write for all:",
        'Say it in a step: When "{name}" receives messages until JSON containing: (with the JSON below), or write for '
        "all:",
    ),
    ": name the file with config=${CURDIR}/wskeywords.yaml": (": name the file with -D config=path/to/wskeywords.yaml",)
    * 2,
    ": name the file with config=.": (": name the file with -D config=path/to/wskeywords.yaml.",) * 2,
    ": say with cwd= where the app is": (": say where the app is in a row below the step, | cwd | path |",) * 2,
    "or say with port= which one it takes.": ("or say in a row below the step, | port | 8000 |, which one it takes.",)
    * 2,
    "let port=0 find a free port.": ("leave out the row port: a free one is found then.",) * 2,
    "verify=False connects": ("a row | verify | False | below the step connects",) * 2,
    "verify=False checks no certificate": ("| verify | False | checks no certificate",) * 2,
    "allow_redirects=False shows the first answer.": (
        "A row | allow_redirects | False | below the step shows the first answer.",
    )
    * 2,
    "compared with … Be JSON and … Contain JSON (json=, json_contains=).": (
        "compared by: … the JSON: and … JSON containing: (with a doc string)",
    )
    * 2,
    "Give the whole URL, or set base_url.": ('Give the whole URL, or say: Given the base URL is "…", or -D base_url=…',)
    * 2,
}
#: Arguments that a sentence has words for.
ARGUMENTS = {
    "doc string": "the doc string",
    "hex": "the bytes",
    "in_order_per": "the path",
    "jsonpath": "the path",
    "regexp": "the regexp",
}
_ARGUMENT = re.compile(rf'(?<![^ (])argument "({"|".join(ARGUMENTS)})"')
_SESSION = re.compile(r'[Ss]ession "((?:[^"\\]|\\.)*)"')


def in_sentences(text: str) -> str:
    """The text of an error, with what keywords and arguments it names said as steps are."""
    found = _SESSION.search(text)
    name = found[1] if found else DEFAULT
    for phrase, (mine, theirs) in PHRASES.items():
        if phrase in text:
            text = text.replace(phrase, mine if name == DEFAULT else theirs.replace("{name}", name))
    return _ARGUMENT.sub(lambda found: ARGUMENTS[found[1]], text)
