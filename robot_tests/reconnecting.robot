*** Settings ***
Documentation       Sessions that are lost and come back: what stays, what is tried again, what the transcript says, and
...                 an app that goes on where a client was.

Library             OperatingSystem
Library             String
Library             WsKeywords

Suite Setup         Start The Feeds


*** Variables ***
${TESTS}        ${CURDIR}/../tests
${JOURNAL}      ${OUTPUT_DIR}${/}feeds.jsonl


*** Test Cases ***
What Was Missed Is Sent Again, Once
    Follow    news
    Publish    news    one
    Message Should Be JSON    {"id": 1, "text": "one"}
    Abort WebSocket    alice
    Publish    news    two    three
    ${seen} =    Get JSON Value    $.id
    Reconnect WebSocket    alice    params={"after": "${seen}"}
    Publish    news    four
    Messages Should Arrive    {"id": 2, "text": "two"}    {"id": 3, "text": "three"}    {"id": 4, "text": "four"}
    No Message Should Arrive    within=100ms

Who Says Nothing Gets Everything Again
    Follow    again
    Publish    again    one
    Message Should Contain JSON    {"id": 1}
    Abort WebSocket    alice
    Reconnect WebSocket    alice
    Message Should Contain JSON    {"id": 1}

What Was Unread Stays Before What Comes After
    Follow    unread
    Publish    unread    one    two    three
    Get Message Count    ==    3    timeout=2s
    Message Should Contain JSON    {"id": 1}
    Abort WebSocket    alice
    Publish    unread    four
    Reconnect WebSocket    alice    params={"after": "3"}
    Get Message Count    ==    3    timeout=2s
    Messages Should Arrive    {"id": 2}    {"id": 3}    {"id": 4}

What Was Unread Is Dropped With Clear
    Follow    cleared
    Publish    cleared    one    two
    Get Message Count    ==    2    timeout=2s
    Abort WebSocket    alice
    Publish    cleared    three
    Reconnect WebSocket    alice    clear=True    params={"after": "2"}
    Message Should Contain JSON    {"id": 3}
    Get Message Count    ==    0

A Restart Is Survived, By Session And Feed
    Follow    restarted
    Publish    restarted    one
    Message Should Contain JSON    {"id": 1}
    Restart App    feeds
    Connection Should Be Closed With Code    1012    by=peer
    Publish    restarted    two
    Reconnect WebSocket    alice    params={"after": "1"}
    Message Should Be JSON    {"id": 2, "text": "two"}

A Crash Is Survived Too
    Follow    crashed
    Publish    crashed    one
    Message Should Contain JSON    {"id": 1}
    Restart App    feeds    graceful=False
    Connection Should Be Closed With Code    1006    by=network
    Reconnect WebSocket    alice    params={"after": "0"}
    Message Should Contain JSON    {"id": 1}

Everyone Comes Back
    Open WebSockets    /feeds/crowd    count=10    prefix=user
    Restart App    feeds
    FOR    ${number}    IN RANGE    1    11
        Connection Should Be Closed With Code    1012    session=user-${number}
        Reconnect WebSocket    user-${number}
    END
    Publish    crowd    here we are
    Every Session Should Receive    json_contains={"text": "here we are"}    sessions=user-*

An App That Is Slow To Start Is Tried Again
    [Documentation]    The restart returns as soon as the app has begun to start; then nobody listens for a while.
    Start App    served.feed:app    name=slow    cwd=${TESTS}    env={"WARM_UP": "0.8"}    ready=warming up
    App Log Should Contain    Uvicorn running on    slow
    Open WebSocket    /feeds/slow    alice
    Restart App    slow
    Connection Should Be Closed With Code    1012
    Reconnect WebSocket    alice    attempts=10    backoff=20ms
    Connection Should Be Open
    ${transcript} =    Get Transcript    format=text
    Should Contain    ${transcript}    note \ attempt 1 to reconnect: refused
    Should Contain    ${transcript}    note \ attempt 2 to reconnect: refused
    Should Match Regexp    ${transcript}    note \ not connected for [0-9.]+ s: closed at .*, connected again at

Nobody Is Tried For Ever
    Follow    stopped
    Stop App    feeds
    ${error} =    Run Keyword And Expect Error    *
    ...    Reconnect WebSocket    alice    attempts=3    backoff=10ms
    Should Match    ${error}    Session "alice" could not be reconnected in 3 attempts. Expected the WebSocket*refused*
    Connection Should Be Closed With Code    1012
    Restart App    feeds
    Reconnect WebSocket    alice
    [Teardown]    Restart App    feeds

A Refusal Is Not Tried Again
    Open WebSocket    /feeds/banned    alice    headers={"X-User": "alice"}
    Abort WebSocket    alice
    HTTP Request    POST    /banned/alice    expected_status=201
    ${error} =    Run Keyword And Expect Error    *    Reconnect WebSocket    alice    attempts=5
    Should Match    ${error}    Session "alice" could not be reconnected in one attempt.*status 403*
    Reconnect WebSocket    alice    headers={"X-User": "bob"}

The Transcript Shows The Gap
    [Documentation]    In the order in which it happened, and in a failure after it, where one asks why nothing came.
    Follow    gap
    Publish    gap    one
    Message Should Contain JSON    {"id": 1}
    Abort WebSocket    alice
    Reconnect WebSocket    alice    params={"after": "1"}
    ${transcript} =    Get Transcript    format=text
    ${lines} =    Get Lines Matching Regexp    ${transcript}    .* (close|note|handshake) .*
    Should Match Regexp    ${lines}
    ...    (?s)handshake \ 101.*close \ 1006, by us.*note \ not connected for .* m?s: lost at .*handshake \ 101
    ${error} =    Run Keyword And Expect Error    *    Message Should Be    two    timeout=100ms
    Should Match    ${error}    *close \ 1006, by us*note \ not connected for *: lost at *, connected again at *

An Open Session Is Not Reconnected
    Follow    open
    Run Keyword And Expect Error
    ...    Session "alice" is open: only a closed one can be reconnected. Abort WebSocket or Close WebSocket ends it first.*
    ...    Reconnect WebSocket    alice


*** Keywords ***
Start The Feeds
    Remove File    ${JOURNAL}
    Start App    served.feed:app    name=feeds    cwd=${TESTS}    env={"JOURNAL": "${JOURNAL}"}    ready=/health

Follow
    [Arguments]    ${feed}
    Open WebSocket    /feeds/${feed}    alice

Publish
    [Documentation]    Adds entries to a feed over HTTP, as another user would.
    [Arguments]    ${feed}    @{texts}
    FOR    ${text}    IN    @{texts}
        HTTP Request    POST    /feeds/${feed}    json={"text": "${text}"}    expected_status=201
    END
