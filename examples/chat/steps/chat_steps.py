"""Sentences of this project's own, made of those that WsKeywords brings."""

from behave import given

PASSWORDS = {"ada": "lovelace", "grace": "hopper", "alan": "turing"}


@given('"{user}" is connected to the chat')
def connected_to_the_chat(context, user):
    context.execute_steps(
        f'''
        When I send a POST request to "/login" with the JSON:
          """
          {{"user": "{user}", "password": "{PASSWORDS[user]}"}}
          """
        Then I save the value at "$.token" as "token"
        Given "{user}" is connected to "/ws/chat" with the bearer token "${{token}}"
        Then "{user}" should receive JSON containing:
          """
          {{"type": "welcome"}}
          """
        '''
    )


@given('"{user}" is in the room "{room}"')
def in_the_room(context, user, room):
    context.execute_steps(
        f'''
        Given "{user}" is connected to the chat
        When "{user}" sends the JSON:
          """
          {{"type": "join", "room": "{room}"}}
          """
        Then "{user}" should eventually receive JSON containing:
          """
          {{"type": "joined", "user": "{user}"}}
          """
        '''
    )
