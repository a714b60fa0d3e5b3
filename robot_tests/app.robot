*** Settings ***
Documentation       The app under test, in processes of its own.

Library             OperatingSystem
Library             WsKeywords


*** Variables ***
${TESTS}        ${CURDIR}/../tests


*** Test Cases ***
Start And Stop
    ${url}    Start App    served.apps:app    cwd=${TESTS}    env={"MODE": "acceptance"}
    HTTP Request    GET    ${url}/pid    expected_status=200
    HTTP Request    GET    /pid    expected_status=200
    Get HTTP JSON Value    $.mode    ==    acceptance
    App Log Should Contain    lifespan: up
    Stop App
    App Log Should Contain    lifespan: down
    ${error}    Run Keyword And Expect Error    *    HTTP Request    GET    /pid
    Should Contain    ${error}    the connection was refused
    Stop App

The App Of The Test Before Is Gone
    Run Keyword And Expect Error    There is no app "app". No app was started.    Stop App
    Run Keyword And Expect Error    Expected an absolute URL*because no base_url is set*    HTTP Request    GET    /pid

Restart With Open Sessions
    Start App    served.apps:app    cwd=${TESTS}
    Open WebSocket    /ws/echo    alice
    Send Text    one
    Message Should Be    Echo: one
    Restart App
    Connection Should Be Closed With Code    1012    by=peer
    Reconnect WebSocket    alice
    Send Text    two
    Message Should Be    Echo: two
    Restart App    graceful=False
    Connection Should Be Closed With Code    1006    by=network
    Reconnect WebSocket    alice
    Send Text    three
    Message Should Be    Echo: three
    App Log Should Contain    lifespan: down

A Process In Any Language
    ${url}    Start App Process    python -m http.server {port} --bind {host}
    ...    name=files    cwd=${CURDIR}    ready=/app.robot
    HTTP Request    GET    /app.robot    expected_status=200
    App Log Should Contain    "GET /app.robot HTTP/1.1" 200    name=files    timeout=2s
    Restart App    files
    HTTP Request    GET    ${url}/app.robot    expected_status=200

Two Apps
    ${one}    Start App    served.apps:app    name=one    cwd=${TESTS}
    ${two}    Start App    served.apps:make    name=two    cwd=${TESTS}    ready=/docs
    Should Not Be Equal    ${one}    ${two}
    HTTP Request    GET    /pid    expected_status=404
    HTTP Request    GET    ${one}/pid    expected_status=200

A Start That Fails Shows Why
    ${error}    Run Keyword And Expect Error    *    Start App    served.apps:broken    cwd=${TESTS}
    Should Start With    ${error}
    ...    The app "app" (served.apps:broken) cannot be started: the lifespan of the app failed at startup.
    Should Contain    ${error}    RuntimeError: no database
    Run Keyword And Expect Error
    ...    *was not ready within 2 s: GET / is answered with status 503. It was stopped.*
    ...    Start App Process    python served/unavailable.py {port}    cwd=${TESTS}    ready=/    timeout=2s
    Run Keyword And Expect Error
    ...    The app "app" (nosuchserver 8123) cannot be started: there is no program "nosuchserver"*
    ...    Start App Process    nosuchserver {port}    port=8123
    Run Keyword And Expect Error    Nothing tells "sleep 1" which port to use:*    Start App Process    sleep 1
    Run Keyword And Expect Error    Expected an app as "module:attribute"*    Start App    served/apps.py

A Log That Does Not Come
    Start App    served.apps:app    cwd=${TESTS}
    Run Keyword And Expect Error
    ...    Soon: Expected the log of the app "app" to contain "sideways", but it did not within 0.1 s.\nThe last*
    ...    App Log Should Contain    sideways    timeout=100ms    msg=Soon
    Run Keyword And Expect Error    Nothing to check:*    App Log Should Contain    ${EMPTY}
    Run Keyword And Expect Error    There is no app "ap"; did you mean "app"?*    App Log Should Contain    x    name=ap

Arguments By Position
    Start App    served.apps:app    name=n1    cwd=${TESTS}
    App Log Should Contain    startup complete    n1    3s
    App Log Should Contain    STARTUP Complete    n1    ignore_case=True
    Run Keyword And Expect Error    Expected the log of the app "n1" to contain "STARTUP"*
    ...    App Log Should Contain    STARTUP    n1    100ms
    Restart App    n1    False
    Stop App    n1    3s
    ${output}    Run Command    python -c "import os; print(os.getcwd(), os.environ['MODE'])"    /    {"MODE": "x"}    9s    0
    Should Be Equal    ${output}    / x

Commands
    ${output}    Run Command    python -c "import os; print('hello', os.environ['MODE'])"    env={"MODE": "x"}
    Should Be Equal    ${output}    hello x
    ${output}    Run Command    python -c "raise SystemExit(3)"    expected_rc=3
    Should Be Equal    ${output}    ${EMPTY}
    Run Keyword And Expect Error
    ...    Expected the command "false" to end with exit code 0, but it ended with exit code 1.\nIt wrote nothing.
    ...    Run Command    false
    Run Keyword And Expect Error    The command "sleep 9" did not end within 0.2 s and was killed.*
    ...    Run Command    sleep 9    timeout=200ms
    Run Keyword And Expect Error    The command "nosuchcommand" cannot be started:*    Run Command    nosuchcommand
    Run Keyword And Expect Error    The command "echo 'x" cannot be split into words:*    Run Command    echo 'x
