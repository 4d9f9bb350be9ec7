"""What is counted, and what the figures can say: run charts and control charts in plain Python, standard library only."""
