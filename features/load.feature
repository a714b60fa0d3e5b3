Feature: Load
  500 users at once, in one process, on a server in another.

  Background:
    Given the app "features.apps.chat:app" is running

  Scenario: Five hundred users speak and are answered
    Given 500 sessions "user-{n}" are connected to "/ws/echo"
    When every session named "user-*" sends "hello"
    Then every session should receive "Echo: hello" within 30 seconds
    And no session should be disconnected within 100 milliseconds
