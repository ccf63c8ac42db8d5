"""The page of the budget: scenarios side by side, their controls, what follows from them, and keeping them."""
