Feature: Sessions are lost and come back
  What was unread stays, what was missed is sent again by an app that can, and the transcript shows the gap.

  Background:
    Given the app "served.feed:app" is running:
      | option | value   |
      | cwd    | tests   |
      | ready  | /health |

  Scenario: What was missed is sent again, once
    Given "alice" is connected to "/feeds/news"
    When I send a POST request to "/feeds/news" with the JSON:
      """
      {"text": "one"}
      """
    Then "alice" should receive the JSON:
      """
      {"id": 1, "text": "one"}
      """
    And I save the value at "$.id" of "alice" as "seen"
    When "alice" loses the connection
    And I send a POST request to "/feeds/news" with the JSON:
      """
      {"text": "two"}
      """
    And "alice" reconnects with the query parameter "after" set to "${seen}"
    And I send a POST request to "/feeds/news" with the JSON:
      """
      {"text": "three"}
      """
    Then "alice" should receive these messages:
      | message                    |
      | {"id": 2, "text": "two"}   |
      | {"id": 3, "text": "three"} |
    And "alice" should receive nothing within 100 milliseconds

  Scenario: What was unread stays before what comes after
    Given "alice" is connected to "/feeds/unread"
    When I send a POST request to "/feeds/unread" with the JSON:
      """
      {"text": "one"}
      """
    Then "alice" should have 1 unread message
    When "alice" loses the connection
    And I send a POST request to "/feeds/unread" with the JSON:
      """
      {"text": "two"}
      """
    And "alice" reconnects with the query parameter "after" set to "1"
    Then "alice" should receive these messages:
      | message   |
      | {"id": 1} |
      | {"id": 2} |

  Scenario: A restart is announced, a crash is not
    Given "alice" is connected to "/feeds/restarts"
    When the app restarts
    Then "alice" should be disconnected with code 1012
    When "alice" reconnects
    And the app crashes and restarts
    Then the connection of "alice" should be closed with code 1006
    When "alice" reconnects
    And I send a POST request to "/feeds/restarts" with the JSON:
      """
      {"text": "still there"}
      """
    Then "alice" should receive JSON containing:
      """
      {"text": "still there"}
      """

  Scenario: An app that is slow to start is tried again
    Given the app "served.feed:app" is running:
      | option      | value      |
      | name        | slow       |
      | cwd         | tests      |
      | ready       | warming up |
      | env WARM_UP | 0.8        |
    Then the log of the app "slow" should contain "Uvicorn running on"
    Given "alice" is connected to "/feeds/slow"
    When the app "slow" restarts
    Then "alice" should be disconnected with code 1012
    When "alice" reconnects:
      | option   | value           |
      | attempts | 10              |
      | backoff  | 20 milliseconds |
    Then the connection of "alice" should be open

  Scenario: Everyone comes back
    Given 3 sessions "user-{n}" are connected to "/feeds/crowd"
    When the app restarts
    And "user-1" reconnects
    And "user-2" reconnects
    And "user-3" reconnects
    And I send a POST request to "/feeds/crowd" with the JSON:
      """
      {"text": "here we are"}
      """
    Then every session should receive JSON containing:
      """
      {"text": "here we are"}
      """
