Feature: Server-sent events as sessions

  Background:
    Given the app "robot_tests.apps.events:app" is running:
      | option | value |
      | ready  | /page |

  Scenario: Events are messages
    Given "alice" is listening to the event stream "/count?to=3"
    Then "alice" should receive the event "count"
    And that message should contain JSON:
      """
      {"number": 1}
      """
    And "alice" should eventually receive JSON containing:
      """
      {"number": 3}
      """
    And the server should close the connection of "alice" with code 1000

  Scenario: Several receive the same event
    Given "alice" is listening to the event stream "/events"
    And "bob" is listening to the event stream "/events"
    When I send a POST request to "/say" with the JSON:
      """
      {"event": "tick", "data": "now"}
      """
    Then "alice" and "bob" should receive the event "tick" within 2 seconds
    And the last message of "bob" should be "now"
    And "alice" should not receive the event "tick" within 300 milliseconds
    And "bob" should receive nothing within 300 milliseconds

  Scenario: What comes out of order, is ignored or ends a list
    Given I am listening to the event stream "/events"
    And I ignore the event "heartbeat"
    When I send a POST request to "/say" with the JSON:
      """
      {"event": "heartbeat", "data": "-"}
      """
    And I send a POST request to "/say" with the JSON:
      """
      {"event": "a", "data": "1"}
      """
    And I send a POST request to "/say" with the JSON:
      """
      {"event": "b", "data": "2"}
      """
    Then I should receive, out of order, the event "b"
    When I receive messages until the event "a"
    Then that message should be "1"

  Scenario: A lost stream goes on behind the newest event
    Given I am listening to the event stream "/count?to=2" with the last event id "1"
    Then I should receive JSON containing:
      """
      {"number": 2}
      """
    When I lose the connection
    And I reconnect with the query parameter "to" set to "3"
    Then I should receive JSON containing:
      """
      {"number": 3}
      """

  Scenario: What is asked
    Given I am listening to the event stream "/headers" with the header "X-Team" set to "blue" and the bearer token "a-token":
      | option   | value |
      | param to | 4     |
    Then I should receive JSON containing:
      """
      {"x-team": "blue", "authorization": "Bearer a-token", "query": {"to": "4"}}
      """

  Scenario Outline: What is no event stream is refused
    When I try to listen to the event stream "<path>"
    Then the connection should be refused with status <status>

    Examples:
      | path     | status |
      | /gone    | 204    |
      | /moved   | 301    |
      | /page    | 200    |
      | /nowhere | 404    |

  Scenario: What breaks off is closed by the network
    Given I am listening to the event stream "/drop"
    Then the connection should be closed by the network with code 1006
