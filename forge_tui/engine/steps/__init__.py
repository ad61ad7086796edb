"""What the engine does, one step per file: `async def run(workspace) -> Change`. Each looks, acts, looks again."""
