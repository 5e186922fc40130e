"""YAML in: read, checked and drafted, every fault named by file and line."""
