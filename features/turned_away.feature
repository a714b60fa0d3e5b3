Feature: Users who may not come in

  Background:
    Given the app "examples.chat:app" is running

  Scenario: Refused at the handshake
    When I try to connect to "/ws/chat" with the query parameter "token" set to "wrong"
    Then the connection should be refused or closed

  Scenario: Closed at once
    When I try to connect to "/ws/browser-chat" with the query parameter "token" set to "wrong"
    Then the connection should be refused or closed within 5 seconds
