"""Sentences of this project's own, made of those that WsKeywords brings."""

from behave import when


@when('the price of "{symbol}" is {price:g}')
def the_price_is(context, symbol, price):
    context.execute_steps(
        f'''
        When I send a POST request to "/ticks" with the JSON:
          """
          {{"symbol": "{symbol}", "price": {price:g}}}
          """
        Then the HTTP status should be 201
        '''
    )


@when('the prices of "{symbol}" are {first:g} and {second:g}')
def the_prices_are(context, symbol, first, second):
    the_price_is(context, symbol, first)
    the_price_is(context, symbol, second)
