Feature: Messages come and go
  One session, an echo. What arrives waits in the session's inbox; steps read it forward.

  Background:
    Given the app "features.apps.chat:app" is running
    And I am connected to "/ws/echo"

  Scenario: A text comes back
    When I send "hello"
    Then I should receive "Echo: hello"
    And that message should contain "hello"
    And that message should not contain "error"
    And that message should match "Echo: *"
    And I should receive nothing

  Scenario: A text of several lines
    When I send:
      """
      one
      two
      """
    Then I should receive:
      """
      Echo: one
      two
      """

  Scenario: Texts are judged in many ways
    When I send the text "hello world" 5 times
    Then I should receive a message containing "world"
    And I should receive a message not containing "error"
    And I should receive a message matching "Echo: * world"
    And I should receive a message matching the regexp "^Echo: (\w+) world$"
    And I should receive "Echo: hello world" within 2 seconds
    And I should receive nothing within 200 milliseconds

  Scenario: JSON
    When I send the JSON:
      """
      {"type": "join", "room": {"id": 7, "tags": ["a", "b"]}}
      """
    Then I should receive JSON containing:
      """
      {"echo": {"room": {"id": "#integer"}}}
      """
    And that message should be the JSON:
      """
      {"echo": {"type": "join", "room": {"id": 7, "tags": ["a", "#..."]}}}
      """
    And the value at "$.echo.room.id" should be 7
    And the value at "$.echo.room.id" should be less than 10
    And the value at "$.echo.type" should match "jo*"
    And the value at "$.echo.type" should not be "leave"
    And the value at "$.echo.room.tags" should contain "b"
    And the value at "$.echo.room.tags" should be:
      """
      ["a", "b"]
      """
    And the value at "$.echo.room" should be:
      """
      {"id": "#number", "tags": "#[2]"}
      """
    And the value at "$.echo.room" should not contain:
      """
      {"id": "#string"}
      """
    And the value at "$.echo.room.name" should not exist

  Scenario: JSONPath and JSON Schema
    When I send the JSON:
      """
      {"items": [{"id": 7}, {"id": 8}]}
      """
    Then I should receive a message where "$.echo.items[?@.id == 7]"
    And that message should match the schema "features/schemas/items.yaml"
    And the value at "$.echo.items[1].id" should be at least 8

  Scenario: Bytes
    When I send the bytes "00 ff 10"
    Then I should receive the bytes "00 ff 10"
    When I send the bytes "20 02 99 00 01 02"
    Then I should receive the bytes "20 02 ?? 00 *"

  Scenario: No bytes at all
    When I send the bytes ""
    Then I should receive the bytes ""
    And that message should be the bytes ""
    When I send the bytes "00" twice
    And I send the bytes ""
    Then I should eventually receive the bytes ""
    And I should not receive the bytes "" within 100 milliseconds
    Given I ignore the bytes ""
    When I send the bytes ""
    Then I should receive nothing within 100 milliseconds

  Scenario: A file
    When I send the file "features/payloads/join.yaml":
      | name | value |
      | room | 7     |
    Then I should receive the JSON:
      """
      {"echo": {"type": "join", "room": 7, "as": "Ada"}}
      """

  Scenario: Several messages
    When I send these messages:
      | message      |
      | one          |
      | two          |
      | {"number": 3} |
    Then I should receive these messages:
      | Message                 |
      | Echo: one               |
      | Echo: two               |
      | {"echo": {"number": 3}} |

  Scenario: Several messages in any order
    When I send these messages:
      | message |
      | one     |
      | two     |
    Then I should receive these messages in any order within 2 seconds:
      | message   |
      | Echo: two |
      | Echo: one |

  Scenario: Count messages
    When I send "hello" 5 times
    Then I should receive 2 messages
    And I should have 3 unread messages
    And I should receive at least 3 messages
    And I should have no unread messages

  Scenario: A ping, fragments and a deliberate frame
    When I send a ping
    And I send the fragments:
      | part |
      | hel  |
      | lo   |
    Then I should receive "Echo: hello"
    When I send the frame:
      | option  | value |
      | opcode  | 1     |
      | payload | raw   |
    Then I should receive "Echo: raw"
    And the response should have taken less than 2 seconds
