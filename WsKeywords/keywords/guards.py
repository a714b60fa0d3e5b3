"""Keywords for standing guards: what must hold of all that arrives, whatever the test is at."""

from .arguments import NOT_GIVEN, Json, Schema, Text
from .base import KeywordBase, keyword
from .choices import Kind
from .options import matcher_arguments


class GuardKeywords(KeywordBase):
    """Guards stand from when they are set until the scope of their session ends."""

    @keyword("Message Must Never Arrive", "Asserting", "Matching")
    def message_must_never_arrive(
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
        msg: str | None = None,
        session: str | None = None,
    ) -> None:
        """Sets a standing guard: no message that arrives from now on matches, until the scope of the session ends.

        The keyword that waits on that session, or else the next one, fails when a message broke the guard; the test
        fails at its end when no keyword came after. That is said once. Guards see ignored and answered messages too,
        and stand on after `Reconnect WebSocket`. What had arrived before is none of their business,
        and what has not arrived when the test ends is not seen: wait for the answer to what was sent last.

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
            msg: Put before the failure's message.
            session: The name; the current session without it.

        Example:
        | Open WebSocket    /ws/echo
        | Message Must Never Arrive    contains=error    ignore_case=True
        | Send Text    hello
        | Message Should Be    Echo: hello
        | Guards Should Have Held

        See also `Every Message Must`, `Remove Guards` and `No Message Should Arrive`, which looks for some time only.
        """
        self.session(session).must_never_arrive(msg=msg, **matcher_arguments(locals()))

    @keyword("Every Message Must", "Asserting", "Matching")
    def every_message_must(
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
        msg: str | None = None,
        session: str | None = None,
    ) -> None:
        """Sets a standing guard: every message that arrives from now on matches, until the scope of the session ends.

        When and how often a broken guard is reported see `Message Must Never Arrive`.

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
            msg: Put before the failure's message.
            session: The name; the current session without it.

        Example:
        | Open WebSocket    /ws/echo
        | Every Message Must    contains=Echo
        | Send Text    hello
        | Message Should Be    Echo: hello
        | Guards Should Have Held

        See also `Message Must Never Arrive` and `Every Message Should`, which looks for some time only.
        """
        self.session(session).every_message_must(msg=msg, **matcher_arguments(locals()))

    @keyword("Guards Should Have Held", "Asserting")
    def guards_should_have_held(self, session: str | None = None) -> None:
        """Passes when no message that has arrived broke a guard of the session; one reported before is not again.

        A session without guards is an error: there is nothing to check.

        Args:
            session: The name; the current session without it.

        Example:
        | Open WebSocket    /ws/echo
        | Message Must Never Arrive    contains=error
        | Send Text    hello
        | Message Should Be    Echo: hello
        | Guards Should Have Held

        See also `Message Must Never Arrive`, `Every Message Must` and `Remove Guards`.
        """
        self.sessions.get(session).guards_should_have_held()

    @keyword("Remove Guards", "Asserting")
    def remove_guards(self, session: str | None = None) -> None:
        """Ends the guards of a session. When one was broken before, and that was not said yet, this fails.

        Args:
            session: The name; the current session without it.

        Example:
        | Open WebSocket    /ws/echo
        | Message Must Never Arrive    contains=error
        | Remove Guards
        | Send Text    error
        | Message Should Contain    error

        See also `Guards Should Have Held`.
        """
        found = self.sessions.get(session)
        removed = found.remove_guards()
        self.front.info(f'{removed} guards of session "{found.name}" were removed.')
