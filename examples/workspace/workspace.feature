Feature: Workspace
  The same app as workspace.robot beside this file, in sentences. environment.py makes the database.

  Background:
    Given the command "python -m daphne -b {host} -p {port} examples.workspace.asgi:application" is running:
      | option                     | value                      |
      | ready                      | /login/                    |
      | env WORKSPACE_DB           | ${database}                |
      | env DJANGO_SETTINGS_MODULE | examples.workspace.testing |

  Scenario: Whoever is not logged in is sent to the log-in page
    When I send a GET request to "/me/" with the options:
      | option          | value |
      | allow_redirects | False |
    Then the HTTP status should be 302
    And the HTTP header "Location" should be "/login/?next=/me/"

  Scenario: Nobody sees a board without a session
    When I try to connect to "/ws/boards/kitchen/" with the cookie "sessionid" set to "guessed"
    Then the connection should be refused with status 403

  Scenario: A form without its CSRF token is refused
    When I send a POST request to "/login/" with the form:
      | field    | value    |
      | username | ada      |
      | password | lovelace |
    Then the HTTP status should be 403
    And the HTTP body should contain "CSRF verification failed"
    And the HTTP cookie "sessionid" should not exist

  Scenario: The session cookie opens the board
    Given "ada" is logged in
    Then the HTTP cookie "sessionid" of "ada" should exist
    Given "ada" is connected to "/ws/boards/garden/":
      | option       | value |
      | http session | ada   |
    Then "ada" should receive the JSON:
      """
      {"type": "welcome", "user": "ada", "present": ["ada"]}
      """

  Scenario: A page of another site opens nothing
    Given "ada" is logged in
    And I save the HTTP cookie "sessionid" of "ada" as "session"
    When I try to connect to "/ws/boards/kitchen/":
      | option           | value                |
      | cookie sessionid | ${session}           |
      | origin           | https://evil.example |
    Then the connection should be refused with status 403

  Scenario: Members only
    Given "alan" is logged in
    And "alan" is connected to "/ws/boards/kitchen/":
      | option       | value |
      | http session | alan  |
    Then the server should close the connection of "alan" with code 4403

  Scenario: Everyone at the board sees a note
    Given "ada" is at the board "kitchen"
    And "grace" is at the board "kitchen"
    When "ada" sends the JSON:
      """
      {"type": "note", "text": "Milk is out"}
      """
    Then every session should receive JSON containing:
      """
      {"type": "note", "author": "ada", "text": "Milk is out", "id": "#integer", "at": "#datetime"}
      """

  Scenario: Presence
    Given "ada" is at the board "hall"
    And "grace" is at the board "hall"
    Then "ada" should receive the JSON:
      """
      {"type": "joined", "user": "grace"}
      """
    When "grace" loses the connection
    Then "ada" should receive the JSON:
      """
      {"type": "left", "user": "grace"}
      """

  Scenario: A note written over HTTP is seen at once
    Given "grace" is at the board "kitchen"
    And "ada" is logged in
    When "ada" sends a POST request to "/boards/kitchen/notes/" with the header "X-CSRFToken" set to "${csrf_ada}" and the JSON:
      """
      {"text": "Tea is ready"}
      """
    Then the HTTP status should be 201
    And I save the value at "$.id" as "id"
    And "grace" should receive JSON containing:
      """
      {"type": "note", "id": ${id}, "author": "ada", "text": "Tea is ready"}
      """

  Scenario: A note without the CSRF token is not written
    Given "grace" is at the board "kitchen"
    And "ada" is logged in
    When "ada" sends a POST request to "/boards/kitchen/notes/" with the JSON:
      """
      {"text": "Nobody reads this"}
      """
    Then the HTTP status should be 403
    And "grace" should receive nothing within 200 milliseconds

  Scenario: A second log-in ends the first
    Given "ada" is at the board "kitchen"
    When "ada" logs in on the "phone"
    Then the server should close the connection of "ada" with code 4409
    When I try to connect to "/ws/boards/kitchen/":
      | option       | value |
      | http session | ada   |
    Then the connection should be refused with status 403
    And "phone" is connected to "/ws/boards/kitchen/":
      | option       | value |
      | http session | phone |
    And "phone" should receive a message containing "welcome"

  Scenario: A log-out closes the socket
    Given "ada" is at the board "kitchen"
    When "ada" sends a POST request to "/logout/" with the header "X-CSRFToken" set to "${csrf_ada}"
    Then the server should close the connection of "ada" with code 4401
    And the HTTP cookie "sessionid" of "ada" should not exist
