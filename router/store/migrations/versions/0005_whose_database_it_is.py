"""Whose database it is: `parley dev` makes its own, every other is the customers'.

One of before may have been both: its login `dev`, whose password `parley dev` printed, is disabled.
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('deployment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('environment', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deployment'))
    )
    op.execute("INSERT INTO deployment (id, environment) VALUES (1, 'production')")
    op.execute("DELETE FROM sessions WHERE user_id IN (SELECT id FROM users WHERE name = 'dev')")
    op.execute("UPDATE users SET disabled = true WHERE name = 'dev'")


def downgrade() -> None:
    op.drop_table('deployment')
