Feature: What lies between
  Proxies, TLS and Unix sockets between a test and its app. Each server and proxy is a real one.

  Background:
    Given the command "python tests/served/proxy.py {port} --credentials ada:correct-horse" is running:
      | option | value   |
      | name   | guarded |
    And the app "features.apps.chat:app" is running:
      | option | value   |
      | name   | chat    |
      | ready  | /health |

  Scenario: Through a proxy with credentials
    Given I am connected to "ws://app.test:${chat.port}/ws/echo":
      | option | value                                              |
      | proxy  | http://ada:correct-horse@127.0.0.1:${guarded.port} |
    When I send "hello"
    Then I should receive "Echo: hello"
    And the log of the app "guarded" should contain "CONNECT app.test:${chat.port}"
    When I send a GET request to "http://app.test:${chat.port}/health" with the options:
      | option          | value                                                 |
      | proxy           | socks5h://ada:correct-horse@127.0.0.1:${guarded.port} |
      | expected_status | 200                                                   |
    Then the value at "$.status" should be "ok"
    And the log of the app "guarded" should contain "SOCKS5 name app.test:${chat.port}"

  Scenario: A proxy that refuses says so
    When I try to connect to "ws://app.test:${chat.port}/ws/echo":
      | option | value                            |
      | proxy  | http://127.0.0.1:${guarded.port} |
    Then the connection should be refused with the error "*the proxy * answered 407 Proxy Authentication Required*"

  Scenario: A CA and a client certificate of one's own
    Given I run the command "python tests/served/certificates.py results/certificates"
    And the command "python -m uvicorn features.apps.chat:app --port {port} --ssl-certfile results/certificates/server.pem --ssl-ca-certs results/certificates/ca.pem --ssl-cert-reqs 2" is running:
      | option | value |
      | name   | tls   |
      | scheme | https |
    When I am connected to "/ws/echo":
      | option      | value                        |
      | ca cert     | results/certificates/ca.pem  |
      | client cert | results/certificates/ada.pem |
    And I send "hello"
    Then I should receive "Echo: hello"
    When I send a GET request to "/health" with the options:
      | option      | value                        |
      | ca_cert     | results/certificates/ca.pem  |
      | client_cert | results/certificates/ada.pem |
    Then the HTTP status should be 200
    When "eve" tries to connect to "/ws/echo":
      | option  | value                       |
      | ca cert | results/certificates/ca.pem |
    Then the connection should be refused with the error "*the server asks for a client certificate*"

  Scenario: A certificate that has expired
    Given I run the command "python tests/served/certificates.py results/certificates"
    And the command "python -m uvicorn features.apps.chat:app --port {port} --ssl-certfile results/certificates/expired.pem" is running:
      | option | value |
      | name   | tls   |
      | scheme | https |
    When I try to connect to "/ws/echo":
      | option  | value                       |
      | ca cert | results/certificates/ca.pem |
    Then the connection should be refused with the error "*has expired: it is valid from 2020-01-01 * to 2020-07-01 *"
    When "bob" is connected to "/ws/echo":
      | option | value |
      | verify | false |
    Then the connection of "bob" should be open

  Scenario: A Unix socket
    Given I run the command "python -c \"import os; os.makedirs('results', exist_ok=True)\""
    And the command "python -m uvicorn features.apps.chat:app --uds results/chat.sock" is running:
      | option | value                  |
      | name   | unix                   |
      | port   | 1                      |
      | ready  | running on unix socket |
    When I am connected to "ws://chat.example/ws/echo":
      | option      | value             |
      | unix socket | results/chat.sock |
    And I send "hello"
    Then I should receive "Echo: hello"
