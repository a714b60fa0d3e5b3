Feature: Next, or skip?
  A step reads the next message, skips to one that matches, or takes one from the middle.

  Background:
    Given the app "features.apps.chat:app" is running
    And "alice" is connected to "/ws/echo"
    When "alice" sends the JSON:
      """
      {"do": "say", "texts": ["presence: bob", "news: rain", {"type": "done", "count": 2}, "presence: carol"]}
      """

  Scenario: In order
    Then "alice" should receive "presence: bob"
    And "alice" should receive a message containing "rain"
    And "alice" should receive JSON containing:
      """
      {"type": "done"}
      """
    And "alice" should receive "presence: carol"

  Scenario: Skip what is not of interest
    Then "alice" should eventually receive a message containing "rain"
    And "alice" should eventually receive "presence: carol"
    And "alice" should receive nothing within 100 milliseconds

  Scenario: Take one, leave the rest
    Then "alice" should receive, out of order, a message matching "news: *"
    And "alice" should receive "presence: bob"
    And "alice" should have 2 unread messages

  Scenario: Ignore noise
    Given "alice" ignores messages containing "presence"
    Then "alice" should receive "news: rain"
    When "alice" receives a JSON message
    Then the value at "$.count" should be 2
    And "alice" should have no unread messages
    When "alice" stops ignoring messages
    And "alice" sends "presence"
    Then "alice" should eventually receive "Echo: presence"

  Scenario: Until a completion message
    When "alice" receives messages until JSON containing:
      """
      {"type": "done"}
      """
    Then the value at "$.count" should be 2
    And "alice" should receive "presence: carol"

  Scenario: Fail at once on an error that comes first
    Then "alice" should eventually receive a message containing "carol" unless "error" comes first

  Scenario: Start afresh
    When "alice" receives messages until nothing arrives for 200 milliseconds
    And "alice" sends "x"
    And "alice" receives a message
    Then that message should be "Echo: x"
    When "alice" sends "y" 3 times
    And "alice" receives a message
    Then "alice" should have 2 unread messages
    When "alice" clears the inbox
    Then "alice" should receive nothing within 200 milliseconds

  Scenario: What must not come
    Then "alice" should not receive a message containing "error"
    When "alice" receives messages until nothing arrives for 200 milliseconds
    Then "alice" should not have received "error"

  Scenario: Every message for some time
    When "alice" receives messages until nothing arrives for 200 milliseconds
    And "alice" sends the JSON:
      """
      {"do": "say", "texts": ["tick 1", "tick 2", "tick 3"], "after": 0.05}
      """
    Then for 400 milliseconds every message "alice" receives should contain "tick"
