"""The pages of the review desk, `/tong-hop/`: for the level above, and nobody else."""
