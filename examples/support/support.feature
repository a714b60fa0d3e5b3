Feature: Support desk
  The same app as support.robot beside this file, in sentences: behave -D config=examples/support/wskeywords.yaml

  Background:
    Given the app "examples.support:app" is running:
      | option                 | value   |
      | ready                  | /health |
      | env SUPPORT_COMPLETION | on      |

  Scenario: Who is there is said first
    Given "ada" is connected to "/ws/support" with the query parameter "token" set to "token-of-ada"
    Then "ada" should receive JSON containing:
      """
      {"action": "authentication", "payload": {"status_code": 200, "data": {"user": "ada"}}}
      """

  Scenario: Whoever is unknown is told so and put out
    Given I am connected to "/ws/support" with the query parameter "token" set to "guessed"
    Then I should receive JSON containing:
      """
      {"action": "authentication", "payload": {"status_code": 401}}
      """
    And the server should close the connection with code 4401

  Scenario: A request and its answer
    Given "ada" is at the support desk
    When "ada" sends the JSON:
      """
      {"action": "ping"}
      """
    And "ada" receives all messages
    Then "ada" should have collected 1 message
    And every collected message should contain JSON:
      """
      {"action": "pong"}
      """

  Scenario: An answer streams in
    Given "ada" is at the support desk
    When "ada" asks "I forgot my password"
    And "ada" receives all messages
    Then "ada" should have collected at least 10 messages
    And every collected message should contain JSON:
      """
      {"action": "streaming"}
      """
    And the collected text at "$.payload.text" should be:
      """
      To set a new password, open your profile, choose Security and follow the link that we send you.
      """

  Scenario: A completion message of the app's own
    Given "ada" is at the support desk
    When "ada" asks "Where is my invoice?"
    And "ada" receives all messages up to the completion message "answer" within 2 seconds
    Then the collected text at "$.payload.text" should contain "below Billing"

  Scenario: All who follow a ticket get what is said on it, nobody else does
    Given "ada" has opened a ticket
    And "grace" follows the ticket
    And "alan" is at the support desk
    When "grace" comments "Call the fire brigade."
    And "ada" receives all messages up to the completion message "group"
    Then some collected message should contain JSON:
      """
      {"action": "comment_added", "payload": {"user": "grace", "text": "Call the fire brigade."}}
      """
    And "alan" should receive nothing within 300 milliseconds

  Scenario: An event from outside reaches everybody
    Given "ada" is at the support desk
    And "grace" is at the support desk
    When I send a POST request to "/notices" with the JSON:
      """
      {"text": "We are back at nine."}
      """
    Then the HTTP status should be 202
    When "ada" receives all messages up to the completion message "event"
    Then "ada" should have collected 1 message
    And some collected message of "ada" should contain "back at nine"
    And "grace" should receive JSON containing:
      """
      {"action": "notice", "payload": {"text": "We are back at nine."}}
      """
