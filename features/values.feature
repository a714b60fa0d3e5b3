Feature: Saved values
  ${name} stands for a saved value, in texts, numbers, tables and doc strings.

  Background:
    Given the app "features.apps.chat:app" is running
    And I am connected to "/ws/echo"

  Scenario: In JSON a value keeps its type outside quotes
    Given I save "say \"hi\"" as "text"
    When I send the JSON:
      """
      {"id": 42, "price": 1.5, "tags": ["a"], "ok": true}
      """
    Then I should receive a message containing "42"
    When I save the value at "$.echo.id" as "id"
    And I save the value at "$.echo.tags" as "tags"
    And I send the JSON:
      """
      {"id": ${id}, "tags": ${tags}, "text": ${text}, "inside": "<${text}> and ${id}", "literal": "\${id}"}
      """
    Then I should receive the JSON:
      """
      {"echo": {"id": 42, "tags": ["a"], "text": "say \"hi\"", "inside": "<say \"hi\"> and 42", "literal": "\${id}"}}
      """
    And the value at "$.echo.id" should be ${id}

  Scenario: In numbers and durations
    Given I save "3" as "n"
    When I send "hello" ${n} times
    Then I should receive ${n} messages within ${n} seconds

  Scenario: In tables
    Given I save a new UUID as "id"
    When I send these messages:
      | message       |
      | id is ${id}   |
      | {"id": "${id}"} |
    Then I should receive these messages:
      | message                    |
      | Echo: id is ${id}          |
      | {"echo": {"id": "${id}"}} |

  Scenario: Captured by a marker
    When I send the JSON:
      """
      {"order": {"id": 7}}
      """
    Then I should receive JSON containing:
      """
      {"echo": {"order": {"id": "#capture order #integer"}}}
      """
    When I send "order ${order}"
    Then I should receive "Echo: order 7"

  Scenario: That message, the time, and the app's address
    When I send "hello"
    And I receive a message
    And I save that message as "answer"
    And I save the current time as "now"
    And I send "${answer} at ${now} from ${app.host}:${app.port} (${app.url})"
    Then I should receive "Echo: ${answer} at ${now} from ${app.host}:${app.port} (${app.url})"
    When I send a GET request to "${app.url}/health"
    Then the HTTP status should be 200

  Scenario Outline: Outlines work as ever
    When I send "<text>"
    Then I should receive "Echo: <text>"

    Examples:
      | text |
      | one  |
      | two  |
