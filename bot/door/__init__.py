"""Telegram: what citizens and staff do there, and how it is shown."""
