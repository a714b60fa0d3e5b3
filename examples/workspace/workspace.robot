*** Settings ***
Documentation       The workspace beside this file, on daphne, with a database of this run: log-in with CSRF token and
...                 session cookie, members only, presence, notes over HTTP and over the WebSocket, one log-in a user.

Library             OperatingSystem
Library             WsKeywords    timeout=5s

Suite Setup         Start Workspace


*** Variables ***
&{PASSWORDS}        ada=lovelace    grace=hopper    alan=turing
${BOARDS}           /ws/boards
${KITCHEN}          ${BOARDS}/kitchen/
${NOTES}            /boards/kitchen/notes/
${ROOT}             ${CURDIR}/../..
&{ENVIRONMENT}      DJANGO_SETTINGS_MODULE=examples.workspace.testing
...                 WORKSPACE_DB=${OUTPUT DIR}/workspace.sqlite3


*** Test Cases ***
Whoever Is Not Logged In Is Sent To The Log-In Page
    HTTP Request    GET    /me/    allow_redirects=False    expected_status=302
    Get HTTP Header    Location    ==    /login/?next=/me/

Nobody Sees A Board Without A Session
    Opening WebSocket Should Fail    ${KITCHEN}    status=403
    Opening WebSocket Should Fail    ${KITCHEN}    status=403    cookies={"sessionid": "guessed"}

A Form Without Its CSRF Token Is Refused
    VAR    &{form} =    username=ada    password=lovelace
    HTTP Request    POST    /login/    data=${form}    expected_status=403
    Get HTTP Body    contains    CSRF verification failed

A Wrong Password Is Refused
    Log In    ada    password=guessed
    HTTP Status Should Be    200
    Get HTTP Body    contains    Please enter a correct username and password
    Get HTTP Cookie    sessionid    ==    ${NONE}    http_session=ada

The Session Cookie Opens The Board
    Log In    ada
    Get HTTP JSON Value    $    ==    {"user": "ada", "boards": ["garden", "hall", "kitchen", "porch"]}
    Open WebSocket    ${BOARDS}/garden/    http_session=ada
    Message Should Be JSON    {"type": "welcome", "user": "ada", "present": ["ada"]}

A Page Of Another Site Opens Nothing
    [Documentation]    A browser sends it no cookie, because of SameSite=Lax; and with the cookie the app refuses it.
    Log In    ada
    Opening WebSocket Should Fail    ${KITCHEN}    status=403    http_session=ada    origin=https://evil.example
    ...    error=*"sessionid" (SameSite=Lax, and the origin is of another site)*
    ${cookie} =    Get HTTP Cookie    sessionid    http_session=ada
    VAR    &{stolen} =    sessionid=${cookie}
    Opening WebSocket Should Fail    ${KITCHEN}    status=403    cookies=${stolen}    origin=https://evil.example

Members Only
    Log In    alan
    Open WebSocket    ${KITCHEN}    http_session=alan
    Connection Should Be Closed With Code    4403    by=peer

Everyone At The Board Sees A Note
    At The Board    kitchen    ada    grace
    Send JSON    {"type": "note", "text": "Milk is out"}    session=ada
    Every Session Should Receive
    ...    json_contains={"type": "note", "author": "ada", "text": "Milk is out", "id": "#integer", "at": "#datetime"}

The Others See Who Is Typing
    At The Board    porch    ada    grace
    Wait For Message    json={"type": "joined", "user": "grace"}    session=ada
    Send JSON    {"type": "typing"}    session=ada
    Message Should Be JSON    {"type": "typing", "user": "ada"}    session=grace
    No Message Should Arrive    within=200ms    session=ada

Presence
    At The Board    hall    ada    grace
    Wait For Message    json={"type": "joined", "user": "grace"}    session=ada
    Open WebSocket    ${BOARDS}/hall/    tab    http_session=grace
    Message Should Be JSON    {"type": "welcome", "user": "grace", "present": ["ada", "grace"]}
    No Message Should Arrive    within=200ms    session=ada
    Close WebSocket    tab
    No Message Should Arrive    within=200ms    session=ada
    Abort WebSocket    grace
    Message Should Be JSON    {"type": "left", "user": "grace"}    session=ada

A Note Written Over HTTP Is Seen At Once
    At The Board    kitchen    grace
    Log In    ada
    ${token} =    Get HTTP Cookie    csrftoken    http_session=ada
    HTTP Request    POST    ${NOTES}    ada    json={"text": "Tea is ready"}    headers={"X-CSRFToken": "${token}"}
    ...    expected_status=201
    ${id} =    Get HTTP JSON Value    $.id
    Message Should Contain JSON    {"type": "note", "id": ${id}, "author": "ada", "text": "Tea is ready"}    session=grace
    Get Response Time    <    2 seconds    session=grace

A Note Without The CSRF Token Is Not Written
    At The Board    kitchen    grace
    Log In    ada
    HTTP Request    POST    ${NOTES}    ada    json={"text": "Nobody reads this"}    expected_status=403
    No Message Should Arrive    within=200ms    session=grace
    HTTP Request    GET    ${NOTES}    ada    expected_status=200
    Get HTTP Body    not contains    Nobody reads this

Notes Stay
    At The Board    kitchen    ada
    Send JSON    {"type": "note", "text": "Written before the restart"}
    Wait For Message    json_contains={"type": "note"}
    Restart App
    Connection Should Be Closed    ada
    HTTP Request    GET    ${NOTES}    ada    expected_status=200
    Get HTTP Body    contains    Written before the restart
    Reconnect WebSocket    ada
    Message Should Contain JSON    {"type": "welcome", "user": "ada"}

A Second Log-In Ends The First
    At The Board    kitchen    ada
    Log In    ada    http_session=phone
    Connection Should Be Closed With Code    4409    by=peer    session=ada
    HTTP Request    GET    /me/    ada    allow_redirects=False    expected_status=302
    Opening WebSocket Should Fail    ${KITCHEN}    status=403    http_session=ada
    Open WebSocket    ${KITCHEN}    phone    http_session=phone
    Message Should Contain JSON    {"type": "welcome", "user": "ada"}

A Log-Out Closes The Socket
    At The Board    kitchen    ada
    ${token} =    Get HTTP Cookie    csrftoken    http_session=ada
    HTTP Request    POST    /logout/    ada    headers={"X-CSRFToken": "${token}"}    expected_status=200
    Connection Should Be Closed With Code    4401    by=peer    session=ada
    Get HTTP Cookie    sessionid    ==    ${NONE}    http_session=ada


*** Keywords ***
Start Workspace
    [Documentation]    A new database with three users, and daphne.
    Remove File    ${ENVIRONMENT}[WORKSPACE_DB]
    Manage    migrate
    Manage    add_user ada lovelace kitchen garden hall porch
    Manage    add_user grace hopper kitchen hall porch
    Manage    add_user alan turing garden
    Start App Process    python -m daphne -b {host} -p {port} examples.workspace.asgi:application
    ...    cwd=${ROOT}    env=${ENVIRONMENT}    ready=/login/

Manage
    [Documentation]    Runs a command of Django's.
    [Arguments]    ${command}
    Run Command    python -m examples.workspace.manage ${command}    cwd=${ROOT}    env=${ENVIRONMENT}

Log In
    [Documentation]    Logs in as a browser does: opens the form, which sets the CSRF cookie, and sends it with its token.
    ...    The cookies stay in an HTTP session named as the user.
    [Arguments]    ${user}    ${http_session}=${user}    ${password}=${PASSWORDS}[${user}]
    HTTP Request    GET    /login/    ${http_session}    expected_status=200
    ${token} =    Get HTTP Cookie    csrftoken    http_session=${http_session}
    VAR    &{form} =    username=${user}    password=${password}    csrfmiddlewaretoken=${token}
    HTTP Request    POST    /login/    ${http_session}    data=${form}    expected_status=200

At The Board
    [Documentation]    Logs users in and opens for each a session with that name; the first is current.
    [Arguments]    ${board}    @{users}
    FOR    ${user}    IN    @{users}
        Log In    ${user}
        Open WebSocket    ${BOARDS}/${board}/    ${user}    http_session=${user}
        Message Should Contain JSON    {"type": "welcome", "user": "${user}"}    session=${user}
    END
    Switch Session    ${users}[0]
