"""What is kept, in which file, for how long, and how it is forgotten: inbox, log, people."""
