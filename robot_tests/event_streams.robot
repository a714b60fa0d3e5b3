*** Settings ***
Documentation       Server-sent events as sessions: opened, read, lost, resumed, refused.

Library             Collections
Library             WsKeywords

Suite Setup         Start App    events:app    cwd=${CURDIR}/apps    ready=/page


*** Test Cases ***
Events Are Messages
    Open Event Stream    /events
    Say    data=hello
    Message Should Be    hello
    Say    data={"price": 12.5}    event=tick
    Message Should Contain JSON    {"price": "#number"}
    Get JSON Value    $.price    ==    12.5
    Last Message Should Match    *12.5*

An Event Has A Type, An Id And A Reconnection Time
    Open Event Stream    /events
    Say    event=tick    id=7    retry=1500    data=x
    ${event} =    Receive Message
    Should Be Equal    ${event}    x
    Should Be Equal    ${event.event}    tick
    Should Be Equal    ${event.id}    7
    Should Be Equal    ${event.retry}    ${1500}
    Say    data=y
    ${event} =    Receive Message
    Should Be Equal    ${event.event}    message
    Should Be Equal    ${event.id}    7    the id holds until another comes
    Should Be Equal    ${event.retry}    ${NONE}

The Type Is A Matcher
    Open Event Stream    /events
    Ignore Messages    event=heartbeat
    FOR    ${type}    IN    tick    heartbeat    tick    halt
        Say    event=${type}    data={"type": "${type}"}
    END
    ${ticks} =    Receive Messages Until    event=halt
    Length Should Be    ${ticks}    2
    Last Message Should Be JSON    {"type": "halt"}
    No Message Should Arrive    event=tick    within=300ms

Every Keyword That Takes Matchers Takes The Type
    Open Event Stream    /count?to=3    counter
    Wait For Message    event=count    json_contains={"number": 1}
    Every Session Should Receive    event=count    sessions=counter
    Every Message Should    event=count    within=200ms
    Last Message Should Contain JSON    {"number": 3}

A WebSocket Message Has No Type
    Open WebSocket    /echo
    Send Text    tick
    Run Keyword And Expect Error
    ...    *that is the event "tick", but the one unread message did not match*It is a WebSocket message, which has no event.*
    ...    Wait For Message    event=tick    timeout=300ms

Everything The Format Has
    Open Event Stream    /tricky
    Connection Should Be Closed With Code    1000    by=peer
    ${lines} =    Receive Message
    Should Be Equal    ${lines}    two\nlines
    ${named} =    Receive Message
    Should Be Equal    ${named.event}-${named.id}-${named.retry}-${named}    named-7-1500-ü
    Message Should Be    no space
    Get Message Count    ==    0
    ${transcript} =    Get Transcript
    Should Be Equal    ${transcript}[1][kind]    comment
    Should Be Equal    ${transcript}[1][data]    a comment
    Should Contain    ${transcript}[3][event]    named

What The Server Ends Is Closed By The Peer With 1000
    Open Event Stream    /count?to=1
    Connection Should Be Closed With Code    1000    by=peer
    Get Close Code    ==    1000
    Get Closed By    ==    peer
    Message Should Contain JSON    {"number": 1}

What Breaks Off Is Closed By The Network With 1006
    Open Event Stream    /drop
    Connection Should Be Closed With Code    1006    by=network
    Message Should Be    the first and the last

What The Test Ends Is Closed By Us
    Open Event Stream    /events    one
    Open Event Stream    /events    two
    Open Event Stream    /events    three
    Close WebSocket    one
    Connection Should Be Closed With Code    1000    by=us    session=one
    Abort WebSocket    two
    Connection Should Be Closed With Code    1006    by=us    session=two
    Close All WebSockets
    Connection Should Be Closed    three

Reconnecting Goes On Behind The Newest Event
    Open Event Stream    /count?to=2
    Connection Should Be Closed
    Message Should Contain JSON    {"number": 1}
    Reconnect WebSocket    params={"to": "4"}
    Messages Should Arrive    {"number": 2}    {"number": 3}    {"number": 4}

Or Where The Test Says
    Open Event Stream    /count?to=5    last_event_id=3
    Messages Should Arrive    {"number": 4}    {"number": 5}
    Connection Should Be Closed
    Reconnect WebSocket    headers={"Last-Event-ID": "4"}
    Message Should Contain JSON    {"number": 5}

What Is Asked
    Open Event Stream    /headers    params={"a": "b c"}    headers={"X-Team": "blue"}    bearer=a-long-token
    ...    cookies={"sid": "a-long-cookie"}    origin=https://example.com    last_event_id=41
    Message Should Contain JSON
    ...    {"accept": "text/event-stream", "x-team": "blue", "origin": "https://example.com", "last-event-id": "41"}
    Last Message Should Contain JSON    {"query": {"a": "b c"}, "cookie": "#regex sid=.*", "authorization": "#string"}
    Get Handshake Status    ==    200
    Get Handshake Header    content-type    contains    event-stream

What Is No Event Stream Is Refused
    ${rejection} =    Opening Event Stream Should Fail    /page    status=200    error=not an event stream
    Should Be Equal    ${rejection.body}    <h1>No events here</h1>
    Opening Event Stream Should Fail    /gone    status=204
    ${rejection} =    Opening Event Stream Should Fail    /moved    status=301    error=*open "/events" to go there.
    Should Be Equal    ${rejection.headers.get("location")}    /events
    Opening Event Stream Should Fail    /nowhere    status=404    error=status 404
    Opening Event Stream Should Fail    http://127.0.0.1:9/    error=refused

What Opens Unexpectedly Is Closed Again
    Run Keyword And Expect Error
    ...    Expected opening "http://127.0.0.1:*/events" to fail with status 403, but the server accepted it with status 200.\nIt was closed again.
    ...    Opening Event Stream Should Fail    /events    status=403

A Session That Only Listens
    Open Event Stream    /events
    Run Keyword And Expect Error
    ...    Nothing can be sent on session "default": it is an event stream, which only the server writes. *
    ...    Send Text    hello
    Run Keyword And Expect Error
    ...    Session "default" is an event stream, which has no close frame: no code and no reason can be sent. *
    ...    Close WebSocket    code=4000

Every Session Means Every WebSocket
    Open WebSocket    /echo    socket
    Open Event Stream    /events    stream
    Send To Every Session    hello
    Every Session Should Receive    text=hello
    Say    data=hello
    Every Session Should Receive    text=hello    sessions=str*
    Close WebSocket    socket
    Run Keyword And Expect Error    Nothing to check: *    Every Session Should Receive    text=hello

Transcripts Know Events
    Open Event Stream    /count?to=1
    Connection Should Be Closed
    VAR    ${path} =    ${OUTPUT DIR}/events.har
    Save Transcript    ${path}
    ${har} =    Evaluate    json.loads(pathlib.Path($path).read_text())    modules=json, pathlib
    ${entry} =    Get From List    ${har}[log][entries]    0
    Should Be Equal    ${entry}[_resourceType]    eventsource
    Should Be Equal    ${entry}[_eventSourceMessages][0][eventName]    count
    Should Be Equal    ${entry}[_eventSourceMessages][0][eventId]    1
    Should Be Equal    ${entry}[_eventSourceMessages][0][data]    {"number": 1}


*** Keywords ***
Say
    [Documentation]    An event of all open streams.
    [Arguments]    &{fields}
    HTTP Request    POST    /say    json=${fields}    expected_status=201
