Feature: Send and receive in one step

  Background:
    Given the app "features.apps.chat:app" is running
    And I am connected to "/ws/echo"

  Scenario: The next message is the answer
    When I send "hello" and receive "Echo: hello"
    Then that message should contain "hello"
    When I send "hello again" and receive "Echo: hello again" within 2 seconds

  Scenario: Each on a session of its own
    Given "alice" is connected to "/ws/echo"
    When "alice" sends "x" and receives "Echo: x"
    And I send "y" and receive "Echo: y"
    Then "alice" should receive nothing within 50 milliseconds

  Scenario: The answer with the same identifier
    When I send the JSON and receive the answer with the same "$.id":
      """
      {"do": "say", "texts": [{"id": 6}, {"id": 7, "ok": true}], "id": 7}
      """
    Then the value at "$.ok" should be true
    And I should have 1 unread message

  Scenario: An answer to bytes
    Given I answer the bytes "00 ff" with "seen"
    When I send the bytes "00 ff"
    Then I should receive these messages:
      | message    |
      | Echo: seen |
