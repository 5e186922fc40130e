"""What the matcher gains over the usual tools, measured side by side in one run."""

import bot as bot  # before numpy: it says how many threads numpy may use
