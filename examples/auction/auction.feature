Feature: Auctions
  The same app as auction.robot beside this file, in sentences.

  Background:
    Given the app "examples.auction:app" is running:
      | option | value   |
      | ready  | /health |

  Scenario: Every bid is told to everyone in the same order
    Given an auction of "Longcase clock" from 100
    And "ada" attends
    And "grace" attends
    When "ada" bids 110 on lot 1
    Then "grace" should receive JSON containing:
      """
      {"type": "bid", "amount": 110}
      """
    When "grace" bids 120 on lot 1
    Then "ada" should receive these messages:
      | message                                                     |
      | {"type": "bid", "number": 1, "bidder": "ada", "amount": 110}   |
      | {"type": "bid", "number": 2, "bidder": "grace", "amount": 120} |

  Scenario: The bids on each lot keep their order, whatever happens between them
    Given an auction of "Longcase clock" from 100 and of "Wrist watch" from 10
    And "ada" attends
    And "grace" attends
    And "watcher" attends
    When "ada" bids 101 on lot 1
    And "grace" bids 11 on lot 2
    And "ada" bids 102 on lot 1
    And "grace" bids 12 on lot 2
    Then "watcher" should receive these messages in order per "$.lot":
      | message                   |
      | {"lot": 1, "amount": 101} |
      | {"lot": 1, "amount": 102} |
      | {"lot": 2, "amount": 11}  |
      | {"lot": 2, "amount": 12}  |

  Scenario: Bids stay in their room
    Given an auction of "Longcase clock" from 100
    And "ada" attends
    And an auction of "Wrist watch" from 10
    And "grace" attends
    When "ada" bids 110 on lot 1
    Then "ada" should receive JSON containing:
      """
      {"type": "bid", "amount": 110}
      """
    And "grace" should receive nothing within 300 milliseconds

  Scenario: A crowd hears one bid
    Given an auction of "Longcase clock" from 100
    And 20 sessions "bidder-{n}" are connected to "/auctions/${auction}":
      | option       | value     |
      | param bidder | {session} |
    Then every session should eventually receive JSON containing:
      """
      {"type": "present", "bidders": "#[20]"}
      """
    When "bidder-7" bids 200 on lot 1
    Then every session should receive JSON containing:
      """
      {"type": "bid", "bidder": "bidder-7"}
      """

  Scenario: Who loses the connection is no longer present
    Given an auction of "Longcase clock" from 100
    And "ada" attends
    And "grace" attends
    When "grace" loses the connection
    Then "ada" should receive the JSON:
      """
      {"type": "present", "bidders": ["ada"]}
      """

  Scenario: The third bid that is too low ends the session
    Given an auction of "Longcase clock" from 100
    And "ada" attends
    And "grace" attends
    When "grace" bids 1 on lot 1
    Then "grace" should receive the JSON:
      """
      {"type": "too-low", "lot": 1, "price": 100}
      """
    And "ada" should receive nothing within 300 milliseconds
    When "grace" bids 2 on lot 1
    And "grace" bids 3 on lot 1
    Then the connection of "grace" should be closed with code 4003 and reason "3 bids were too low"
    And "grace" should have 2 unread messages

  Scenario: The hammer ends the auction for everyone
    Given an auction of "Longcase clock" from 100
    And "ada" attends
    And "grace" attends
    When "ada" bids 110 on lot 1
    And the hammer falls on lot 1
    Then every session should eventually receive JSON containing:
      """
      {"type": "sold", "lot": 1, "bidder": "ada", "amount": 110}
      """
    And "ada" should be disconnected with code 4000
    And "grace" should be disconnected with code 4000

  Scenario: Who comes to no auction learns why
    When "ada" is connected to "/auctions/999999?bidder=ada"
    Then the server should close the connection of "ada" with code 4404 and reason "there is no auction 999999"

  Scenario: Nobody attends without a name
    Given an auction of "Longcase clock" from 100
    When I try to connect to "/auctions/${auction}"
    Then the connection should be refused with status 403

  Scenario: A picture is a binary message
    Given an auction of "Longcase clock" from 100
    And "ada" attends
    When "ada" sends the JSON:
      """
      {"picture": 1}
      """
    Then "ada" should receive the bytes "89 50 4e 47 0d 0a 1a 0a *"

  Scenario: A bid in bytes is refused
    Given an auction of "Longcase clock" from 100
    And "ada" attends
    When "ada" sends the bytes "00 6e"
    Then the server should close the connection of "ada" with code 1003 and reason "bids are text"
