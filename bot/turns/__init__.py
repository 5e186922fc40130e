"""Later turns of a conversation: what they lean on, change, choose, and leave out."""
