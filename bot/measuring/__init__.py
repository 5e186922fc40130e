"""`python -m bot evaluate`: question sets asked, counted, drawn and told."""
