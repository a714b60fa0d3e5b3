*** Settings ***
Documentation       One read position for each session: what moves it, and what does not.

Resource            server.resource

Suite Setup         Start Server
Test Setup          Connect


*** Test Cases ***
Message Should Moves Past The Message, Matched Or Not
    Let Server Send    a    b    c
    Message Should Be    a
    Run Keyword And Expect Error    *"b"*    Message Should Be    x
    Last Message Should Be    b
    Message Should Be    c

Message Should Moves Nothing At A Time-Out
    Run Keyword And Expect Error    *no message arrived within 0.1 s*    Message Should Be    a    timeout=100ms
    Let Server Send    a
    Message Should Be    a

Last Message Should Stays
    Let Server Send    a    b
    Message Should Be    a
    Last Message Should Be    a
    Run Keyword And Expect Error    *"a"*    Last Message Should Be    b
    Last Message Should Be    a
    Message Should Be    b

Wait For Message Moves Past The Match
    Let Server Send    a    b    c
    Wait For Message    text=b
    Message Should Be    c

Wait For Message Skips Nothing At A Time-Out
    Let Server Send    a    b
    Run Keyword And Expect Error    *none of the 2 unread messages matched*
    ...    Wait For Message    text=c    timeout=100ms
    Message Should Be    a

Only The Match Is Taken With Keep Skipped
    Let Server Send    a    b    c    d
    Wait For Message    text=b    keep_skipped=True
    Wait For Message    text=d    keep_skipped=True
    Last Message Should Be    d
    Message Should Be    a
    Message Should Be    c
    Get Message Count    ==    0

What Satisfies Unless Is Read
    Let Server Send    a    error    b
    Run Keyword And Expect Error    *came first*    Wait For Message    text=b    unless=error
    Last Message Should Be    error
    Message Should Be    b

Messages Should Arrive Moves Past Them
    Let Server Send    a    b    c
    Messages Should Arrive    a    b
    Message Should Be    c

Messages Should Arrive Moves Nothing At A Time-Out
    Let Server Send    a
    Run Keyword And Expect Error    *only 1 of 2*    Messages Should Arrive    a    b    timeout=100ms
    Message Should Be    a

Receive Moves Past What It Took
    Let Server Send    a    b    c    d    e    f
    Receive Message
    Receive Messages    2
    Receive Messages Until    text=e
    Last Message Should Be    e
    Message Should Be    f

A Message Of The Wrong Kind Is Read
    Let Server Send    text
    Run Keyword And Expect Error    *binary*    Receive Binary
    Last Message Should Be    text
    Get Message Count    ==    0

No Message Should Arrive Stays
    Let Server Send    a
    Run Keyword And Expect Error    *"a"*    No Message Should Arrive    within=50ms
    No Message Should Arrive    contains=x    within=50ms
    Message Should Be    a

Every Session Should Receive Moves In Each That Matched
    Connect    alice
    Connect    bob
    Let Server Send    a    b    session=alice
    Let Server Send    a    c    session=bob
    Run Keyword And Expect Error    *"bob"*
    ...    Every Session Should Receive    text=b    sessions=alice,bob    timeout=100ms
    Get Message Count    ==    0    session=alice
    Message Should Be    a    session=bob

Drain And Clear Move Past Everything
    Let Server Send    a    b
    Drain Messages    quiet=50ms
    Last Message Should Be    b
    Let Server Send    c    d
    Clear Messages
    Get Message Count    ==    0
    Last Message Should Be    b

Get Looks Only
    Let Server Send    {"a": 1}    b
    Receive Message
    Get JSON Value    $.a    ==    1
    Get Messages
    Get Message Count    ==    1
    Get Response Time    <    5s
    Get Transcript
    Message Should Be    b

Unread Messages Outlive The Close
    Send JSON    {"send": ["a", "b"], "close": 4000, "reason": "done"}
    Connection Should Be Closed With Code    4000
    Message Should Be    a
    Receive Message
    Run Keyword And Expect Error
    ...    STARTS:Expected the next message of session "default" to be "c", but the session was closed by the peer with code 4000 and reason "done"
    ...    Message Should Be    c    timeout=10s
    Run Keyword And Expect Error    *closed by the peer with code 4000*    Wait For Message    timeout=10s
    Run Keyword And Expect Error    *closed by the peer with code 4000*    Receive Message    timeout=10s

A Time-Out Points To The Message Read Last
    Let Server Send    hello
    Receive Message
    Run Keyword And Expect Error    *use Last Message Should …*    Message Should Be    hello    timeout=50ms
