*** Settings ***
Documentation       Rooms in JavaScript, behind nginx: an app in any language, reached as its users reach it. TLS with a
...                 CA of our own, a redirect, what the proxy tells the app, and what a restart looks like from outside.
...
...                 Nothing here knows that the app is written in JavaScript, except the command that starts it.

Library             WsKeywords
Library             front.py

Suite Setup         Start The Rooms Behind Nginx
Test Setup          The App Answers


*** Variables ***
${FOLDER}       ${OUTPUT_DIR}${/}rooms-nginx
${CA}           ${FOLDER}${/}ca.pem


*** Test Cases ***
Everyone In A Room Hears What Is Said
    Enter    kitchen    ada    grace
    Enter    garden    alan
    Send Text    Tea?    session=ada
    Every Session Should Receive    json={"type": "said", "name": "ada", "text": "Tea?"}    sessions=ada,grace
    No Message Should Arrive    within=300ms    session=alan

Our CA Must Be Given
    [Documentation]    Without it the certificate is one that nobody vouches for, and the message says so.
    Opening WebSocket Should Fail    /rooms/hall?name=ada
    ...    error=*TLS failed*the CA that issued the server's certificate (*) is not trusted here*
    Open WebSocket    /rooms/hall?name=ada    verify=False
    Message Should Contain JSON    {"type": "welcome"}

The Certificate Is For One Host
    [Documentation]    The same server under another name: the CA is the right one, the name is not.
    VAR    ${elsewhere} =    ${FRONT.replace("127.0.0.1", "localhost").replace("https", "wss")}
    Opening WebSocket Should Fail    ${elsewhere}/rooms/hall?name=ada    ca_cert=${CA}
    ...    error=*TLS failed*the server's certificate is not for the host name "localhost"*

HTTP Uses The Same CA
    HTTP Request    GET    /health    ca_cert=${CA}    expected_status=200
    Get HTTP JSON Value    $.status    ==    ok

Cleartext Is Redirected
    [Documentation]    A WebSocket follows no redirect: the test says where it was sent.
    VAR    ${cleartext} =    ${FRONT.replace("https://", "ws://")}
    ${rejection} =    Opening WebSocket Should Fail    ${cleartext}/rooms/hall?name=ada    status=301
    Should Be Equal    ${rejection.headers}[Location]    ${FRONT}/rooms/hall?name=ada
    HTTP Request    GET    ${FRONT.replace("https://", "http://")}/health    ca_cert=${CA}    expected_status=200

The App Knows Who Is Behind The Proxy
    VAR    ${host} =    ${FRONT.replace("https://", "")}
    Open WebSocket    /rooms/hall?name=ada    ca_cert=${CA}
    Message Should Contain JSON
    ...    {"type": "welcome", "from": "127.0.0.1", "scheme": "https", "host": "${host}"}

What A Client Says About Itself Is Not Believed
    Open WebSocket    /rooms/hall?name=ada    ca_cert=${CA}
    ...    headers={"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "http"}
    Message Should Contain JSON    {"type": "welcome", "from": "127.0.0.1", "scheme": "https"}

A Restart Is Announced, And Everyone Comes Back
    [Documentation]    The app says 1012, *service restart*. It runs again a moment before it listens again: until then
    ...    nginx answers 502, and ``Reconnect WebSocket`` tries again, each time after a longer pause.
    Enter    kitchen    ada    grace
    Restart App    rooms
    FOR    ${name}    IN    ada    grace
        Connection Should Be Closed With Code    1012    restarting    by=peer    session=${name}
    END
    Reconnect WebSocket    ada    attempts=8
    Reconnect WebSocket    grace
    App Log Should Contain    "GET /rooms/kitchen?name=ada HTTP/1.1" 502    name=front
    Wait For Message    json_contains={"type": "joined", "members": ["ada", "grace"]}    session=ada
    Send Text    Where were we?    session=grace
    Wait For Message    json={"type": "said", "name": "grace", "text": "Where were we?"}    session=ada

What Was Unread Before The Restart Is Still There
    Enter    library    ada    grace
    Send Text    one    session=grace
    Wait For Message    json_contains={"text": "one"}    session=grace
    Restart App    rooms
    Connection Should Be Closed With Code    1012    session=ada
    Reconnect WebSocket    ada    attempts=8
    Messages Should Arrive    {"type": "said", "text": "one"}    {"type": "welcome"}    session=ada

A Crash Looks Different
    Enter    kitchen    ada
    Restart App    rooms    graceful=False
    Connection Should Be Closed With Code    1006    by=network
    Reconnect WebSocket    ada    attempts=8
    Message Should Contain JSON    {"type": "welcome"}

While The App Is Away The Proxy Answers
    Stop App    rooms
    ${rejection} =    Opening WebSocket Should Fail    /rooms/hall?name=ada    ca_cert=${CA}    status=502
    Should Contain    ${rejection.body}    Bad Gateway
    [Teardown]    Restart App    rooms

A Proxy That Restarts Says Nothing
    [Documentation]    The session ends as a lost network ends it, although the app is well.
    Enter    kitchen    ada
    Restart App    front
    Connection Should Be Closed With Code    1006    by=network
    Reconnect WebSocket    ada
    Message Should Contain JSON    {"type": "welcome", "name": "ada"}


*** Keywords ***
Start The Rooms Behind Nginx
    [Documentation]    The app first, then nginx, whose URL is the one that everything else is relative to. The app is
    ...    ready when it says that it warms up: nginx is when the app answers through it.
    ${missing} =    What Is Missing
    IF    $missing
        Log    SKIPPED: Rooms behind nginx. ${missing}    level=WARN
        Skip    ${missing}
    END
    ${app} =    Start App Process    node server.js {port}    name=rooms    cwd=${CURDIR}    ready=warming up
    ...    env={"WARM_UP_MS": "700"}
    ${front} =    Start App Process    python front.py {port} ${app} '${FOLDER}'    name=front    cwd=${CURDIR}
    ...    scheme=https    ready=/health
    VAR    ${FRONT} =    ${front}    scope=SUITE    # robocop: off=VAR05

Enter
    [Documentation]    Opens a session for each, one after the other; each has then read who is in the room.
    [Arguments]    ${room}    @{names}
    FOR    ${name}    IN    @{names}
        Open WebSocket    /rooms/${room}    ${name}    params={"name": "${name}"}    ca_cert=${CA}
        Message Should Contain JSON    {"type": "welcome", "room": "${room}", "name": "${name}"}
    END
    FOR    ${name}    IN    @{names}
        Wait For Message    json_contains={"type": "joined", "name": "${names}[-1]"}    session=${name}
    END

The App Answers
    [Documentation]    The test before may have restarted it.
    Wait Until Keyword Succeeds    5 s    50 ms
    ...    HTTP Request    GET    /health    ca_cert=${CA}    expected_status=200
