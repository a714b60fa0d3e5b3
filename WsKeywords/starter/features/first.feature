Feature: First steps
  It expects the environment of behave.ini to answer; against another one: behave -D environment=staging,
  or behave -D base_url=https://chat.example.com. To have the feature start your app itself, add
  a Background: Given the app "your_package.main:app" is running

  Scenario: A message comes back
    Given I am connected to "/ws/echo"
    When I send "hello"
    Then I should receive "Echo: hello"

  Scenario: Two users are two sessions
    Given "alice" is connected to "/ws/echo"
    And "bob" is connected to "/ws/echo"
    When "alice" sends the JSON:
      """
      {"type": "greeting", "to": "bob"}
      """
    Then "alice" should receive JSON containing:
      """
      {"echo": {"type": "greeting", "to": "#string"}}
      """
    And "bob" should receive nothing within 300 milliseconds
