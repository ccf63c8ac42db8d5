"""The columns of tables as migrations write them: names and kinds, in their order."""

import sqlalchemy as sa

ID, HASH, WORD, NAME, TEXT, KEY = (sa.String(length) for length in (32, 64, 32, 120, 300, 250))
MOMENT, DAY, HOUR = sa.String(27), sa.String(len("2025-06-15")), sa.String(len("2025-06-15T08"))
LONG, NUMBER, AMOUNT = sa.Text(), sa.Integer(), sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def always(**kinds: sa.types.TypeEngine) -> list[sa.Column]:
    """Columns that hold something in every row."""
    return [sa.Column(name, kind, nullable=False) for name, kind in kinds.items()]


def maybe(**kinds: sa.types.TypeEngine) -> list[sa.Column]:
    """Columns that may be empty."""
    return [sa.Column(name, kind) for name, kind in kinds.items()]
