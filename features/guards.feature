Feature: Standing guards
  What must never arrive, or every message must be, while a scenario is at something else.

  Background:
    Given the app "features.apps.chat:app" is running
    And "alice" is connected to "/ws/echo"

  Scenario: Nothing forbidden arrives
    Given "alice" must never receive JSON containing:
      """
      {"type": "error"}
      """
    And "alice" must never receive a message containing "password"
    And every message "alice" receives must not contain "secret"
    When "alice" sends "hello"
    Then "alice" should receive "Echo: hello"
    And every guard should have held

  Scenario: Every message is as it must be
    Given every message "alice" receives must match the regexp "^Echo"
    When "alice" sends "hello"
    Then "alice" should receive "Echo: hello"
    And every guard of "alice" should have held

  Scenario: A guard that is removed
    Given every session must never receive "Echo: hello"
    When every guard is removed
    And "alice" sends "hello"
    Then "alice" should receive "Echo: hello"

  Scenario: What came before
    When "alice" sends "hello"
    Then "alice" should have 1 unread message
    Given "alice" must never receive "Echo: hello"
    Then "alice" should receive "Echo: hello"
    And every guard should have held
