"""What it takes to reach a rank, a total or a group of results: the plan of least cost, scored again."""
