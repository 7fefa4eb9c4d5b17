"""What Parley says by itself, in the languages it speaks. The brand may say it otherwise."""
