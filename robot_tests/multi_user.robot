*** Settings ***
Documentation       Many users at once, each with an identity, on the chat of examples: broadcasts, rooms, presence, one
...                 connection a user, order.

Library             WsKeywords

Suite Setup         Start Chat


*** Variables ***
${USERS}        20


*** Test Cases ***
All Log In At Once And Everyone Is Somebody Else
    Log In All
    ${names} =    Open WebSockets    /ws/chat    ${USERS}    prefix=user    http_session={session}
    Length Should Be    ${names}    ${USERS}
    Every Session Should Receive    json_contains={"type": "welcome"}
    FOR    ${name}    IN    @{names}
        ${user} =    Get JSON Value    $.user    session=${name}
        Should Be Equal    ${user}    ${name}
    END

To All
    In The Room    hall    3
    Say    hall    good morning    session=user-1
    Every Session Should Receive    json_contains={"text": "good morning", "user": "user-1"}

To All But The Sender
    In The Room    library    4
    VAR    &{message} =    type=direct    to=user-2    text=psst
    Send JSON    ${message}    session=user-1
    Every Session Should Receive    json_contains={"type": "direct", "text": "psst"}    sessions=user-1, user-2
    Send JSON    {"type": "leave", "room": "library"}    session=user-4
    Every Session Should Receive    json={"type": "left", "room": "library", "user": "user-4"}    excluding=user-4

Whom It Did Not Reach Is Named
    In The Room    attic    2
    Log In And Connect    3
    Say    attic    anybody here?    session=user-1
    ${error} =    Run Keyword And Expect Error    *
    ...    Every Session Should Receive    json_contains={"text": "anybody here?"}    timeout=300ms
    Should Start With    ${error}
    ...    Expected every session to receive a message that is JSON containing {"text": "anybody here?"} within 0.3 s, but 1 of 3 did not:\n${SPACE * 4}"user-3" is open, nothing unread.\nIt came to "user-1", "user-2".

To A Room
    In The Room    kitchen    2
    Log In And Connect    3
    Join    garden    user-3
    Say    kitchen    tea is ready    session=user-1
    Every Session Should Receive    json_contains={"text": "tea is ready"}    sessions=user-1, user-2
    No Message Should Arrive    json_contains={"text": "tea is ready"}    within=200ms    session=user-3

Presence
    In The Room    porch    2
    Last Message Should Contain JSON    {"type": "joined", "user": "user-2", "members": ["user-1", "user-2"]}
    ...    session=user-1
    Abort WebSocket    user-2
    Message Should Be JSON    {"type": "left", "room": "porch", "user": "user-2"}    session=user-1
    HTTP Request    GET    /health    expected_status=200

A Second Connection Of A User Closes The First
    In The Room    cellar    2
    Open WebSocket    /ws/chat    phone    http_session=user-1
    Message Should Be JSON    {"type": "welcome", "user": "user-1"}    session=phone
    Connection Should Be Closed With Code    4001    connected elsewhere    by=peer    session=user-1
    Wait For Message    json={"type": "left", "room": "cellar", "user": "user-1"}    session=user-2
    Connection Should Be Open    phone

What One Says Arrives In Order
    In The Room    shed    2
    FOR    ${text}    IN    one    two    three
        Say    shed    ${text}    session=user-1
    END
    Messages Should Arrive    {"text": "one"}    {"text": "two"}    {"text": "three"}    session=user-2

What Two Say Arrives In Order Of Each
    [Documentation]    Whose message comes first is chance, but nobody's second comes before his or her first.
    In The Room    yard    3
    FOR    ${text}    IN    one    two    three
        Say    yard    ${text}    session=user-1
        Say    yard    ${text}    session=user-2
    END
    Messages Should Arrive
    ...    {"user": "user-1", "text": "one"}
    ...    {"user": "user-1", "text": "two"}
    ...    {"user": "user-1", "text": "three"}
    ...    {"user": "user-2", "text": "one"}
    ...    {"user": "user-2", "text": "two"}
    ...    {"user": "user-2", "text": "three"}
    ...    in_order_per=$.user    session=user-3

Everyone Talks And Everyone Hears All
    In The Room    market    5
    FOR    ${number}    IN RANGE    1    6
        Say    market    from user-${number}    session=user-${number}
    END
    FOR    ${number}    IN RANGE    1    6
        Messages Should Arrive
        ...    {"text": "from user-1"}
        ...    {"text": "from user-2"}
        ...    {"text": "from user-3"}
        ...    {"text": "from user-4"}
        ...    {"text": "from user-5"}
        ...    in_any_order=True    session=user-${number}
    END

One Who Is Not Who He Says
    HTTP Request    POST    /login    user-{n}    json={"user": "user-{n}", "password": "pw-1"}    count=3
    ...    expected_status=${{ [200, 401] }}
    ${error} =    Run Keyword And Expect Error    *
    ...    Open WebSockets    /ws/chat    3    prefix=user    http_session={session}
    Should Start With    ${error}    2 of 3 sessions could not be opened; the first is "user-2".
    Run Keyword And Expect Error
    ...    The HTTP session "user-{n}" holds {n}, the number of each of several requests: give count.
    ...    HTTP Request    POST    /login    user-{n}    json={"user": "user-{n}", "password": "pw-1"}


*** Keywords ***
Start Chat
    [Documentation]    The chat with users user-1, user-2 …; the password of user-7 is pw-7.
    ${users} =    Evaluate    ",".join(f"user-{n}:pw-{n}" for n in range(1, int($USERS) + 1))
    VAR    &{environment} =    CHAT_USERS=${users}
    Start App    examples.chat:app    cwd=${CURDIR}/..    env=${environment}    ready=/health

Log In All
    [Documentation]    Everyone at once, each in an HTTP session named as the user.
    [Arguments]    ${count}=${USERS}
    HTTP Request    POST    /login    user-{n}    json={"user": "user-{n}", "password": "pw-{n}"}    count=${count}
    ...    expected_status=200

In The Room
    [Documentation]    So many users, each logged in, connected as a session of that name, and in a room; what came before
    ...    all were in is read.
    [Arguments]    ${room}    ${count}
    Log In All    ${count}
    ${names} =    Open WebSockets    /ws/chat    ${count}    prefix=user    http_session={session}
    FOR    ${name}    IN    @{names}
        Join    ${room}    ${name}
    END
    Every Session Should Receive    json_contains={"type": "joined", "user": "${names}[-1]"}
    ...    excluding=${names}[-1]

Log In And Connect
    [Documentation]    The user of that number, as a session of that name.
    [Arguments]    ${number}
    HTTP Request    POST    /login    user-${number}    json={"user": "user-${number}", "password": "pw-${number}"}
    ...    expected_status=200
    Open WebSocket    /ws/chat    user-${number}    http_session=user-${number}
    Message Should Contain JSON    {"type": "welcome"}

Join
    [Documentation]    The session comes into a room, and has then read that it is in.
    [Arguments]    ${room}    ${session}
    Send JSON    {"type": "join", "room": "${room}"}    session=${session}
    Wait For Message    json_contains={"type": "joined", "user": "${session}"}    session=${session}

Say
    [Documentation]    The session says something in a room.
    [Arguments]    ${room}    ${text}    ${session}
    Send JSON    {"type": "say", "room": "${room}", "text": "${text}"}    session=${session}
