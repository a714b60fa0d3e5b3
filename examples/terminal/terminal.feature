Feature: A terminal in the browser
  The same app as terminal.robot beside this file, in sentences.

  Background:
    Given the command "python -m examples.terminal.app {port}" is running:
      | option | value   |
      | ready  | /health |

  Scenario: Bytes in, bytes out
    Given a terminal is open
    When I send the bytes "00 65 63 68 6f 20 68 69"
    Then I should receive the bytes "01 68 69 0a"
    And I should receive the bytes "03 00"

  Scenario: What goes wrong comes on a channel of its own
    Given a terminal is open
    When I run "frobnicate"
    Then I should receive the bytes "02 *"
    And I should receive the bytes "03 7f"

  Scenario: A file in fragments is one message
    Given a terminal is open
    When I send the binary fragments:
      | part                    |
      | 04 6e 6f 74 65 73 00    |
      | 66 69 72 73 74 2c 20    |
      | 73 65 63 6f 6e 64       |
    Then I should receive the bytes "03 00"
    When I run "cat notes"
    Then I should receive the bytes "01 66 69 72 73 74 2c 20 73 65 63 6f 6e 64"

  Scenario: Of two versions the newer one is taken
    Given I am connected to "/terminal" with the subprotocol "term.v1" and the subprotocol "term.v2"
    Then the subprotocol should be "term.v2"

  Scenario: The old version still works
    Given I am connected to "/terminal" with the subprotocol "term.v1"
    When I send "echo hi"
    Then I should receive a message matching "hi*"
    When I send the bytes "00"
    Then the server should close the connection with code 4400 and reason "term.v1 is text"

  Scenario: Who speaks no version is refused
    When I try to connect to "/terminal" with the subprotocol "term.v3"
    Then the connection should be refused with status 400

  Scenario: The window changes its size by text
    Given a terminal is open
    When I send the JSON:
      """
      {"resize": [132, 50]}
      """
    And I run "size"
    Then I should receive the bytes "01 31 33 32 78 35 30 0a"

  Scenario: Compression is agreed on, and bounded
    Given a terminal is open:
      | option   | value  |
      | max_size | 100000 |
    Then the handshake header "Sec-WebSocket-Extensions" should contain "permessage-deflate"
    When I run "yes 50000"
    Then the connection should be closed by us with code 1009

  Scenario: Exit ends the session well
    Given a terminal is open
    When I run "exit"
    Then the server should close the connection with code 1000 and reason "bye"
