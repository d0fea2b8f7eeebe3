"""What the Makefile needs and the product does not."""
