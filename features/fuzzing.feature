Feature: Generated conversations
  With the example chat, which is sound, and with a server that has a defect.

  Background:
    Given the app "examples.chat:app" is running:
      | option | value   |
      | ready  | /health |

  Scenario: A sound route
    When I fuzz "/ws/echo" with 6 conversations:
      | option       | value |
      | seed         | 1     |
      | strategy     | text  |
      | max messages | 3     |
    Then no conversation should have failed

  Scenario: Messages of one's own
    Given messages to "/ws/echo" are like these:
      | message                    |
      | {"type": "join", "n": 7}   |
      | {"type": "typing", "n": 8} |
    When I fuzz "/ws/echo" with 3 conversations within 20 seconds:
      | option   | value                     |
      | strategy | json messages to /ws/echo |
      | seed     | 1                         |
    Then no conversation should have failed

  Scenario: A strategy with all its options
    Given the message strategy "typing" for "/ws/*" is made of:
      | option   | value                |
      | examples | [{"type": "typing"}] |
      | weight   | 2                    |
    When I fuzz "/ws/echo" with 3 conversations:
      | option   | value  |
      | strategy | typing |
      | seed     | 1      |
    Then no conversation should have failed

  Scenario: The routes of an app
    When I fuzz the routes of "tests.planted.fastapi_apps.calculator:app" with 3 conversations:
      | option   | value           |
      | strategy | bytes           |
      | seed     | 1               |
      | include  | /ws/calculator  |

  Scenario: A text with escapes, and fragments in bytes
    Given I am connected to "/ws/echo"
    When I send the escaped text "a\x00b\n\u2028\\"
    Then I should receive a message matching the regexp "^Echo: a\x00b\n\u2028\\$"
    When I send the fragments:
      | hex      |
      | 67 72 c3 |
      | bc c3 9f |
    Then I should receive "Echo: grüß"

  Scenario: A close is answered, and the log is clean
    Given I am connected to "/ws/echo"
    When I close the connection
    Then the close should have been answered
    And the app's log should not contain "Traceback" within 100 milliseconds
    And the log of the app "app" should not contain "Traceback" within 100 milliseconds

  Scenario: Messages as a schema describes them, and a judge of one's own
    Given messages to "/ws/echo" follow the schema "schemas/numbered.yaml"
    And conversations are judged by "features.apps.judging:answers_echo" as "answers-echo"
    When I fuzz "/ws/echo" with 3 conversations:
      | option   | value              |
      | strategy | schema of /ws/echo |
      | property | answers-echo       |
      | seed     | 1                  |
    Then no conversation should have failed

  Scenario: What was said follows a document
    Given I am connected to "/ws/echo"
    When I send "hello" and receive "Echo: hello"
    Then the conversations should follow the AsyncAPI document "schemas/echo.asyncapi.yaml"
