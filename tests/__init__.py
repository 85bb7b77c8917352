"""Tests, sorted by what they need to run: unit, web, net, browser."""
