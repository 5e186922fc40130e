"""What `matching.py` ranks topics with: words mended, features, scores, chances."""
