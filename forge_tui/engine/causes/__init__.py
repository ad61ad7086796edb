"""One recognised cause per file. Each module has `CAUSE`; ids order them, most specific first."""
