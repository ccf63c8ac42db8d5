"""What officials keep: claims, scenarios, accounts and the journal, in one database.

Every function here that reads or changes what is kept takes the credential of whoever asks and looks up, in the same
transaction, whether it may: a menu that does not show a page keeps nobody out.
"""
