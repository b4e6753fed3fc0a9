"""Row-level security: what the console sees of a table, by the scope of its transaction (``app.core.db.Scope``).

Owner and workers see everything; the console sees what belongs to its organisation, or all as staff. A setting that
is unset or empty is nobody's. What these functions emit stands in databases: another rule is another function.
"""

from alembic import op

IS_STAFF = "coalesce(current_setting('vigil.staff', true), '') = 'yes'"
ORGANISATION = "nullif(current_setting('vigil.organisation', true), '')::uuid"
ACCOUNT = "nullif(current_setting('vigil.account', true), '')::uuid"
TOKEN = "decode(nullif(current_setting('vigil.token', true), ''), 'hex')"


def protect(table: str, *, seen_if: str, written_if: str | None = None) -> None:
    """Force row-level security on ``vigil.<table>``: SQL conditions for what the console sees and what it may write.

    Without ``written_if`` it may write what it sees. A condition may ask another protected table: that one's own
    policy applies as well.
    """
    op.execute(f"ALTER TABLE vigil.{table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE vigil.{table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY all_rows ON vigil.{table} TO vigil_owner, vigil_worker USING (true) WITH CHECK (true)")
    op.execute(
        f"CREATE POLICY own_rows ON vigil.{table} TO vigil_console"
        f" USING ({seen_if}) WITH CHECK ({written_if or seen_if})"
    )


def protect_of_organisation(table: str, *, column: str = "organisation_id") -> None:
    """A table whose rows belong to the organisation named in ``column``; staff see all."""
    protect(table, seen_if=f"{column} = {ORGANISATION} OR {IS_STAFF}")


def protect_child(table: str, *, column: str, parent: str) -> None:
    """A table whose rows belong to a row of ``parent``, and are seen where that one is."""
    protect(table, seen_if=f"EXISTS (SELECT FROM vigil.{parent} AS parent WHERE parent.id = {table}.{column})")
