Feature: Options of a connection
  Each against a server that wants it: without the option the scenario would fail.

  Background:
    Given the command "python robot_tests/apps/options_server.py {port}" is running

  Scenario Outline: What the handshake holds
    When I try to connect to "<path>"
    Then the connection should be refused with status <status>
    Given I am connected to "<path>":
      | option   | value   |
      | <option> | <value> |
    Then I should receive "welcome"

    Examples:
      | path          | status | option       | value                   |
      | /subprotocols | 403    | subprotocol  | chat.v2                 |
      | /headers      | 403    | header X-Team | blue                   |
      | /origin       | 403    | origin       | https://app.example.com |
      | /cookies      | 403    | cookie theme | dark                    |
      | /params       | 403    | param room   | lobby 1                 |
      | /auth         | 401    | auth         | ada:enchantress         |

  Scenario: Compression is offered unless a scenario says otherwise
    When I try to connect to "/compressed":
      | option      | value |
      | compression | False |
    Then the connection should be refused with status 403
    Given I am connected to "/compressed":
      | option      | value                                                |
      | compression | server_no_context_takeover; client_max_window_bits=10 |
    Then I should receive "welcome"
    And the handshake header "Sec-WebSocket-Extensions" should contain "server_no_context_takeover"
    When I send "the same words, the same words"
    Then I should receive "the same words, the same words"

  Scenario: The largest message
    Given "patient" is connected to "/large":
      | option   | value |
      | max_size | 5000  |
    Then "patient" should receive a message containing "x"
    Given "strict" is connected to "/large":
      | option   | value |
      | max_size | 4999  |
    Then the connection of "strict" should be closed by us with code 1009

  Scenario: Too much that is unread
    Given I am connected to "/flood":
      | option      | value |
      | max_unread  | 100   |
      | compression | False |
    Then the app's log should contain "the client is slow"

  Scenario: A separator
    Given I am connected to "/records":
      | option    | value |
      | separator | \x1e  |
    When I send "one"
    Then I should receive these messages:
      | message       |
      | got one       |
      | half a record |

  Scenario: Pings keep a connection alive
    Given I am connected to "/keep-alive":
      | option        | value            |
      | ping_interval | 100 milliseconds |
      | ping_timeout  | 5 seconds        |
    Then I should receive "alive"

  Scenario: A pong that does not come
    Given I am connected to "/deaf":
      | option        | value            |
      | ping_interval | 50 milliseconds  |
      | ping_timeout  | 200 milliseconds |
    Then the connection should be closed by us with code 1011 and reason "no pong within 0.2 s"
