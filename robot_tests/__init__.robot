*** Settings ***
Documentation       Suites of the library. No test takes longer than this; most take a fraction of a second.

Test Timeout        1 minute
