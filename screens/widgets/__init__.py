"""Parts of screens: each shows one slice of a RunView and decides nothing."""
