"""The page on which the figures of a measure are entered: typed, pasted or brought in a file."""
