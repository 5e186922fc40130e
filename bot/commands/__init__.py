"""What `python -m bot COMMAND` does beyond serving: one file a group of commands."""
