"""What the engine would compute wrongly, or not at all: it is refused."""

from tests.engine.check.broken_packs import case


@case("tier_all", "provisions.s05_craft_awards.amount.tier", "最高一档")
def a_tier_of_which_every_answer_gives_something(pack):
    del pack.provision("s05_craft_awards")["item_when"]
    del pack.fact("s05_craft_awards", "rank")["choices"][-1]


@case("tier_absent", "provisions.s05_craft_awards.amount.tier", "none")
def a_tier_whose_blank_means_none(pack):
    pack.fact("s05_craft_awards", "rank")["absent"] = "none"
