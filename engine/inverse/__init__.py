"""Questions asked backwards of an allocation: the budget that a payout ratio needs, the highest cap and the highest
rate that a budget carries, and what one more 万元 does.

Everything is exact, in integers of 0.01万元 and in fractions. What can be solved is solved in closed form over the sums
of the groups; what cannot is searched among whole units, where the condition, once broken, stays broken. Either way the
answer is then allocated again, once with it and once with a unit less or more: these `trials` are its evidence, and an
answer that they do not bear out is never given (`Unproven`).
"""
