*** Settings ***
Documentation       Send and read the answer in one keyword, and what is refused as an answer.

Resource            server.resource

Suite Setup         Start Server


*** Test Cases ***
The Next Message Is The Answer
    Open WebSocket    /ws/echo
    Exchange Text    hello    ==    Echo: hello
    ${answer} =    Exchange Text    hello
    Should Be Equal    ${answer}    Echo: hello
    Last Message Should Be    Echo: hello
    Get Response Time    <    2 seconds

The Answer In JSON Is A Value
    Open WebSocket    /ws/room/exchange    one
    Exchange JSON    {"a": [1, null]}    ==    {"a": [1, null]}
    ${answer} =    Exchange JSON    {"user": {"name": "Ada"}}
    Should Be Equal    ${answer}[user][name]    Ada
    Get JSON Value    $.user.name    ==    Ada

An Answer That Is Another Says So
    Open WebSocket    /ws/echo
    Run Keyword And Expect Error
    ...    STARTS:Expected the answer of session "default" to be "hello", but it was "Echo: hello".
    ...    Exchange Text    hello    ==    hello
    Run Keyword And Expect Error    No echo of hello
    ...    Exchange Text    hello    ==    hello    No echo of hello

What Was Unread Before Is No Answer
    Connect
    Let Server Send    old
    Run Keyword And Expect Error
    ...    STARTS:Expected nothing unread on session "default" that could pass for the answer to "hello", but this message was unread before it was sent:
    ...    Exchange Text    hello
    ${sent} =    Get Messages    sent
    Length Should Be    ${sent}    1
    ${answer} =    Exchange JSON    {"send": ["{\\"new\\": 1}"]}    skip=True
    Should Be Equal    ${answer}    ${{ {"new": 1} }}

The Answer With The Same Identifier
    Connect
    Let Server Send    {"id": 1}
    Exchange JSON    {"send": ["{\\"id\\": 6}", "{\\"id\\": 7, \\"ok\\": true}"], "id": 7}    ==    {"id": 7, "ok": true}
    ...    match=$.id
    Message Should Be JSON    {"id": 1}
    Message Should Be JSON    {"id": 6}
