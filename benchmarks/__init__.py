"""What the matcher gains over the usual tools, measured side by side in one run."""
