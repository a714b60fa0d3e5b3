*** Settings ***
Documentation       A first suite. It expects the environment "local" of wskeywords.yaml to answer; against another one:
...                 robot -v ENVIRONMENT:staging first.robot, or robot -v URL:https://chat.example.com first.robot.
...                 To have the suite start your app itself: Suite Setup    Start App    your_package.main:app

Library             WsKeywords    ${URL}    config=${CURDIR}/wskeywords.yaml    environment=${ENVIRONMENT}


*** Variables ***
${URL}              ${EMPTY}    # wins over the environment when it is given
${ENVIRONMENT}      local


*** Test Cases ***
A Message Comes Back
    Open WebSocket    /ws/echo
    Send Text    hello
    Message Should Be    Echo: hello

Two Users Are Two Sessions
    Open WebSocket    /ws/echo    alice
    Open WebSocket    /ws/echo    bob
    Send JSON    {"type": "greeting", "to": "bob"}    session=alice
    Message Should Contain JSON    {"echo": {"type": "greeting", "to": "#string"}}    session=alice
    Get Response Time    <    2 seconds    session=alice
    No Message Should Arrive    within=300ms    session=bob
