*** Settings ***
Documentation       Profiles: options of connections, and completion messages, that a configuration file names.

Library             OperatingSystem
Library             WsKeywords    config=${CURDIR}/profiles.yaml

Suite Setup         Start Server With Secrets


*** Test Cases ***
The Options Of A Profile Are Used
    Open WebSocket    /ws/mirror    profile=admin
    Message Should Contain JSON
    ...    {"headers": {"authorization": "#string", "x-team": "blue"}, "cookies": {"lang": "en"}, "query": {"room": "lobby"}}

What The Call Says Wins
    ${headers} =    Create Dictionary    x-team=red    X-More=1
    ${cookies} =    Create Dictionary    lang=de
    Open WebSocket    /ws/mirror?room=kitchen    profile=admin    bearer=the-bearer-of-the-call    headers=${headers}
    ...    cookies=${cookies}    params={"room": "hall"}
    Message Should Contain JSON
    ...    {"headers": {"authorization": "#string", "x-team": "red", "x-more": "1"}, "cookies": {"lang": "de", "sid": "#string"}}
    ${same} =    Get JSON Value    $.headers.authorization
    Should Be Equal    ${same}    Bearer the-bearer-of-the-call
    Get JSON Value    $.query.room    ==    hall

A Header Of The Call Takes The Place Of A Credential Of The Profile
    Open WebSocket    /ws/mirror    profile=basic    headers={"Authorization": "Bearer only-for-this-call"}
    ${found} =    Get Authorization
    Should Be Equal    ${found}    Bearer only-for-this-call
    Open WebSocket    /ws/mirror    second    profile=basic    headers={"Authorization": null}
    Message Should Contain JSON    {"headers": {"authorization": "#notpresent"}}

Secrets Of A Profile Are Masked
    Open WebSocket    /ws/mirror    profile=admin
    Receive Message
    ${transcript} =    Get Transcript    text
    Should Not Contain    ${transcript}    a-token-from-the-environment
    Should Not Contain    ${transcript}    a-session-id-from-the-environment

Subprotocols, Times, Ignored Messages
    Open WebSocket    /ws/protocols    profile=protocols
    Get Subprotocol    ==    chat.v2
    Open WebSocket    /ws/obey    second    profile=protocols
    Let Server Send    heartbeat 1    news
    Message Should Be    news
    No Message Should Arrive    within=200ms

A Profile Names Its Completion Message
    Open WebSocket    /ws/obey    profile=admin
    Let Server Send    {"n": 1}    {"action": "complete"}    {"n": 2}    {"action": "group_complete"}
    ${messages} =    Receive All Messages
    Length Should Be    ${messages}    3

A Profile Has Completion Messages Of Its Own
    Open WebSocket    /ws/obey    profile=protocols
    Let Server Send    1    half    2    the end    3    {"action": "group_complete"}
    ${messages} =    Receive All Messages    half
    Should Be Equal    ${messages}    ${{ [1] }}
    ${messages} =    Receive All Messages
    Should Be Equal    ${messages}    ${{ [2] }}
    ${messages} =    Receive All Messages    completion=group
    Should Be Equal    ${messages}    ${{ [3] }}

Without A Profile The Default Completion Message Counts
    Open WebSocket    /ws/obey
    Let Server Send    {"n": 1}    {"action": "complete"}    {"n": 2}    {"action": "group_complete"}
    ${messages} =    Receive All Messages
    Length Should Be    ${messages}    1
    ${messages} =    Receive All Messages    group
    Length Should Be    ${messages}    1
    Run Keyword And Expect Error
    ...    *profiles.yaml has no completion message "grop"; did you mean "group"? It has default and group.
    ...    Receive All Messages    grop

The Profile Stays When The Session Is Opened Again
    Open WebSocket    /ws/mirror    profile=admin    headers={"X-Call": "1"}
    Abort WebSocket
    Clear Messages
    Reconnect WebSocket    headers={"X-Call": "2"}
    Message Should Contain JSON    {"headers": {"x-call": "2", "x-team": "blue", "authorization": "#string"}}
    Abort WebSocket
    Reconnect WebSocket    profile=basic
    Message Should Contain JSON    {"headers": {"x-call": "2", "x-team": "#notpresent"}}
    ${found} =    Get JSON Value    $.headers.authorization
    Should Start With    ${found}    Basic${SPACE}

Many Sessions With One Profile
    Open WebSockets    /ws/mirror    3    profile=numbered
    Message Should Contain JSON    {"headers": {"x-who": "ws-2", "x-number": "2"}}    session=ws-2
    Abort WebSocket    ws-2
    Reconnect WebSocket    ws-2
    Message Should Contain JSON    {"headers": {"x-who": "ws-2", "x-number": "2"}}    session=ws-2

What A Profile Gives May Be Refused
    Opening WebSocket Should Fail    /ws/private    profile=admin    status=401

An Event Stream Has A Profile Too
    [Documentation]    What it says of WebSockets only, such as subprotocols, means nothing to an event stream.
    Open Event Stream    /events    profile=protocols
    Message Should Be    hello
    Abort WebSocket
    Reconnect WebSocket    profile=admin
    Receive Messages Until    event=greeting    include_last=True
    Collected Messages Should    count=1    every={"event": "greeting"}

An Unknown Profile
    Run Keyword And Expect Error
    ...    *profiles.yaml has no profile "admn"; did you mean "admin"? It has admin, protocols, basic and numbered.
    ...    Open WebSocket    /ws/mirror    profile=admn

A Variable That Is Not Set
    Remove Environment Variable    WSKEYWORDS_TEST_SID
    Run Keyword And Expect Error
    ...    *profiles.yaml, line 9: the environment variable "WSKEYWORDS_TEST_SID" is not set*
    ...    Open WebSocket    /ws/mirror    profile=admin
    [Teardown]    Set Environment Variable    WSKEYWORDS_TEST_SID    a-session-id-from-the-environment


*** Keywords ***
Start Server With Secrets
    [Documentation]    The secrets of the profiles come from the environment.
    Set Environment Variable    WSKEYWORDS_TEST_TOKEN    a-token-from-the-environment
    Set Environment Variable    WSKEYWORDS_TEST_SID    a-session-id-from-the-environment
    Start App    server:app    cwd=${CURDIR}/apps    ready=/docs

Let Server Send
    [Documentation]    The server sends these texts on the current session.
    [Arguments]    @{texts}
    ${order} =    Create Dictionary    send=${texts}
    Send JSON    ${order}

Get Authorization
    [Documentation]    The header that the server saw.
    Receive Message
    ${found} =    Get JSON Value    $.headers.authorization
    RETURN    ${found}
