*** Settings ***
Documentation       Standing guards: what must never arrive, or every message must be, while the test is at something else.

Resource            server.resource

Suite Setup         Start Server


*** Test Cases ***
The Keyword That Waits Fails
    Connect
    Message Must Never Arrive    contains=error
    Send JSON    {"send": ["news", "an error"], "every": 0.2}
    Message Should Be    news
    ${text} =    Run Keyword And Expect Error    *    Message Should Be    more    timeout=5s
    Should Match    ${text}
    ...    Expected that no message containing "error" ever arrives at session "default", but this one did, * after the guard was set, at *:\n${SPACE*4}"an error"\nSession "default", open, at *

The Next Keyword Fails, Once
    Connect
    Message Must Never Arrive    contains=error    msg=Nobody may see errors
    Send JSON    {"send": ["an error", "news"]}
    Wait Until Keyword Succeeds    5s    10ms    Run Keyword And Expect Error    Nobody may see errors: Expected that*
    ...    Connection Should Be Open
    Message Should Be    an error
    Message Should Be    news
    Guards Should Have Held

Every Message Must
    Connect
    Every Message Must    json_contains={"v": 2}
    Let Server Send    {"v": 2, "n": 1}
    Message Should Contain JSON    {"n": 1}
    Guards Should Have Held
    Send JSON    {"send": [{"v": 2}, {"v": 1}]}
    Run Keyword And Expect Error    Expected every message of session "default" to be JSON containing {"v": 2}, but this one, *
    ...    Wait For Message    json_contains={"v": 1}

Guards See Ignored And Answered Messages
    Connect    alice
    Connect    bob
    Message Must Never Arrive    contains=beat    session=alice
    Message Must Never Arrive    contains=beat    session=bob
    Ignore Messages    contains=beat    session=alice
    Reply To Messages    {"send": ["done"]}    contains=beat    session=bob
    Send JSON    {"send": ["beat", "done"]}    session=alice
    Send JSON    {"send": ["beat"]}    session=bob
    Run Keyword And Expect Error    *"beat"*    Message Should Be    done    session=alice
    Run Keyword And Expect Error    *"beat"*    Message Should Be    done    session=bob

What Had Arrived Before Is No Business Of A Guard
    Connect
    Let Server Send    an error
    Message Must Never Arrive    contains=error
    Message Should Be    an error
    Guards Should Have Held

Guards Stand On After A Reconnect
    Connect
    Message Must Never Arrive    contains=error
    Abort WebSocket
    Reconnect WebSocket
    Send JSON    {"send": ["an error"]}
    Run Keyword And Expect Error    Expected that no message containing "error" ever arrives*    Receive Message
    Receive Message

Removed Guards Guard No More
    Connect
    Message Must Never Arrive    contains=error
    Remove Guards
    Let Server Send    an error
    Message Should Be    an error
    Run Keyword And Expect Error    Nothing to check: session "default" has no guards.*    Guards Should Have Held

Closing Tells What Broke A Guard, And Closes
    Connect
    Message Must Never Arrive    contains=late
    Send JSON    {"send": ["late"]}
    Run Keyword And Expect Error    *"late"*    Run Keywords
    ...    Receive Message    AND    Close WebSocket
    Close WebSocket
    Connection Should Be Closed With Code    1000

A Broken Guard And A Close
    Connect
    Message Must Never Arrive    contains=error
    Send JSON    {"send": ["an error"], "close": 4000}
    Run Keyword And Expect Error    *"an error"*    Connection Should Be Closed
    Connection Should Be Closed With Code    4000

Many Sessions
    Open WebSockets    /ws/room/guarded    3    prefix=user
    Message Must Never Arrive    contains=secret    session=user-2
    Send Text    a secret    session=user-1
    Run Keyword And Expect Error    *at session "user-2"*"a secret"*    Every Session Should Receive    contains=secret

Bad Input
    Connect
    Run Keyword And Expect Error    Nothing to check: give at least one of *    Message Must Never Arrive
    Run Keyword And Expect Error    Nothing to check: give at least one of *    Every Message Must
