"""What `python -m bot doctor` looks at, each check a sentence with its remedy."""
