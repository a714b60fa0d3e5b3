Feature: Profiles and completion messages of the configuration file
  They are in wskeywords.yaml beside this file: behave -D config=features/wskeywords.yaml, as make behave says.

  Background:
    Given the app "features.apps.chat:app" is running

  Scenario: A profile has options
    Given "alice" is connected to "/ws/echo" with the profile "chatty"
    Then "alice" should receive "Welcome, Ada"
    And the subprotocol of "alice" should be "chat.v2"

  Scenario: What the step says wins
    Given "alice" is connected to "/ws/echo" with the profile "chatty" and the query parameter "greet" set to "Grace"
    Then "alice" should receive "Welcome, Grace"
    And the subprotocol of "alice" should be "chat.v2"

  Scenario: All messages up to the completion message
    Given I am connected to "/ws/echo"
    When I send the JSON:
      """
      {"do": "say", "texts": [{"n": 1}, {"n": 2}, {"action": "complete"}, {"n": 3}, {"action": "group_complete"}]}
      """
    And I receive all messages
    Then I should have collected 2 messages
    And every collected message should match the schema "features/schemas/numbered.yaml"
    When I receive all messages up to the completion message "group" within 2 seconds
    Then I should have collected 1 message
    And some collected message should contain JSON:
      """
      {"n": 3}
      """

  Scenario: A profile names its completion message
    Given "alice" is connected to "/ws/echo" with the profile "group"
    When "alice" sends the JSON:
      """
      {"do": "say", "texts": [{"n": 1}, {"action": "complete"}, {"action": "group_complete"}]}
      """
    And "alice" receives all messages
    Then "alice" should have collected 2 messages
