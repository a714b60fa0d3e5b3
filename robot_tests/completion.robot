*** Settings ***
Documentation       Completion messages: all that an app has to say, until it says that this was all; and what was
...                 collected: how many, every one, some one, their texts joined.

Resource            server.resource

Suite Setup         Start Server


*** Variables ***
${COMPLETE}         {"json_contains": {"action": "complete"}}
@{ANSWER}           {"action": "delta", "text": "Hel"}    {"action": "delta", "text": "lo"}    {"action": "complete"}


*** Test Cases ***
All Messages Up To The Completion Message
    Connect
    Let Server Send    @{ANSWER}
    ${messages} =    Receive All Messages    completion=${COMPLETE}
    ${expected} =    Evaluate    [{"action": "delta", "text": "Hel"}, {"action": "delta", "text": "lo"}]
    Should Be Equal    ${messages}    ${expected}
    Last Message Should Be JSON    {"action": "complete"}
    No Message Should Arrive    within=200ms

The Messages Themselves
    Connect
    Let Server Send    one    done    two
    ${messages} =    Receive All Messages    {"text": "done"}    as_json=False
    Should Be Equal    ${messages}    ${{ ["one"] }}
    Message Should Be    two

Nothing But The Completion Message
    Connect
    Let Server Send    {"action": "complete"}
    ${messages} =    Receive All Messages    ${COMPLETE}
    Should Be Empty    ${messages}
    Collected Messages Should    count=0

A Completion Message That Does Not Come
    Connect
    Let Server Send    {"action": "delta"}
    ${error} =    Run Keyword And Expect Error    *    Receive All Messages    ${COMPLETE}    timeout=300ms
    Should Start With
    ...    ${error}
    ...    Expected session "default" to receive messages until one that is JSON containing {"action": "complete"}, but none did within 0.3 s.\nWhat came, and stays unread (1 message):\n${SPACE*4}"{"action": "delta"}"\n
    Message Should Be JSON    {"action": "delta"}

The Authentication Message Is Waited For
    [Documentation]    Some apps say first of all whether they know who is there; what else comes early is skipped.
    Connect
    Let Server Send    {"action": "hello"}    {"action": "authentication", "payload": {"status_code": 200}}
    Wait For Message    json_contains={"action": "authentication"}
    Last Message Should Contain JSON    {"payload": {"status_code": 200}}

Nothing At All Comes
    [Documentation]    A request that is ignored: neither an answer nor a completion message.
    Connect
    Send JSON    {"send": []}
    No Message Should Arrive    within=300ms

Nothing Says What The Completion Message Is
    Connect
    ${error} =    Run Keyword And Expect Error    *    Receive All Messages
    Should Be Equal
    ...    ${error}
    ...    Nothing says which message ends all messages of session "default": there is no wskeywords.yaml in "${EXECDIR}": name the file with config=$\{CURDIR}/wskeywords.yaml.\nFor this call give completion={"json_contains": {"action": "complete"}}, or write for all:\n${SPACE*4}completion: {default: {json_contains: {action: complete}}}
    Run Keyword And Expect Error
    ...    The completion message "group" was asked for, but there is no wskeywords.yaml in "*": name the file with config=*
    ...    Receive All Messages    group
    Run Keyword And Expect Error
    ...    "action" is no matcher argument of "completion". They are *; JSON to look for is written {"json_contains": {…}}.
    ...    Receive All Messages    {"action": "complete"}

How Many Were Collected
    Connect
    Let Server Send    @{ANSWER}
    Receive All Messages    ${COMPLETE}
    Collected Messages Should    count=2
    Collected Messages Should    count=${2}
    Collected Messages Should    count=>= 1
    ${error} =    Run Keyword And Expect Error    *    Collected Messages Should    count=3    msg=Half an answer
    Should Start With
    ...    ${error}
    ...    Half an answer: Expected session "default" to have collected 3 messages, but there are 2.\nIt collected 2 messages by receiving until a message that is JSON containing {"action": "complete"}:\n${SPACE*4}1. "{"action": "delta", "text": "Hel"}"\n${SPACE*4}2. "{"action": "delta", "text": "lo"}"\nSession "default", open, at ws://

Every And Some
    Connect
    Let Server Send    @{ANSWER}
    Receive Messages Until    json_contains={"action": "complete"}    include_last=True
    Collected Messages Should    count=3    some={"json_contains": {"action": "complete"}}    every={"kind": "text"}
    ${error} =    Run Keyword And Expect Error    *
    ...    Collected Messages Should    every={"json_contains": {"action": "delta"}}
    Should Start With
    ...    ${error}
    ...    Expected every message that session "default" collected to be JSON containing {"action": "delta"}, but number 3 was:\n${SPACE*4}"{"action": "complete"}"\n
    ${error} =    Run Keyword And Expect Error    *    Collected Messages Should    some={"contains": "error"}
    Should Start With
    ...    ${error}
    ...    Expected a message containing "error" among those that session "default" collected, but none of them matched. The newest:\n${SPACE*4}"{"action": "complete"}"\n

An Answer That Streams In Is Joined
    Connect
    Let Server Send    @{ANSWER}
    Receive All Messages    ${COMPLETE}
    ${text} =    Collected Messages Should    joined=$.text    text=Hello
    Should Be Equal    ${text}    Hello
    Collected Messages Should    joined=$.text    contains=ell    glob=H*o    ignore_case=True
    Collected Messages Should    joined={"path": "$.text", "text": "Hello"}
    Collected Messages Should    joined={"path": "$.text", "regexp": "^Hel+o$"}
    Collected Messages Should    joined={"$.text": "Hello"}
    Collected Messages Should    joined={"$.text": {"contains": "Hel"}}
    Collected Messages Should    joined=["$.text", "Hello"]
    Collected Messages Should    joined={"jsonpath": "$.text", "contains": "Hel"}
    ${error} =    Run Keyword And Expect Error    *    Collected Messages Should    joined=$.text    text=Hallo
    Should Start With
    ...    ${error}
    ...    Expected the texts at $.text of the messages that session "default" collected, joined, to be "Hallo", but they were (2 parts):\n${SPACE*4}"Hello"\n
    Run Keyword And Expect Error
    ...    Expected the texts at $.delta of *, joined, to be "Hallo", but none of them has a text there.*
    ...    Collected Messages Should    joined=$.delta    text=Hallo

Texts Join Themselves
    Connect
    Let Server Send    He    llo    done
    Receive Messages Until    text=done
    Collected Messages Should    joined={"text": "Hello"}

The Last Collecting Keyword Counts
    Connect
    Let Server Send    one    two    three    four
    Receive Messages    2
    Collected Messages Should    count=2    some={"text": "two"}
    Drain Messages    quiet=200ms
    Collected Messages Should    count=2    some={"text": "four"}
    Message Should Time Out
    Run Keyword And Expect Error    Expected 2 messages *    Receive Messages    2    timeout=100ms
    Run Keyword And Expect Error
    ...    Session "default" has collected no messages: Receive All Messages, Receive Messages Until, Receive Messages or Drain Messages comes before this, and passes.*
    ...    Collected Messages Should    count=2

Each Session Has Its Own
    Connect    alice
    Connect    bob
    Let Server Send    for alice    session=alice
    Receive Messages    1    session=alice
    Collected Messages Should    count=1    session=alice
    Run Keyword And Expect Error    Session "bob" has collected no messages*    Collected Messages Should    count=1

Nothing Passes By Accident
    Connect
    Run Keyword And Expect Error    Nothing to check: give at least one of *    Collected Messages Should
    Let Server Send    done
    Receive Messages Until    text=done
    Run Keyword And Expect Error    Nothing to check: session "default" collected no message *
    ...    Collected Messages Should    every={"contains": "x"}
    Run Keyword And Expect Error    Nothing to check: session "default" collected no message *
    ...    Collected Messages Should    some={"contains": "x"}
    Run Keyword And Expect Error    Nothing to check: there are always at least 0 messages.
    ...    Collected Messages Should    count=>= 0
    Run Keyword And Expect Error    Nothing to check: joined says no text that is expected. Write *
    ...    Collected Messages Should    joined=$.text
    Run Keyword And Expect Error    Expected joined to be a JSONPath, which begins with $, or a dict, but it was "text": *
    ...    Collected Messages Should    joined=text
    Run Keyword And Expect Error    "contains" is about the joined text, but joined is not given. *
    ...    Collected Messages Should    contains=x
    Run Keyword And Expect Error    Expected argument "every" to be a dict of matcher arguments such as *, but it was "x".
    ...    Collected Messages Should    every=x
    Run Keyword And Expect Error    "action" is no matcher argument of "some". *
    ...    Collected Messages Should    some={"action": "x"}
    Run Keyword And Expect Error    Expected argument "count" to be a number, or a comparison such as ">= 2", but it was "many".
    ...    Collected Messages Should    count=many


*** Keywords ***
Message Should Time Out
    [Documentation]    Another kind of keyword leaves what was collected as it is.
    Run Keyword And Expect Error    *    Message Should Be    more    timeout=100ms
    Collected Messages Should    count=2
