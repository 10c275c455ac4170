"""What a person or another system looks at."""
