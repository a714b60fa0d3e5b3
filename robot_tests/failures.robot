*** Settings ***
Documentation       What failures say, whole: expected, but what; where it differs; the session; the end of its transcript.
...                 Clock times, durations and ports are not compared.

Resource            server.resource

Suite Setup         Start Server
Test Setup          Connect    alice


*** Test Cases ***
Another Text
    Let Server Send    goodbye
    ${error} =    Failure Of    Message Should Contain    hello    bye
    Should Say    ${error}
    ...    Expected the next message of session "alice" to contain "hello" and "bye", but it was:
    ...    | "goodbye"
    ...    It contains "bye", but not "hello".
    ...    It had arrived before the wait began.
    ...    Session "alice", open, at ws://127.0.0.1:<port>/ws/obey
    ...    End of its transcript:
    ...    | <clock> · handshake 101 Switching Protocols, <time>
    ...    | <clock> → text 20 B "{"send":["goodbye"]}"
    ...    | <clock> ← text 7 B "goodbye"

Other JSON
    Let Server Send    {"type": "joined", "user": {"id": "7"}, "tags": ["a", "b"]}
    ${error} =    Failure Of    Message Should Contain JSON    {"user": {"id": 7, "mail": "#string"}, "tags": ["a"]}
    Should Say    ${error}
    ...    Expected the next message of session "alice" to be JSON containing {"user": {"id": 7, "mail": "#string"}, "tags": ["a"]}, but it was:
    ...    | "{"type": "joined", "user": {"id": "7"}, "tags": ["a", "b"]}"
    ...    The 4 differences:
    ...    | $.user.id: expected 7 (a number), but it is "7" (a string)
    ...    | $.user.mail: expected a string, but the key is missing
    ...    | $.tags: expected 1 item, but there are 2
    ...    | $.tags[1]: not expected, but it is there: "b"
    ...    It had arrived before the wait began.
    ...    Session "alice", open, at ws://127.0.0.1:<port>/ws/obey
    ...    End of its transcript:
    ...    | <clock> · handshake 101 Switching Protocols, <time>
    ...    | <clock> → text 88 B "{"send":["{\\"type\\": \\"joined\\", \\"user\\": {\\"id\\": \\"7\\"}, \\"tags\\": [\\"a\\", \\"b\\"]}"]}"
    ...    | <clock> ← text 59 B "{"type": "joined", "user": {"id": "7"}, "tags": ["a", "b"]}"

No Message At All
    ${error} =    Failure Of    Message Should Be    hello    timeout=100ms
    Should Say    ${error}
    ...    Expected the next message of session "alice" to be "hello", but no message arrived within <time>.
    ...    Session "alice", open, at ws://127.0.0.1:<port>/ws/obey
    ...    End of its transcript:
    ...    | <clock> · handshake 101 Switching Protocols, <time>

A Message That Was Read Before
    Let Server Send    hello
    Receive Message
    ${error} =    Failure Of    Message Should Be    hello    timeout=100ms
    Should Say    ${error}
    ...    Expected the next message of session "alice" to be "hello", but no message arrived within <time>.
    ...    The message read last, "hello", satisfies this: to check a message that was read already, use Last Message Should ….
    ...    Session "alice", open, at ws://127.0.0.1:<port>/ws/obey
    ...    End of its transcript:
    ...    | <clock> · handshake 101 Switching Protocols, <time>
    ...    | <clock> → text 18 B "{"send":["hello"]}"
    ...    | <clock> ← text 5 B "hello"

A Session That Was Closed
    Close WebSocket    code=4000    reason=enough
    ${error} =    Failure Of    Wait For Message    contains=hello
    Should Say    ${error}
    ...    Expected session "alice" to receive a message containing "hello", but the session was closed by us with code 4000 and reason "enough".
    ...    Session "alice", closed by us with code 4000 and reason "enough" <time> ago, at ws://127.0.0.1:<port>/ws/obey
    ...    End of its transcript:
    ...    | <clock> · handshake 101 Switching Protocols, <time>
    ...    | <clock> → close 4000 "enough"
    ...    | <clock> ← close 4000 "enough"

One Of Several Sessions
    Connect    bob
    Let Server Send    hello    session=bob
    ${error} =    Failure Of    Every Session Should Receive    text=hello    timeout=100ms
    Should Say    ${error}
    ...    Expected every session to receive a message equal to "hello" within <time>, but 1 of 2 did not:
    ...    | "alice" is open, nothing unread.
    ...    It came to "bob".
    ...    Session "alice", open, at ws://127.0.0.1:<port>/ws/obey
    ...    End of its transcript:
    ...    | <clock> · handshake 101 Switching Protocols, <time>

A Value
    Let Server Send    {"user": {"name": "Ada"}}
    Receive Message
    ${error} =    Failure Of    Get JSON Value    $.user.name    equal    Bob
    Should Say    ${error}
    ...    Expected the value at $.user.name of the message read last of session "alice" to be "Bob", but it was "Ada".
    ...    Session "alice", open, at ws://127.0.0.1:<port>/ws/obey
    ...    End of its transcript:
    ...    | <clock> · handshake 101 Switching Protocols, <time>
    ...    | <clock> → text 44 B "{"send":["{\\"user\\": {\\"name\\": \\"Ada\\"}}"]}"
    ...    | <clock> ← text 25 B "{"user": {"name": "Ada"}}"

A Refused Connection
    ${error} =    Failure Of    Open WebSocket    ws://127.0.0.1:9/ws    bob
    Should Say    ${error}
    ...    Expected the WebSocket "ws://127.0.0.1:<port>/ws" of session "bob" to open, but the connection was refused after <time>: 127.0.0.1:<port> says "Connection refused". Is the server running, and on this port?

A Long Message Is Shortened
    ${text} =    Evaluate    "x" * 100000
    Let Server Send    ${text}
    ${error} =    Failure Of    Message Should Be    hello
    Should Be True    len($error) < 20000
    Should Contain    ${error}    100,000

The Session Stays Usable
    Failure Of    Message Should Be    hello    timeout=50ms
    Let Server Send    hello
    Message Should Be    hello


*** Keywords ***
Failure Of
    [Documentation]    Runs a keyword that must fail, and returns what it says.
    [Arguments]    ${keyword}    @{arguments}    &{named}
    ${error} =    Run Keyword And Expect Error    *    ${keyword}    @{arguments}    &{named}
    RETURN    ${error}

Should Say
    [Documentation]    The whole failure; indented lines begin with "| ", and gaps in them are one space wide.
    [Arguments]    ${error}    @{lines}
    ${shown} =    Evaluate    re.sub(r"\\d\\d:\\d\\d:\\d\\d\\.\\d+", "<clock>", $error)
    ${shown} =    Evaluate    re.sub(r"\\b\\d+(\\.\\d+)? m?s\\b", "<time>", $shown)
    ${shown} =    Evaluate    re.sub(r"127\\.0\\.0\\.1:\\d+", "127.0.0.1:<port>", $shown)
    ${shown} =    Evaluate    re.sub(r"(?m)^ {4}", "| ", $shown)
    ${shown} =    Evaluate    re.sub(r" {2,}", " ", $shown)
    ${expected} =    Catenate    SEPARATOR=\n    @{lines}
    Should Be Equal    ${shown}    ${expected}
