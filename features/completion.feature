Feature: What an app says until it has said all
  A completion message ends an answer of several messages. What came before it was collected, and is asserted as a whole.

  Background:
    Given the app "features.apps.chat:app" is running
    And I am connected to "/ws/echo"

  Scenario: An answer that streams in
    When I send the JSON:
      """
      {"do": "say", "texts": [{"delta": "Hel"}, {"delta": "lo"}, {"action": "complete"}, "after"]}
      """
    And I receive messages until JSON containing:
      """
      {"action": "complete"}
      """
    Then I should have collected 2 messages
    And I should have collected at least 1 message
    And every collected message should contain "delta"
    And every collected message should not contain "error"
    And some collected message should be the JSON:
      """
      {"delta": "lo"}
      """
    And the collected text at "$.delta" should be "Hello"
    And the collected text at "$.delta" should contain "ell"
    And the collected text at "$.delta" of "default" should not contain "error"
    And the collected text at "$.delta" should match "H*o"
    And the collected text at "$.delta" should match the regexp "^Hel+o$"
    And I should receive "after"

  Scenario: Texts join themselves
    When I send the JSON:
      """
      {"do": "say", "texts": ["He", "llo", "done"]}
      """
    And I receive messages until "done"
    Then the collected text should be "Hello"
    And the collected text should be:
      """
      Hello
      """

  Scenario: Nothing but the completion message
    When I send the JSON:
      """
      {"do": "say", "texts": ["done"]}
      """
    And I receive messages until "done"
    Then I should have collected no messages

  Scenario: The authentication message is waited for
    When I send the JSON:
      """
      {"do": "say", "texts": ["hello", {"action": "authentication", "payload": {"status_code": 200}}]}
      """
    Then I should eventually receive JSON containing:
      """
      {"action": "authentication"}
      """
    And the value at "$.payload.status_code" should be 200

  Scenario: Nothing at all comes
    When I send the JSON:
      """
      {"do": "say", "texts": []}
      """
    Then I should receive nothing within 300 milliseconds
