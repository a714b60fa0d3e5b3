"""Sentences about HTTP: requests and their answers."""

from __future__ import annotations

from datetime import timedelta

from .checks import Check
from .judging import judge, judge_cookie
from .sentence import step
from .tables import options, pairs
from .tables import text as as_text
from .tails import Target
from .types import Of, TextIn
from .world import World


@step("{who:WhoSends} {method:Method} request to {target:Request}")
def request(world: World, who: str, method: str, target: Target) -> None:
    """When I send a GET request to "/users" with the header "Accept" set to "application/json" """
    send(world, who, method, target, target.within)


@step("{who:WhoSends} {method:Method} request to {target:RequestWith} the JSON{within:Block}")
def request_json(world: World, who: str, method: str, target: Target, within: timedelta | None) -> None:
    '''When I send a POST request to "/login" with the JSON:
    """
    {"user": "ada", "password": "${password}"}
    """
    '''
    send(world, who, method, target, within, json=world.json())


@step("{who:WhoSends} {method:Method} request to {target:RequestWith} the text {text:TextWithin}")
def request_text(world: World, who: str, method: str, target: Target, text: TextIn) -> None:
    """When I send a PUT request to "/motd" with the text "hello" """
    send(world, who, method, target, text.within, data=text.text)


@step("{who:WhoSends} {method:Method} request to {target:RequestWith} the text{within:Block}")
def request_text_block(world: World, who: str, method: str, target: Target, within: timedelta | None) -> None:
    '''When I send a POST request to "/notes" with the text:
    """
    a text
    of two lines
    """
    '''
    send(world, who, method, target, within, data=world.text())


@step("{who:WhoSends} {method:Method} request to {target:RequestWith} the form{within:Block}")
def request_form(world: World, who: str, method: str, target: Target, within: timedelta | None) -> None:
    """When I send a POST request to "/login" with the form:
    | field    | value |
    | user     | ada   |
    | password | geheim |
    """
    send(world, who, method, target, within, data=pairs(world, as_text))


@step("{who:WhoSends} {method:Method} request to {target:RequestWith} the options{within:Block}")
def request_options(world: World, who: str, method: str, target: Target, within: timedelta | None) -> None:
    """When I send a POST request to "/upload" with the options:
    | option          | value                 |
    | header X-Trace  | 42                    |
    | files           | {"avatar": "ada.png"} |
    | expected_status | 201                   |
    """
    given = options(world, world.keywords.http_request, target.options, timeout=within)
    send(world, who, method, Target(target.url, {}, None), None, **given)


def send(world: World, who: str, method: str, target: Target, within: timedelta | None, **given: object) -> None:
    named = {**target.options, **given}
    if within is not None:
        named["timeout"] = within
    world.keywords.http_request(method, target.url, **{"http_session": who, **named})
    world.answered()


@step("the HTTP status should be {status:Status}")
def http_status(world: World, status: str) -> None:
    """Then the HTTP status should be 200"""
    world.keywords.http_status_should_be(status)


@step("the HTTP header {name:Text} should {check:Check}")
def http_header(world: World, name: str, check: Check) -> None:
    """Then the HTTP header "Content-Type" should contain "json" """
    judge(world, check, world.keywords.get_http_header, name, what=f'the HTTP header "{name}"')


@step("the HTTP cookie {name:TextOf} should {check:Check}")
def http_cookie(world: World, name: Of, check: Check) -> None:
    """Then the HTTP cookie "sid" of "ada" should exist"""
    judge_cookie(world, check, name)


@step("the HTTP body should {check:Check}")
def http_body(world: World, check: Check) -> None:
    """Then the HTTP body should contain "welcome" """
    judge(world, check, world.keywords.get_http_body, what="the HTTP body")
