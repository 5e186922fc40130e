"""What a question names must agree with the record: bodies, years, numbers, details."""
