*** Settings ***
Documentation       Taking messages, and looking at what is there.

Resource            server.resource

Suite Setup         Start Server
Test Setup          Connect


*** Test Cases ***
The Next Message
    Let Server Send    hello
    ${message} =    Receive Message
    Should Be Equal    ${message}    hello
    Send JSON    {"bytes": "00ff"}
    ${message} =    Receive Message    2s
    Should Be Equal    ${message}    ${{ b"\x00\xff" }}

A Kind Of Message
    Let Server Send    text    {"a": 1}    [not json
    ${text} =    Receive Text
    Should Be Equal    ${text}    text
    ${value} =    Receive JSON
    Should Be Equal    ${value}    ${{ {"a": 1} }}
    Run Keyword And Expect Error    STARTS:Expected the next message of session "default" to be JSON, but it is not
    ...    Receive JSON
    Send JSON    {"bytes": "01"}
    Run Keyword And Expect Error    STARTS:Expected the next message of session "default" to be a text message
    ...    Receive Text
    Let Server Send    text
    Run Keyword And Expect Error    STARTS:Expected the next message of session "default" to be a binary message
    ...    Receive Binary

Nothing Comes
    Run Keyword And Expect Error
    ...    STARTS:Expected the next message of session "default" to arrive, but no message arrived within 0.1 s.
    ...    Receive Message    timeout=0.1

Several Messages
    Let Server Send    1    2    {"n": 3}
    ${two} =    Receive Messages    2
    Should Be Equal    ${two}    ${{ ["1", "2"] }}
    ${one} =    Receive Messages    1    as_json=True
    Should Be Equal    ${one}    ${{ [{"n": 3}] }}

Fewer Messages Than Asked For Stay Unread
    Let Server Send    1    2
    Run Keyword And Expect Error
    ...    STARTS:Expected 3 messages of session "default", but only 2 of 3 came within 0.1 s.
    ...    Receive Messages    3    timeout=100ms
    Get Message Count    ==    2

Messages Until
    Let Server Send    1    2    {"done": true}    4
    ${two} =    Receive Messages Until    json_contains={"done": true}
    Should Be Equal    ${two}    ${{ ["1", "2"] }}
    Message Should Be    4
    Let Server Send    1    2    end
    ${three} =    Receive Messages Until    text=end    include_last=True
    Should Be Equal    ${three}    ${{ ["1", "2", "end"] }}
    Let Server Send    1    2
    Run Keyword And Expect Error    *What came, and stays unread*    Receive Messages Until    text=end    timeout=100ms
    Get Message Count    ==    2

Draining
    Send JSON    {"send": ["a", "b", "c"], "every": 0.05}
    ${all} =    Drain Messages    quiet=300ms
    Should Be Equal    ${all}    ${{ ["a", "b", "c"] }}
    ${none} =    Drain Messages    quiet=50ms    as_json=True
    Should Be Empty    ${none}

Waiting Skips
    Let Server Send    noise    more noise    {"type": "joined"}    rest
    ${message} =    Wait For Message    json_contains={"type": "joined"}
    Should Be Equal    ${message}    {"type": "joined"}
    Message Should Be    rest

Waiting Can Keep What It Skipped
    Let Server Send    first    second    third
    Wait For Message    text=second    keep_skipped=True
    Message Should Be    first
    Message Should Be    third

Waiting Stops At The Unwanted
    Let Server Send    noise    an error came    {"type": "joined"}
    Run Keyword And Expect Error    *containing "error"*came first:*an error came*
    ...    Wait For Message    json_contains={"type": "joined"}    unless=error
    Let Server Send    {"type": "error", "code": 7}
    Run Keyword And Expect Error    *came first*
    ...    Wait For Message    text=never    unless=${{ {"code": 7} }}    timeout=2s

Any Message Will Do
    Let Server Send    whatever
    ${message} =    Wait For Message
    Should Be Equal    ${message}    whatever

Matchers Are Combined
    Let Server Send    alpha    alphabet    beta
    ${message} =    Wait For Message    contains=alpha    regexp=bet$    kind=text
    Should Be Equal    ${message}    alphabet
    Send JSON    {"bytes": "20020001ff"}
    Wait For Message    hex=20 02 ?? 01 *
    Let Server Send    {"items": [{"id": 7}]}
    Wait For Message    jsonpath=$.items[?@.id == 7]
    Let Server Send    HELLO
    Wait For Message    glob=hel*    ignore_case=True

Ignored Messages
    Let Server Send    heartbeat 1    one
    Ignore Messages    contains=heartbeat
    Let Server Send    two
    Send JSON    {"send": ["heartbeat 2", "three"]}
    Message Should Be    one
    Message Should Be    two
    Message Should Be    three
    Get Message Count    ==    0
    ${messages} =    Get Messages
    Should Be Equal    ${messages}    ${{ ["one", "two", "three"] }}
    ${text} =    Get Transcript    text
    Should Contain    ${text}    heartbeat 2
    Stop Ignoring
    Let Server Send    heartbeat 3
    Message Should Be    heartbeat 3

Ignored From The Start
    Open WebSocket    /ws/echo    quiet    ignore={"contains": "heartbeat"}
    Send Text    heartbeat
    Send Text    hello
    Message Should Be    Echo: hello
    Run Keyword And Expect Error    *"contain" is no matcher argument of "ignore". Did you mean "contains"?*
    ...    Open WebSocket    /ws/echo    bad    ignore={"contain": "x"}

Looking Moves Nothing
    Let Server Send    a    b
    Message Should Be    a
    ${received} =    Get Messages
    ${unread} =    Get Messages    unread=True
    ${sent} =    Get Messages    sent
    ${both} =    Get Messages    direction=both
    Should Be Equal    ${received}    ${{ ["a", "b"] }}
    Should Be Equal    ${unread}    ${{ ["b"] }}
    Length Should Be    ${sent}    1
    Length Should Be    ${both}    3
    Get Message Count    ==    1
    Get Message Count    ==    2    unread=False
    Message Should Be    b

Counting Waits
    Send JSON    {"send": ["a", "b", "c"], "every": 0.05}
    Get Message Count    >=    3    timeout=2s
    Run Keyword And Expect Error
    ...    STARTS:Expected the number of unread messages of session "default" to be 4, but it was 3 after 0.1 s.
    ...    Get Message Count    ==    4    timeout=100ms

Clearing
    Let Server Send    a    b    c
    Message Should Be    a
    Clear Messages
    Get Message Count    ==    0
    Last Message Should Be    a
    Let Server Send    d
    Clear Messages    default
    Get Message Count    ==    0

Transcripts As Data
    Let Server Send    hello
    Message Should Be    hello
    ${list} =    Get Transcript
    Should Be Equal    ${list}[-1][direction]    received
    Should Be Equal    ${list}[-1][data]    hello
    ${json} =    Get Transcript    json
    ${entries} =    Evaluate    json.loads($json)
    Should Be Equal    ${entries}[-1][data]    hello
    Run Keyword And Expect Error
    ...    Expected argument "format" to be list, text or json, but it was "jsn". Did you mean "json"?
    ...    Get Transcript    jsn
