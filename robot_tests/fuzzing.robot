*** Settings ***
Documentation       Generated conversations: with the example chat, which is sound, and with a server that has a defect.

Library             Collections
Library             OperatingSystem
Library             WsKeywords

Suite Setup         Start Chat


*** Test Cases ***
A Sound Route
    ${found} =    Fuzz WebSocket    /ws/echo    examples=8    max_messages=3    seed=1    strategy=text
    Should Be Equal As Integers    ${found}[seed]    1
    Should Be True    ${found}[conversations] >= 8
    Should Be Empty    ${found}[failures]
    No Conversation Should Have Failed

What Another Test Fuzzed Is Not Judged
    VAR    ${nothing} =
    ...    Nothing was fuzzed in this test yet: Fuzz WebSocket or Fuzz Discovered Routes comes before this.
    Run Keyword And Expect Error    ${nothing}    No Conversation Should Have Failed
    Run Keyword And Expect Error    ${nothing}    Get Fuzz Result
    Fuzz WebSocket    /ws/echo    examples=1    seed=1    strategy=text    sessions=1
    No Conversation Should Have Failed
    Run Keyword And Expect Error    examples is at least 1, but it is 0.    Fuzz WebSocket    /ws/echo    examples=0
    Run Keyword And Expect Error    ${nothing}    No Conversation Should Have Failed

A Route That Asks For A Token
    ${response} =    HTTP Request    POST    /login    json={"user": "ada", "password": "lovelace"}
    ${found} =    Fuzz WebSocket    /ws/chat    examples=4    max_messages=3    seed=1    sessions=1
    ...    bearer=${response.json()}[token]
    Should Be Equal    ${found}[routes][0][skipped]    ${EMPTY}
    Should Be True    ${found}[messages] > 4

A Defect Is Told And Written Down
    ${url} =    Start App    tests.planted.fastapi_apps.orders:app    name=orders    cwd=${CURDIR}/..
    VAR    ${folder} =    ${OUTPUT DIR}/fuzz/orders
    Run Keyword And Expect Error
    ...    Expected no conversation to fail, but 1 failure came up in * conversations (seed 1).*no-1006*Reports and reproduction files: *
    ...    Fuzz WebSocket    ${url}/ws/orders    examples=30    max_messages=4    seed=1    output=${folder}
    File Should Exist    ${folder}/repro-ws-orders-no-1006-1.robot
    File Should Exist    ${folder}/repro-ws-orders-no-1006-1.feature
    ${found} =    Get Fuzz Result
    Should Be Equal    ${found}[failures][0][property]    no-1006
    Should Be Equal As Integers    ${found}[failures][0][index]    1
    Run Keyword And Expect Error    Expected no conversation to fail, *    No Conversation Should Have Failed

A Conversation That Was Written Down
    VAR    ${hello} =    {"step": "say", "data": "hello", "session": 0, "cuts": []}
    Create File    ${TEMPDIR}/hello.json
    ...    {"path": "/ws/echo", "steps": [${hello}], "sessions": 1, "subprotocols": [], "headers": []}
    ${found} =    Play Conversation    ${TEMPDIR}/hello.json    property=no-1011
    Should Be Equal As Integers    ${found}[messages]    1

Messages Of One's Own
    Register Message Strategy    /ws/echo    examples=[{"type": "typing"}]    name=typing
    ${found} =    Fuzz WebSocket    /ws/echo    examples=3    seed=1    strategy=typing    sessions=1
    Should Be True    ${found}[messages] > 3

Messages Of A Schema
    Register Message Strategy    /ws/echo    schema={"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
    ...    name=numbers    weight=2
    Fuzz WebSocket    /ws/echo    examples=3    seed=1    strategy=numbers    sessions=1

A Property Of One's Own
    Register Conversation Property    says-nothing    Nothing Should Be Received
    Run Keyword And Expect Error    *says-nothing*Nothing may be said*
    ...    Fuzz WebSocket    /ws/echo    examples=2    seed=1    strategy=text    sessions=1
    Run Keyword And Expect Error    The property cannot be judged: No keyword with name 'No Such Keyword' found.
    ...    Register Conversation Property    other    No Such Keyword

What Was Registered Ends With Its Test
    Fuzz WebSocket    /ws/echo    examples=2    seed=1    strategy=text    sessions=1
    Run Keyword And Expect Error    There is no strategy "typing" for /ws/echo.*
    ...    Fuzz WebSocket    /ws/echo    examples=2    seed=1    strategy=typing

Routes Of An App
    ${found} =    Fuzz Discovered Routes    examples.chat:app    include=/ws/e*    examples=2    seed=1
    Length Should Be    ${found}[routes]    1
    Should Be Equal    ${found}[routes][0][path]    /ws/echo

A Route That Lets Nobody In
    Run Keyword And Expect Error
    ...    Nothing was fuzzed. /ws/browser-chat: every session was closed with 1008 "policy: the token is missing or *
    ...    Fuzz WebSocket    /ws/browser-chat    examples=2    seed=1
    Run Keyword And Expect Error    Nothing was fuzzed. /ws/browser-chat: *    No Conversation Should Have Failed

Conversations Follow A Document
    VAR    ${answer} =    {payload: {type: string, pattern: "^Echo: "}}
    VAR    ${said} =    publish: {message: {payload: {type: string}}}
    VAR    ${head} =    asyncapi: 2.6.0, info: {title: Echo, version: "1"}
    Create File    ${TEMPDIR}/echo.yaml    {${head}, channels: {/ws/echo: {subscribe: {message: ${answer}}, ${said}}}}
    Open WebSocket    /ws/echo
    Exchange Text    hello    ==    Echo: hello
    Conversations Should Follow AsyncAPI    ${TEMPDIR}/echo.yaml
    Send Binary    00    encoding=hex
    Message Should Be    00    encoding=hex
    Run Keyword And Expect Error    Expected what was said to follow "*echo.yaml", but 2 of 4 messages do not.*
    ...    Conversations Should Follow AsyncAPI    ${TEMPDIR}/echo.yaml

Bad Input
    [Template]    Fuzzing Should Be Refused
    There is no property "no-1010". Did you mean "no-1011"?*    property=no-1010
    Expected "auth" to be bearer:TOKEN, *, but it begins with "berer". Did you mean "bearer:…"?    auth=berer:x
    Expected argument "examples" to be an integer, but it was "many".    examples=many
    examples is at least 1, but it is 0.    examples=0
    "example.com" is not this machine: *say so: may_test?example.com, *    url=wss://example.com/ws

A Close That Is Answered
    Open WebSocket    /ws/echo
    Run Keyword And Expect Error    Expected the close of session "default" to have been answered, but it is open.*
    ...    Close Should Have Been Answered
    Close WebSocket
    Close Should Have Been Answered

A Log Without A Text
    App Log Should Not Contain    Traceback    within=100ms
    Run Keyword And Expect Error    Expected the log of the app "app" not to contain "The chat is open.", but a line is *
    ...    App Log Should Not Contain    The chat is open.    within=0s


*** Keywords ***
Start Chat
    Start App    examples.chat:app    ready=/health    cwd=${CURDIR}/..

Fuzzing Should Be Refused
    [Arguments]    ${error}    ${url}=/ws/echo    &{options}
    Run Keyword And Expect Error    ${error}    Fuzz WebSocket    ${url}    &{options}

Nothing Should Be Received
    [Arguments]    ${conversation}
    Should Be Empty    ${conversation}[received]    Nothing may be said
