*** Settings ***
Documentation       Load as a tutorial means it: 500 users at once, in one process, on a server in another.
...                 While they connect, the console shows how far it is. It is not a load generator: what it says is
...                 whether an app serves so many at all, and whether each gets what is due to it.

Resource            server.resource

Suite Setup         Start Server
Test Timeout        2 minutes


*** Test Cases ***
Five Hundred Users Speak And Are Answered
    Open WebSockets    /ws/echo    500    prefix=user
    Send To Every Session    hello    sessions=user-*
    Every Session Should Receive    text=Echo: hello    sessions=user-*    timeout=30s
    No Message Should Arrive    within=100ms    session=user-500

Five Hundred Users Hear One
    Open WebSockets    /ws/room/hall    500    prefix=listener
    Send Text    Good evening!    session=listener-1
    Every Session Should Receive    text=Good evening!    timeout=30s
    Get Response Time    <    10 seconds    since=listener-1    session=listener-500

Everyone Is Still There At The End
    Open WebSockets    /ws/echo    500    prefix=user
    ${before} =    Get Session Names    user-*
    Length Should Be    ${before}    500
    FOR    ${round}    IN RANGE    4
        Send To Every Session    round ${round}    sessions=user-*
        Every Session Should Receive    text=Echo: round ${round}    sessions=user-*    timeout=30s
    END
    Connection Should Be Open    user-250

Five Hundred Users Come Back After A Crash
    Open WebSockets    /ws/echo    500    prefix=user
    Restart App    graceful=False
    Connection Should Be Closed With Code    1006    by=network    session=user-500
    FOR    ${number}    IN RANGE    1    501
        Connection Should Be Closed    user-${number}
        Reconnect WebSocket    user-${number}
    END
    Send To Every Session    here again    sessions=user-*
    Every Session Should Receive    text=Echo: here again    sessions=user-*    timeout=30s
