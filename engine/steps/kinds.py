"""All kinds of condition and of step, each by the key that a policy writes it with."""

from typing import Annotated

from pydantic import Discriminator, Tag

from engine.steps.above import Above
from engine.steps.assessed import Assessed
from engine.steps.at_least import AtLeast
from engine.steps.cap import Cap
from engine.steps.combine import Combine
from engine.steps.equals import Is
from engine.steps.fixed import Fixed, Nothing
from engine.steps.in_window import InWindow
from engine.steps.language import by_key
from engine.steps.once import Once
from engine.steps.one_of import OneOf
from engine.steps.one_side import OneSide
from engine.steps.other_policy import OtherPolicy
from engine.steps.project_funding import ProjectFunding
from engine.steps.share import Share
from engine.steps.side_share import SideShare
from engine.steps.tier import Tier
from engine.steps.winners import Winners
from engine.steps.years import Years

AnyCondition = Annotated[
    Annotated[Is, Tag("is")]
    | Annotated[OneOf, Tag("one_of")]
    | Annotated[InWindow, Tag("in_window")]
    | Annotated[AtLeast, Tag("at_least")]
    | Annotated[Above, Tag("above")],
    Discriminator(by_key(Is, OneOf, InWindow, AtLeast, Above)),
]
KEYS = frozenset(
    kind.key
    for kind in (
        *(Is, OneOf, InWindow, AtLeast, Above),
        *(Share, Fixed, Tier, Assessed, Nothing, SideShare),
        *(Cap, Once, Years, Winners, Combine, OtherPolicy, OneSide, ProjectFunding),
    )
)
"""The keys of all kinds."""
AnyAmount = Share | Fixed | Tier | Assessed | Nothing
AnyLimit = Cap | Once | Years | Winners
AnyStep = Annotated[
    Annotated[Share, Tag("share")]
    | Annotated[Fixed, Tag("fixed")]
    | Annotated[Tier, Tag("tier")]
    | Annotated[Assessed, Tag("assessed")]
    | Annotated[Nothing, Tag("none")]
    | Annotated[SideShare, Tag("side_share")]
    | Annotated[Cap, Tag("cap")]
    | Annotated[Once, Tag("once")]
    | Annotated[Years, Tag("years")]
    | Annotated[Winners, Tag("winners")]
    | Annotated[Combine, Tag("combine")]
    | Annotated[OtherPolicy, Tag("other_policy")]
    | Annotated[OneSide, Tag("one_side")]
    | Annotated[ProjectFunding, Tag("project")],
    Discriminator(
        by_key(
            Share,
            Fixed,
            Tier,
            Assessed,
            Nothing,
            SideShare,
            Cap,
            Once,
            Years,
            Winners,
            Combine,
            OtherPolicy,
            OneSide,
            ProjectFunding,
        )
    ),
]
