"""The rules for a client of RFC 6455, sections 5 to 8, and of RFC 7692, and the tests that hold each of them.

A rule stands here in a few words of ours; the RFC has the binding ones. What concerns servers, intermediaries and the
authors of further extensions is left out. A test is a function's name, or a row of a table: ``function[row]``.
"""

from __future__ import annotations

RECEIVED, PACKED, SENT, WIRE, COMPRESSION = (
    "test_frames_sequences",
    "test_frames_compressed",
    "engine.test_rules_of_sending",
    "engine.test_wire",
    "engine.test_compression",
)


def _rows(test: str, *rows: str) -> list[str]:
    return [f"{test}[{row}]" for row in rows]


def right(*rows: str) -> list[str]:
    return _rows(f"{RECEIVED}.test_right_sequences", *rows)


def broken(*rows: str) -> list[str]:
    return _rows(f"{RECEIVED}.test_broken_rules", *rows)


def packed(*rows: str) -> list[str]:
    return _rows(f"{PACKED}.test_right_sequences", *rows)


def unpackable(*rows: str) -> list[str]:
    return _rows(f"{PACKED}.test_broken_rules", *rows)


def leaves(*rows: str) -> list[str]:
    return _rows(f"{SENT}.test_what_leaves", *rows)


def answers(*rows: str) -> list[str]:
    return _rows(f"{SENT}.test_what_answers", *rows)


def refused(*rows: str) -> list[str]:
    return _rows(f"{SENT}.test_what_may_not_be_sent_is_refused_and_nothing_leaves", *rows)


_OPCODES = [f"opcode {code}" for code in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)]

#: Section, rule, tests.
RFC_6455: list[tuple[str, str, list[str]]] = [
    ("5.1", "mask every frame", leaves("text in one frame", "fragments of bytes", "a close with its code")),
    ("5.1", "close on a masked frame", broken("masked", "masked and empty", "masked ping", "masked continuation")),
    ("5.2", "fail on a reserved bit that nothing gives a meaning", broken("RSV1", "RSV2", "RSV3", "RSV2 of a ping")),
    ("5.2", "set no reserved bit unasked", [f"{SENT}.test_nothing_is_compressed_without_an_agreement"]),
    ("5.2", "fail on an unknown opcode", broken(*_OPCODES, "opcode 3 within a message")),
    ("5.2", "lengths of one, three and nine bytes", [f"{RECEIVED}.test_every_form_of_length"]),
    ("5.2", "the highest bit of a length is 0", broken("length with bit 63", "all bits of the length")),
    (
        "5.2",
        "the shortest form of a length, received",
        broken("length 0 in two bytes", "length 125 in two bytes", "length 65535 in eight bytes"),
    ),
    ("5.2", "the shortest form of a length, sent", [f"{SENT}.test_a_length_takes_its_shortest_form"]),
    (
        "5.3",
        "a fresh key for each frame, from a strong source",
        [f"{SENT}.test_each_frame_has_a_key_of_its_own_that_cannot_be_foreseen"],
    ),
    (
        "5.4",
        "receive messages whole and in fragments",
        right("text", "fragments", "binary fragments", "empty fragments"),
    ),
    ("5.4", "control frames in the middle of a message", right("ping between fragments", "pong between fragments")),
    ("5.4", "an answer to them in the middle of it", answers("a pong between the fragments of a server")),
    ("5.4", "control frames are not fragmented", broken("fragmented ping", "fragmented pong", "fragmented close")),
    ("5.4", "fragments in the order sent", right("fragments", "every order kept")),
    (
        "5.4",
        "fragments of two messages are not mixed, received",
        broken("text within a message", "fragments within a message", "binary within a text"),
    ),
    ("5.4", "nor sent", [f"{SENT}.test_the_frames_of_two_messages_do_not_mix"]),
    (
        "5.4",
        "a continuation continues something",
        broken("continuation of nothing", "continuation after the end", "continuation after a whole message"),
    ),
    ("5.4", "a first frame with the type, further ones without", leaves("fragments: the opcode first, FIN last")),
    (
        "5.5",
        "control frames of at most 125 bytes",
        right("ping of 125 bytes", "pong of 125 bytes", "close of 125 bytes"),
    ),
    ("5.5", "and no more", broken("ping of 126 bytes", "pong of 126 bytes", "close of 126 bytes", "ping of 64 KiB")),
    ("5.5", "nor sent", refused("a ping of 126 bytes", "a reason of 124 bytes")),
    ("5.5.1", "a body begins with a code of two bytes", broken("close of one byte")),
    ("5.5.1", "then a reason in UTF-8", broken("close reason not UTF-8", "close reason that ends within a character")),
    ("5.5.1", "no data after a close frame", [f"{SENT}.test_nothing_is_sent_once_a_close_frame_has_been"]),
    ("5.5.1", "one close frame at most", [*leaves("one close at most"), *answers("one close to two")]),
    ("5.5.1", "a close frame is answered, with its code", answers("a close with the code that came")),
    (
        "5.5.1",
        "a message that is going out may be sent to its end before that",
        [f"{WIRE}.test_a_close_while_a_message_goes_out_is_answered_after_it"],
    ),
    ("5.5.1", "TCP is closed after both", [f"{SENT}.test_tcp_is_ended_by_the_server_first"]),
    ("5.5.2", "a ping is answered, with its payload", answers("a pong with the payload of its ping")),
    ("5.5.2", "unless a close frame came", [*answers("no pong after a close"), *right("no ping after a close")]),
    (
        "5.5.2",
        "as soon as is practical",
        [f"{WIRE}.test_a_ping_is_answered_while_no_keyword_runs"],
    ),
    ("5.5.3", "an unasked pong is not answered", [*right("pong that nobody asked for"), *answers("nothing to a pong")]),
    (
        "5.5.3",
        "of several pings the newest may be answered",
        [f"{WIRE}.test_endless_pings_of_a_peer_that_reads_nothing_leave_the_others_alone"],
    ),
    (
        "5.6",
        "text is UTF-8 as a whole message, not as a frame",
        right("a character cut by fragments", "a character cut by fragments and a ping"),
    ),
    ("5.6", "bytes may be anything", right("binary", "binary that would be bad text")),
    ("5.8", "no extension without negotiation", unpackable("not agreed on")),
    ("6.1", "send in the state OPEN only", [f"{SENT}.test_nothing_is_sent_once_a_close_frame_has_been"]),
    ("6.1", "the opcode for text or bytes", leaves("text in one frame", "bytes in one frame", "JSON as text")),
    ("6.1", "FIN on the last frame", leaves("text in one frame", "fragments: the opcode first, FIN last")),
    ("6.2", "the type is that of the first frame", right("each message of its own kind")),
    ("6.2", "a frame after the last fragment begins a new message", right("each message of its own kind")),
    ("7.1.1", "the server ends TCP first", [f"{SENT}.test_tcp_is_ended_by_the_server_first"]),
    (
        "7.1.1",
        "what comes after is discarded",
        right("nothing after a close", "no second close", "no fault after a close"),
    ),
    ("7.1.2", "a close frame with code and reason", leaves("a close with its code", "a close with its reason")),
    ("7.1.5", "1005 where there was no code", [*right("close without a code"), *answers("a close without one")]),
    (
        "7.1.5",
        "1006 where there was no close frame",
        [f"{WIRE}.test_tcp_that_ends_without_a_close_frame_is_1006_by_the_network"],
    ),
    ("7.1.6", "the reason that came", right("close with a reason")),
    (
        "7.1.7",
        "who fails says so with a code, and processes nothing more",
        [f"{SENT}.test_a_connection_that_fails_is_closed_with_the_code_and_nothing_is_processed"],
    ),
    ("7.2.1", "fail when TCP is lost", [f"{WIRE}.test_a_reset_is_1006_by_the_network"]),
    ("7.2.3", "back off when connecting again", ["engine.test_closing.test_reconnect_tries_again_and_says_how_often"]),
    ("7.4.1", "1005, 1006 and 1015 are not sent", refused("code 1005", "code 1006", "code 1015")),
    ("7.4", "codes that must not be received", [f"{RECEIVED}.test_every_close_code"]),
    ("7.4.1", "1009 for what is too large", broken("too large", "too large in fragments")),
    ("7.4.2", "ranges of codes, sent", refused("code 999", "code 2999")),
    (
        "8.1",
        "fail on what is not UTF-8",
        broken(
            "text not UTF-8",
            "text that ends within a character",
            "a surrogate",
            "the last surrogate",
            "overlong in two bytes",
            "overlong in three",
            "overlong in four",
            "beyond Unicode",
            "five bytes",
            "not UTF-8 across fragments",
        ),
    ),
    (
        "8.1",
        "and on nothing that is",
        right(
            "the last character of one byte, the first of two",
            "the last of two, the first of three",
            "around the surrogates",
            "the last of three, the first of four",
            "the last one",
            "NUL, and a byte order mark",
        ),
    ),
    ("8.1", "send nothing that is not", refused("text that has no UTF-8", "a reason that has no UTF-8")),
]

RFC_7692: list[tuple[str, str, list[str]]] = [
    (
        "6",
        "the bit says which messages are compressed",
        packed("compressed and not", "a message that is not compressed"),
    ),
    ("6", "fail where it stands on a control frame", unpackable("on a ping", "on a pong", "on a close")),
    ("6", "or on a later fragment", unpackable("on a later fragment")),
    ("6", "nor is it sent there", [f"{SENT}.test_the_bit_stands_on_first_frames_of_messages_only"]),
    ("6", "other reserved bits keep their meaning: none", unpackable("RSV2 beside it", "RSV3 without it")),
    ("6.1", "control frames are not compressed", packed("control frames between fragments, as they are")),
    (
        "6.2",
        "fragments are decompressed as one",
        packed("fragments", "fragments of one byte", "an empty fragment first"),
    ),
    ("7.1", "an answer that was not offered fails the handshake", ["test_extensions.test_an_answer_to_something_else"]),
    ("7.1.1.1", "a server that forgets", packed("each message anew")),
    ("7.1.1.1", "and does not", unpackable("what was said before, with no window kept")),
    ("7.1.1.2", "forget where that was agreed", [f"{SENT}.test_the_window_is_kept_only_where_that_was_not_given_up"]),
    (
        "7.1.2.1",
        "a server's smaller window",
        [*packed("a window of 512 bytes"), *unpackable("farther back than the window")],
    ),
    ("7.1.2.2", "a window no larger than agreed", [f"{SENT}.test_the_window_is_no_larger_than_agreed"]),
    ("7.2.1", "the last four bytes are left out", [f"{SENT}.test_the_end_of_a_block_is_left_out"]),
    (
        "7.2.2",
        "they are put back, and what then is no DEFLATE fails",
        unpackable("a block type that there is not", "a message that ends within a block", "a payload without a byte"),
    ),
    ("7.2.3.1", "one block", packed("one block")),
    ("7.2.3.2", "the window is shared", packed("the window is kept")),
    ("7.2.3.3", "stored blocks", packed("stored")),
    ("7.2.3.4", "a last block, and more", packed("a block that says it is the last one", "and more after it")),
    ("7.2.3.5", "two blocks", packed("two blocks")),
    ("7.2.3.6", "an empty message", packed("an empty message", "an empty message, and what follows it")),
]
