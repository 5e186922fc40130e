"""A change of a YAML file as splices of its text: every other byte stays as it was."""
