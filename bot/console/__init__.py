"""The office's console: a page a file, its template beside it."""
