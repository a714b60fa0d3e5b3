"""Sentences of this project's own, made of those that WsKeywords brings."""

from behave import given, when


@given('"{user}" is at the support desk')
def at_the_desk(context, user):
    context.execute_steps(
        f'''
        Given "{user}" is connected to "/ws/support" with the query parameter "token" set to "token-of-{user}"
        Then "{user}" should receive JSON containing:
          """
          {{"action": "authentication", "payload": {{"status_code": 200}}}}
          """
        '''
    )


@given('"{user}" has opened a ticket')
def has_opened_a_ticket(context, user):
    context.execute_steps(
        f'''
        Given "{user}" is at the support desk
        When "{user}" sends the JSON:
          """
          {{"action": "open_ticket", "payload": {{"subject": "The printer burns"}}}}
          """
        Then "{user}" should receive JSON containing:
          """
          {{"action": "ticket", "payload": {{"number": "#capture ticket"}}}}
          """
        When "{user}" receives all messages
        '''
    )


@given('"{user}" follows the ticket')
def follows_the_ticket(context, user):
    context.execute_steps(
        f'''
        Given "{user}" is at the support desk
        When "{user}" sends the JSON:
          """
          {{"action": "follow", "payload": {{"number": ${{ticket}}}}}}
          """
        And "{user}" receives all messages
        '''
    )


@when('"{user}" comments "{text}"')
def comments(context, user, text):
    context.execute_steps(
        f'''
        When "{user}" sends the JSON:
          """
          {{"action": "comment", "payload": {{"number": ${{ticket}}, "text": "{text}"}}}}
          """
        '''
    )


@when('"{user}" asks "{question}"')
def asks(context, user, question):
    context.execute_steps(
        f'''
        When "{user}" sends the JSON:
          """
          {{"action": "ask", "payload": {{"text": "{question}"}}}}
          """
        '''
    )
