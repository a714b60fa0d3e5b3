*** Settings ***
Documentation       Nothing passes by accident: nothing to check is an error, and so is a misspelt argument.

Resource            server.resource

Suite Setup         Start Server
Test Setup          Connect With A Message


*** Variables ***
${COMMENT_HINT}     A cell that begins with # is a comment to Robot Framework: write \\#array when a marker was meant.


*** Test Cases ***
No Expected Value
    FOR    ${ending}    IN    Be    Contain    Not Contain    Be JSON    Contain JSON
        Run Keyword And Expect Error    Nothing to check: no expected value was given. ${COMMENT_HINT}
        ...    Message Should ${ending}
        Run Keyword And Expect Error    Nothing to check: no expected value was given. ${COMMENT_HINT}
        ...    Last Message Should ${ending}
    END
    Run Keyword And Expect Error    Nothing to check: no pattern was given. ${COMMENT_HINT}    Message Should Match
    Run Keyword And Expect Error    Nothing to check: no pattern was given. ${COMMENT_HINT}
    ...    Message Should Match Regexp
    Run Keyword And Expect Error    Nothing to check: no schema was given. ${COMMENT_HINT}
    ...    Message Should Match Schema
    Run Keyword And Expect Error    Nothing to check: no messages were given. ${COMMENT_HINT}    Messages Should Arrive
    [Teardown]    Nothing Was Read

An Empty Text To Contain
    Run Keyword And Expect Error    *othing to check*    Message Should Contain    ${EMPTY}
    Run Keyword And Expect Error    *othing to check*    Message Should Contain    a    ${EMPTY}
    Run Keyword And Expect Error    *othing to check*    Message Should Not Contain    ${EMPTY}
    Run Keyword And Expect Error    *othing to check*    Wait For Message    contains=${EMPTY}
    Run Keyword And Expect Error    *othing to check*    Get Close Reason    contains    ${EMPTY}
    Run Keyword And Expect Error    *othing to check*    Message Should Match Regexp    ${EMPTY}
    [Teardown]    Nothing Was Read

No Matcher
    Run Keyword And Expect Error    *othing to check*    Receive Messages Until
    Run Keyword And Expect Error    *othing to check*    Ignore Messages
    Run Keyword And Expect Error    *othing to check*    Wait For Message    ignore_case=True
    [Teardown]    Nothing Was Read

Nothing In A Variable
    Run Keyword And Expect Error    Expected argument "contains" to be text, but it was None (NoneType).
    ...    Wait For Message    contains=${NONE}
    Run Keyword And Expect Error    Expected argument "expected" to be text, but it was None (NoneType).
    ...    Message Should Be    ${NONE}
    [Teardown]    Nothing Was Read

No Session Selected
    Run Keyword And Expect Error    No session that the test has not closed matches "nobody-[*]". The only session is "default".
    ...    Every Session Should Receive    contains=hello    sessions=nobody-*
    Run Keyword And Expect Error    Nothing to check: without "[*]" no session is left. The only session is "default".
    ...    Every Session Should Receive    contains=hello    excluding=*
    Run Keyword And Expect Error    *names of sessions*    Every Session Should Receive    sessions=${{ [] }}
    Run Keyword And Expect Error    *names of sessions*    Every Session Should Receive    sessions=${EMPTY}

A Count Of Nothing
    Run Keyword And Expect Error    At least one message must be asked for, but count is 0.
    ...    Receive Messages    0
    Run Keyword And Expect Error    *count*    Open WebSockets    /ws/echo    0

What Cannot Be Used
    Run Keyword And Expect Error    *reg*    Message Should Match Regexp    (
    Run Keyword And Expect Error    *reg*    Wait For Message    regexp=[
    Run Keyword And Expect Error    *JSONPath*    Wait For Message    jsonpath=$.[
    Run Keyword And Expect Error    *schema*    Message Should Match Schema    {"type": "strin"}
    Run Keyword And Expect Error    *hex*    Wait For Message    hex=2
    Run Keyword And Expect Error
    ...    Expected argument "kind" to be text or binary, but it was "txt". Did you mean "text"?
    ...    Wait For Message    kind=txt
    Run Keyword And Expect Error    *JSON*line 1, column 7*    Wait For Message    json={"a": }
    [Teardown]    Nothing Was Read

An Operator Without An Expected Value
    Run Keyword And Expect Error    Nothing to check: the operator "*" needs an expected value.    Get Close Code    ==
    Run Keyword And Expect Error    An expected value of the close code of session "default" needs an operator before it, such as ==.
    ...    Get Close Code    expected=1000

A Misspelt Argument
    Run Keyword And Expect Error
    ...    "sesion=bob" was taken as a text: "Message Should Contain" has no argument "sesion". Did you mean "session=bob"? If the text is meant as it stands, write "sesion\\=bob".
    ...    Message Should Contain    sesion=bob
    Run Keyword And Expect Error    *Did you mean "timeout=1s"?*    Message Should Contain    hello    timout=1s
    Run Keyword And Expect Error    *Did you mean "contains=hello"?*    Wait For Message    contain=hello
    Run Keyword And Expect Error    *Did you mean "session=bob"?*    Receive Message    1s    sesion=bob
    [Teardown]    Nothing Was Read

An Argument Of Another Keyword
    Run Keyword And Expect Error
    ...    "within=2s" was taken as a text: "Message Should Contain" has no argument "within". Its arguments are ignore_case, timeout, msg, session. If the text is meant as it stands, write "within\\=2s".
    ...    Message Should Contain    within=2s
    [Teardown]    Nothing Was Read

A Misspelt Argument Where Another Type Is Expected
    Run Keyword And Expect Error    "sesion=bob" was taken as a text: *Did you mean "session=bob"?*\\=bob".
    ...    Get Close Code    sesion=bob
    Run Keyword And Expect Error    "cout=2" was taken as a text: *Did you mean "count=2"?*    Receive Messages    cout=2
    Run Keyword And Expect Error    "txt=a" was taken as a text: *Did you mean "text=a"?*    Wait For Message    txt=a
    Run Keyword And Expect Error    "witin=1s" was taken as a text: *Did you mean "within=1s"?*
    ...    Every Message Should    witin=1s
    [Teardown]    Nothing Was Read

An Argument Of Another Keyword That Would Become A Name
    Run Keyword And Expect Error
    ...    "include_read=True" was taken as a text: "Open WebSocket" has no argument "include_read". Its arguments are *"include_read\\=True".
    ...    Open WebSocket    /ws/echo    include_read=True
    Run Keyword And Expect Error    "within=1s" was taken as a text: *    Open WebSocket    /ws/echo    within=1s
    Run Keyword And Expect Error    "within=1s" was taken as a text: *    Open WebSockets    /ws/echo    2    within=1s
    Run Keyword And Expect Error    "within=1s" was taken as a text: *    Opening WebSocket Should Fail    /ws/x    within=1s
    VAR    @{where}    /ws/echo
    Run Keyword And Expect Error    "within=1s" was taken as a text: *    Open WebSocket    @{where}    within=1s
    VAR    ${name}    within=1s
    Open WebSocket    /ws/echo    ${name}
    Close WebSocket    ${name}
    Open WebSocket    /ws/echo    a\=b
    Connection Should Be Open    a\=b
    [Teardown]    Switch Session    default

A Misspelt Argument Behind Run Keyword
    Run Keyword And Expect Error    *sesion*    Run Keyword    Message Should Contain    sesion=bob
    Run Keyword And Expect Error    *sesion*    Run Keyword If    True    Message Should Contain    sesion=bob
    Run Keyword And Expect Error    *sesion*    Wait Until Keyword Succeeds    1x    0s
    ...    Message Should Contain    sesion=bob
    [Teardown]    Nothing Was Read

A Text That Really Looks So
    Let Server Send    sesion=bob    x=1
    Message Should Contain    hello
    Message Should Contain    sesion\=bob
    Last Message Should Be    ${{ "sesion=bob" }}
    VAR    ${text}    sesion\=bob
    Last Message Should Contain    ${text}
    Message Should Be    x=1

A Text With An Escaped Marker
    Let Server Send    \#hello
    Receive Messages    2
    Last Message Should Be    \#hello

Arguments That Cannot Be Converted
    Run Keyword And Expect Error
    ...    Expected argument "timeout" to be a time such as 500ms, 2 seconds, 1.5 or 01:30, but it was "soon".
    ...    Receive Message    soon
    Run Keyword And Expect Error    *time*    Receive Message    ${EMPTY}
    Run Keyword And Expect Error    *not negative*    Receive Message    -1s
    Run Keyword And Expect Error    Expected argument "keep_skipped" to be True or False, but it was "maybe".
    ...    Wait For Message    keep_skipped=maybe
    Run Keyword And Expect Error
    ...    ValueError: Argument 'count' got value 'two' that cannot be converted to integer.
    ...    Receive Messages    two
    Run Keyword And Expect Error    *max_size*64 KiB*    Open WebSocket    /ws/echo    max_size=big
    [Teardown]    Nothing Was Read

A Secret Inside A Text
    Run Keyword And Expect Error    STARTS:Argument "text" holds the text "<secret>"    Send Text    token: <secret>
    Run Keyword And Expect Error    STARTS:Argument "payload.a" holds the text "<secret>"
    ...    Send JSON    {"a": "x<secret>"}
    Run Keyword And Expect Error    STARTS:Argument "headers.X" holds the text "<secret>"
    ...    Open WebSocket    /ws/echo    headers={"X": "Bearer <secret>"}


*** Keywords ***
Connect With A Message
    Connect
    Let Server Send    hello

Nothing Was Read
    Get Message Count    ==    1
