Feature: Liveness
  What real clients do while a test looks elsewhere, and what broken clients do: an app that drops those that do not
  answer, say nothing, leave pings alone or do not read.

  Background:
    Given the command "python -m uvicorn living:app --host {host} --port {port} --ws-ping-interval 0.2 --ws-ping-timeout 1" is running:
      | option | value            |
      | cwd    | robot_tests/apps |
      | ready  | /docs            |

  Scenario: Heartbeats are answered while the test looks elsewhere
    Given "silent" is connected to "/ws/heartbeat"
    And "alice" is connected to "/ws/heartbeat"
    And "alice" answers messages containing "ping" with the JSON:
      """
      {"type": "pong"}
      """
    Then the connection of "silent" should be closed with code 4000 and reason "no heartbeat"
    And "alice" should receive these messages:
      | type | n |
      | news | 1 |
      | news | 2 |
    When "alice" stops answering messages
    Then "alice" should be disconnected with code 4000

  Scenario: Several answers
    Given "alice" is connected to "/ws/heartbeat"
    And "alice" answers these messages:
      | when             | reply            |
      | are you there?   | yes              |
      | {"type": "ping"} | {"type": "pong"} |
    Then "alice" should eventually receive JSON containing:
      """
      {"type": "news", "n": 3}
      """

  Scenario: Answers to what holds a value
    Given "alice" is connected to "/ws/heartbeat"
    And "alice" answers messages where "$[?@ == 'ping']" with '{"type": "pong"}'
    Then "alice" should eventually receive JSON containing:
      """
      {"type": "news", "n": 3}
      """

  Scenario Outline: Answers to what matches
    Given I am connected to "/ws/idle"
    And I answer <what> with "pong"
    When I send "ping 1"
    Then I should receive "Echo: pong"

    Examples:
      | what                               |
      | messages containing "ping"         |
      | messages matching "*ping ?"        |
      | messages matching the regexp "g 1" |

  Scenario: An idle client
    Given "alice" is connected to "/ws/idle"
    And "bob" is connected to "/ws/idle"
    And "alice" sends "ping" every 100 milliseconds
    Then the connection of "bob" should be closed with code 4001
    And the connection of "alice" should be open
    And "alice" should receive "Echo: ping"
    When "alice" stops sending
    Then the connection of "alice" should be closed with code 4001

  Scenario: Kept up with JSON
    Given I am connected to "/ws/idle"
    And I send the JSON every 100 milliseconds:
      """
      {"type": "alive"}
      """
    Then I should receive these messages:
      | message                 |
      | Echo: {"type":"alive"} |
      | Echo: {"type":"alive"} |

  Scenario: A zombie
    Given "alice" is connected to "/ws/idle"
    And "alice" sends "ping" every 100 milliseconds
    And "bob" is connected to "/ws/idle"
    And "bob" sends "ping" every 100 milliseconds
    When "alice" stops answering pings
    And "bob" stops answering pings
    And "bob" answers pings again
    Then the server should close the connection of "alice" with code 1011
    And the connection of "bob" should be open

  Scenario: A slow client
    Given "alice" is connected to "/ws/stream":
      | option      | value |
      | compression | False |
    When "alice" stops reading
    Then the app's log should contain "a client was too slow"
    And the connection of "alice" should be open
    When "alice" reads again
    Then the connection of "alice" should be closed
