Feature: Many users at once
  Each with an identity, on the chat of examples.

  Background:
    Given the app "examples.chat:app" is running:
      | option         | value                                           |
      | ready          | /health                                         |
      | env CHAT_USERS | user-1:pw-1,user-2:pw-2,user-3:pw-3,user-4:pw-4 |
    When "user-{n}" sends a POST request to "/login" with the options:
      | option          | value                                      |
      | json            | {"user": "user-{n}", "password": "pw-{n}"} |
      | count           | 4                                          |
      | expected_status | 200                                        |
    And 4 sessions "user-{n}" are connected to "/ws/chat":
      | option       | value     |
      | http session | {session} |

  Scenario: Everyone is somebody else
    Then every session should receive a message containing "welcome"
    And the value at "$.user" of "user-1" should be "user-1"
    And the value at "$.user" of "user-4" should be "user-4"

  Scenario: To all, and to all but one
    When every session sends the JSON:
      """
      {"type": "join", "room": "hall"}
      """
    Then "user-1" should eventually receive a message where "$.members[3]"
    When "user-1" sends the JSON:
      """
      {"type": "say", "room": "hall", "text": "good morning"}
      """
    Then every session should receive JSON containing:
      """
      {"user": "user-1", "text": "good morning"}
      """
    When "user-1" sends the JSON:
      """
      {"type": "leave", "room": "hall"}
      """
    Then every other session should receive JSON containing:
      """
      {"type": "left", "user": "user-1"}
      """
    When "user-2" sends the JSON:
      """
      {"type": "say", "room": "hall", "text": "has user-1 gone?"}
      """
    Then every session except "user-1" should receive a message containing "has user-1 gone?"
    And "user-1" should not receive a message containing "has user-1 gone?" within 200 milliseconds

  Scenario: To a room
    When "user-1" sends the JSON:
      """
      {"type": "join", "room": "kitchen"}
      """
    And "user-2" sends the JSON:
      """
      {"type": "join", "room": "kitchen"}
      """
    Then "user-1" and "user-2" should receive JSON containing:
      """
      {"type": "joined", "user": "user-2"}
      """
    When "user-1" sends the JSON:
      """
      {"type": "say", "room": "kitchen", "text": "tea is ready"}
      """
    Then "user-1" and "user-2" should receive a message containing "tea is ready"
    And "user-3" should not receive a message containing "tea is ready" within 200 milliseconds

  Scenario: Presence
    When "user-1" sends the JSON:
      """
      {"type": "join", "room": "porch"}
      """
    Then "user-1" should eventually receive a message containing "joined"
    When "user-2" sends the JSON:
      """
      {"type": "join", "room": "porch"}
      """
    Then "user-1" should receive JSON containing:
      """
      {"type": "joined", "user": "user-2", "members": ["user-1", "user-2"]}
      """
    When "user-2" loses the connection
    Then "user-1" should receive the JSON:
      """
      {"type": "left", "room": "porch", "user": "user-2"}
      """

  Scenario: A second connection of a user closes the first
    Given "phone" is connected to "/ws/chat":
      | option       | value  |
      | http session | user-1 |
    Then the server should close the connection of "user-1" with code 4001 and reason "connected elsewhere"
    And the connection of "phone" should be open

  Scenario: What two say arrives in the order of each
    When every session sends the JSON:
      """
      {"type": "join", "room": "yard"}
      """
    Then every session should receive a message where "$.members[3]"
    When "user-3" clears the inbox
    And "user-1" sends these messages:
      | message                                          |
      | {"type": "say", "room": "yard", "text": "one"}   |
      | {"type": "say", "room": "yard", "text": "two"}   |
      | {"type": "say", "room": "yard", "text": "three"} |
    And "user-2" sends these messages:
      | message                                        |
      | {"type": "say", "room": "yard", "text": "one"} |
      | {"type": "say", "room": "yard", "text": "two"} |
    Then "user-3" should receive these messages in order per "$.user":
      | message                             |
      | {"user": "user-2", "text": "one"}   |
      | {"user": "user-2", "text": "two"}   |
      | {"user": "user-1", "text": "one"}   |
      | {"user": "user-1", "text": "two"}   |
      | {"user": "user-1", "text": "three"} |
