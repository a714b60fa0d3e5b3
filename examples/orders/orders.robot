*** Settings ***
Documentation       The shop beside this file, on uvicorn, with a database of this run: settings from the environment,
...                 payments replaced by the test's own, a start that fails, races, and four ways to show a token.

Library             OperatingSystem
Library             WsKeywords

Suite Setup         Start Shop
Test Setup          Seed


*** Variables ***
&{PASSWORDS}        ada=lovelace    grace=hopper    clerk=counter
${ROOT}             ${CURDIR}/../..
${DATABASE}         ${OUTPUT DIR}/orders.sqlite3
&{ENVIRONMENT}      DATABASE_URL=sqlite+aiosqlite:///${DATABASE}    MOST_OPEN_ORDERS=20


*** Test Cases ***
An Order Is Followed From The Counter To The Door
    Log In    ada
    Follow    ada
    Order    tea    ada
    HTTP Status Should Be    201
    ${id} =    Get HTTP JSON Value    $.id
    Message Should Be JSON
    ...    {"type": "order", "customer": "ada", "id": ${id}, "product": "tea", "status": "placed"}
    Log In    clerk
    HTTP Request    POST    /orders/${id}/ship    clerk    expected_status=200
    Message Should Contain JSON    {"type": "order", "id": ${id}, "status": "shipped"}

Others See Nothing But The Clerk Sees All
    FOR    ${user}    IN    ada    grace    clerk
        Log In    ${user}
        Follow    ${user}
    END
    Order    tea    ada
    Every Session Should Receive    json_contains={"type": "order", "customer": "ada"}    sessions=ada, clerk
    No Message Should Arrive    within=200ms    session=grace

Each Test Begins With The Same Database
    Log In    ada
    HTTP Request    GET    /orders    ada    expected_status=200
    Get HTTP JSON Value    $    ==    []

Nobody Gets What Is Not There
    [Documentation]    Five orders at once for the last three cups.
    Log In    ada
    Follow    ada
    VAR    &{wish} =    product=last cup
    ${answers} =    HTTP Request    POST    /orders    ada    json=${wish}
    ...    count=5    expected_status=${{ [201, 409] }}
    ${placed} =    Evaluate    [answer.status_code for answer in $answers].count(201)
    Should Be Equal As Integers    ${placed}    3
    Get Message Count    ==    3    timeout=5s
    Every Message Should    json_contains={"product": "last cup", "status": "placed"}    within=300ms
    HTTP Request    GET    /orders    ada    expected_status=200
    Get HTTP JSON Value    $[*].product    ==    ["last cup", "last cup", "last cup"]

The Token Is Good In Four Places
    ${token} =    Log In    ada
    Open WebSocket    /ws/orders    header    bearer=${token}
    Message Should Be JSON    {"type": "following", "user": "ada"}
    Open WebSocket    /ws/orders    query    params={"token": "${token}"}
    Message Should Be JSON    {"type": "following", "user": "ada"}
    Open WebSocket    /ws/orders    cookie    http_session=ada
    Message Should Be JSON    {"type": "following", "user": "ada"}
    Open WebSocket    /ws/orders    subprotocol    subprotocols=orders.v1, token.${token}
    Get Subprotocol    ==    orders.v1
    Message Should Be JSON    {"type": "following", "user": "ada"}

Nobody Follows Without A Token
    ${rejection} =    Opening WebSocket Should Fail    /ws/orders    status=403
    Should Be Equal    ${rejection.body}    {"detail":"Log in first."}
    Opening WebSocket Should Fail    /ws/orders    status=403    subprotocols=orders.v1, token.guessed

The Handshake Sets A Cookie That The Browser Keeps
    Log In    ada
    Follow    ada
    Get Handshake Header    Set-Cookie    contains    HttpOnly
    ${device} =    Get HTTP Cookie    device    http_session=ada
    HTTP Request    GET    /device    ada
    Get HTTP JSON Value    $.device    ==    ${device}
    Open WebSocket    /ws/orders    again    http_session=ada
    Get Handshake Header    Set-Cookie    ==    ${NONE}

A Declined Card Buys Nothing
    [Documentation]    The same app, started a second time with another environment.
    Log In    grace
    VAR    &{environment} =    &{ENVIRONMENT}    DECLINED=grace
    Start Shop    name=declining    environment=${environment}
    Follow    grace
    Order    tea    grace
    HTTP Status Should Be    402
    Get HTTP JSON Value    $.detail    ==    The card of grace was declined.
    No Message Should Arrive    within=200ms

A Limit From The Environment
    Log In    ada
    VAR    &{environment} =    &{ENVIRONMENT}    MOST_OPEN_ORDERS=1
    Start Shop    name=small    environment=${environment}
    Order    tea    ada
    HTTP Status Should Be    201
    Order    tea    ada
    HTTP Status Should Be    429

A Restart Logs Nobody Out
    Log In    ada
    Follow    ada
    Restart App
    Connection Should Be Closed With Code    1012    by=peer    session=ada
    App Log Should Contain    The shop is closed.
    Reconnect WebSocket    ada
    Message Should Be JSON    {"type": "following", "user": "ada"}

A Shop Without A Database Does Not Open
    VAR    &{environment} =    DATABASE_URL=sqlite+aiosqlite:///${OUTPUT DIR}/empty.sqlite3
    ${error} =    Run Keyword And Expect Error    *    Start Shop    name=empty    environment=${environment}
    Should Start With    ${error}
    ...    The app "empty" (examples.orders.testing:make) cannot be started: the lifespan of the app failed at startup.
    Should Contain    ${error}
    ...    RuntimeError: The database has no table customers, orders, products: run python -m examples.orders.seed

A Wrong Setting Does Not Open The Shop
    VAR    &{environment} =    MOST_OPEN_ORDERS=many
    ${error} =    Run Keyword And Expect Error    *    Start Shop    name=wrong    environment=${environment}
    Should Contain    ${error}    ValueError: invalid literal for int() with base 10: 'many'


*** Keywords ***
Start Shop
    [Documentation]    Makes the tables, and starts the app with what tests put in place of its payments.
    [Arguments]    ${name}=app    ${environment}=${ENVIRONMENT}
    IF    '${name}' == 'app'    Seed
    Start App    examples.orders.testing:make    name=${name}    factory=True    env=${environment}
    ...    cwd=${ROOT}    ready=/health

Seed
    [Documentation]    Empty tables, then the same rows as before every test.
    Run Command    python -m examples.orders.seed    cwd=${ROOT}    env=${ENVIRONMENT}

Log In
    [Documentation]    Logs in over HTTP, in an HTTP session named as the user, which keeps the cookie; returns the token.
    [Arguments]    ${user}
    HTTP Request    POST    /login    ${user}    json={"user": "${user}", "password": "${PASSWORDS}[${user}]"}
    ...    expected_status=200
    ${token} =    Get HTTP JSON Value    $.token
    RETURN    ${token}

Follow
    [Documentation]    Opens a session named as the user.
    [Arguments]    ${user}
    Open WebSocket    /ws/orders    ${user}    http_session=${user}
    Message Should Be JSON    {"type": "following", "user": "${user}"}

Order
    [Documentation]    Orders a product; the status is that of the answer.
    [Arguments]    ${product}    ${user}
    HTTP Request    POST    /orders    ${user}    json={"product": "${product}"}
