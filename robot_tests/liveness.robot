*** Settings ***
Documentation       What clients do while a test looks elsewhere, against an app that drops those that do not.
...                 The server pings every 200 ms, and wants the pong within a second.

Library             WsKeywords    close_timeout=2s

Suite Setup         Start App Process
...                     python -m uvicorn living:app --host {host} --port {port} --ws-ping-interval 0.2 --ws-ping-timeout 1
...                     cwd=${CURDIR}/apps    ready=/docs


*** Variables ***
&{PING}     type=ping
&{PONG}     type=pong


*** Test Cases ***
Without A Reply The App Closes
    Open WebSocket    /ws/heartbeat
    Connection Should Be Closed With Code    4000    no heartbeat    by=peer

Heartbeats Are Answered While The Test Looks Elsewhere
    Open WebSocket    /ws/heartbeat    ticker
    Reply To Messages    ${PONG}    json_contains=${PING}
    Open WebSocket    /ws/idle    other
    Keep Sending    alive    every=100ms
    Repeat Keyword    5 times    Message Should Be    Echo: alive
    Connection Should Be Open    ticker
    Messages Should Arrive    {"type": "news", "n": 1}    {"type": "news", "n": 2}    session=ticker
    ${sent} =    Get Messages    sent    session=ticker
    Should Be Equal    ${sent}[0]    {"type":"pong"}

Answers Do Not Count As The Last Send
    Open WebSocket    /ws/heartbeat    replies={"ping": {"type": "pong"}}
    Message Should Contain JSON    {"type": "news"}
    Run Keyword And Expect Error
    ...    There is no response time of "{"type":"news","n":1}": session "default" had sent nothing *
    ...    Get Response Time

Replies Survive A Reconnect
    Open WebSocket    /ws/heartbeat    replies={"ping": {"type": "pong"}}
    Wait For Message    json_contains={"type": "news", "n": 2}
    Abort WebSocket
    Reconnect WebSocket    clear=True
    Wait For Message    json_contains={"type": "news", "n": 5}
    Connection Should Be Open

Replies End
    Open WebSocket    /ws/heartbeat    replies={"ping": {"type": "pong"}}
    Wait For Message    json_contains={"type": "news", "n": 2}
    Stop Replying
    Wait For Message    contains=ping
    Connection Should Be Closed With Code    4000

The First Of Several Replies Is Sent
    Open WebSocket    /ws/idle
    Reply To Messages    one    contains=ping
    Reply To Messages    two    glob=*ping*
    Send Text    ping
    Message Should Be    Echo: one
    No Message Should Arrive    within=200ms

An Idle Client Is Closed
    Open WebSocket    /ws/idle
    Connection Should Be Closed With Code    4001    idle

What Is Kept Up Keeps A Client From Being Idle
    Open WebSocket    /ws/idle
    Keep Sending    {"type": "alive"}    every=100ms
    Keep Sending    ${PING}    every=150ms
    Sleep    1s    reason=The app closes a client that is silent for 400 ms.
    Connection Should Be Open
    Wait For Message    text=Echo: {"type": "alive"}
    Wait For Message    text=Echo: {"type":"ping"}
    Stop Sending
    Connection Should Be Closed With Code    4001    idle

What Is Kept Up Ends With The Close
    Open WebSocket    /ws/idle
    Keep Sending    alive    every=100ms
    Message Should Be    Echo: alive
    Abort WebSocket
    Reconnect WebSocket
    Connection Should Be Closed With Code    4001    idle

A Client That Answers Pings Stays
    Open WebSocket    /ws/idle
    Keep Sending    alive    every=100ms
    Sleep    1.5s    reason=The server closes a client that does not answer its ping for a second.
    Connection Should Be Open

The Server Drops A Zombie
    Open WebSocket    /ws/idle
    Keep Sending    alive    every=100ms
    Stop Answering Pings
    Connection Should Be Closed With Code    1011    *ping timeout*    by=peer

A Zombie From The Start, That Comes To Life
    Open WebSocket    /ws/idle    answer_pings=False
    Keep Sending    alive    every=100ms
    Answer Pings
    Sleep    1.5s    reason=The server closes a client that does not answer its ping for a second.
    Connection Should Be Open

The App Drops A Slow Client
    Open WebSocket    /ws/stream    compression=False
    Receive Message
    Pause Receiving
    App Log Should Contain    a client was too slow
    ${text} =    Run Keyword And Expect Error    *    Connection Should Be Closed    timeout=100ms
    Should Contain    ${text}    Its socket is not read: paused by the test. Resume Receiving reads on.
    Resume Receiving
    Connection Should Be Closed

A Pause Hides What Comes, And Loses Nothing
    Open WebSocket    /ws/idle
    Keep Sending    alive    every=100ms
    Message Should Be    Echo: alive
    Stop Sending
    Pause Receiving
    Send Text    hello
    ${text} =    Run Keyword And Expect Error    *    Wait For Message    text=Echo: hello    timeout=200ms
    Should Contain    ${text}    paused by the test
    Run Keyword And Expect Error    *but its socket is not read.*    No Message Should Arrive    contains=hello
    ...    within=50ms
    Resume Receiving
    Wait For Message    text=Echo: hello

Closing Reads On
    Open WebSocket    /ws/idle
    Pause Receiving
    Close WebSocket
    Connection Should Be Closed With Code    1000    by=us
    ${transcript} =    Get Transcript    text
    Should Match Regexp    ${transcript}    ← +close +1000

Bad Input
    Open WebSocket    /ws/idle
    Run Keyword And Expect Error    Nothing to check: give at least one of *    Reply To Messages    pong
    Run Keyword And Expect Error    every must be a time of more than 0 seconds, but it is 0 s.    Keep Sending    x    0
    Run Keyword And Expect Error    Nothing can be sent on session "default": *    Run Keywords
    ...    Close WebSocket    AND    Keep Sending    x
    Run Keyword And Expect Error    Session "default" cannot stop reading: it was closed by us with code 1000*
    ...    Pause Receiving
