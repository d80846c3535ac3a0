"""What the lower rooms ask of the upper ones: protocols and the plain data that crosses them."""
