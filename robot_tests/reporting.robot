*** Settings ***
Documentation       Transcripts and pictures of conversations.

Library             OperatingSystem
Resource            server.resource

Suite Setup         Start Server


*** Test Cases ***
A Conversation As A Picture
    Open WebSocket    /ws/echo    alice
    Open WebSocket    /ws/echo    bob
    Send Text    hello    session=alice
    Message Should Be    Echo: hello    session=alice
    Close WebSocket    bob
    Log Conversation
    Log Conversation    sessions=alice
    Run Keyword And Expect Error    No session is called "carol" or matches it. The sessions are "alice", "bob".
    ...    Log Conversation    alice,carol

A Conversation As A File
    Open WebSocket    /ws/echo    alice
    Send Text    hello
    Message Should Be    Echo: hello
    ${path} =    Save Transcript    ${TEST NAME}.txt    alice    format=text
    ${text} =    Get File    ${path}
    Should Contain    ${text}    "Echo: hello"
