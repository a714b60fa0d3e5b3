Feature: Connections open, close and come back

  Background:
    Given the app "features.apps.chat:app" is running

  Scenario: Headers, subprotocols and options
    Given I am connected to "/ws/echo" with the subprotocol "chat.v2" and the header "X-Team" set to "blue":
      | option       | value     |
      | cookie lang  | en        |
      | param greet  | Ada       |
      | open timeout | 5 seconds |
    Then I should receive "Welcome, Ada"
    And the connection should be open
    And the subprotocol should be "chat.v2"
    And the handshake header "X-Node" should be "a"
    And the handshake status should be 101
    And the connection should have opened in less than 5 seconds

  Scenario: The client closes
    Given "alice" is connected to "/ws/echo"
    When "alice" closes the connection with code 4000 and reason "bye"
    Then the connection should be closed by us with code 4000 and reason "by*"
    And the close code should be 4000

  Scenario: The server closes
    Given I am connected to "/ws/echo"
    When I send the JSON:
      """
      {"do": "close", "code": 1008, "reason": "policy: no shouting"}
      """
    Then the server should close the connection with code 1008
    And the connection should be closed with code 1008 and reason "policy*"
    And the close reason should contain "shouting"
    And I should be disconnected with code 1008

  Scenario: A refused connection
    When I try to connect to "/ws/chat/lobby" with the query parameter "token" set to "wrong"
    Then the connection should be refused with status 403

  Scenario: Nobody listens
    When "alice" tries to connect to "ws://127.0.0.1:9/"
    Then the connection should be refused with the error "*refused*"

  Scenario: A lost connection comes back
    Given "alice" is connected to "/ws/echo"
    When "alice" loses the connection
    Then the connection of "alice" should be closed with code 1006
    When "alice" reconnects with the query parameter "greet" set to "again"
    Then "alice" should receive "Welcome, again"

  Scenario: The app restarts
    Given "alice" is connected to "/ws/echo"
    When the app restarts
    Then "alice" should be disconnected with code 1012
    And the app's log should contain "Application shutdown complete"
    When "alice" reconnects
    And "alice" sends "still there?"
    Then "alice" should receive "Echo: still there?"

  Scenario: The app crashes
    Given "alice" is connected to "/ws/echo"
    When the app crashes and restarts
    Then the connection of "alice" should be closed by the network with code 1006

  Scenario: The app stops
    Given "alice" is connected to "/ws/echo"
    When the app stops
    Then "alice" should be disconnected
    When I try to connect to "/ws/echo"
    Then the connection should be refused
