"""Sheets in and out: pairs read from Excel or CSV, the log written as such."""
