Feature: Users
  Many sessions, each somebody else.

  Background:
    Given the app "features.apps.chat:app" is running

  Scenario: A table of users
    Given these users are connected to "/ws/echo" with the query parameter "greet" set to "{title} {name}":
      | name  | title |
      | ada   | Lady  |
      | grace | Dr    |
    Then "ada" should receive "Welcome, Lady ada"
    And "grace" should receive "Welcome, Dr grace"

  Scenario: A file of users
    Given the users of "features/users.csv" are connected to "/ws/echo" with the query parameter "greet" set to "{name}":
      | option       | value     |
      | open timeout | 5 seconds |
    Then "grace" should receive "Welcome, grace"

  Scenario: All log in at once, and are connected with their cookies
    Given these users:
      | name  | password      | room  |
      | ada   | correct horse | lobby |
      | grace | correct horse | lobby |
      | alan  | correct horse | attic |
    When every user logs in at "/login" with the JSON:
      """
      {"user": "{name}", "password": "{password}"}
      """
    And every user is connected to "/ws/chat/{room}"
    Then every session should receive JSON containing:
      """
      {"type": "welcome"}
      """
    When "ada" sends "Tea?"
    Then "ada" and "grace" should receive a message containing "Tea?"
    And "alan" should receive nothing

  Scenario: All log in at once, and are connected with their tokens
    Given the users of "users.csv"
    When every user logs in at "/login", saving the value at "$.token" as "token", with the form within 5 seconds:
      | field    | value      |
      | user     | {name}     |
      | password | {password} |
    And every user is connected to "/ws/chat/{room}" with the bearer token "{token}"
    Then "grace" should receive JSON containing:
      """
      {"type": "welcome", "user": "grace", "online": ["grace"]}
      """
