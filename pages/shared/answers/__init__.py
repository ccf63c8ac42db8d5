"""A company's answers: one application in contract form, of which every box on a screen is a view.

Each module adds to the one before: `place` an answer at its address, `entries` lists, groups and claims, `ticked` what
is ticked and what is asked once, `outcome` what it comes to, `progress` what is asked and how far the company has come,
`tables` lists as lines of text, `whole` the answers as a file.
"""

from pages.shared.answers.place import APPLICANT, DAY, UNANSWERED, Address, Both, Claim
from pages.shared.answers.progress import Asked, Status, is_within
from pages.shared.answers.whole import Answers, current

__all__ = [
    "APPLICANT",
    "DAY",
    "UNANSWERED",
    "Address",
    "Answers",
    "Asked",
    "Both",
    "Claim",
    "Status",
    "current",
    "is_within",
]
