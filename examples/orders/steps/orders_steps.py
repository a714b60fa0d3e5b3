"""Sentences of this project's own, made of those that WsKeywords brings."""

from behave import given, when

PASSWORDS = {"ada": "lovelace", "grace": "hopper", "clerk": "counter"}


@given('"{user}" is logged in')
def logged_in(context, user):
    context.execute_steps(
        f'''
        When "{user}" sends a POST request to "/login" with the JSON:
          """
          {{"user": "{user}", "password": "{PASSWORDS[user]}"}}
          """
        Then I save the value at "$.token" as "{user}_token"
        '''
    )


@given('"{user}" follows the orders')
def follows(context, user):
    context.execute_steps(
        f'''
        Given "{user}" is logged in
        And "{user}" is connected to "/ws/orders":
          | option       | value  |
          | http session | {user} |
        Then "{user}" should receive the JSON:
          """
          {{"type": "following", "user": "{user}"}}
          """
        '''
    )


@when('"{user}" orders "{product}"')
def orders(context, user, product):
    context.execute_steps(
        f'''
        When "{user}" sends a POST request to "/orders" with the JSON:
          """
          {{"product": "{product}"}}
          """
        '''
    )
