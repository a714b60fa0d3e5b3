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

  Scenario Outline: What must never arrive, said in each way
    Given "alice" must never receive <what>
    When "alice" sends "hello"
    Then "alice" should receive "Echo: hello"
    And every guard should have held

    Examples:
      | what                                                 |
      | "hello"                                              |
      | a message containing "error"                         |
      | a message matching "hello*"                          |
      | a message matching the regexp "^hello"               |
      | a message matching the schema "schemas/numbered.yaml" |
      | a message where "$.error"                            |
      | the bytes "45 63"                                    |
      | the event "failure"                                  |

  Scenario Outline: What every message must be, said in each way
    Given every message "alice" receives must <be>
    When "alice" sends "hello"
    Then "alice" should receive "Echo: hello"
    And every guard should have held

    Examples:
      | be                         |
      | be "Echo: hello"           |
      | contain "hello"            |
      | match "Echo: *"            |
      | match the regexp "^Echo: " |

  Scenario: The same with JSON
    Given "alice" must never receive the JSON:
      """
      {"echo": {"n": 2}}
      """
    And every message "alice" receives must be the JSON:
      """
      {"echo": {"n": "#number"}}
      """
    And every message "alice" receives must contain JSON:
      """
      {"echo": {"n": 1}}
      """
    When "alice" sends the JSON:
      """
      {"n": 1}
      """
    And "alice" receives a message
    Then every guard should have held
