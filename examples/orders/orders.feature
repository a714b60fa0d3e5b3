Feature: Orders
  The same app as orders.robot beside this file, in sentences. Each scenario begins with the same database.

  Background:
    Given I run the command "python -m examples.orders.seed":
      | option           | value           |
      | env DATABASE_URL | ${database_url} |
    And the app "examples.orders.testing:make" is running:
      | option               | value           |
      | factory              | True            |
      | ready                | /health         |
      | env DATABASE_URL     | ${database_url} |
      | env MOST_OPEN_ORDERS | 4               |
      | env DECLINED         | grace           |

  Scenario: An order is followed from the counter to the door
    Given "ada" follows the orders
    When "ada" orders "tea"
    Then the HTTP status should be 201
    And I save the value at "$.id" as "id"
    And "ada" should receive the JSON:
      """
      {"type": "order", "customer": "ada", "id": ${id}, "product": "tea", "status": "placed"}
      """
    Given "clerk" is logged in
    When "clerk" sends a POST request to "/orders/${id}/ship"
    Then "ada" should receive JSON containing:
      """
      {"type": "order", "id": ${id}, "status": "shipped"}
      """

  Scenario: Others see nothing, but the clerk sees all
    Given "ada" follows the orders
    And "grace" follows the orders
    And "clerk" follows the orders
    When "ada" orders "tea"
    Then "ada" and "clerk" should receive JSON containing:
      """
      {"type": "order", "customer": "ada"}
      """
    And "grace" should receive nothing within 200 milliseconds

  Scenario: Nobody gets what is not there
    Given "ada" follows the orders
    When "ada" sends a POST request to "/orders" with the options:
      | option          | value                   |
      | json            | {"product": "last cup"} |
      | count           | 5                       |
      | expected_status | [201, 409]              |
    Then "ada" should receive 3 messages
    And "ada" should receive nothing within 200 milliseconds

  Scenario: The token is good in the header
    Given "ada" is logged in
    And I am connected to "/ws/orders" with the bearer token "${ada_token}"
    Then I should receive a message containing "following"

  Scenario: The token is good in the query
    Given "ada" is logged in
    And I am connected to "/ws/orders" with the query parameter "token" set to "${ada_token}"
    Then I should receive a message containing "following"

  Scenario: The token is good as a subprotocol
    Given "ada" is logged in
    And I am connected to "/ws/orders" with the subprotocol "orders.v1" and the subprotocol "token.${ada_token}"
    Then the subprotocol should be "orders.v1"
    And I should receive a message containing "following"

  Scenario: Nobody follows without a token
    When I try to connect to "/ws/orders" with the subprotocol "orders.v1" and the subprotocol "token.guessed"
    Then the connection should be refused with status 403

  Scenario: A declined card buys nothing
    Given "grace" follows the orders
    When "grace" orders "tea"
    Then the HTTP status should be 402
    And the value at "$.detail" should be "The card of grace was declined."
    And "grace" should receive nothing within 200 milliseconds

  Scenario: A limit from the environment
    Given "ada" follows the orders
    When "ada" sends a POST request to "/orders" with the options:
      | option          | value              |
      | json            | {"product": "tea"} |
      | count           | 4                  |
      | expected_status | 201                |
    And "ada" orders "tea"
    Then the HTTP status should be 429

  Scenario: A restart logs nobody out
    Given "ada" follows the orders
    When the app restarts
    Then the server should close the connection of "ada" with code 1012
    And the app's log should contain "The shop is closed."
    When "ada" reconnects
    Then "ada" should receive a message containing "following"
