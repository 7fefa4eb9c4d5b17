"""Users' names are one whatever their case; sessions know where they were begun."""

from unicodedata import normalize

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('sessions', sa.Column('browser', sa.Text(), nullable=True))
    op.add_column('sessions', sa.Column('address', sa.Text(), nullable=True))
    op.add_column('users', sa.Column('folded_name', sa.Text(), nullable=True))
    _fold_names(op.get_bind())
    op.create_index('uq_users_folded_name', 'users', ['folded_name'], unique=True)


def _fold_names(connection: sa.Connection) -> None:
    """Of names that differ only in case the oldest user's counts; the others go on with theirs, written exactly."""
    users = sa.table('users', sa.column('id'), sa.column('name'), sa.column('folded_name'))
    taken = set()
    for user_id, name in connection.execute(sa.select(users.c.id, users.c.name).order_by(users.c.id)).all():
        folded = normalize('NFKC', name).casefold()
        if folded not in taken:
            connection.execute(sa.update(users).where(users.c.id == user_id).values(folded_name=folded))
        taken.add(folded)


def downgrade() -> None:
    op.drop_index('uq_users_folded_name', table_name='users')
    op.drop_column('users', 'folded_name')
    op.drop_column('sessions', 'address')
    op.drop_column('sessions', 'browser')
