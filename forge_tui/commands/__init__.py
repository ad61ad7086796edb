"""One command per file: `def run(arguments) -> int`, the exit code. Imports what it needs when it runs."""
