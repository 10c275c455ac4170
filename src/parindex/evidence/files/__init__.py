"""From the bytes of a file to a grid of cells with what is shown of them."""
