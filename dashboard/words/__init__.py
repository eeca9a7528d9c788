"""Language and looks: words, numbers and dates, codes with word, shape and colour, and tables."""
