"""Knowledge changed from the console: tried on a copy, told beforehand, saved, kept, undone."""
