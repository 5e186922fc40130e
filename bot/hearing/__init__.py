"""What a message is before it is read as a question: courtesy, report, two questions, a story."""
