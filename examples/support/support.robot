*** Settings ***
Documentation       A support desk beside this file: chanx on FastAPI. One request may lead to several messages, and to
...                 messages at others; an answer streams in word by word; other systems tell something over HTTP. How
...                 does a test know that all has come? Not by waiting: the app says so, with a *completion message*.
...
...                 Which messages these are is written once, in wskeywords.yaml; Receive All Messages receives up to
...                 them, and Collected Messages Should asserts all that came.

Library             OperatingSystem
Library             WsKeywords    config=${CURDIR}/wskeywords.yaml

Suite Setup         Start The Support Desk


*** Variables ***
${ANSWER}       To set a new password, open your profile, choose Security and follow the link that we send you.
${COMPLETE}     {"json_contains": {"action": "complete"}}


*** Test Cases ***
Who Is There Is Said First
    [Documentation]    The app authenticates after the handshake: the message that says so is waited for.
    Open WebSocket    /ws/support    params={"token": "token-of-ada"}
    Wait For Message    json_contains={"action": "authentication"}
    Last Message Should Contain JSON    {"payload": {"status_code": 200, "data": {"user": "ada"}}}

Whoever Is Unknown Is Told So And Put Out
    Open WebSocket    /ws/support    params={"token": "guessed"}
    Message Should Contain JSON    {"action": "authentication", "payload": {"status_code": 401}}
    Connection Should Be Closed With Code    4401    by=peer

A Request And Its Answer
    [Documentation]    The default completion message ends what one request leads to.
    Connect    ada
    Send JSON    {"action": "ping"}
    ${messages} =    Receive All Messages
    ${expected} =    Evaluate    [{"action": "pong", "payload": None}]
    Should Be Equal    ${messages}    ${expected}

A Request That Cannot Be Used Is Answered Too
    Connect    ada
    Send JSON    {"action": "ask", "payload": {"text": ""}}
    Receive All Messages
    Collected Messages Should    count=1    every={"json_contains": {"action": "error"}}
    Send JSON    {"action": "sing"}
    Receive All Messages
    Collected Messages Should    count=1    some={"contains": "sing"}

An Answer Streams In
    [Documentation]    How many pieces there are does not matter, what they say together does.
    Connect    ada
    Send JSON    {"action": "ask", "payload": {"text": "I forgot my password"}}
    Receive All Messages
    Collected Messages Should    count=> 10    every={"json_contains": {"action": "streaming"}}
    ...    some={"json_contains": {"payload": {"last": true}}}
    ${answer} =    Collected Messages Should    joined={"path": "$.payload.text", "text": "${ANSWER}"}
    Should Start With    ${answer}    To set a new password

The First Word Comes Soon
    [Documentation]    A stream is worth its trouble when its first piece comes long before its last.
    Connect    ada
    Send JSON    {"action": "ask", "payload": {"text": "I forgot my password"}}
    Message Should Contain JSON    {"action": "streaming", "payload": {"text": "To"}}
    Get Response Time    <    2 seconds
    Receive All Messages
    Get Response Time    >    50 ms

A Completion Message Of The App's Own
    [Documentation]    Any message can end what is received: here the last piece, which every deployment sends.
    Connect    ada
    Send JSON    {"action": "ask", "payload": {"text": "Where is my invoice?"}}
    ${pieces} =    Receive All Messages    answer
    Collected Messages Should    joined=$.payload.text    contains=below Billing
    Should Be Equal    ${pieces}[0][payload][text]    Your

Two Questions At Once Stay Apart
    [Documentation]    Each client has an inbox of its own.
    Connect    ada    grace
    Send JSON    {"action": "ask", "payload": {"text": "password?"}}    session=ada
    Send JSON    {"action": "ask", "payload": {"text": "invoice?"}}    session=grace
    FOR    ${client}    ${word}    IN    ada    Security    grace    Billing
        Receive All Messages    session=${client}
        Collected Messages Should    joined=$.payload.text    contains=${word}    session=${client}
    END

All Who Follow A Ticket Get What Is Said On It
    [Documentation]    To a group: each of its members gets the message, and the completion message of groups. The
    ...    profile *follower* says that this is the one they wait for.
    ${number} =    Open Ticket    ada    The printer burns
    Follow    ${number}    grace    alan
    Send JSON    {"action": "comment", "payload": {"number": ${number}, "text": "Call the fire brigade."}}
    ...    session=grace
    FOR    ${follower}    IN    ada    grace    alan
        Receive All Messages    session=${follower}
        Collected Messages Should    session=${follower}
        ...    some={"json_contains": {"action": "comment_added", "payload": {"user": "grace", "number": ${number}}}}
    END

Who Does Not Follow Hears Nothing
    ${number} =    Open Ticket    ada    Secret
    Connect    alan
    Send JSON    {"action": "comment", "payload": {"number": ${number}, "text": "Psst."}}    session=ada
    Receive All Messages    group    session=ada
    No Message Should Arrive    within=300ms    session=alan
    Send JSON    {"action": "comment", "payload": {"number": ${number}, "text": "What?"}}    session=alan
    Receive All Messages    session=alan
    Collected Messages Should    count=1    every={"json_contains": {"action": "error"}}    session=alan

An Event From Outside Reaches Everybody
    [Documentation]    Another system tells the app something over HTTP: an event, with a completion message of its own.
    ...    The profile *visitor* takes its token, which no log shows, from an environment variable.
    Set Environment Variable    SUPPORT_VISITOR    token-of-alan
    Open WebSocket    /ws/support    first    profile=visitor
    Open WebSocket    /ws/support    second    profile=visitor
    Every Session Should Receive    json_contains={"action": "authentication"}
    HTTP Request    POST    /notices    json={"text": "We are back at nine."}    expected_status=202
    FOR    ${client}    IN    first    second
        Receive All Messages    session=${client}
        Collected Messages Should    count=1    session=${client}
        ...    every={"json": {"action": "notice", "payload": {"text": "We are back at nine."}}}
    END

An Event From Outside Reaches Those Who Follow
    ${number} =    Open Ticket    ada    Invoice
    Connect    alan
    HTTP Request    POST    /tickets/${number}/notices    json={"text": "It was paid."}    expected_status=202
    Receive All Messages    event    session=ada
    Collected Messages Should    count=1    some={"contains": "It was paid."}    session=ada
    No Message Should Arrive    within=300ms    session=alan
    HTTP Request    POST    /tickets/999/notices    json={"text": "?"}    expected_status=404

A Deployment Without Completion Messages
    [Documentation]    They are switched on for tests. Where they are not, the app's own last message does as well, and a
    ...    completion message that never comes is a failure which shows what came instead.
    Start App    examples.support:app    name=plain    cwd=${CURDIR}/../..    ready=/health
    Open WebSocket    /ws/support    ada    params={"token": "token-of-ada"}
    Message Should Contain JSON    {"action": "authentication"}
    Send JSON    {"action": "ask", "payload": {"text": "password?"}}
    Receive All Messages    answer
    Collected Messages Should    joined=$.payload.text    text=${ANSWER}
    Send JSON    {"action": "ping"}
    Run Keyword And Expect Error
    ...    Expected session "ada" to receive messages until one that is JSON containing {"action": "complete"}, but none did within 0.5 s.\nWhat came, and stays unread (1 message):\n*pong*
    ...    Receive All Messages    ${COMPLETE}    timeout=500ms
    [Teardown]    Back To The Desk


*** Keywords ***
Start The Support Desk
    [Documentation]    With completion messages, which a deployment for users does without.
    Skip If    sys.version_info < (3, 11)    chanx needs Python 3.11 or newer.
    Start App    examples.support:app    cwd=${CURDIR}/../..    ready=/health    env={"SUPPORT_COMPLETION": "on"}

Back To The Desk
    [Documentation]    The app that was started last is the one that URLs are joined to.
    Stop App    plain
    Restart App

Connect
    [Documentation]    Opens a session for each of these users; each has then read who it is.
    [Arguments]    @{users}    ${profile}=${NONE}
    FOR    ${user}    IN    @{users}
        Open WebSocket    /ws/support    ${user}    profile=${profile}    params={"token": "token-of-${user}"}
        Message Should Contain JSON    {"action": "authentication", "payload": {"status_code": 200}}
    END

Open Ticket
    [Documentation]    A user opens a ticket and follows it; returns its number.
    [Arguments]    ${user}    ${subject}
    Connect    ${user}    profile=follower
    Send JSON    {"action": "open_ticket", "payload": {"subject": "${subject}"}}    session=${user}
    Message Should Contain JSON    {"action": "ticket", "payload": {"subject": "${subject}"}}    session=${user}
    ${number} =    Get JSON Value    $.payload.number    session=${user}
    Wait For Message    json_contains={"action": "complete"}    session=${user}
    RETURN    ${number}

Follow
    [Documentation]    These users follow a ticket from now on.
    [Arguments]    ${number}    @{users}
    Connect    @{users}    profile=follower
    FOR    ${user}    IN    @{users}
        Send JSON    {"action": "follow", "payload": {"number": ${number}}}    session=${user}
        Wait For Message    json_contains={"action": "complete"}    session=${user}
    END
