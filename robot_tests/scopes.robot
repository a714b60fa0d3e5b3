*** Settings ***
Documentation       Sessions close with the test or suite that opened them. The tests build on each other, in this order.

Resource            server.resource

Suite Setup         Open The Shared Session
Suite Teardown      The Shared Session Is Open


*** Test Cases ***
A Session Of The Suite Is Current
    Send Text    hello
    Message Should Be    Echo: hello
    Open WebSocket    /ws/echo    alice
    Send Text    I am alice
    Message Should Be    Echo: I am alice

A Session Of Another Test Is Gone
    Run Keyword And Expect Error    STARTS:There is no session "alice".    Switch Session    alice
    ${names} =    Get Session Names
    Should Be Equal    ${names}    ${{ ["spare", "shared"] }}

The Session Of The Suite Is Current Again
    Send Text    still here
    Message Should Be    Echo: still here
    Switch Session    spare

Switching Ends With The Test
    Send Text    still here
    Message Should Be    Echo: still here    session=shared

A Name Can Be Used Again
    Open WebSocket    /ws/echo    alice
    Open WebSocket    /ws/echo    bob
    Close WebSocket    bob
    Send Text    hello    session=alice
    Run Keyword And Expect Error    STARTS:Nothing can be sent on session "bob"    Send Text    hello


*** Keywords ***
Open The Shared Session
    Start Server
    Open WebSocket    /ws/echo    spare
    Open WebSocket    /ws/echo    shared

The Shared Session Is Open
    Connection Should Be Open    shared
    Send Text    goodbye
    Message Should Be    Echo: goodbye
