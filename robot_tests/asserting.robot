*** Settings ***
Documentation       Every ending of Message Should … and Last Message Should …, several messages, silence, values, times.

Library             OperatingSystem
Resource            server.resource

Suite Setup         Start Server
Test Setup          Connect


*** Test Cases ***
Be
    Let Server Send    hello    HELLO
    ${message} =    Message Should Be    hello
    Should Be Equal    ${message}    hello
    Last Message Should Be    hello
    Message Should Be    hello    ignore_case=True
    Last Message Should Be    hello    ignore_case=True

Contain
    Let Server Send    hello world    HELLO WORLD
    Message Should Contain    hello    wor
    Last Message Should Contain    o w
    Last Message Should Not Contain    bye    error
    Message Should Contain    hello    ignore_case=True
    Run Keyword And Expect Error    STARTS:Expected the message read last of session "default" not to contain
    ...    Last Message Should Not Contain    hello    ignore_case=True

Not Contain
    Let Server Send    hello    hello
    Message Should Not Contain    error    failed
    Run Keyword And Expect Error    *hello*    Message Should Not Contain    error    hell

Match
    Let Server Send    order 42 is done    order 43
    Message Should Match    order ?? is *
    Last Message Should Match    ORDER*    ignore_case=True
    Run Keyword And Expect Error    *order 43*    Message Should Match    order

Match Regexp
    Let Server Send    order 42 is done
    ${found} =    Message Should Match Regexp    order (\\d+) is (\\w+)
    Should Be Equal    ${found}    ${{ ["order 42 is done", "42", "done"] }}
    ${found} =    Last Message Should Match Regexp    (?P<number>\\d+)
    Should Be Equal    ${found}    ${{ ["42", "42"] }}

Be JSON
    Let Server Send    {"a": 1, "b": [true, null]}    {"a": 1}
    ${value} =    Message Should Be JSON    {"b": [true, null], "a": 1}
    Should Be Equal    ${value}    ${{ {"a": 1, "b": [True, None]} }}
    Last Message Should Be JSON    ${{ {"a": 1, "b": [True, None]} }}
    Last Message Should Be JSON    {'a': 1, 'b': [True, None]}
    Run Keyword And Expect Error    *$.a: expected true (a boolean), but it is 1 (a number)*    Message Should Be JSON    {"a": true}

Contain JSON
    Let Server Send    {"user": {"name": "Ada", "age": 36}, "tags": ["a", "b", "c"]}
    Message Should Contain JSON    {"user": {"name": "Ada"}}
    Last Message Should Contain JSON    {"tags": ["a", "#..."]}
    Last Message Should Contain JSON    {"tags": ["#contains", "c", "a"]}
    Run Keyword And Expect Error    *$.tags*    Last Message Should Contain JSON    {"tags": ["a"]}

Markers
    Let Server Send
    ...    {"id": "5f0c2c44-6a3b-4e0e-9d5a-0e6f6f1f2b3c", "at": "2024-05-01T12:00:00Z", "n": 5, "list": [1, 2]}
    Message Should Be JSON    {"id": "#uuid", "at": "#datetime", "n": "#between 1 and 9", "list": "#[2] #number"}
    Last Message Should Contain JSON    {"n": "#more than 4", "gone": "#notpresent", "maybe": "##string"}
    Last Message Should Contain JSON    {"id": "#regex 5f0c.*", "list": "#[1+]"}
    Run Keyword And Expect Error    *#uuid*    Last Message Should Contain JSON    {"id": "#uid"}

A Marker As The Whole Cell
    # robocop: off=COM02
    Let Server Send    [1, 2]
    Message Should Be JSON    "\#array"
    Run Keyword And Expect Error
    ...    Nothing to check: no expected value was given. A cell that begins with # is a comment to Robot Framework: write \\#array when a marker was meant.
    ...    Last Message Should Be JSON    #array

Values Are Captured
    Let Server Send    {"user": {"id": 7, "name": "Ada"}}
    Message Should Contain JSON    {"user": {"id": "#capture user_id #number"}}
    Should Be Equal    ${user_id}    ${7}
    Last Message Should Contain JSON    {"user": {"name": "#capture who"}}
    Should Be Equal    ${who}    Ada

Match Schema
    Create File    ${TEMPDIR}/user.yaml    type: object\nrequired: [name]\nproperties: {name: {type: string}}\n
    Let Server Send    {"name": "Ada"}    {"name": 7}
    Message Should Match Schema    ${TEMPDIR}/user.yaml
    Last Message Should Match Schema    {"type": "object", "required": ["name"]}
    Run Keyword And Expect Error    *$.name*    Message Should Match Schema    ${TEMPDIR}/user.yaml

Bytes Are Not Text
    Send JSON    {"bytes": "616263"}
    Message Should Be    616263    encoding=hex
    Run Keyword And Expect Error    *binary*    Last Message Should Be    abc
    Run Keyword And Expect Error    *binary*    Last Message Should Contain    abc
    Run Keyword And Expect Error    *binary*    Last Message Should Not Contain    xyz
    Run Keyword And Expect Error    *binary*    Last Message Should Be JSON    {}

Several Messages In Order
    Let Server Send    one    {"n": 2, "x": 1}    [3]
    ${messages} =    Messages Should Arrive    one    {"n": 2}    ${{ [3] }}
    Length Should Be    ${messages}    3

Several Messages In Any Order
    Let Server Send    {"n": 1, "x": 1}    {"n": 1}    three
    Messages Should Arrive    three    {"n": 1}    {"n": 1, "x": 1}    in_any_order=True

Order Within A Group
    Let Server Send    {"room": "a", "n": 1}    {"room": "b", "n": 1}    {"room": "a", "n": 2}
    Messages Should Arrive
    ...    {"room": "b", "n": 1}
    ...    {"room": "a", "n": 1}
    ...    {"room": "a", "n": 2}
    ...    in_order_per=$.room

The Wrong Messages
    Let Server Send    one    three
    Run Keyword And Expect Error    *three*    Messages Should Arrive    one    two
    Let Server Send    one
    Run Keyword And Expect Error    STARTS:my words: Expected
    ...    Messages Should Arrive    ONE    two    ignore_case=True    timeout=100ms    msg=my words

Every Message
    Send JSON    {"send": ["tick 1", "tick 2", "tick 3"], "every": 0.05}
    ${ticks} =    Every Message Should    contains=tick    within=400ms
    Length Should Be    ${ticks}    3
    Send JSON    {"send": ["tick 4", "tock", "tick 5"]}
    Run Keyword And Expect Error    *every message*"tock"*    Every Message Should    contains=tick    within=1s
    Last Message Should Be    tock
    Message Should Be    tick 5
    Run Keyword And Expect Error    *every message*    Every Message Should    contains=tick    within=50ms
    Run Keyword And Expect Error    *othing to check*    Every Message Should    within=1s

Silence
    No Message Should Arrive    within=100ms
    Let Server Send    hello
    No Message Should Arrive    contains=error    within=100ms
    Run Keyword And Expect Error    *hello*    No Message Should Arrive    within=100ms
    Message Should Be    hello

Silence Includes What Was Read
    Let Server Send    an error    hello
    Wait For Message    text=hello
    No Message Should Arrive    contains=error    within=50ms
    Run Keyword And Expect Error    *an error*
    ...    No Message Should Arrive    contains=error    within=50ms    include_read=True

A Closed Session Is Not Silent
    Let Server Close    1001    after=0.05
    Get Close Code    then    value
    Run Keyword And Expect Error    *closed by the peer with code 1001*    No Message Should Arrive    within=1s
    Connection Should Be Closed With Code    1001
    No Message Should Arrive    within=50ms

Every Session
    Open WebSockets    /ws/room/lobby    3    prefix=user
    Send Text    hello    session=user-1
    ${messages} =    Every Session Should Receive    text=hello    sessions=user-*
    Should Be Equal    ${messages}    ${{ {"user-1": "hello", "user-2": "hello", "user-3": "hello"} }}
    Close WebSocket    user-3
    Send Text    again    session=user-1
    Every Session Should Receive    text=again    excluding=default
    Run Keyword And Expect Error    *2 of 2 did not*"user-2"*
    ...    Every Session Should Receive    text=never    sessions=user-1,user-2    timeout=100ms

Values
    Let Server Send    {"user": {"name": "Ada", "age": 36, "admin": true}, "tags": ["a", "b"]}
    Receive Message
    Get JSON Value    $.user.name    ==    Ada
    Get JSON Value    $.user.age    ==    36
    Get JSON Value    $.user.age    >    30
    Get JSON Value    $.user.admin    ==    true
    Get JSON Value    $.user.admin    ==    True
    Get JSON Value    $.tags    ==    ["a", "b"]
    Get JSON Value    $.tags    contains    b
    Get JSON Value    $.tags[*]    ==    ["a", "b"]
    Get JSON Value    $.user.name    matches    ^A
    ${name} =    Get JSON Value    $.user.name    then    value.upper()
    Should Be Equal    ${name}    ADA
    Run Keyword And Expect Error    *$.user has no *mail*    Get JSON Value    $.user.mail
    Run Keyword And Expect Error    *JSONPath*    Get JSON Value    $.user[

Kinds Are Never Compared
    Let Server Send    {"n": 42, "t": "42", "yes": true, "none": null}
    Receive Message
    Run Keyword And Expect Error    *not to be 42, but it was 42.*    Get JSON Value    $.n    !=    42
    Get JSON Value    $.t    ==    42
    Run Keyword And Expect Error    *to be 42 (a number), but it was "42" (a text)*
    ...    Get JSON Value    $.t    ==    ${42}
    Run Keyword And Expect Error    *not to be "abc" (a text), but it was 42 (a number)*
    ...    Get JSON Value    $.n    !=    abc
    Run Keyword And Expect Error    *to be 1 (a number), but it was true (a boolean)*
    ...    Get JSON Value    $.yes    ==    1
    Get JSON Value    $.none    ==    null
    Get JSON Value    $.none    ==    None
    Run Keyword And Expect Error    *can be compared with a number only*    Get JSON Value    $.n    <    abc
    Run Keyword And Expect Error    *null*    Get JSON Value    $.none    <    5

Times
    Send JSON    {"send": ["late"], "after": 0.2}
    Message Should Be    late
    Get Response Time    >=    200ms
    Get Response Time    <    3 seconds
    Get Connect Time    <    2
    Run Keyword And Expect Error    *time such as 200ms only.    Get Response Time    <    soon

The Time Of A Broadcast
    Open WebSocket    /ws/room/times    alice
    Open WebSocket    /ws/room/times    bob
    Send Text    hello    session=alice
    Message Should Be    hello    session=bob
    Get Response Time    <    2s    since=alice    session=bob
    Run Keyword And Expect Error    STARTS:There is no response time    Get Response Time    session=bob

The User's Own Words
    Let Server Send    hello    hello
    Run Keyword And Expect Error    STARTS:greeting: Expected the next message of session "default" to be "bye"
    ...    Message Should Be    bye    msg=greeting
    Run Keyword And Expect Error    not 7 but None    Get Close Code    ==    7    message=not {expected} but {value}
