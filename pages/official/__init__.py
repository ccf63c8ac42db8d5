"""The officials' screens. Each asks again, at every run, who is looking, and so does every function that it calls."""
