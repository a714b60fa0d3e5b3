"""Sentences of this project's own, made of those that WsKeywords brings."""

import json

from behave import given, when


@given('an auction of "{name}" from {start:d}')
@given('an auction of "{name}" from {start:d} and of "{second}" from {second_start:d}')
def an_auction(context, name, start, second=None, second_start=None):
    context.attending = []
    lots = {name: start, **({second: second_start} if second else {})}
    context.execute_steps(
        f'''
        When I send a POST request to "/auctions" with the JSON:
          """
          {json.dumps({"title": "Clocks", "lots": lots})}
          """
        Then the HTTP status should be 201
        And I save the value at "$.auction" as "auction"
        '''
    )


@given('"{bidder}" attends')
def attends(context, bidder):
    context.attending.append(f'"{bidder}"')
    everyone = " and ".join(filter(None, (", ".join(context.attending[:-1]), context.attending[-1])))
    context.execute_steps(
        f'''
        Given "{bidder}" is connected to "/auctions/${{auction}}" with the query parameter "bidder" set to "{bidder}"
        Then "{bidder}" should receive JSON containing:
          """
          {{"type": "welcome"}}
          """
        And {everyone} should eventually receive a message where "$.bidders[?@ == '{bidder}']"
        '''
    )


@when('"{bidder}" bids {amount:d} on lot {lot:d}')
def bids(context, bidder, amount, lot):
    context.execute_steps(
        f'''
        When "{bidder}" sends the JSON:
          """
          {{"bid": {amount}, "lot": {lot}}}
          """
        '''
    )


@when("the hammer falls on lot {lot:d}")
def hammer_falls(context, lot):
    context.execute_steps(
        f"""
        When I send a POST request to "/auctions/${{auction}}/lots/{lot}/hammer" without a body
        Then the HTTP status should be 201
        """
    )
