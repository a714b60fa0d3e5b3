"""The keyword that asserts all messages that were taken at once."""

from typing import Any

from .arguments import NOT_GIVEN, Joined, Matching, MessageCount, Text
from .base import KeywordBase, keyword


class CollectingKeywords(KeywordBase):
    """What the last keyword took that takes several messages."""

    @keyword("Collected Messages Should", "Asserting", "Matching")
    def collected_messages_should(
        self,
        *,
        count: MessageCount = None,
        every: Matching = None,
        some: Matching = None,
        joined: Joined = None,
        text: Text = NOT_GIVEN,
        contains: Text = NOT_GIVEN,
        regexp: Text = NOT_GIVEN,
        glob: Text = NOT_GIVEN,
        ignore_case: bool = False,
        msg: str | None = None,
        session: str | None = None,
    ) -> Any:
        """Passes when the messages that the last collecting keyword returned satisfy all of this.

        Collecting keywords are `Receive All Messages`, `Receive Messages Until`, `Receive Messages` and
        `Drain Messages`. A completion message counts when it was returned, with ``include_last=True``. At least one of
        ``count``, ``every``, ``some`` and ``joined`` must be given.

        ``joined`` puts together the texts at a JSONPath in the order of the messages, as an answer that streams in is
        put together; messages with nothing there, or null, are left out, and at least one must have something. What the
        whole is compared with is in the dict too, as any matcher argument, or beside it:

        | Collected Messages Should    joined={"path": "$.delta", "contains": "world"}
        | Collected Messages Should    joined={"$.delta": "Hello, world"}
        | Collected Messages Should    joined=$.delta    text=Hello, world

        A dict without a path, as ``{"contains": "world"}``, joins the messages themselves.

        Args:
            count: How many there are: a number, or a comparison such as ``>= 2``. 0 means that nothing came before the
                completion message.
            every: Each of them matches: a dict of `Matcher arguments`. Where none was collected it is an error.
            some: At least one of them matches: a dict of `Matcher arguments`.
            joined: A JSONPath, or a dict of the path and what the joined text is compared with.
            text: The joined text is this text; this and the next four are for ``joined`` that is a path.
            contains: The joined text contains this text.
            regexp: The joined text has a match of this regular expression somewhere.
            glob: The joined text matches this glob.
            ignore_case: ``True``: the joined text is compared without regard to case.
            msg: Put before the failure's message.
            session: The name; the current session without it.

        Returns:
            The joined text where ``joined`` is given, else the messages, as a list.

        Example:
        | Open WebSocket    /ws/echo
        | Send JSON    {"delta": "Hel"}
        | Send JSON    {"delta": "lo"}
        | Receive Messages    2
        | Collected Messages Should    count=2    every={"jsonpath": "$.echo.delta"}
        | ${answer} =    Collected Messages Should    joined={"path": "$.echo.delta", "text": "Hello"}
        | Should Be Equal    ${answer}    Hello

        See also `Receive All Messages` and `Every Message Should`, which watches what is still to come.
        """
        given = {"text": text, "contains": contains, "regexp": regexp, "glob": glob}
        of_joined: dict[str, Any] = {name: value for name, value in given.items() if value is not NOT_GIVEN}
        if ignore_case:
            of_joined["ignore_case"] = True
        found = self.session(session)
        return found.expect_collected(count=count, every=every, some=some, joined=joined, msg=msg, **of_joined)
