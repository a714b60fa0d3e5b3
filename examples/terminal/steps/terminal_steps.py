"""Sentences of this project's own, made of those that WsKeywords brings."""

from behave import given, when


@given("a terminal is open")
@given("a terminal is open:")
def a_terminal(context):
    rows = ["| option | value |", "| subprotocol | term.v2 |"]
    rows += [f"| {row[0]} | {row[1]} |" for row in context.table or ()]
    context.execute_steps('Given I am connected to "/terminal":\n' + "\n".join(rows))


@when('I run "{command}"')
def i_run(context, command):
    context.execute_steps(f'When I send the bytes "00 {command.encode().hex(" ")}"')
