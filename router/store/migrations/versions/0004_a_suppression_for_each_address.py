"""A suppression for each address of a person, where there was one for the number."""

from alembic import op

revision = '0004'
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # One that is lifted too: its STOP was for both channels, and a lifted one still says that consent was withdrawn.
    op.execute(
        "INSERT INTO suppressions (address, source, since, lifted_at)"
        " SELECT 'whatsapp:' || address, source, since, lifted_at FROM suppressions WHERE address LIKE '+%' ORDER BY id"
    )
    op.create_index('ix_suppressions_address', 'suppressions', ['address'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_suppressions_address', table_name='suppressions')
    # Who is suppressed on one channel was suppressed on both.
    op.execute(
        "UPDATE suppressions SET address = substr(address, 10) WHERE address LIKE 'whatsapp:%' AND lifted_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM suppressions AS number WHERE number.lifted_at IS NULL"
        " AND number.address = substr(suppressions.address, 10))"
    )
    op.execute("DELETE FROM suppressions WHERE address LIKE 'whatsapp:%'")
