"""Sentences of this project's own, made of those that WsKeywords brings."""

from behave import given, when

PASSWORDS = {"ada": "lovelace", "grace": "hopper", "alan": "turing"}


@given('"{user}" is logged in')
@when('"{user}" logs in on the "{device}"')
def logged_in(context, user, device=None):
    browser = device or user
    context.execute_steps(
        f'''
        When "{browser}" sends a GET request to "/login/"
        And I save the HTTP cookie "csrftoken" of "{browser}" as "csrf"
        And "{browser}" sends a POST request to "/login/" with the form:
          | field               | value             |
          | username            | {user}            |
          | password            | {PASSWORDS[user]} |
          | csrfmiddlewaretoken | ${{csrf}}         |
        Then the value at "$.user" should be "{user}"
        And I save the HTTP cookie "csrftoken" of "{browser}" as "csrf_{browser}"
        '''
    )


@given('"{user}" is at the board "{board}"')
def at_the_board(context, user, board):
    context.execute_steps(
        f'''
        Given "{user}" is logged in
        And "{user}" is connected to "/ws/boards/{board}/":
          | option       | value  |
          | http session | {user} |
        Then "{user}" should receive JSON containing:
          """
          {{"type": "welcome", "user": "{user}"}}
          """
        '''
    )
