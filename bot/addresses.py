"""Where pages are, for rooms that only point to them."""

HOME = "/konsol"
REVIEW = f"{HOME}/tinjau"
