*** Settings ***
Documentation       Every way to send.

Library             OperatingSystem
Resource            server.resource

Suite Setup         Start Server
Test Setup          Open WebSocket    /ws/echo


*** Test Cases ***
Text Is Sent As It Stands
    Send Text    hello
    Message Should Be    Echo: hello
    Send Text    text=hello
    Message Should Be    Echo: text\=hello
    Send Text    sesion=bob
    Message Should Be    Echo: sesion\=bob
    Send Text    ${EMPTY}
    Message Should Be    Echo:${SPACE}
    Send Text    ${42}
    Message Should Be    Echo: 42
    Send Text    grüße 😀
    Message Should Be    Echo: grüße 😀

Text Is Not Anything Else
    Run Keyword And Expect Error
    ...    Expected argument "text" to be text, but it was b'ab' (bytes). For bytes use the keywords and arguments for binary messages (Send Binary, encoding=hex, hex=).
    ...    Send Text    ${{ b"ab" }}
    Run Keyword And Expect Error    STARTS:Expected argument "text" to be text, but it was {'a': 1} (dict).
    ...    Send Text    ${{ {"a": 1} }}
    Run Keyword And Expect Error    *lone surrogate \\ud800 at position 1*
    ...    Send Text    ${{ "a" + chr(0xD800) }}

JSON Is Compact
    Open WebSocket    /ws/room/json    json
    Send JSON    { "a" : [1, 2.5, true, null, "ü"] }
    Message Should Be    {"a":[1,2.5,true,null,"ü"]}
    Send JSON    ${{ {"b": None} }}
    Message Should Be    {"b":null}
    Send JSON    {'single': True}
    Message Should Be    {"single":true}
    Send JSON    "text"
    Message Should Be    "text"
    Send JSON    42
    Message Should Be    42

JSON Is Validated
    Run Keyword And Expect Error    Expected argument "payload" to be JSON, but "{"a": }" is not: expected a value at line 1, column 7, but there is "}".
    ...    Send JSON    {"a": }
    Run Keyword And Expect Error    *JSON*object*
    ...    Send JSON    ${{ {"a": object()} }}

Bytes In Several Writings
    Send Binary    ${{ b"\x00\xff" }}
    Message Should Be    ${{ b"\x00\xff" }}
    Send Binary    00 ff 10    hex
    Message Should Be    00ff10    encoding=hex
    Send Binary    AP8Q    encoding=base64
    Message Should Be    AP8Q    encoding=base64
    Send Binary    ü    encoding=utf-8
    Message Should Be    c3 bc    encoding=hex

Bytes Need An Encoding
    Run Keyword And Expect Error
    ...    Expected argument "payload" to be bytes, but it was the text "00 ff". Say how to read it: encoding=hex, encoding=base64 or encoding=utf-8.
    ...    Send Binary    00 ff
    Run Keyword And Expect Error    Expected argument "payload" to be bytes such as "20 02 ff", but "xy" in "xyz" is not two hex digits.
    ...    Send Binary    xyz    hex
    Run Keyword And Expect Error
    ...    Expected argument "encoding" to be hex, base64 or utf-8, but it was "hexa". Did you mean "hex"?
    ...    Send Binary    00    hexa

A File As JSON, With Variables
    Create File    ${TEMPDIR}/join.json    {"room": "{{room}}", "note": "room {{room}} of {{who}}", "all": "{{list}}"}
    Send File    ${TEMPDIR}/join.json    variables={"room": 7, "who": "a \\"b\\"", "list": [1, 2]}
    Message Should Be JSON    {"echo": {"room": 7, "note": "room 7 of a \\"b\\"", "all": [1, 2]}}

A File As YAML
    Create File    ${TEMPDIR}/join.yaml    type: join\nroom: "{{room}}"\n
    Send File    ${TEMPDIR}/join.yaml    variables={"room": null}
    Message Should Be JSON    {"echo": {"type": "join", "room": null}}

A File As Text And As Bytes
    Create File    ${TEMPDIR}/hello.txt    hello {{name}}
    Send File    ${TEMPDIR}/hello.txt
    Message Should Be    Echo: hello {{name}}
    Send File    ${TEMPDIR}/hello.txt    variables={"name": "Ada"}
    Message Should Be    Echo: hello Ada
    Send File    ${TEMPDIR}/hello.txt    binary=True
    Message Should Be    ${{ b"hello {{name}}" }}

A File With An Unknown Variable
    Create File    ${TEMPDIR}/bad.json    {"room": "{{roon}}"}
    Run Keyword And Expect Error
    ...    The file "${TEMPDIR}/bad.json" holds {{roon}}, but the variables have no value of that name. Did you mean "room"? They are: room.
    ...    Send File    ${TEMPDIR}/bad.json    variables={"room": 7}
    Run Keyword And Expect Error    STARTS:Expected argument "path" to be a file that can be read, but
    ...    Send File    ${TEMPDIR}/nowhere.json

A Ping Is Answered
    ${seconds} =    Send Ping
    Should Be True    0 < ${seconds} < 2
    ${seconds} =    Send Ping    are you there
    Should Be True    0 < ${seconds} < 2
    Run Keyword And Expect Error    *125*    Send Ping    ${{ "x" * 126 }}

Fragments Are One Message
    Send Fragments    hel    lo    ${SPACE}world
    Message Should Be    Echo: hello world
    Send Fragments    ${{ b"\x00" }}    ${{ b"\xff" }}    binary=True
    Message Should Be    00ff    encoding=hex
    Run Keyword And Expect Error    *at least one part*    Send Fragments

Frames Are Not Checked
    Send Frame    1    hello
    Message Should Be    Echo: hello
    Send Frame    0x3    reserved opcode
    Connection Should Be Closed With Code    1002    by=peer

A Frame With A Reserved Bit
    Send Frame    1    hello    rsv=4
    Connection Should Be Closed With Code    1002    by=peer
    Run Keyword And Expect Error    *0 to 15*    Send Frame    16

To Every Session
    Open WebSockets    /ws/echo    3    prefix=user
    Send To Every Session    hello    user-*
    Every Session Should Receive    text=Echo: hello    sessions=user-*
    Send To Every Session    ${{ {"a": 1} }}    user-1, user-3
    Every Session Should Receive    json={"echo": {"a": 1}}    sessions=${{ ["user-1", "user-3"] }}
    Get Message Count    ==    0    session=user-2
    Send To Every Session    ${{ b"\x01" }}    default
    Message Should Be    01    encoding=hex    session=default
    Run Keyword And Expect Error    No session that the test has not closed matches "nobody-[*]".*    Send To Every Session    x    nobody-*

Nothing Goes Out On A Closed Session
    Close WebSocket    code=4000
    Run Keyword And Expect Error
    ...    STARTS:Nothing can be sent on session "default": it was closed by us with code 4000
    ...    Send JSON    {}
