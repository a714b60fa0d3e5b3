"""Sentences of this project's own, made of those that WsKeywords brings."""

from behave import given


@given('"{name}" is in the room "{room}"')
def in_the_room(context, name, room):
    context.execute_steps(
        f'''
        Given "{name}" is connected to "/rooms/{room}":
          | option     | value            |
          | param name | {name}           |
          | ca_cert    | ${{folder}}/ca.pem |
        Then "{name}" should receive JSON containing:
          """
          {{"type": "welcome", "room": "{room}", "name": "{name}"}}
          """
        And "{name}" should receive JSON containing:
          """
          {{"type": "joined", "name": "{name}"}}
          """
        '''
    )
