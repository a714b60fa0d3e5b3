*** Settings ***
Documentation       The chat beside this file, over real sockets: log-in, rooms, presence, history, direct messages,
...                 pictures, limits, restarts. Every message is in the log: open a keyword and look. The conversation of
...                 "Everyone In The Room Hears What Is Said" is drawn there, by its last keyword.

Library             WsKeywords    config=${CURDIR}/wskeywords.yaml

Suite Setup         Start App    examples.chat:app    cwd=${CURDIR}/../..    ready=/health


*** Variables ***
&{PASSWORDS}        ada=lovelace    grace=hopper    alan=turing


*** Test Cases ***
A Wrong Password Is Refused
    HTTP Request    POST    /login    json={"user": "ada", "password": "guessed"}
    HTTP Status Should Be    401
    Get HTTP JSON Value    $.detail    ==    The name or the password is wrong.

Nobody Chats Without A Token
    ${rejection} =    Opening WebSocket Should Fail    /ws/chat    status=403
    Should Contain    ${rejection.body}    The token is missing or unknown.
    Opening WebSocket Should Fail    /ws/chat    status=403    bearer=guessed-token

A Browser Sees The Refusal As A Close Code
    Open WebSocket    /ws/browser-chat    params={"token": "guessed-token"}
    Connection Should Be Closed With Code    1008    policy: *    by=peer

The Token Is Good In The Header, In The Query And As A Cookie
    ${token} =    Log In    ada
    Open WebSocket    /ws/chat    header    bearer=${token}
    Message Should Be JSON    {"type": "welcome", "user": "ada"}
    Open WebSocket    /ws/chat    query    params={"token": "${token}"}
    Message Should Be JSON    {"type": "welcome", "user": "ada"}
    Open WebSocket    /ws/chat    cookie    http_session=ada
    Message Should Be JSON    {"type": "welcome", "user": "ada"}

Everyone In The Room Hears What Is Said
    Connect    ada    grace    alan
    Join    kitchen    ada    grace
    Send JSON    {"type": "say", "room": "kitchen", "text": "Tea?"}    session=ada
    Every Session Should Receive
    ...    json_contains={"type": "message", "user": "ada", "text": "Tea?", "id": "#uuid", "at": "#datetime"}
    ...    sessions=ada, grace
    Get Response Time    <    2 seconds    since=ada    session=grace
    No Message Should Arrive    within=300ms    session=alan
    Log Conversation    # a picture of it, in the log

Who Comes And Goes Is Told To The Others
    Connect    ada    grace
    Join    hall    ada    grace
    Wait For Message    json_contains={"type": "joined", "user": "grace", "members": ["ada", "grace"]}    session=ada
    Close WebSocket    grace
    Message Should Be JSON    {"type": "left", "room": "hall", "user": "grace"}    session=ada

A Lost Connection Is Noticed Too
    Connect    ada    grace
    Join    porch    ada    grace
    Abort WebSocket    grace
    Wait For Message    json_contains={"type": "left", "user": "grace"}    session=ada

Who Joins Late Reads The History
    Connect    ada    grace
    Join    library    ada
    FOR    ${text}    IN    first    second    third
        Send JSON    {"type": "say", "room": "library", "text": "${text}"}    session=ada
    END
    Wait For Message    json_contains={"text": "third"}    session=ada
    Send JSON    {"type": "join", "room": "library"}    session=grace
    Message Should Contain JSON    {"type": "history", "messages": "#[3]"}    session=grace
    Get JSON Value    $.messages[*].text    ==    ["first", "second", "third"]    session=grace

A Direct Message Reaches One User Only
    Connect    ada    grace    alan
    Send JSON    {"type": "direct", "to": "grace", "text": "for your eyes only"}    session=ada
    Message Should Contain JSON    {"type": "direct", "user": "ada", "text": "for your eyes only"}    session=grace
    No Message Should Arrive    within=300ms    session=alan
    Send JSON    {"type": "direct", "to": "nobody", "text": "hello?"}    session=ada
    Wait For Message    json={"type": "error", "code": "unknown-user", "detail": "#string"}    session=ada

A Picture Comes Back Byte For Byte
    Connect    ada
    Send Binary    89 50 4e 47 00 ff    encoding=hex
    Message Should Contain JSON    {"type": "avatar", "size": 6, "sha256": "#regex ^[0-9a-f]{64}$"}
    Send JSON    {"type": "avatar", "user": "ada"}
    Message Should Be    89504e4700ff    encoding=hex

A Second Connection Ends The First
    Connect    ada
    Open WebSocket    /ws/chat    second    http_session=ada
    Connection Should Be Closed With Code    4001    connected elsewhere    by=peer    session=ada
    Connection Should Be Open    second

Whoever Talks Too Much Is Put Out
    Connect    ada
    Repeat Keyword    21 times    Send JSON    {"type": "join", "room": "spam"}
    Connection Should Be Closed With Code    4008    too many messages

A Restart Ends The Log-In
    Connect    ada
    Restart App
    Connection Should Be Closed With Code    1012    session=ada
    App Log Should Contain    The chat is closed.
    Opening WebSocket Should Fail    /ws/chat    status=403    http_session=ada


*** Keywords ***
Log In
    [Documentation]    Logs in over HTTP, in an HTTP session named as the user, and returns the token.
    [Arguments]    ${user}
    HTTP Request    POST    /login    ${user}    json={"user": "${user}", "password": "${PASSWORDS}[${user}]"}
    ...    expected_status=200
    ${token} =    Get HTTP JSON Value    $.token
    RETURN    ${token}

Connect
    [Documentation]    Logs users in and opens for each a session with that name; the first is current.
    [Arguments]    @{users}
    FOR    ${user}    IN    @{users}
        Log In    ${user}
        Open WebSocket    /ws/chat    ${user}    http_session=${user}
        Message Should Be JSON    {"type": "welcome", "user": "${user}"}
    END
    Switch Session    ${users}[0]

Join
    [Documentation]    Brings users into a room, one after the other; each has then read that it is in.
    [Arguments]    ${room}    @{users}
    FOR    ${user}    IN    @{users}
        Send JSON    {"type": "join", "room": "${room}"}    session=${user}
        Wait For Message    json_contains={"type": "joined", "user": "${user}"}    session=${user}
    END
