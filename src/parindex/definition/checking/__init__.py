"""What must hold of a definition as a whole, and what a reviewer would ask."""
