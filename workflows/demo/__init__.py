"""Demonstration data: made through the platform's own commands, on an empty database only."""

from workflows.demo.load import PASSWORD, DemoAccount, accounts, is_loaded, load_demonstration, loaded_in

__all__ = ["PASSWORD", "DemoAccount", "accounts", "is_loaded", "load_demonstration", "loaded_in"]
