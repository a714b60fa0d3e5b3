*** Settings ***
Documentation       What is a secret is used and never shown. What the log holds is checked by the Python tests.

Library             OperatingSystem
Resource            server.resource

Suite Setup         Start Server


*** Variables ***
${PLAIN}        correct-horse-battery


*** Test Cases ***
A Secret As Bearer Token
    VAR    ${token: Secret}    ${{ robot.api.types.Secret($PLAIN) }}
    Open WebSocket    /ws/private    bearer=${token}
    Message Should Be    You came with Bearer ${PLAIN}

Secrets Inside Headers, Cookies, Params And JSON
    VAR    ${secret: Secret}    ${{ robot.api.types.Secret("hush-hush-hush") }}
    VAR    &{headers}    X-Key=${secret}
    VAR    &{cookies}    theme=${secret}
    VAR    &{params}    key=${secret}
    Open WebSocket    /ws/mirror    headers=${headers}    cookies=${cookies}    params=${params}
    Receive Message
    Get JSON Value    $.headers['x-key']    ==    hush-hush-hush
    Get JSON Value    $.cookies.theme    ==    hush-hush-hush
    Get JSON Value    $.query.key    ==    hush-hush-hush
    Open WebSocket    /ws/echo    json
    VAR    &{payload}    password=${secret}
    Send JSON    ${payload}
    Message Should Be JSON    {"echo": {"password": "hush-hush-hush"}}

A Secret Is Not A Text
    VAR    ${secret: Secret}    ${{ robot.api.types.Secret("hush-hush-hush") }}
    Open WebSocket    /ws/echo
    Run Keyword And Expect Error    STARTS:Argument "text" got a Secret    Send Text    ${secret}

Transcripts Are Masked
    Open WebSocket    /ws/echo    bearer=a-token-nobody-sees
    Send Text    my token is a-token-nobody-sees
    Message Should Contain    a-token-nobody-sees
    ${text}    Get Transcript    text
    Should Not Contain    ${text}    nobody-sees
    ${path}    Save Transcript    ${TEMPDIR}/masked.har
    ${har}    Get File    ${path}
    Should Not Contain    ${har}    nobody-sees
    Should Contain    ${har}    _webSocketMessages
    ${path}    Save Transcript    ${TEMPDIR}/masked.txt    default    format=text
    ${text}    Get File    ${path}
    Should Not Contain    ${text}    nobody-sees

Failures Are Masked
    Open WebSocket    /ws/echo    bearer=a-token-nobody-sees
    Send Text    a-token-nobody-sees
    ${error}    Run Keyword And Expect Error    *    Message Should Be    a-token-nobody-sees
    Should Not Contain    ${error}    nobody-sees
    Should Contain    ${error}    "Echo: •••"
