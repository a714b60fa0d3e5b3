Feature: Noise, and completion messages
  A real app sends heartbeats, presence, progress. Sessions can ignore messages, and read up to the one that ends a list.

  Background:
    Given the app "features.apps.chat:app" is running
    And "alice" is connected to "/ws/echo"

  Scenario: Ignore by text
    Given "alice" ignores messages matching "presence:*"
    And "alice" ignores messages matching the regexp "^heart(beat)?$"
    And "alice" ignores the message "noise"
    When "alice" sends the JSON:
      """
      {"do": "say", "texts": ["presence: bob", "heartbeat", "noise", "news", "heart"]}
      """
    Then "alice" should receive "news"
    And "alice" should receive nothing within 100 milliseconds

  Scenario: Ignore by JSON
    Given "alice" ignores the JSON:
      """
      {"type": "heartbeat"}
      """
    And "alice" ignores JSON containing:
      """
      {"type": "presence"}
      """
    And "alice" ignores messages where "$.debug"
    And "alice" ignores messages matching the schema "features/schemas/heartbeat.yaml"
    When "alice" sends the JSON:
      """
      {"do": "say", "texts": [
        {"type": "heartbeat"},
        {"type": "presence", "user": "bob"},
        {"debug": 1},
        {"beat": 7},
        {"type": "news"}
      ]}
      """
    Then "alice" should receive the JSON:
      """
      {"type": "news"}
      """
    And "alice" should have no unread messages

  Scenario: Ignore bytes
    Given "alice" ignores the bytes "00 *"
    When "alice" sends the bytes "00 01"
    And "alice" sends the bytes "ff 01"
    And "alice" receives a binary message within 2 seconds
    Then that message should be the bytes "ff ??"

  Scenario Outline: Read up to a text
    When "alice" sends the JSON:
      """
      {"do": "say", "texts": ["one", "two", "done: 3", "rest"]}
      """
    And "alice" receives messages until <end>
    Then that message should be "done: 3"
    And "alice" should receive "rest"

    Examples:
      | end                                      |
      | "done: 3"                                |
      | a message containing "done"              |
      | a message matching "done*"               |
      | a message matching the regexp "^done"    |
      | a message containing "done" within 1 second |

  Scenario: Read up to JSON
    When "alice" sends the JSON:
      """
      {"do": "say", "texts": [{"beat": 1}, {"id": 2}, {"type": "done"}, {"type": "done", "by": "alice"}, "rest"]}
      """
    And "alice" receives messages until a message matching the schema "features/schemas/heartbeat.yaml"
    Then the value at "$.beat" should be 1
    When "alice" receives messages until a message where "$.id"
    Then the value at "$.id" should be 2
    When "alice" receives messages until the JSON:
      """
      {"type": "done"}
      """
    And "alice" receives messages until JSON containing within 2 seconds:
      """
      {"by": "alice"}
      """
    Then that message should contain JSON:
      """
      {"type": "done"}
      """
    When "alice" receives a text message
    Then that message should be:
      """
      rest
      """
    And that message should match the regexp "^r.st$"

  Scenario: Read up to a text of several lines, or to bytes
    When "alice" sends the JSON:
      """
      {"do": "say", "texts": ["one", "the\nend", "rest"]}
      """
    And "alice" receives messages until:
      """
      the
      end
      """
    And "alice" sends the bytes "ff 00"
    And "alice" receives messages until the bytes "ff *"
    Then that message should be the bytes "ff 00"
