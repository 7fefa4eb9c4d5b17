"""What `parley test` is made of."""
