*** Settings ***
Documentation       What lies between a test and its app: proxies, TLS, Unix sockets, IPv6. Each server and proxy is a real
...                 one, in a process of its own.

Library             OperatingSystem
Library             WsKeywords

Suite Setup         Start The Network


*** Variables ***
${TESTS}            ${CURDIR}/../tests
${CERTS}            ${TEMPDIR}/wskeywords-certificates
${CREDENTIALS}      ada:correct-horse


*** Test Cases ***
A Proxy With Credentials, For WebSockets And HTTP Alike
    Open WebSocket    ws://app.test:${PORT}/ws/echo    proxy=http://${CREDENTIALS}@127.0.0.1:${GUARDED}
    Send Text    hello
    Message Should Be    Echo: hello
    App Log Should Contain    CONNECT app.test:${PORT}    name=guarded
    HTTP Request    GET    http://app.test:${PORT}/docs    proxy=http://${CREDENTIALS}@127.0.0.1:${GUARDED}
    ...    expected_status=200
    App Log Should Contain    GET app.test:${PORT}    name=guarded

SOCKS Proxies
    FOR    ${scheme}    ${seen}    IN
    ...    socks5h    SOCKS5 name app.test
    ...    socks4a    SOCKS4a app.test
        Open WebSocket    ws://app.test:${PORT}/ws/echo    proxy=${scheme}://${CREDENTIALS}@127.0.0.1:${GUARDED}
        Send Text    hello
        Message Should Be    Echo: hello
        Close WebSocket
        App Log Should Contain    ${seen}:${PORT}    name=guarded
        HTTP Request    GET    http://app.test:${PORT}/docs    proxy=${scheme}://${CREDENTIALS}@127.0.0.1:${GUARDED}
        ...    expected_status=200
    END

A Proxy As A Secret
    VAR    ${proxy: Secret} =    ${{ robot.api.types.Secret("http://ada:correct-horse@127.0.0.1:${GUARDED}") }}
    Open WebSocket    ws://app.test:${PORT}/ws/echo    proxy=${proxy}
    Connection Should Be Open

A Proxy That Refuses Says So
    Run Keyword And Expect Error
    ...    Expected the WebSocket "ws://app.test:${PORT}/ws/echo" of session "default" to open, but the proxy "http://127.0.0.1:${GUARDED}" answered 407 Proxy Authentication Required after *: its body is "who are you?". Write user:password@ before its host in its URL.
    ...    Open WebSocket    ws://app.test:${PORT}/ws/echo    proxy=http://127.0.0.1:${GUARDED}
    ${rejection} =    Opening WebSocket Should Fail    ws://app.test:${PORT}/ws/echo
    ...    proxy=socks5://ada:wrong@127.0.0.1:${GUARDED}    error=proxy
    Should Be Equal    ${rejection.status}    ${NONE}
    Opening WebSocket Should Fail    ws://app.test:${PORT}/ws/echo    proxy=http://127.0.0.1:9
    ...    error=*the proxy "http://127.0.0.1:9" could not be reached*Is the proxy running*
    Run Keyword And Expect Error    Expected an answer to GET "http://app.test:${PORT}/docs", but the proxy * answered 407 *
    ...    HTTP Request    GET    http://app.test:${PORT}/docs    proxy=http://127.0.0.1:${GUARDED}

The Proxy Of The Environment
    [Documentation]    Not for this machine itself, and not for hosts of NO_PROXY.
    Set Environment Variable    HTTP_PROXY    http://127.0.0.1:9
    Open WebSocket    /ws/echo    direct
    Opening WebSocket Should Fail    ws://app.test:${PORT}/ws/echo
    ...    error=*"http://127.0.0.1:9" could not be reached*The proxy is that of the environment variable HTTP_PROXY.
    Run Keyword And Expect Error    *The proxy is that of the environment variable HTTP_PROXY.
    ...    HTTP Request    GET    http://app.test:${PORT}/docs
    Set Environment Variable    NO_PROXY    .test
    Opening WebSocket Should Fail    ws://app.test:${PORT}/ws/echo    error=name not found
    Opening WebSocket Should Fail    ws://app.test:${PORT}/ws/echo    proxy=http://127.0.0.1:9    error=proxy
    [Teardown]    Remove Environment Variable    HTTP_PROXY    NO_PROXY

A Server With A CA Of Its Own
    ${url} =    Start TLS Server    server.pem
    Open WebSocket    ${url}/ws/echo    ca_cert=${CERTS}/ca.pem
    Send Text    hello
    Message Should Be    Echo: hello
    HTTP Request    GET    ${url}/docs    ca_cert=${CERTS}/ca.pem    expected_status=200
    Opening WebSocket Should Fail    ${url}/ws/echo
    ...    error=*TLS failed*: the CA that issued the server's certificate ("trustme *") is not trusted here. Give the file of that CA as ca_cert; verify=False connects without any check.
    Open WebSocket    ${url}/ws/echo    unchecked    verify=False
    HTTP Request    GET    ${url}/docs    verify=False    expected_status=200

TLS Through A Proxy
    ${url} =    Start TLS Server    server.pem
    VAR    ${url} =    ${{ $url.replace("127.0.0.1", "app.test") }}
    Open WebSocket    ${url}/ws/echo    ca_cert=${CERTS}/ca.pem    proxy=socks5h://${CREDENTIALS}@127.0.0.1:${GUARDED}
    Send Text    hello
    Message Should Be    Echo: hello
    HTTP Request    GET    ${url}/docs    ca_cert=${CERTS}/ca.pem    proxy=http://${CREDENTIALS}@127.0.0.1:${GUARDED}
    ...    expected_status=200

An Expired Certificate
    ${url} =    Start TLS Server    expired.pem
    VAR    ${said} =
    ...    the server's certificate has expired: it is valid from 2020-01-01 00:00 UTC to 2020-07-01 12:00 UTC. Renew it; verify=False connects all the same.
    Opening WebSocket Should Fail    ${url}/ws/echo    ca_cert=${CERTS}/ca.pem    error=*TLS failed*: ${said}
    Run Keyword And Expect Error    Expected an answer to GET "${url}/docs", but TLS failed: ${said}
    ...    HTTP Request    GET    ${url}/docs    ca_cert=${CERTS}/ca.pem

A Certificate For Another Host
    ${url} =    Start TLS Server    other.pem
    VAR    ${said} =
    ...    the server's certificate is not for the host name "127.0.0.1", but for "other.example". Connect by a name that the certificate holds; verify=False connects without any check.
    Opening WebSocket Should Fail    ${url}/ws/echo    ca_cert=${CERTS}/ca.pem    error=*TLS failed*: ${said}
    Run Keyword And Expect Error    Expected an answer to GET "${url}/docs", but TLS failed: ${said}
    ...    HTTP Request    GET    ${url}/docs    ca_cert=${CERTS}/ca.pem

A Server That Wants A Client Certificate
    ${url} =    Start TLS Server    server.pem    --ssl-ca-certs ${CERTS}/ca.pem --ssl-cert-reqs 2
    Open WebSocket    ${url}/ws/echo    ca_cert=${CERTS}/ca.pem    client_cert=${CERTS}/ada.pem
    Send Text    hello
    Message Should Be    Echo: hello
    Open WebSocket    ${url}/ws/echo    two    ca_cert=${CERTS}/ca.pem    client_cert=${CERTS}/ada-cert.pem
    ...    client_key=${CERTS}/ada-key.pem
    HTTP Request    GET    ${url}/docs    ca_cert=${CERTS}/ca.pem    client_cert=${CERTS}/ada.pem    expected_status=200
    Opening WebSocket Should Fail    ${url}/ws/echo    ca_cert=${CERTS}/ca.pem
    ...    error=*TLS failed*: the server asks for a client certificate, and ended the connection. None was given: give client_cert*
    Run Keyword And Expect Error
    ...    Expected client_key to be the file of a private key, but there is no "${CERTS}/ada.key".
    ...    Open WebSocket    ${url}/ws/echo    three    client_cert=${CERTS}/ada-cert.pem    client_key=${CERTS}/ada.key
    Run Keyword And Expect Error
    ...    Expected client_cert to be the file of a client certificate (PEM), but "${CERTS}/ada-cert.pem" cannot be used: it holds no private key (BEGIN PRIVATE KEY); give its file as client_key.
    ...    HTTP Request    GET    ${url}/docs    client_cert=${CERTS}/ada-cert.pem

Event Streams Go The Same Way
    ${url} =    Start TLS Server    server.pem    --ssl-ca-certs ${CERTS}/ca.pem --ssl-cert-reqs 2
    VAR    ${url} =    ${{ $url.replace("127.0.0.1", "app.test") }}
    Open Event Stream    ${url}/events    ca_cert=${CERTS}/ca.pem    client_cert=${CERTS}/ada.pem
    ...    proxy=socks5h://${CREDENTIALS}@127.0.0.1:${GUARDED}
    Message Should Be    hello
    Opening Event Stream Should Fail    ${url}/events    ca_cert=${CERTS}/ca.pem    client_cert=${CERTS}/ada.pem
    ...    proxy=http://127.0.0.1:${GUARDED}
    ...    error=Expected the event stream "${url}/events" to open, but the proxy * answered 407 Proxy Authentication Required *
    Opening Event Stream Should Fail    ${url}/events    ca_cert=${CERTS}/ca.pem
    ...    proxy=http://${CREDENTIALS}@127.0.0.1:${GUARDED}    error=*the server asks for a client certificate*
    Opening Event Stream Should Fail    ${url}/events    client_cert=${CERTS}/ada.pem
    ...    proxy=http://${CREDENTIALS}@127.0.0.1:${GUARDED}    error=*the CA that issued the server's certificate*

A Unix Socket
    Skip If    not hasattr(__import__("socket"), "AF_UNIX")    There are no Unix sockets on this platform.
    ${path} =    Evaluate    tempfile.mkdtemp(prefix="ws") + "/app.sock"    modules=tempfile
    Start App Process    python -m uvicorn server:app --uds ${path}    name=unix
    ...    cwd=${CURDIR}/apps    port=1    ready=running on unix socket
    Open WebSocket    ws://app.example/ws/mirror    unix_socket=${path}
    Message Should Contain JSON    {"headers": {"host": "app.example"}}
    Stop App    unix
    Opening WebSocket Should Fail    ws://app.example/ws/mirror    unix_socket=${path}
    ...    error=*refused*: the Unix socket "${path}" says "Connection refused". Is the server running? *
    Run Keyword And Expect Error
    ...    Expected unix_socket to be the path of a Unix socket, but there is none: "${path}t". *
    ...    Open WebSocket    ws://app.example/ws/mirror    again    unix_socket=${path}t

IPv6
    ${there} =    Run Keyword And Return Status
    ...    Evaluate    socket.create_server(("::1", 0), family=socket.AF_INET6).close()    modules=socket
    Skip If    not $there    This machine has no IPv6 address ::1.
    ${url} =    Start App    server:app    name=six    cwd=${CURDIR}/apps    host=::1
    Should Match    ${url}    http://[[]::1]:*
    Open WebSocket    /ws/mirror
    Receive JSON
    ${host} =    Get JSON Value    $.headers.host
    Should Be Equal    http://${host}    ${url}

What Is No WebSocket
    [Documentation]    The message says what came instead, and what to try.
    Start App Process    python -m http.server {port} --bind {host} --directory ${CURDIR}    name=files    ready=/
    Opening WebSocket Should Fail    /    status=200
    ...    error=*answered with status 200 OK after *: its body is "<!DOCTYPE *That is an ordinary HTTP answer: is the path that of a WebSocket?
    Opening WebSocket Should Fail    /nowhere    status=404
    ...    error=*answered with status 404 File not found after *: its body is "<!DOCTYPE *Is the path right?
    Opening WebSocket Should Fail    ws://127.0.0.1:${PORT}/ws/moved    status=301
    ...    error=*It redirects to "/ws/echo". Redirects are not followed: open "/ws/echo" to go there.
    Run Keyword And Expect Error
    ...    Expected GET "http://127.0.0.1:*/nowhere" to be answered with status 2xx, but it was 404 File not found.\nIts body*:\n*<!DOCTYPE*
    ...    HTTP Request    GET    /nowhere    expected_status=2xx


*** Keywords ***
Start The Network
    [Documentation]    A proxy that wants credentials, certificates, and an app.
    Run Command    python ${TESTS}/served/certificates.py ${CERTS}
    ${url} =    Start App Process    python ${TESTS}/served/proxy.py {port} --credentials ${CREDENTIALS}
    ...    name=guarded
    VAR    ${GUARDED} =    ${{ $url.rpartition(":")[2] }}    scope=SUITE    # robocop: off=VAR05
    ${url} =    Start App    server:app    cwd=${CURDIR}/apps    ready=/docs
    VAR    ${PORT} =    ${{ $url.rpartition(":")[2] }}    scope=SUITE    # robocop: off=VAR05

Start TLS Server
    [Documentation]    The same app, on uvicorn with a certificate.
    [Arguments]    ${certificate}    ${options}=${EMPTY}
    ${url} =    Start App Process
    ...    python -m uvicorn server:app --port {port} --ssl-certfile ${CERTS}/${certificate} ${options}
    ...    name=tls    cwd=${CURDIR}/apps    scheme=https
    RETURN    ${url}
