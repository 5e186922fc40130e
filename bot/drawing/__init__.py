"""Pictures made on this machine: figures, posters, and their letters."""
