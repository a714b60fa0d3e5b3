Feature: Ticker
  The same app as ticker.robot beside this file, in sentences.

  Background:
    Given the app "examples.ticker:app" is running:
      | option | value   |
      | ready  | /health |

  Scenario: Prices stream in
    Given I am connected to "/ws?symbol=SIM"
    Then for 0.5 seconds every message I receive should contain JSON:
      """
      {"type": "tick", "symbol": "SIM", "price": "#more than 0"}
      """

  Scenario: The same prices come by WebSocket and as events
    Given "socket" is connected to "/ws?symbol=same"
    And "stream" is listening to the event stream "/events?symbol=same"
    When the prices of "same" are 10 and 11
    Then "socket" should receive these messages:
      | number | price |
      | 1      | 10    |
      | 2      | 11    |
    And "stream" should receive these messages:
      | number | price |
      | 1      | 10    |
      | 2      | 11    |

  Scenario: An event has a type
    Given I am listening to the event stream "/events?symbol=type"
    When the price of "type" is 99.5
    Then I should receive the event "tick"
    And that message should contain JSON:
      """
      {"symbol": "type", "price": 99.5}
      """
    And the value at "$.number" should be 1
    And the handshake header "Content-Type" should contain "text/event-stream"

  Scenario: Who listens to one symbol hears of no other
    Given I am listening to the event stream "/events?symbol=one"
    When the price of "other" is 1
    Then I should receive nothing within 300 milliseconds

  Scenario: A lost WebSocket goes on where it was
    Given I am connected to "/ws?symbol=lost"
    When the price of "lost" is 1
    Then I should receive JSON containing:
      """
      {"number": 1}
      """
    And I save the value at "$.id" as "seen"
    When I lose the connection
    And the prices of "lost" are 2 and 3
    And I reconnect with the query parameter "since" set to "${seen}"
    Then I should receive these messages:
      | number | price |
      | 2      | 2     |
      | 3      | 3     |
    And I should receive nothing within 300 milliseconds

  Scenario: A lost event stream goes on by itself
    Given I am listening to the event stream "/events?symbol=gone"
    When the price of "gone" is 1
    Then I should receive the event "tick"
    When I lose the connection
    And the prices of "gone" are 2 and 3
    And I reconnect
    Then I should receive these messages:
      | number | price |
      | 2      | 2     |
      | 3      | 3     |

  Scenario: A crash loses the past, and says so
    Given I am listening to the event stream "/events?symbol=crash"
    When the price of "crash" is 1
    Then I should receive the event "tick"
    When the app crashes and restarts
    Then the connection should be closed by the network with code 1006
    When I reconnect
    Then I should receive the event "reset"

  Scenario: A halt ends the streams
    Given "socket" is connected to "/ws?symbol=halt"
    And "stream" is listening to the event stream "/events?symbol=halt"
    When the prices of "halt" are 7 and 8
    And I send a POST request to "/halts" with the JSON:
      """
      {"symbol": "halt"}
      """
    And "stream" receives messages until the event "halt"
    Then the server should close the connection of "stream" with code 1000
    And the server should close the connection of "socket" with code 4000 and reason "trading is halted"
    When I try to listen to the event stream "/events?symbol=halt"
    Then the connection should be refused with status 204

  Scenario: A page is no event stream
    When I try to listen to the event stream "/"
    Then the connection should be refused with status 200 and the error "*not an event stream*"
