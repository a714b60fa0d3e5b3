*** Settings ***
Documentation       The ticker beside this file: prices that stream in, by WebSocket and as server-sent events, and what a
...                 client gets that goes on where it was when it lost the connection.
...
...                 Each test makes the prices of a symbol of its own, so that the tests can run in any order.

Library             WsKeywords

Suite Setup         Start App    examples.ticker:app    cwd=${CURDIR}/../..    ready=/health


*** Test Cases ***
Prices Stream In
    [Documentation]    ``Every Message Should`` watches for a time, and fails when nothing comes: a ticker that stands
    ...    still is none.
    Open WebSocket    /ws?symbol=SIM
    Every Message Should
    ...    json_contains={"type": "tick", "symbol": "SIM", "number": "#integer", "price": "#more than 0"}
    ...    within=500ms

No Price Is Left Out
    Open WebSocket    /ws?symbol=SIM
    ${ticks} =    Receive Messages    10    as_json=True
    VAR    ${first} =    ${ticks}[0][number]
    ${numbers} =    Evaluate    [tick["number"] for tick in $ticks]
    Should Be Equal    ${numbers}    ${{ list(range($first, $first + 10)) }}

The Same Prices Come By WebSocket And As Events
    [Documentation]    An event stream is a session as a WebSocket is: the keywords are the same.
    Open WebSocket    /ws?symbol=SAME    socket
    Open Event Stream    /events?symbol=SAME    stream
    Trade    SAME    10    10.5    11
    FOR    ${session}    IN    socket    stream
        Messages Should Arrive    {"price": 10}    {"price": 10.5}    {"price": 11}    session=${session}
        Get JSON Value    $.number    ==    3    session=${session}
    END

An Event Has A Type And An Id
    Open Event Stream    /events?symbol=TYPE
    Get Handshake Status    ==    200
    Get Handshake Header    Content-Type    starts    text/event-stream
    ${id} =    Trade    TYPE    99.5
    ${event} =    Wait For Message    event=tick    json_contains={"price": 99.5}
    Should Be Equal    ${event.event}    tick
    Should Be Equal    ${event.id}    ${id}

Who Listens To One Symbol Hears Of No Other
    Open Event Stream    /events?symbol=ONE
    Open WebSocket    /ws?symbol=ONE&symbol=BOTH    two symbols
    Trade    OTHER    1
    Trade    BOTH    2
    No Message Should Arrive    within=300ms    session=default
    Message Should Contain JSON    {"symbol": "BOTH"}    session=two symbols

What Is No Event Is In The Transcript Only
    [Documentation]    Comments, which keep a connection alive, and the time after which a browser should reconnect.
    Open Event Stream    /events?symbol=CALM
    No Message Should Arrive    within=300ms
    ${transcript} =    Get Transcript    text
    Should Contain    ${transcript}    comment${SPACE * 2}4 B${SPACE * 2}"CALM"
    Should Contain    ${transcript}    reconnection time 2000 ms

A Lost WebSocket Goes On Where It Was
    [Documentation]    The client says what it has seen; what it had not read yet stays in the inbox.
    Open WebSocket    /ws?symbol=LOST
    ${id} =    Trade    LOST    1    2
    Message Should Contain JSON    {"number": 1}
    Get Message Count    ==    1    timeout=2s
    Abort WebSocket
    Connection Should Be Closed With Code    1006    by=us
    Trade    LOST    3    4
    Reconnect WebSocket    params={"since": "${id}"}
    Trade    LOST    5
    Messages Should Arrive    {"number": 2}    {"number": 3}    {"number": 4}    {"number": 5}
    No Message Should Arrive    within=300ms

A Lost Event Stream Goes On By Itself
    [Documentation]    ``Reconnect WebSocket`` sends the id of the newest event as ``Last-Event-ID``, as a browser does.
    ...    The gap is in the transcript, between two handshakes.
    Open Event Stream    /events?symbol=GONE
    Trade    GONE    1    2
    Messages Should Arrive    {"number": 1}    {"number": 2}
    Abort WebSocket
    Trade    GONE    3    4
    Reconnect WebSocket
    Messages Should Arrive    {"number": 3}    {"number": 4}
    ${transcript} =    Get Transcript    text
    Should Match Regexp    ${transcript}    (?s)handshake.*close {2}1006, by us.*handshake {2}200 OK.*"number": 3

A New Client May Ask For The Past Too
    ${id} =    Trade    PAST    1
    Trade    PAST    2    3
    Open Event Stream    /events?symbol=PAST    last_event_id=${id}
    Messages Should Arrive    {"number": 2}    {"number": 3}

A Crash Loses The Past, And Says So
    [Documentation]    The ids of another run mean nothing to the server: it tells the client to start anew.
    Open WebSocket    /ws?symbol=CRASH    socket
    Open Event Stream    /events?symbol=CRASH    stream
    ${id} =    Trade    CRASH    1
    Message Should Contain JSON    {"number": 1}    session=socket
    Message Should Contain JSON    {"number": 1}    session=stream
    Restart App    graceful=False
    Connection Should Be Closed With Code    1006    by=network    session=socket
    Connection Should Be Closed With Code    1006    by=network    session=stream
    Reconnect WebSocket    socket    params={"since": "${id}"}
    Reconnect WebSocket    stream
    Trade    CRASH    2
    Message Should Contain JSON    {"type": "reset", "reason": "${id} is not known here"}    session=socket
    Message Should Contain JSON    {"number": 1, "price": 2}    session=socket
    Wait For Message    event=reset    session=stream
    Message Should Contain JSON    {"number": 1, "price": 2}    session=stream

A Halt Ends The Streams
    [Documentation]    The server ends an event stream: 1000, by the peer. With 204 it keeps clients from coming back.
    Open WebSocket    /ws?symbol=HALT    socket
    Open Event Stream    /events?symbol=HALT    stream
    Trade    HALT    7    8
    HTTP Request    POST    /halts    json={"symbol": "HALT"}    expected_status=201
    ${ticks} =    Receive Messages Until    event=halt    as_json=True    session=stream
    Should Be Equal    ${ticks}[-1][price]    ${8}
    Connection Should Be Closed With Code    1000    by=peer    session=stream
    Connection Should Be Closed With Code    4000    trading is halted    by=peer    session=socket
    Opening Event Stream Should Fail    /events?symbol=HALT    status=204

A Page Is No Event Stream
    ${rejection} =    Opening Event Stream Should Fail    /    status=200    error=not an event stream
    Should Contain    ${rejection.body}    <title>Ticker</title>

A Crowd Hears A Price At Once
    Open WebSockets    /ws?symbol=CROWD    count=20    prefix=watcher
    Trade    CROWD    12.5
    Every Session Should Receive    json_contains={"price": 12.5}    timeout=2s
    Get Response Time    <    2 seconds    session=watcher-20


*** Keywords ***
Trade
    [Documentation]    Makes prices of a symbol, and returns the id of the last.
    [Arguments]    ${symbol}    @{prices}
    FOR    ${price}    IN    @{prices}
        HTTP Request    POST    /ticks    json={"symbol": "${symbol}", "price": ${price}}    expected_status=201
    END
    ${id} =    Get HTTP JSON Value    $.id
    RETURN    ${id}
