Feature: Chat
  The same app as chat.robot beside this file, in sentences.

  Background:
    Given the app "examples.chat:app" is running:
      | option | value   |
      | ready  | /health |

  Scenario: Nobody chats without a token
    When I try to connect to "/ws/chat"
    Then the connection should be refused with status 403

  Scenario: A browser sees the refusal as a close code
    Given I am connected to "/ws/browser-chat" with the query parameter "token" set to "guessed-token"
    Then the server should close the connection with code 1008 and reason "policy: *"

  Scenario: Who logged in is welcome
    When I send a POST request to "/login" with the JSON:
      """
      {"user": "ada", "password": "lovelace"}
      """
    Then the HTTP status should be 200
    And I save the value at "$.token" as "token"
    Given "ada" is connected to "/ws/chat" with the bearer token "${token}"
    Then "ada" should receive the JSON:
      """
      {"type": "welcome", "user": "ada"}
      """

  Scenario: Everyone in the room hears what is said, nobody else does
    Given "ada" is in the room "kitchen"
    And "grace" is in the room "kitchen"
    And "alan" is in the room "garden"
    When "ada" sends the JSON:
      """
      {"type": "say", "room": "kitchen", "text": "Tea?"}
      """
    Then "ada" and "grace" should eventually receive JSON containing:
      """
      {"type": "message", "user": "ada", "text": "Tea?", "id": "#uuid"}
      """
    And "alan" should receive nothing within 300 milliseconds

  Scenario: Who comes and goes is told to the others
    Given "ada" is in the room "hall"
    And "grace" is in the room "hall"
    Then "ada" should eventually receive JSON containing:
      """
      {"type": "joined", "user": "grace", "members": ["ada", "grace"]}
      """
    When "grace" loses the connection
    Then "ada" should receive the JSON:
      """
      {"type": "left", "room": "hall", "user": "grace"}
      """

  Scenario: Who joins late reads the history
    Given "ada" is in the room "library"
    When "ada" sends these messages:
      | message                                               |
      | {"type": "say", "room": "library", "text": "first"}   |
      | {"type": "say", "room": "library", "text": "second"}  |
    Then "ada" should eventually receive a message where "$[?@ == 'second']"
    Given "grace" is connected to the chat
    When "grace" sends the JSON:
      """
      {"type": "join", "room": "library"}
      """
    Then "grace" should receive JSON containing:
      """
      {"type": "history", "messages": [{"text": "first"}, {"text": "second"}]}
      """
    And the value at "$.messages[1].user" should be "ada"

  Scenario: A picture comes back byte for byte
    Given "ada" is connected to the chat
    When "ada" sends the bytes "89 50 4e 47 00 ff"
    Then "ada" should receive JSON containing:
      """
      {"type": "avatar", "size": 6, "sha256": "#string"}
      """
    When "ada" sends the JSON:
      """
      {"type": "avatar", "user": "ada"}
      """
    Then "ada" should receive the bytes "89 50 4e 47 *"

  Scenario: A second connection ends the first
    Given "ada" is connected to the chat
    And "second" is connected to "/ws/chat" with the query parameter "token" set to "${token}"
    Then the server should close the connection of "ada" with code 4001 and reason "connected elsewhere"
    And the connection of "second" should be open

  Scenario: Whoever talks too much is put out
    Given "ada" is connected to the chat
    When "ada" sends "spam" 21 times
    Then "ada" should be disconnected with code 4008

  Scenario: A restart ends the log-in
    Given "ada" is connected to the chat
    When the app restarts
    Then the connection of "ada" should be closed with code 1012
    And the app's log should contain "The chat is closed."
    When I try to connect to "/ws/chat" with the bearer token "${token}"
    Then the connection should be refused with status 403
