*** Settings ***
Documentation       Opening, naming, closing and losing connections, and asserting their state.

Resource            server.resource

Suite Setup         Start Server


*** Test Cases ***
A Session Has A Name And Is Current
    ${name} =    Open WebSocket    /ws/echo
    Should Be Equal    ${name}    default
    ${name} =    Open WebSocket    /ws/echo    alice
    Should Be Equal    ${name}    alice
    ${before} =    Switch Session    default
    Should Be Equal    ${before}    alice
    ${names} =    Get Session Names
    Should Be Equal    ${names}    ${{ ["default", "alice"] }}
    ${names} =    Get Session Names    a*
    Should Be Equal    ${names}    ${{ ["alice"] }}

An Absolute URL Needs No Base URL
    ${url} =    Restart App
    Open WebSocket    ${{ $url.replace("http:", "ws:") }}/ws/echo
    Connection Should Be Open

Headers, Cookies And Query Parameters Are Sent
    Open WebSocket    /ws/mirror?a=1
    ...    headers={"X-Team": "blue", "X-Empty": null}
    ...    cookies={"theme": "dark"}
    ...    params={"b": 2, "c": ["3", "4"]}
    ...    origin=https://example.com
    Message Should Contain JSON
    ...    {"headers": {"x-team": "blue", "x-empty": "#notpresent", "origin": "https://example.com"}}
    Get JSON Value    $.cookies.theme    ==    dark
    Get JSON Value    $.query.a    ==    1
    Get JSON Value    $.query.b    ==    2
    Get JSON Value    $.query.c    ==    4

Basic Authentication And Bearer Token Are Headers
    Open WebSocket    /ws/mirror    auth=ada:lovelace-1815
    Message Should Contain JSON    {"headers": {"authorization": "Basic YWRhOmxvdmVsYWNlLTE4MTU="}}
    Open WebSocket    /ws/private    bob    bearer=correct-horse-battery
    Message Should Be    You came with Bearer correct-horse-battery

A Subprotocol Is Negotiated
    Open WebSocket    /ws/protocols    subprotocols=chat.v3, chat.v2
    Get Subprotocol    ==    chat.v2
    Open WebSocket    /ws/protocols    plain
    Get Subprotocol    ==    ${EMPTY}

The Handshake Can Be Looked At
    Open WebSocket    /ws/mirror
    Get Handshake Status    ==    101
    Get Handshake Header    X-Node    ==    blue
    Get Handshake Header    x-many    ==    1, 2
    Get Handshake Header    X-Nowhere    ==    None
    Run Keyword And Expect Error
    ...    STARTS:Expected the handshake header "X-Nowhere" of session "default" to be "x", but it was None: the answer to the handshake has no such header, but
    ...    Get Handshake Header    X-Nowhere    ==    x
    Run Keyword And Expect Error
    ...    STARTS:Expected the close code of session "default" to be 1008, but it was None: the session is open.\n
    ...    Get Close Code    ==    1008
    Get Connect Time    <    2s

A Name That Is Open Cannot Be Opened Again, A Closed One Can
    Open WebSocket    /ws/echo    alice
    Run Keyword And Expect Error
    ...    A session "alice" is open already (*): close it, or give this one another name.
    ...    Open WebSocket    /ws/echo    alice
    Send Text    old
    Get Message Count    ==    1    timeout=2s
    Close WebSocket    alice
    Open WebSocket    /ws/echo    alice
    Get Message Count    ==    0    unread=False

A Name That Is Open Is Not Free For A Refusal Either
    Open WebSocket    /ws/echo    alice
    Run Keyword And Expect Error
    ...    A session "alice" is open already (*): close it, or give this one another name.
    ...    Opening WebSocket Should Fail    /ws/private    alice
    Opening WebSocket Should Fail    /ws/private    bob    status=401
    Opening WebSocket Should Fail    /ws/private    error=*STATUS 401*    ignore_case=True
    Run Keyword And Expect Error    *    Opening WebSocket Should Fail    /ws/private    error=*STATUS 401*

The Reason Of A Close In Any Case, Who Closed By Position
    Connect
    Close WebSocket    code=4000    reason=Enough
    Connection Should Be Closed With Code    4000    enough    us    ignore_case=True
    Run Keyword And Expect Error    *    Connection Should Be Closed With Code    4000    enough    us
    Run Keyword And Expect Error    *    Connection Should Be Closed With Code    4000    Enough    peer

We Close
    Connect
    Close WebSocket    code=4000    reason=enough
    Connection Should Be Closed With Code    4000    enough    by=us
    Get Close Code    ==    4000
    Get Close Reason    ==    enough
    Get Closed By    ==    us
    Close WebSocket

The Server Closes
    Connect
    Let Server Close    1008    policy of the house    after=0.1
    Connection Should Be Closed
    Connection Should Be Closed With Code    1008    policy*    by=peer
    Get Close Reason    contains    of the

The Server Gives No Reason
    Connect
    Let Server Close    4001
    Connection Should Be Closed With Code    4001    ${EMPTY}
    Run Keyword And Expect Error    STARTS:Expected session "default" to be closed with code 4001 and reason "x"
    ...    Connection Should Be Closed With Code    4001    x

A Lost Connection
    Connect    alice
    Abort WebSocket    alice
    Connection Should Be Closed With Code    1006    by=us
    Run Keyword And Expect Error    STARTS:Nothing can be sent on session "alice": it was closed by us with code 1006
    ...    Send Text    too late

An Open Session Has No Close
    Connect
    Get Close Code    ==    None
    Get Close Reason    ==    None
    Get Closed By    ==    None
    Connection Should Be Open
    Run Keyword And Expect Error    STARTS:Expected session "default" to be closed, but it was still open after 0.1 s
    ...    Connection Should Be Closed    timeout=100ms

Reconnecting
    Open WebSocket    /ws/mirror    alice    params={"token": "a-long-token"}
    Message Should Contain JSON    {"query": {"token": "a-long-token"}}
    Run Keyword And Expect Error    STARTS:Session "alice" is open
    ...    Reconnect WebSocket    alice
    Abort WebSocket    alice
    Reconnect WebSocket    alice    headers={"X-Resume": "7"}    backoff=10ms
    Connection Should Be Open    alice
    Message Should Contain JSON    {"query": {"token": "a-long-token"}, "headers": {"x-resume": "7"}}

Unread Messages Survive A Reconnect Unless They Are Cleared
    Open WebSocket    /ws/echo
    Send Text    one
    Get Message Count    ==    1    timeout=2s
    Abort WebSocket
    Reconnect WebSocket
    Message Should Be    Echo: one
    Send Text    two
    Get Message Count    ==    1    timeout=2s
    Close WebSocket
    Reconnect WebSocket    clear=True
    Get Message Count    ==    0

A Rejected Handshake
    ${rejection} =    Opening WebSocket Should Fail    /ws/private    status=401
    Should Be Equal    ${rejection.status}    ${401}
    Should Be Equal    ${rejection.reason}    Unauthorized
    Should Be Equal    ${rejection.headers.get("www-authenticate")}    Bearer
    Should Be Equal    ${rejection.body}    {"detail":"no entry"}
    Opening WebSocket Should Fail    /ws/private    error=*status 401*
    Opening WebSocket Should Fail    /ws/moved    status=301    error=*/ws/echo*
    Opening WebSocket Should Fail    ws://127.0.0.1:9    error=*refused*
    Opening WebSocket Should Fail    ws://no-such-host.invalid    error=*name not found*

A Rejection Leaves The Current Session
    Open WebSocket    /ws/echo    alice
    Opening WebSocket Should Fail    /ws/private
    Send Text    still here
    Message Should Be    Echo: still here
    Run Keyword And Expect Error    STARTS:Expected opening
    ...    Opening WebSocket Should Fail    /ws/echo
    Send Text    still here
    Message Should Be    Echo: still here

Many Sessions At Once
    ${names} =    Open WebSockets    /ws/mirror?n={n}    5    prefix=user    headers={"X-Name": "{session}"}
    Should Be Equal    ${names}    ${{ ["user-1", "user-2", "user-3", "user-4", "user-5"] }}
    Message Should Contain JSON    {"query": {"n": "5"}, "headers": {"x-name": "user-5"}}
    Message Should Contain JSON    {"query": {"n": "2"}, "headers": {"x-name": "user-2"}}    session=user-2
    Close All WebSockets
    Connection Should Be Closed    user-1

Bad Addresses
    Run Keyword And Expect Error
    ...    Expected a URL that begins with ws:// or wss:// (or http://, https://), but it is "ftp://127.0.0.1/".
    ...    Open WebSocket    ftp://127.0.0.1/
    Run Keyword And Expect Error    *host*    Open WebSocket    ws:///path
    Open WebSocket    /ws/echo    alice
    Run Keyword And Expect Error    There is no session "alcie". Did you mean "alice"? The only session is "alice".
    ...    Switch Session    alcie

Options That Cannot Be Used
    Run Keyword And Expect Error    *auth*colon*    Open WebSocket    /ws/echo    auth=nobody
    Run Keyword And Expect Error
    ...    Expected argument "verify" to be True, False or the path of a CA file that exists, but it was "perhaps".
    ...    Open WebSocket    /ws/echo    verify=perhaps
    Run Keyword And Expect Error    Expected argument "headers" to be JSON, but "nonsense" is not: *
    ...    Open WebSocket    /ws/echo    headers=nonsense
    Run Keyword And Expect Error    *code*999*    Close With Code    999
    Run Keyword And Expect Error
    ...    Expected argument "by" to be peer, us or network, but it was "pear". Did you mean "peer"?
    ...    Connection Should Be Closed With Code    1000    by=pear


*** Keywords ***
Close With Code
    [Arguments]    ${code}
    Open WebSocket    /ws/echo    closing
    Close WebSocket    closing    code=${code}
