Feature: Rooms behind nginx
  The same app as rooms.robot beside this file, in sentences.

  Background:
    Given the command "node server.js {port}" is running:
      | option         | value               |
      | name           | rooms               |
      | cwd            | examples/rooms-node |
      | ready          | warming up          |
      | env WARM_UP_MS | 700                 |
    And the command "python front.py {port} ${rooms.url} ${folder}" is running:
      | option | value               |
      | name   | front               |
      | cwd    | examples/rooms-node |
      | scheme | https               |
      | ready  | /health             |

  Scenario: Everyone in a room hears what is said
    Given "ada" is in the room "kitchen"
    And "grace" is in the room "kitchen"
    And "alan" is in the room "garden"
    When "ada" sends "Tea?"
    Then "ada" and "grace" should eventually receive JSON containing:
      """
      {"type": "said", "name": "ada", "text": "Tea?"}
      """
    And "alan" should receive nothing within 300 milliseconds

  Scenario: Our CA must be given, and the host be named as in the certificate
    When I try to connect to "/rooms/hall?name=ada"
    Then the connection should be refused
    When I try to connect to "wss://localhost:${front.port}/rooms/hall?name=ada":
      | option  | value            |
      | ca_cert | ${folder}/ca.pem |
    Then the connection should be refused

  Scenario: Cleartext is redirected
    When I try to connect to "ws://${front.host}:${front.port}/rooms/hall?name=ada"
    Then the connection should be refused with status 301

  Scenario: The app knows who is behind the proxy, and believes no client
    Given I am connected to "/rooms/hall?name=ada":
      | option                   | value            |
      | ca_cert                  | ${folder}/ca.pem |
      | header X-Forwarded-For   | 203.0.113.7      |
      | header X-Forwarded-Proto | http             |
    Then I should receive JSON containing:
      """
      {"type": "welcome", "from": "127.0.0.1", "scheme": "https", "host": "127.0.0.1:${front.port}"}
      """

  Scenario: A restart is announced, and who was there comes back
    Given "ada" is in the room "kitchen"
    When the app "rooms" restarts
    Then the connection of "ada" should be closed with code 1012 and reason "restarting"
    When "ada" reconnects
    Then "ada" should receive JSON containing:
      """
      {"type": "welcome", "name": "ada"}
      """
    And the log of the app "front" should contain "HTTP/1.1\" 502"

  Scenario: While the app is away the proxy answers
    When the app "rooms" stops
    And I try to connect to "/rooms/hall?name=ada":
      | option  | value            |
      | ca_cert | ${folder}/ca.pem |
    Then the connection should be refused with status 502
    When the app "rooms" starts
    # nginx is ready when the app answers through it
    And the app "front" restarts

  Scenario: A proxy that restarts says nothing
    Given "ada" is in the room "kitchen"
    When the app "front" restarts
    Then "ada" should be disconnected with code 1006
    When "ada" reconnects
    Then "ada" should receive JSON containing:
      """
      {"type": "welcome", "name": "ada"}
      """
