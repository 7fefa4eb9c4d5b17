"""Plain values that every part of the language shares. They import nothing but each other."""
