"""The bot in a browser, on a Telegram played on this machine."""
