*** Settings ***
Documentation       The auctions beside this file: rooms by path, order among several senders, what a close code tells,
...                 pictures as binary messages.
...
...                 Each test announces an auction of its own, so that the tests can run in any order.

Library             WsKeywords

Suite Setup         Start App    examples.auction:app    cwd=${CURDIR}/../..    ready=/health


*** Test Cases ***
Every Bid Is Told To Everyone In The Same Order
    [Documentation]    ``Messages Should Arrive`` takes exactly the next messages: one more in between, or two the other
    ...    way round, fail.
    ${auction} =    Announce An Auction
    Attend    ${auction}    ada    grace    watcher
    Bid    ada    110
    Wait For Message    json_contains={"type": "bid", "amount": 110}    session=grace
    Bid    grace    120
    Wait For Message    json_contains={"type": "bid", "amount": 120}    session=ada
    Bid    ada    150
    Messages Should Arrive
    ...    {"type": "bid", "number": 1, "bidder": "ada", "amount": 110}
    ...    {"type": "bid", "number": 2, "bidder": "grace", "amount": 120}
    ...    {"type": "bid", "number": 3, "bidder": "ada", "amount": 150}
    ...    session=watcher
    Messages Should Arrive    {"amount": 120}    {"amount": 150}    session=grace

The Bids On Each Lot Keep Their Order, Whatever Happens Between Them
    [Documentation]    Two bidders at once: which of them is first is chance, but no lot's bids may overtake each other.
    ${auction} =    Announce An Auction    {"Longcase clock": 100, "Wrist watch": 10}
    Attend    ${auction}    ada    grace    watcher
    FOR    ${step}    IN RANGE    1    4
        Bid    ada    ${100 + ${step}}    lot=1
        Bid    grace    ${10 + ${step}}    lot=2
    END
    Messages Should Arrive
    ...    {"lot": 1, "amount": 101}    {"lot": 1, "amount": 102}    {"lot": 1, "amount": 103}
    ...    {"lot": 2, "amount": 11}    {"lot": 2, "amount": 12}    {"lot": 2, "amount": 13}
    ...    in_order_per=$.lot    session=watcher

Bids Stay In Their Room
    ${auction} =    Announce An Auction
    Attend    ${auction}    ada
    ${auction} =    Announce An Auction
    Attend    ${auction}    grace
    Bid    ada    110
    Message Should Contain JSON    {"type": "bid", "amount": 110}    session=ada
    No Message Should Arrive    within=300ms    session=grace

A Crowd Hears One Bid
    ${auction} =    Announce An Auction
    Open WebSockets    /auctions/${auction}    count=20    prefix=bidder    params={"bidder": "{session}"}
    Every Session Should Receive    json_contains={"type": "present", "bidders": "#[20]"}
    Bid    bidder-7    200
    Every Session Should Receive    json_contains={"type": "bid", "bidder": "bidder-7"}    timeout=3s

Who Comes And Goes Is Told
    ${auction} =    Announce An Auction
    Attend    ${auction}    ada    grace
    Abort WebSocket    grace
    Message Should Be JSON    {"type": "present", "bidders": ["ada"]}    session=ada

A Bid That Is Too Low Is Told To Its Bidder Alone
    ${auction} =    Announce An Auction
    Attend    ${auction}    ada    grace
    Bid    grace    100
    Message Should Be JSON    {"type": "too-low", "lot": 1, "price": 100}    session=grace
    No Message Should Arrive    within=300ms    session=ada

The Third Low Bid Ends The Session
    [Documentation]    What came before the close can be read after it; the close is asserted by code, reason and who.
    ${auction} =    Announce An Auction
    Attend    ${auction}    ada    grace
    Repeat Keyword    3 times    Bid    grace    1
    Connection Should Be Closed With Code    4003    3 bids were too low    by=peer    session=grace
    Get Message Count    ==    3    session=grace
    Message Should Be JSON    {"type": "present", "bidders": ["ada"]}    session=ada

The Hammer Ends The Auction For Everyone
    ${auction} =    Announce An Auction    {"Longcase clock": 100, "Wrist watch": 10}
    Attend    ${auction}    ada    grace
    Bid    ada    110
    Every Session Should Receive    json_contains={"type": "bid"}
    The Hammer Falls    ${auction}    1
    Every Session Should Receive
    ...    json={"type": "sold", "lot": 1, "bidder": "ada", "amount": 110, "over": false}
    The Hammer Falls    ${auction}    2
    FOR    ${bidder}    IN    ada    grace
        Message Should Contain JSON
        ...    {"type": "sold", "lot": 2, "bidder": null, "amount": null}    session=${bidder}
        Connection Should Be Closed With Code    4000    the auction is over    by=peer    session=${bidder}
    END

Who Comes To No Auction Learns Why
    [Documentation]    The handshake succeeds, and a close follows at once: no rejection, but a close code.
    Open WebSocket    /auctions/999999?bidder=ada
    Connection Should Be Closed With Code    4404    there is no auction 999999
    ${auction} =    Announce An Auction    {"Wrist watch": 10}
    The Hammer Falls    ${auction}    1
    Open WebSocket    /auctions/${auction}?bidder=ada    late
    Connection Should Be Closed With Code    4410    the auction is over    session=late

Nobody Attends Without A Name
    ${auction} =    Announce An Auction
    Opening WebSocket Should Fail    /auctions/${auction}    status=403

A Picture Is A Binary Message
    ${auction} =    Announce An Auction    {"Longcase clock": 100, "Wrist watch": 10}
    Attend    ${auction}    ada    grace
    Send JSON    {"picture": 2}    session=ada
    Bid    grace    110
    ${picture} =    Wait For Message    hex=89 50 4e 47 0d 0a 1a 0a *    session=ada    keep_skipped=True
    Length Should Be    ${picture}    69
    Message Should Contain JSON    {"type": "bid", "amount": 110}    session=ada

A Bid In Bytes Is Refused
    ${auction} =    Announce An Auction
    Attend    ${auction}    ada
    Send Binary    {"bid": 110, "lot": 1}    encoding=utf-8
    Connection Should Be Closed With Code    1003    bids are text

What Is No Bid Ends The Session
    [Template]    What Is Sent Ends The Session With 4400
    hello
    {"bid": "much", "lot": 1}
    {"bid": 110, "lot": 7}
    "a JSON text"


*** Keywords ***
Announce An Auction
    [Documentation]    A new one; returns its number.
    [Arguments]    ${lots}={"Longcase clock": 100}
    HTTP Request    POST    /auctions    json={"title": "Clocks", "lots": ${lots}}    expected_status=201
    ${auction} =    Get HTTP JSON Value    $.auction
    RETURN    ${auction}

Attend
    [Documentation]    One after the other; each has then read all that was said before the last one came.
    [Arguments]    ${auction}    @{bidders}
    FOR    ${bidder}    IN    @{bidders}
        Open WebSocket    /auctions/${auction}    ${bidder}    params={"bidder": "${bidder}"}
        Message Should Contain JSON    {"type": "welcome", "lots": "#array"}
    END
    ${count} =    Get Length    ${bidders}
    FOR    ${bidder}    IN    @{bidders}
        Wait For Message    json_contains={"type": "present", "bidders": "#[${count}]"}    session=${bidder}
    END

Bid
    [Arguments]    ${bidder}    ${amount}    ${lot}=1
    Send JSON    {"bid": ${amount}, "lot": ${lot}}    session=${bidder}

The Hammer Falls
    [Arguments]    ${auction}    ${lot}
    HTTP Request    POST    /auctions/${auction}/lots/${lot}/hammer    expected_status=201

What Is Sent Ends The Session With 4400
    [Arguments]    ${text}
    ${auction} =    Announce An Auction
    Open WebSocket    /auctions/${auction}?bidder=ada
    Send Text    ${text}
    Connection Should Be Closed With Code    4400    neither a bid nor a request    by=peer
