"""Keywords that assert several messages, silence, and what every session receives."""

from .arguments import HALF_A_SECOND, NOT_GIVEN, Duration, Item, Json, Names, Schema, Text
from .asserting_last import LastMessageKeywords
from .asserting_next import NextMessageKeywords
from .base import keyword
from .choices import Kind
from .endings import item
from .measuring import MeasuringKeywords
from .options import matcher_arguments, required

#: In how many sessions a broadcast is shown in the log.
SHOWN_SESSIONS = 10


class AssertingKeywords(NextMessageKeywords, LastMessageKeywords, MeasuringKeywords):
    """Assertions of messages; each failure tells the whole story."""

    @keyword("Messages Should Arrive", "Asserting")
    def messages_should_arrive(
        self,
        *expected: Item,
        in_any_order: bool = False,
        in_order_per: str | None = None,
        ignore_case: bool = False,
        timeout: Duration = None,
        msg: str | None = None,
        session: str | None = None,
    ) -> list[str | bytes]:
        """Passes when exactly the next messages, as many as are expected, satisfy these expectations.

        Args:
            expected: One item for each message: text, which must be equal; or a dict, a list or text that parses as a
                JSON object or array, which is compared as by `Message Should Contain JSON`.
            in_any_order: ``True``: any pairing of messages and expectations will do.
            in_order_per: A JSONPath: order is kept only among messages with the same value there.
            ignore_case: ``True``: texts are compared without regard to case.
            timeout: How long to wait for all of them.
            msg: Put before the failure's message.
            session: The name; the current session without it.

        Returns:
            The messages, as a list.

        Example:
        | Open WebSocket    /ws/echo
        | Send Text    one
        | Send JSON    {"id": 2}
        | Messages Should Arrive    {"echo": {"id": 2}}    Echo: one    in_any_order=True

        See also `Receive Messages` and `Wait For Message`.
        """
        required(expected, "no messages were given")
        with self.taking(self.session(session)) as found:
            return found.expect_messages(
                [item(each, ignore_case) for each in expected],
                in_any_order=in_any_order,
                in_order_per=in_order_per,
                timeout=timeout,
                msg=msg,
            )

    @keyword("Every Message Should", "Asserting", "Matching")
    def every_message_should(
        self,
        *,
        text: Text = NOT_GIVEN,
        contains: Text = NOT_GIVEN,
        regexp: Text = NOT_GIVEN,
        glob: Text = NOT_GIVEN,
        json: Json = NOT_GIVEN,
        json_contains: Json = NOT_GIVEN,
        schema: Schema = NOT_GIVEN,
        jsonpath: Text = NOT_GIVEN,
        hex: Text = NOT_GIVEN,
        kind: Kind = NOT_GIVEN,
        event: Text = NOT_GIVEN,
        ignore_case: bool = False,
        within: Duration,
        msg: str | None = None,
        session: str | None = None,
    ) -> list[str | bytes]:
        """Passes when every message that is unread or arrives within the time matches, and at least one does.

        It fails at the first that does not match; that one counts as read, those after it stay unread.

        Args:
            text: Is this text. For this and the next ten see `Matcher arguments`; at least one must be given.
            contains: Contains this text.
            regexp: Has a match of this regular expression somewhere.
            glob: Matches this glob.
            json: Is JSON of the same value.
            json_contains: Is JSON that contains this.
            schema: Is JSON that this JSON Schema accepts.
            jsonpath: Is JSON in which this JSONPath selects something.
            hex: Is binary with these bytes.
            kind: Is ``text`` or ``binary``.
            event: Is a server-sent event of this type.
            ignore_case: ``True``: texts are compared without regard to case.
            within: How long to watch.
            msg: Put before the failure's message.
            session: The name; the current session without it.

        Returns:
            The messages, as a list.

        Example:
        | Open WebSocket    /ws/echo
        | Send Text    tick
        | Send Text    tick
        | Every Message Should    contains=tick    within=300ms

        See also `Messages Should Arrive` and `No Message Should Arrive`.
        """
        given = matcher_arguments(locals())
        with self.taking(self.session(session)) as found:
            return found.expect_every(within=within or 0, msg=msg, **given)

    @keyword("No Message Should Arrive", "Asserting", "Matching")
    def no_message_should_arrive(
        self,
        *,
        text: Text = NOT_GIVEN,
        contains: Text = NOT_GIVEN,
        regexp: Text = NOT_GIVEN,
        glob: Text = NOT_GIVEN,
        json: Json = NOT_GIVEN,
        json_contains: Json = NOT_GIVEN,
        schema: Schema = NOT_GIVEN,
        jsonpath: Text = NOT_GIVEN,
        hex: Text = NOT_GIVEN,
        kind: Kind = NOT_GIVEN,
        event: Text = NOT_GIVEN,
        ignore_case: bool = False,
        within: Duration = HALF_A_SECOND,
        include_read: bool = False,
        msg: str | None = None,
        session: str | None = None,
    ) -> None:
        """Passes when no unread message (or none that matches) is there or arrives within the time.

        It fails when the session closes meanwhile, and when the server had closed it and no assertion has said so:
        silence of a closed session proves nothing. The read position stays.

        Args:
            text: Is this text. For this and the next ten see `Matcher arguments`; with none of them no message may
                arrive.
            contains: Contains this text.
            regexp: Has a match of this regular expression somewhere.
            glob: Matches this glob.
            json: Is JSON of the same value.
            json_contains: Is JSON that contains this.
            schema: Is JSON that this JSON Schema accepts.
            jsonpath: Is JSON in which this JSONPath selects something.
            hex: Is binary with these bytes.
            kind: Is ``text`` or ``binary``.
            event: Is a server-sent event of this type.
            ignore_case: ``True``: texts are compared without regard to case.
            within: How long to watch.
            include_read: ``True`` looks also at messages that arrived since the last send and were read or skipped.
            msg: Put before the failure's message.
            session: The name; the current session without it.

        Example:
        | Open WebSocket    /ws/echo
        | Send Text    hello
        | No Message Should Arrive    contains=error    within=200ms
        | Message Should Contain    hello
        | No Message Should Arrive    within=200ms

        See also `Wait For Message`.
        """
        self.session(session).expect_nothing(
            within=within or 0, include_read=include_read, msg=msg, **matcher_arguments(locals())
        )

    @keyword("Every Session Should Receive", "Asserting", "Matching", "Several sessions")
    def every_session_should_receive(
        self,
        *,
        text: Text = NOT_GIVEN,
        contains: Text = NOT_GIVEN,
        regexp: Text = NOT_GIVEN,
        glob: Text = NOT_GIVEN,
        json: Json = NOT_GIVEN,
        json_contains: Json = NOT_GIVEN,
        schema: Schema = NOT_GIVEN,
        jsonpath: Text = NOT_GIVEN,
        hex: Text = NOT_GIVEN,
        kind: Kind = NOT_GIVEN,
        event: Text = NOT_GIVEN,
        ignore_case: bool = False,
        sessions: Names = None,
        excluding: Names = None,
        timeout: Duration = None,
        msg: str | None = None,
    ) -> dict[str, str | bytes]:
        """Passes when each of several sessions receives a message that matches, all under one deadline.

        In each session it does what `Wait For Message` does. The failure names every session that did not receive it,
        and why. A session that is closed fails at once, unless the match is unread in it.

        Args:
            text: Is this text. For this and the next ten see `Matcher arguments`; with none of them any message will
                do.
            contains: Contains this text.
            regexp: Has a match of this regular expression somewhere.
            glob: Matches this glob.
            json: Is JSON of the same value.
            json_contains: Is JSON that contains this.
            schema: Is JSON that this JSON Schema accepts.
            jsonpath: Is JSON in which this JSONPath selects something.
            hex: Is binary with these bytes.
            kind: Is ``text`` or ``binary``.
            event: Is a server-sent event of this type.
            ignore_case: ``True``: texts are compared without regard to case.
            sessions: Names, a glob or a list; without it all WebSockets that the test has not closed.
            excluding: Sessions to leave out, given in the same way.
            timeout: How long to wait, for all of them together.
            msg: Put before the failure's message.

        Returns:
            A dict of the messages by session name.

        Example:
        | Open WebSockets    /ws/echo    3    prefix=user
        | Send To Every Session    hello
        | Every Session Should Receive    contains=hello    sessions=user-*    timeout=2s

        See also `Open WebSockets` and `Send To Every Session`.
        """
        found = self.sessions.expect_in_every(
            sessions=sessions, excluding=excluding, timeout=timeout, msg=msg, **matcher_arguments(locals())
        )
        self.learn(*found.values())
        for name, message in list(found.items())[:SHOWN_SESSIONS]:
            self.log_received(self.sessions[name], message)
        names = list(found)
        shown = ", ".join(names[:50]) + (" …" if len(names) > 50 else "")
        self.front.info(f"Received by {len(names)} sessions: {shown}.")
        return found
