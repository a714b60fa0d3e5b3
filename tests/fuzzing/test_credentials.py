"""Wrong credentials: what is tried, and when letting somebody in is wrong."""

from __future__ import annotations

from WsKeywords.core import Close
from WsKeywords.fuzzing.conversation import Conversation
from WsKeywords.fuzzing.course import Course, Ending
from WsKeywords.fuzzing.options import FuzzOptions
from WsKeywords.fuzzing.properties.credentials import RefusesWrongCredentials, given_by, intruders, said_by
from WsKeywords.fuzzing.routes import Route

BY_QUERY = FuzzOptions(auth="query:token=s3same")
BY_BEARER = FuzzOptions(auth="bearer:abc")
ROUTE = Route("/ws")
OPEN = Ending(Close(1000, "", "us", at=0))
REFUSED = Ending(Close(1008, "", "peer", at=0), early=True)


def course(path: str, ending: Ending) -> Course:
    return Course(Conversation(path), (), (ending,), 0.1)


class TestIntruders:
    def test_a_query_has_none_a_wrong_one_and_nearly_the_right_one(self) -> None:
        tried = [each.path for each in intruders(Conversation("/ws?a=1"), BY_QUERY)]
        assert tried == ["/ws?a=1&token=", "/ws?a=1&token=wskeywords-wrong", "/ws?a=1&token=s3samA"]

    def test_a_header_keeps_its_scheme(self) -> None:
        tried = [dict(each.headers)["Authorization"] for each in intruders(Conversation("/ws"), BY_BEARER)]
        assert tried == ["", "Bearer wskeywords-wrong", "Bearer abA"]

    def test_without_credentials_there_is_nothing_to_try(self) -> None:
        assert not list(intruders(Conversation("/ws"), FuzzOptions()))

    def test_what_a_conversation_says_itself_is_known(self) -> None:
        given = given_by(BY_QUERY)
        assert given is not None
        assert said_by(Conversation("/ws?token=x"), given) == "x"
        assert said_by(Conversation("/ws"), given) is None


class TestTheProperty:
    def test_to_be_let_in_with_a_wrong_token_is_a_finding(self) -> None:
        found = list(RefusesWrongCredentials(BY_QUERY).check(course("/ws?token=wrong", OPEN), ROUTE))
        assert [each.message for each in found] == [
            'the server accepted a session with wrong credentials in the query parameter "token"'
        ]

    def test_a_close_for_the_policy_is_a_refusal(self) -> None:
        assert not list(RefusesWrongCredentials(BY_QUERY).check(course("/ws?token=wrong", REFUSED), ROUTE))

    def test_the_right_token_is_let_in(self) -> None:
        judge = RefusesWrongCredentials(BY_QUERY)
        assert not list(judge.check(course("/ws?token=s3same", OPEN), ROUTE))
        assert not list(judge.check(course("/ws", OPEN), ROUTE))

    def test_a_route_that_is_open_to_all_is_not_judged(self) -> None:
        judge = RefusesWrongCredentials(BY_QUERY)
        assert not list(judge.check(course("/ws?token=", OPEN), ROUTE))
        assert not list(judge.check(course("/ws?token=wrong", OPEN), ROUTE))
