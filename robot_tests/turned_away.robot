*** Settings ***
Documentation       Users who may not come in: the app refuses the handshake, or accepts and closes at once.

Library             WsKeywords

Suite Setup         Start App    examples.chat:app


*** Test Cases ***
Refused At The Handshake
    ${rejection} =    Opening WebSocket Should Fail    /ws/chat    params={"token": "wrong"}    closed_within=5s
    Should Be Equal    ${rejection.status}    ${403}

Closed At Once
    ${rejection} =    Opening WebSocket Should Fail    /ws/browser-chat    params={"token": "wrong"}
    ...    closed_within=5s
    Should Be Equal    ${rejection.status}    ${101}
    Should Be Equal    ${rejection.kind}    closed with 1008
    ${names} =    Get Session Names
    Should Be Empty    ${names}

Let In
    ${error} =    Run Keyword And Expect Error    *
    ...    Opening WebSocket Should Fail    /ws/echo    closed_within=100ms    msg=The door is open.
    Should Match    ${error}    The door is open.: Expected opening "ws://127.0.0.1:*/ws/echo" to fail, or the server *
    Should Match    ${error}    *to close it within 0.1 s with a code that refuses it (1008, 3000, 4000 to 4999 …), *
    Should Match    ${error}    *but the server accepted it and left it open.\nSession "(unexpected)", open, *

Closed For Another Reason
    ${error} =    Run Keyword And Expect Error    *
    ...    Opening WebSocket Should Fail    /ws/chat    params={"token": "wrong"}    closed_within=5s    status=403
    Should Be Equal    ${error}
    ...    With closed_within any refusal will do: leave out status and error, or say Connection Should Be Closed With Code after Open WebSocket.
