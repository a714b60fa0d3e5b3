*** Settings ***
Documentation       Each option of a connection, against a server that wants it: without the option the test would fail.

Library             WsKeywords

Suite Setup         Start App Process    python options_server.py {port}    cwd=${CURDIR}/apps


*** Test Cases ***
Subprotocols
    Opening WebSocket Should Fail    /subprotocols    status=403
    Open WebSocket    /subprotocols    subprotocols=chat.v1, chat.v2
    Get Subprotocol    ==    chat.v2
    Message Should Be    welcome

Headers
    Opening WebSocket Should Fail    /headers    status=403    headers={"X-Team": "red"}
    Open WebSocket    /headers    headers={"X-Team": "blue"}
    Message Should Be    welcome

Origin
    Opening WebSocket Should Fail    /origin    status=403
    Open WebSocket    /origin    origin=https://app.example.com
    Message Should Be    welcome

Cookies
    Opening WebSocket Should Fail    /cookies    status=403    cookies={"theme": "light"}
    Open WebSocket    /cookies    cookies={"theme": "dark", "lang": "en"}
    Message Should Be    welcome

Params
    Opening WebSocket Should Fail    /params    status=403
    Open WebSocket    /params?first=1    params={"room": "lobby 1"}
    Message Should Be    welcome

Basic Authentication
    Opening WebSocket Should Fail    /auth    status=401    auth=ada:wrong
    Open WebSocket    /auth    auth=ada:enchantress
    Message Should Be    welcome

Compression Is Offered Unless A Test Says Otherwise
    Opening WebSocket Should Fail    /compressed    status=403    compression=False
    Open WebSocket    /compressed
    Get Handshake Header    Sec-WebSocket-Extensions    contains    permessage-deflate
    Message Should Be    welcome
    Send Text    ${{ "the same words, " * 5000 }}
    ${text} =    Receive Text
    Should Be Equal    ${text}    ${{ "the same words, " * 5000 }}

Parameters Of Compression
    Open WebSocket    /compressed    compression=server_no_context_takeover; server_max_window_bits=10
    Get Handshake Header    Sec-WebSocket-Extensions    contains    server_no_context_takeover
    Get Handshake Header    Sec-WebSocket-Extensions    contains    server_max_window_bits=10
    Message Should Be    welcome

Parameters Of Compression That There Are Not
    ${error} =    Run Keyword And Expect Error    *    Open WebSocket    /compressed    compression=server_max_window=10
    Should Be Equal    ${error}
    ...    Expected compression to be True, False or parameters of permessage-deflate with semicolons between them, such as "server_no_context_takeover; client_max_window_bits=10" (RFC 7692, section 7.1), but "server_max_window" is none of server_no_context_takeover, client_no_context_takeover, server_max_window_bits or client_max_window_bits (did you mean "server_max_window_bits"?).

The Largest Message
    Open WebSocket    /large    patient    max_size=5000
    ${text} =    Receive Text
    Length Should Be    ${text}    5000
    Open WebSocket    /large    strict    max_size=4999
    Connection Should Be Closed With Code    1009    *larger than 4999 bytes (max_size)*    by=us

Too Much That Is Unread
    Open WebSocket    /flood    max_unread=100    max_size=20k    compression=False
    App Log Should Contain    the client is slow
    Connection Should Be Open
    Run Keyword And Expect Error
    ...    *Its socket is not read any more, because * messages are unread (max_unread=100)*
    ...    No Message Should Arrive    text=x    within=0.1s    include_read=True

Separator
    Open WebSocket    /records    plain
    Send Text    one
    Connection Should Be Closed With Code    1003    a record without its end
    Open WebSocket    /records    alice    separator=\x1e
    Send JSON    {"type": 6}
    Message Should Be    got {"type":6}
    Message Should Be    half a record
    Send Text    one\x1etwo
    Messages Should Arrive    got one    got two    half a record
    ${transcript} =    Get Transcript    text
    Should Contain    ${transcript}    "got one"

An Empty Separator
    Run Keyword And Expect Error    *separator*a text that is not empty, such as \\x1e*
    ...    Open WebSocket    /records    separator=${EMPTY}

Pings Keep A Connection Alive
    Open WebSocket    /keep-alive    ping_interval=100ms    ping_timeout=5s
    Message Should Be    alive

A Pong That Does Not Come
    Open WebSocket    /deaf    ping_interval=50ms    ping_timeout=200ms
    Connection Should Be Closed With Code    1011    no pong within 0.2 s    by=us
