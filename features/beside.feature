Feature: Beside the conversation
  Other servers, values from outside, transcripts, frames that a browser would not send.

  Scenario: A server in any language
    Given the command "python -m http.server {port} --bind {host}" is running within 20 seconds:
      | option | value |
      | name   | files |
      | ready  | /     |
    When I send a GET request to "/README.rst"
    Then the HTTP status should be 200
    And the log of the app "files" should contain "GET /README.rst" within 5 seconds
    When the app "files" stops
    And the app "files" starts
    And I send a GET request to "${files.url}/README.rst"
    Then the HTTP status should be 2xx

  Scenario: A deployed app
    Given the app "features.apps.chat:app" is running
    And I save the environment variable "PATH" as "path"
    And the base URL is "${app.url}"
    When I send a GET request to "/health"
    And I save the HTTP body as "health"
    And I save the HTTP header "Content-Type" as "kind"
    And I am connected to "/ws/echo"
    And I send "${kind}: ${health}"
    Then I should receive a message matching "Echo: application/json: {*}"

  Scenario: Files, frames and pings
    Given the app "features.apps.chat:app" is running
    And "alice" is connected to "/ws/echo"
    When "alice" sends the binary file "features/payloads/join.yaml"
    And "alice" receives a binary message
    Then that message should be the bytes "74 79 70 65 *"
    When "alice" sends the binary fragments:
      | part  |
      | 00 ff |
      | 10    |
    Then "alice" should receive the bytes "00 ff 10"
    When "alice" sends a ping with the payload "are you there" within 2 seconds
    And "alice" sends the JSON:
      """
      {"items": [{"id": 7}]}
      """
    Then "alice" should receive a message matching the schema "features/schemas/items.yaml" within 2 seconds

  Scenario: Leave all at once
    Given the app "features.apps.chat:app" is running
    And "alice" is connected to "/ws/echo"
    And "bob" is connected to "/ws/echo"
    When every session sends the JSON:
      """
      {"hello": "all"}
      """
    Then "alice" and "bob" should receive JSON containing:
      """
      {"echo": {"hello": "all"}}
      """
    When "bob" disconnects with code 4000 and reason "bye"
    And all connections are closed
    Then the side that closed the connection of "alice" should be "us"
    And "alice" and "bob" should be disconnected
    When I save the transcript to "leaving.txt" of "bob"
