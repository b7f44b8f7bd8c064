"""How dates are written and read; Django's Vietnamese formats read 01/07 as 7 January."""
