*** Settings ***
Documentation       HTTP requests beside the WebSockets, on a real server.

Library             Collections
Library             OperatingSystem
Library             WsKeywords

Suite Setup         Start Server And Log In


*** Variables ***
${TESTS}        ${CURDIR}/../tests


*** Test Cases ***
A Request And Its Answer
    ${answer}    HTTP Request    POST    /echo    json={"a": [1, true, null]}    params={"q": "x y"}
    Should Be Equal    ${answer.status_code}    ${200}
    HTTP Status Should Be    200
    HTTP Status Should Be    2xx
    HTTP Status Should Be    ${{ [200, 201] }}
    Get HTTP JSON Value    $.method    ==    POST
    Get HTTP JSON Value    $.body    ==    {"a":[1,true,null]}
    Get HTTP JSON Value    $.query[0]    ==    ["q", "x y"]
    Get HTTP JSON Value    $.headers['content-type']    ==    application/json
    Get HTTP Header    Content-Type    ==    application/json
    Get HTTP Body    contains    "method":"POST"
    ${nothing}    Get HTTP Header    X-Nowhere
    Should Be Equal    ${nothing}    ${NONE}

Bodies
    HTTP Request    POST    /echo    json=[1, 'Python', True]
    Get HTTP JSON Value    $.body    ==    [1,"Python",true]
    HTTP Request    POST    /echo    json=null
    Get HTTP JSON Value    $.body    ==    null
    HTTP Request    POST    /echo    data={"sent": "as it stands"}
    Get HTTP JSON Value    $.body    ==    {"sent": "as it stands"}
    VAR    &{form}    user=ada    password=a b
    HTTP Request    POST    /echo    data=${form}
    Get HTTP JSON Value    $.body    ==    user\=ada&password=a+b
    HTTP Request    POST    /echo    data=${{ b"bytes" }}
    Get HTTP JSON Value    $.body    ==    bytes

Files
    Create File    ${TEMPDIR}/wskeywords-note.txt    from a file
    VAR    &{fields}    note=hello
    HTTP Request    POST    /upload    files={"file": "${TEMPDIR}/wskeywords-note.txt"}    data=${fields}
    Get HTTP JSON Value    $    ==
    ...    {"name": "wskeywords-note.txt", "content": "from a file", "type": null, "note": "hello"}
    VAR    &{files}    file=${{ ("a.csv", "1,2", "text/csv") }}
    HTTP Request    POST    /upload    files=${files}
    Get HTTP JSON Value    $.type    ==    text/csv

Text In Another Encoding
    HTTP Request    GET    /latin
    Get HTTP Body    ==    grün

Cookies Of The Suite Are There
    HTTP Request    GET    /echo
    Get HTTP JSON Value    $.cookies.sid    ==    cookie-1234567890

Each HTTP Session Has Its Own Cookies
    HTTP Request    GET    /echo    bob
    Get HTTP JSON Value    $.cookies    ==    {}
    HTTP Request    GET    /echo    http_session=bob    cookies={"theme": "dark"}
    Get HTTP JSON Value    $.cookies    ==    {"theme": "dark"}

Cookies That An HTTP Session Holds
    ${sid}    Get HTTP Cookie    sid
    Should Be Equal    ${sid}    cookie-1234567890
    Get HTTP Cookie    sid    matches    ^cookie-
    Get HTTP Cookie    nowhere    ==    ${NONE}
    Run Keyword And Expect Error
    ...    Expected the cookie "nowhere" of HTTP session "default" to be "x", but it was None: it holds no such cookie; the cookies that it holds: "chat", "safe", "sid".
    ...    Get HTTP Cookie    nowhere    ==    x
    Run Keyword And Expect Error
    ...    There is no HTTP session "ada". HTTP sessions that there are: "default".
    ...    Get HTTP Cookie    sid    http_session=ada

A Session Of The Test Before Is Gone
    Run Keyword And Expect Error
    ...    There is no HTTP session "bob". HTTP sessions that there are: "default".
    ...    Open WebSocket    /ws/echo    http_session=bob

The Answer Of The Suite Setup Is The Last One In Each Test
    Get HTTP JSON Value    $.token    ==    tok-1234567890

A WebSocket Sends The Cookies Of An HTTP Session
    Open WebSocket    /ws/cookies    http_session=default
    Message Should Be JSON    {"sid": "cookie-1234567890"}
    Open WebSocket    /ws/cookies    without
    Message Should Be JSON    {}

A Token Of A Log-In Opens A WebSocket
    [Documentation]    Clients put it into a header, the query, a cookie or a subprotocol: as each app wants it.
    HTTP Request    POST    /login    json={"user": "ada"}    expected_status=200
    ${token}    Get HTTP JSON Value    $.token
    Opening WebSocket Should Fail    /ws/token    status=403
    Open WebSocket    /ws/token    header    bearer=${token}
    Message Should Be    the token came in the header
    Open WebSocket    /ws/token    query    params={"token": "${token}"}
    Message Should Be    the token came in the query
    Open WebSocket    /ws/token    cookie    cookies={"token": "${token}"}
    Message Should Be    the token came in the cookie
    Open WebSocket    /ws/token    subprotocol    subprotocols=bearer, ${token}
    Message Should Be    the token came in the subprotocol
    Get Subprotocol    ==    bearer

Many At Once
    ${answers}    HTTP Request    GET    /status/201    count=5    expected_status=201
    Length Should Be    ${answers}    5
    HTTP Status Should Be    201
    HTTP Request    GET    /together/3    count=3
    Run Keyword And Expect Error
    ...    Expected all 3 answers to GET "*" to have status 2xx, but 1 had not: 429 Too Many Requests. The first of them is number *.*
    ...    HTTP Status Should Be    2xx
    HTTP Status Should Be    2xx, 429

Redirects
    HTTP Request    GET    /redirect?to=/echo    expected_status=200
    HTTP Request    GET    /redirect?to=/echo    allow_redirects=False    expected_status=307
    Get HTTP Header    location    ==    /echo

Statuses That Do Not Match
    ${error}    Run Keyword And Expect Error    *
    ...    HTTP Request    GET    /status/401    expected_status=2xx    msg=Log-in
    Should Match Regexp    ${error}
    ...    ^Log-in: Expected GET "http://127\\.0\\.0\\.1:\\d+/status/401" to be answered with status 2xx, but it was 401 Unauthorized\\.\nIts body:\n${SPACE * 4}status <401>$
    HTTP Status Should Be    401
    Run Keyword And Expect Error    STARTS:Expected GET    HTTP Status Should Be    200

Values That Do Not Match
    HTTP Request    GET    /status/200
    ${error}    Run Keyword And Expect Error    *    Get HTTP Body    ==    something else
    Should Match Regexp    ${error}
    ...    ^Expected the body of the last HTTP answer to be "something else", but it was "status <200>"\\.\nGET "http://127\\.0\\.0\\.1:\\d+/status/200" was answered with 200 OK in .*\\.\nIts body:\n${SPACE * 4}status <200>$
    Run Keyword And Expect Error
    ...    STARTS:Expected the body of the last HTTP answer to be JSON, but it is not (
    ...    Get HTTP JSON Value    $.a
    HTTP Request    GET    /echo
    Run Keyword And Expect Error
    ...    STARTS:Expected the body of the last HTTP answer to have a value at $.nowhere, but $
    ...    Get HTTP JSON Value    $.nowhere

A Deadline For All Of The Answer
    Run Keyword And Expect Error
    ...    Expected an answer to GET "http://127.0.0.1:*/drip" within 1 s, but it timed out while reading the body.
    ...    HTTP Request    GET    /drip    timeout=1s
    Run Keyword And Expect Error
    ...    Nothing to check: the newest HTTP request was not answered.
    ...    HTTP Status Should Be    200

Nothing To Check
    HTTP Request    GET    /echo
    Run Keyword And Expect Error    Nothing to check: every answer has any status.    HTTP Status Should Be    any
    Run Keyword And Expect Error    Nothing to check: status is empty.*    HTTP Status Should Be    ${EMPTY}
    Run Keyword And Expect Error    Nothing to check:*    Get HTTP Body    contains    ${EMPTY}
    Run Keyword And Expect Error    *Nothing to check:*    Get HTTP JSON Value    $.method    ==

A Header That Is Not There
    HTTP Request    GET    /echo
    Run Keyword And Expect Error
    ...    STARTS:Expected the header "X-No" of the last HTTP answer to be "x", but it was None: the answer to the last HTTP request has no such header, but
    ...    Get HTTP Header    X-No    ==    x

Arguments By Position
    HTTP Request    POST    /echo    positions    {"a": 1}    ${None}    ${None}    {"X-A": "b"}    {"q": "1"}
    Get HTTP JSON Value    $.headers['x-a']    ==    b
    HTTP Request    GET    /echo    default    expected_status=200

Bad Arguments
    Run Keyword And Expect Error    Expected count to be 1 to 1000 requests, but got "0".
    ...    HTTP Request    GET    /echo    count=0
    Run Keyword And Expect Error    Expected expected_status to be*but got "twohundred".
    ...    HTTP Request    GET    /echo    expected_status=twohundred
    Run Keyword And Expect Error    Expected argument "verify" to be*    HTTP Request    GET    /echo    verify=perhaps
    Run Keyword And Expect Error    *"json"*line 1*    HTTP Request    POST    /echo    json={"a": }

Secrets Are Sent And Not Shown
    VAR    ${token: Secret}    ${{ robot.api.types.Secret("hush-hush-hush") }}
    HTTP Request    GET    /echo    bearer=${token}
    Get HTTP JSON Value    $.headers.authorization    ==    Bearer hush-hush-hush
    ${error}    Run Keyword And Expect Error    *    HTTP Status Should Be    500
    Should Contain    ${error}    "authorization":"•••"
    Should Not Contain    ${error}    hush


*** Keywords ***
Start Server And Log In
    [Documentation]    The answer and the cookies are those of the suite.
    Start App    served.web:app    cwd=${TESTS}    ready=/echo
    HTTP Request    POST    /login    json={"user": "ada"}    expected_status=200
