"""预测: what the years ahead bring, as distributions.

`Assumptions` say what is expected of each provision in each year; draws of possible years are divided as allocation
divides one. `plan` says what there is to do, `part` does the draws from one number to another, `combine` puts parts
together, and `summary` says what they come to.
"""
