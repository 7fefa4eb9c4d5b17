"""What `parley chat` is made of."""
