"""One check per file. Each module has `NAME`, `TITLE` and `async def check(question: Question) -> Finding`.

Checks read and change nothing.
"""
