*** Settings ***
Documentation       The terminal beside this file: binary messages, messages in fragments, versions of a protocol, compression.
...
...                 The server speaks ``term.v2``: the first byte of a binary message is its channel. 0 is a command, 1 what it
...                 prints, 2 what went wrong, 3 how it ended, 4 a file.

Library             WsKeywords

Suite Setup         Start App Process    python -m examples.terminal.app {port}    cwd=${CURDIR}/../..    ready=/health


*** Test Cases ***
Bytes Are Written In Hexadecimal, Or As Text
    [Documentation]    ``hex=`` says which bytes come first and lets ``*`` stand for the rest; ``??`` is any byte.
    Connect
    Send Binary    00 65 63 68 6f 20 68 69    encoding=hex
    Message Should Be    01 68 69 0a    encoding=hex
    Message Should Be    03 00    encoding=hex
    Run    echo hi again
    Wait For Message    hex=01 68 69 *
    Wait For Message    hex=03 ??

Bytes Are Bytes In Python Too
    Connect
    Run    echo naïve
    ${printed} =    Receive Binary
    Should Be Equal    ${{ $printed[1:].decode() }}    naïve\n

Text Is No Binary Message
    [Documentation]    ``Receive Text`` fails on bytes, and says what came.
    Connect
    Run    echo hi
    Run Keyword And Expect Error    Expected *to be a text message, but it was binary:*    Receive Text

What Goes Wrong Comes On A Channel Of Its Own
    Connect
    Run    frobnicate
    ${error} =    Wait For Message    hex=02 *
    Should Be Equal    ${{ $error[1:].decode() }}    frobnicate: command not found\n
    Message Should Be    03 7f    encoding=hex

Of Two Versions The Newer One Is Taken
    Open WebSocket    /terminal    subprotocols=term.v1, term.v2
    Get Subprotocol    ==    term.v2

The Old Version Still Works
    [Documentation]    A client that was built before: texts in, texts out.
    Open WebSocket    /terminal    subprotocols=term.v1
    Get Subprotocol    ==    term.v1
    Exchange Text    echo hi    ==    hi\n
    Send Binary    00    encoding=hex
    Connection Should Be Closed With Code    4400    term.v1 is text    by=peer

Who Speaks No Version Is Refused
    ${rejection} =    Opening WebSocket Should Fail    /terminal    status=400
    Should Be Equal    ${rejection.body}    offer term.v2 or term.v1 as subprotocol
    Opening WebSocket Should Fail    /terminal    status=400    subprotocols=term.v3

A File In Fragments Is One Message
    [Documentation]    A client that reads a file piece by piece sends each as a frame (RFC 6455, 5.4). The server must see
    ...    one message: a file that was cut would have another sum.
    Connect
    Send Fragments    ${{ b"\x04notes\x00" }}    ${{ b"first, " }}    ${{ b"" }}    ${{ b"second" }}    binary=True
    Message Should Be    03 00    encoding=hex
    Run    cat notes
    Message Should Be    ${{ b"\x01first, second" }}

A Ping Between Fragments Is Answered
    [Documentation]    ``Send Frame`` writes what no browser would send by itself: a message begun, a ping, the rest of it.
    Connect
    Send Frame    2    ${{ b"\x00echo " }}    fin=False
    Send Ping    still there
    Send Frame    0    ${{ b"hi" }}
    Message Should Be    01 68 69 0a    encoding=hex

A Continuation Of Nothing Ends The Session
    Connect
    Send Frame    0    lost
    Connection Should Be Closed With Code    1002    by=peer

The Window Changes Its Size By Text
    Connect
    Send JSON    {"resize": [132, 50]}
    Run    size
    Message Should Be    ${{ b"\x01132x50\n" }}

What Is No Resize Ends The Session
    Connect
    Send Text    hello
    Connection Should Be Closed With Code    4400    a text that is no resize    by=peer

Compression Is Agreed On
    [Documentation]    It is offered without being asked for. What was agreed stands in the handshake; for the test nothing
    ...    else changes, and ``max_size`` counts what comes out of it.
    Connect
    Get Handshake Header    Sec-WebSocket-Extensions    contains    permessage-deflate
    Run    yes 50000
    ${printed} =    Receive Binary
    Length Should Be    ${printed}    100001
    Connect    strict    max_size=100000
    Run    yes 50000    session=strict
    Connection Should Be Closed With Code    1009    *larger than 100000 bytes (max_size)*    by=us    session=strict

A Client Without Compression
    Connect    compression=False
    ${headers} =    Get Transcript
    Should Not Contain    ${{ str($headers) }}    permessage-deflate
    Run    echo hi
    Message Should Be    01 68 69 0a    encoding=hex

A Client That Saves Memory
    [Documentation]    The parameters of RFC 7692: the server must forget what it sent before, and use a small window.
    Connect    compression=server_no_context_takeover; server_max_window_bits=10
    Get Handshake Header    Sec-WebSocket-Extensions    contains    server_no_context_takeover
    Run    yes 10
    Run    yes 10
    Messages Should Arrive In Two Runs

A File That Is Too Large Ends The Session
    Connect    compression=False
    Send Binary    ${{ b"\x04large\x00" + bytes(256 * 1024) }}
    Connection Should Be Closed With Code    1009    by=peer

Exit Ends The Session Well
    Connect
    Run    exit
    Connection Should Be Closed With Code    1000    bye    by=peer


*** Keywords ***
Connect
    [Documentation]    Opens a terminal in version 2.
    [Arguments]    ${session}=default    &{options}
    Open WebSocket    /terminal    ${session}    subprotocols=term.v2    &{options}

Run
    [Documentation]    Sends a command.
    [Arguments]    ${command}    ${session}=${NONE}
    Send Binary    ${{ b"\x00" + $command.encode() }}    session=${session}

Messages Should Arrive In Two Runs
    [Documentation]    Both runs have printed the same, and ended well.
    FOR    ${_}    IN RANGE    2
        Message Should Be    ${{ b"\x01" + b"y\n" * 10 }}
        Message Should Be    03 00    encoding=hex
    END
