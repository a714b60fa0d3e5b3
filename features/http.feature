Feature: HTTP beside the WebSocket
  Log in over HTTP, connect with the token or the cookie.

  Background:
    Given the app "features.apps.chat:app" is running:
      | option | value   |
      | ready  | /health |

  Scenario: Log in and connect with the token
    When I send a POST request to "/login" with the JSON:
      """
      {"user": "ada", "password": "correct horse"}
      """
    Then the HTTP status should be 200
    And the HTTP header "Content-Type" should contain "json"
    And the value at "$.user" should be "ada"
    And the response should have taken less than 2 seconds
    When I save the value at "$.token" as "token"
    And I am connected to "/ws/chat/lobby" with the bearer token "${token}"
    Then I should receive JSON containing:
      """
      {"type": "welcome", "user": "ada", "id": "#uuid"}
      """

  Scenario: Log in and connect with the cookie
    When "ada" sends a POST request to "/login" with the form:
      | user | password      |
      | ada  | correct horse |
    Then the HTTP status should be 2xx
    And the HTTP cookie "sid" of "ada" should exist
    And the HTTP cookie "other" of "ada" should not exist
    When I save the HTTP cookie "sid" of "ada" as "sid"
    And I am connected to "/ws/chat/lobby" with the cookie "sid" set to "${sid}"
    Then I should receive a message containing "welcome"
    When I close the connection
    And I am connected to "/ws/chat/lobby":
      | option       | value |
      | http session | ada   |
    Then I should receive a message containing "welcome"

  Scenario: A wrong password
    When I send a POST request to "/login" with the options:
      | option | value                              |
      | json   | {"user": "ada", "password": "???"} |
    Then the HTTP status should be 401
    And the HTTP body should contain "wrong password"

  Scenario: A text of several lines
    When I send a post request to "/rooms/lobby/announce" with the text:
      """
      tea
      is ready
      """
    Then the HTTP status should be 200
    And the value at "$.told" should be 0

  Scenario: A token in a header
    When I send a POST request to "/login" with the JSON:
      """
      {"user": "ada", "password": "correct horse"}
      """
    And I save the value at "$.token" as "token"
    And I send a GET request to "/me" with the header "Authorization" set to "Bearer ${token}"
    Then the value at "$.user" should be "ada"

  Scenario: A command beside the app
    When I run the command "python -c \"print('seeded', 42)\""
    Then the command's output should be "seeded 42"
    When I save the command's output as "output"
    And I am connected to "/ws/echo"
    And I send "${output}"
    Then I should receive "Echo: seeded 42"

  Scenario Outline: A token goes where the app wants it
    Given the app "served.web:app" is running:
      | option | value |
      | name   | web   |
      | cwd    | tests |
    And I send a POST request to "/login" with the JSON:
      """
      {"user": "ada"}
      """
    And I save the value at "$.token" as "token"
    When I am connected to "/ws/token" with <where>
    Then I should receive "the token came in the <place>"

    Examples:
      | place       | where                                                   |
      | header      | the header "Authorization" set to "Bearer ${token}"     |
      | header      | the bearer token "${token}"                             |
      | query       | the query parameter "token" set to "${token}"           |
      | cookie      | the cookie "token" set to "${token}"                    |
      | subprotocol | the subprotocol "bearer" and the subprotocol "${token}" |
