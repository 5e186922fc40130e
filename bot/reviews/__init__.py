"""What the log teaches: open questions grouped, counts, digests, the log asked again."""
