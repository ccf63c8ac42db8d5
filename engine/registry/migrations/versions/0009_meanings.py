"""What a project had besides the fiscal part, and which conditions are waived: what was stated when these questions
meant something else has to be confirmed."""

import json

import sqlalchemy as sa
from alembic import op

from engine.application.earlier import of_first_form
from engine.policy.folder import UnknownPolicy, load_policy

revision = "0009"
down_revision = "0008"

APPLICATIONS = sa.table("applications", sa.column("id"), sa.column("policy"), sa.column("content"))


def upgrade() -> None:
    """Mark these answers. What applications state is noted anew by the program."""
    op.execute("DELETE FROM statements")
    connection = op.get_bind()
    columns = (APPLICATIONS.c.id, APPLICATIONS.c.policy, APPLICATIONS.c.content)
    for id, policy, text in connection.execute(sa.select(*columns)).all():
        content = _read(text)
        if content is None:
            continue
        before = json.dumps(content)
        try:
            of_first_form(load_policy(policy), content["applicant"], content["claims"])
        except UnknownPolicy:
            continue  # nobody asks anything under it any more
        if json.dumps(content) != before:
            written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
            connection.execute(APPLICATIONS.update().where(APPLICATIONS.c.id == id).values(content=written))


def _read(text: str) -> dict | None:
    """An application; None where it was damaged, which is for others to find."""
    try:
        content = json.loads(text)
    except (TypeError, ValueError):
        return None
    whole = isinstance(content, dict) and isinstance(content.get("applicant"), dict)
    return content if whole and isinstance(content.get("claims"), list) else None
