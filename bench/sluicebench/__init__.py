"""What bench/run and bench/scale are made of. Python's own library only."""
