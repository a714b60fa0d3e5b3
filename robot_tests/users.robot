*** Settings ***
Documentation       Users: many sessions, each somebody else. They are in a table, a CSV or a YAML file; they log in at
...                 once, and each is connected as who it is.

Resource            server.resource
Library             OperatingSystem

Suite Setup         Start Servers


*** Variables ***
&{ADA}          name=ada    token=token-of-ada    team=blue
&{GRACE}        name=grace    token=token-of-grace    team=red
@{USERS}        ${ADA}    ${GRACE}


*** Test Cases ***
One Session For Each User
    ${names} =    Open WebSockets    /ws/mirror?who={name}    users=${USERS}    bearer={token}
    ...    headers={"X-Team": "{team}", "X-Session": "{session}-{n}"}    cookies={"team": "{team}"}
    ...    params={"team": "{team}"}
    Should Be Equal    ${names}    ${{ ["ada", "grace"] }}
    Message Should Contain JSON    session=ada
    ...    expected={"query": {"who": "ada", "team": "blue"}, "headers": {"x-team": "blue", "x-session": "ada-1"}}
    Message Should Contain JSON    session=grace
    ...    expected={"query": {"who": "grace", "team": "red"}, "cookies": {"team": "red"}}
    ${sent} =    Get JSON Value    $.headers.authorization    session=grace
    Should Be Equal    ${sent}    Bearer token-of-grace

A CSV File
    ${names} =    Open WebSockets    /ws/mirror    users=${CURDIR}/users.csv    auth={name}:{password}
    ...    params={"team": "{team}"}
    Should Be Equal    ${names}    ${{ ["ada", "grace", "alan"] }}
    Message Should Contain JSON    {"query": {"team": "red"}}    session=grace
    ${sent} =    Get JSON Value    $.headers.authorization    session=grace
    Should Be Equal    ${sent}    Basic ${{ base64.b64encode(b"grace:hopper, 1906").decode() }}

A YAML File
    Open WebSockets    /ws/mirror    users=${CURDIR}/users.yaml    params={"number": "{number}"}
    Message Should Contain JSON    {"query": {"number": "8"}}    session=grace

Users Without Names
    VAR    @{users} =    ${{ {"room": "hall"} }}    ${{ {"room": "attic"} }}
    ${names} =    Open WebSockets    /ws/room/{room}    users=${users}    prefix=in-{room}
    Should Be Equal    ${names}    ${{ ["in-hall", "in-attic"] }}
    ${names} =    Open WebSockets    /ws/room/{room}    users=${users}
    Should Be Equal    ${names}    ${{ ["ws-1", "ws-2"] }}

Users Come Back As Who They Are
    Open WebSockets    /ws/mirror    users=${USERS}    bearer={token}
    Abort WebSocket    ada
    Clear Messages    ada
    Reconnect WebSocket    ada
    Receive Message    session=ada
    ${sent} =    Get JSON Value    $.headers.authorization    session=ada
    Should Be Equal    ${sent}    Bearer token-of-ada

Secrets Of Users Are Masked
    Open WebSockets    /ws/mirror    users=${CURDIR}/users.csv    headers={"X-Known": "{password}"}
    Receive Message    session=ada
    ${transcript} =    Get Transcript    text    session=ada
    Should Not Contain    ${transcript}    lovelace-1815

All Log In At Once
    [Documentation]    Each user has an HTTP session with cookies of its own.
    VAR    @{users} =    ${{ {"name": "ada", "password": "lovelace"} }}    ${{ {"name": "alan", "password": "turing"} }}
    ${users} =    Log In Users    ${users}    ${CHAT}/login    json={"user": "{name}", "password": "{password}"}
    ...    save={"token": "$.token", "who": "$.user"}
    Should Be Equal    ${users}[1][who]    alan
    VAR    ${chat} =    ${CHAT.replace("http", "ws")}/ws/chat
    Open WebSockets    ${chat}    users=${users}    http_session={name}
    Message Should Be JSON    {"type": "welcome", "user": "ada"}    session=ada
    Message Should Be JSON    {"type": "welcome", "user": "alan"}    session=alan
    Close All WebSockets
    Open WebSockets    ${chat}    users=${users}    bearer={token}
    Message Should Be JSON    {"type": "welcome", "user": "alan"}    session=alan

A Log-In That Fails Is Named
    VAR    @{users} =    ${{ {"name": "ada", "password": "lovelace"} }}    ${{ {"name": "alan", "password": "no"} }}
    VAR    ${body} =    {"user": "{name}", "password": "{password}"}
    ${error} =    Run Keyword And Expect Error    *    Log In Users    ${users}    ${CHAT}/login    json=${body}
    Should Start With
    ...    ${error}
    ...    Expected user "alan" to log in with status 2xx, but the answer was 401 Unauthorized.\n
    ${error} =    Run Keyword And Expect Error    *    Log In Users    ${users}[:1]    ${CHAT}/login    json=${body}
    ...    save={"token": "$.tokn"}
    Should Start With
    ...    ${error}
    ...    Expected the answer to user "ada" to have a value at $.tokn, to be saved as "token", but there is none.\n

What Cannot Be Used
    [Template]    Opening Users Should Fail
    Nothing says how many sessions are to be opened: give count, or users.
    users says how many sessions are opened: leave count (2) out.    count=2    users=${USERS}
    "{tokn}" in bearer is no column of users; did you mean "{token}"? The columns are name, token and team.
    ...    users=${USERS}    bearer={tokn}
    user 2: there is no "room", which "{room}" in headers stands for.
    ...    users=[{"name": "a", "room": "x"}, {"name": "b"}]    headers={"X-Room": "{room}"}
    user 2: the name "ada" is there twice, first in user 1.    users=[{"name": "ada"}, {"name": "ada"}]
    Nothing to open: there is no user in users.    users=[]
    user 1: a user is a dict of columns and values, but it was of type str.    users=["ada"]
    The file "nowhere.csv" cannot be read: No such file or directory.    users=nowhere.csv
    Expected argument "users" to be a list of dicts, or the path of a .csv or .yaml file, but it was "users.txt".
    ...    users=users.txt
    "{tokn}" in the URL is no column of *users.csv. The columns are name, password and team.    url=/ws/{tokn}    users=${CURDIR}/users.csv


*** Keywords ***
Start Servers
    [Documentation]    The server of the suites, and the chat, where one can log in.
    ${chat} =    Start App    examples.chat:app    name=chat    cwd=${CURDIR}/..    ready=/health
    VAR    ${CHAT} =    ${chat}    scope=SUITE    # robocop: off=VAR05
    Start Server

Opening Users Should Fail
    [Documentation]    Open WebSockets with these arguments is an error with this text, and opens nothing.
    [Arguments]    ${error}    ${url}=/ws/echo    &{arguments}
    Run Keyword And Expect Error    ${error}    Open WebSockets    ${url}    &{arguments}
