"""Reports of small groups: asked for in their threads, kept as notes, read out in the room."""
