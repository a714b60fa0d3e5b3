Feature: Several sessions at once

  Background:
    Given the app "features.apps.chat:app" is running
    And I send a POST request to "/login" with the JSON:
      """
      {"user": "alice", "password": "correct horse"}
      """
    And I save the value at "$.token" as "alice"
    And I send a POST request to "/login" with the form:
      | field    | value         |
      | user     | bob           |
      | password | correct horse |
    And I save the value at "$.token" as "bob"
    And "alice" is connected to "/ws/chat/lobby" with the bearer token "${alice}"
    And "bob" is connected to "/ws/chat/lobby" with the query parameter "token" set to "${bob}"

  Scenario: Who comes is told to the others
    Then "bob" should receive JSON containing:
      """
      {"type": "welcome", "user": "bob", "online": ["alice", "bob"]}
      """
    And "alice" should eventually receive JSON containing:
      """
      {"type": "joined", "user": "bob"}
      """

  Scenario: What one says, everybody hears
    When "alice" sends "good morning"
    Then every session should receive JSON containing:
      """
      {"type": "message", "from": "alice", "text": "good morning"}
      """
    And the value at "$.text" of "bob" should be "good morning"
    And every other session should receive nothing within 100 milliseconds
    And no session should receive a message containing "good night" within 100 milliseconds

  Scenario: An announcement over HTTP reaches both
    When I send a POST request to "/rooms/lobby/announce" with the text "tea is ready"
    Then the HTTP status should be 200
    And the value at "$.told" should be 2
    And "alice" and "bob" should receive a message containing "tea is ready"
    And the response of "bob" should have taken less than 2 seconds

  Scenario: Who leaves is told to the others
    When "bob" loses the connection
    Then "alice" should eventually receive JSON containing:
      """
      {"type": "left", "user": "bob"}
      """

  Scenario: A crowd
    Given 20 sessions "user-{n}" are connected to "/ws/echo" with the query parameter "greet" set to "{session}"
    Then every session named "user-*" should receive a message matching "Welcome, user-*"
    When every session named "user-*" sends "hello"
    Then every session named "user-*" should receive "Echo: hello"
    And "user-20" should receive nothing within 100 milliseconds
    And no session named "user-*" should be disconnected

  Scenario: A crowd of one
    Given 1 session "user-{n}" is connected to "/ws/echo"
    When "user-1" sends "one"
    And "user-1" sends "two"
    Then "user-1" should receive, out of order, "Echo: two"
    And "user-1" should receive "Echo: one"
