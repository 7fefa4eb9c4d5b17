"""Calls of business systems, what is found out for events, messages on file, timers of bursts, times to answer by."""

import sqlalchemy as sa
from alembic import op

import router.store.columns

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('events', sa.Column('met', sa.LargeBinary(), nullable=True))
    op.add_column('events', sa.Column('rung', sa.Text(), nullable=True))
    op.add_column('messages', sa.Column('template', router.store.columns.Json(), nullable=True))
    op.add_column('timers', sa.Column('kind', sa.Text(), server_default=sa.text("'silence'"), nullable=False))
    op.add_column('queue_entries', sa.Column('answer_by', router.store.columns.Instant(), nullable=True))
    op.create_table('calls',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('wait', sa.Integer(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('idempotency_key', sa.Text(), nullable=False),
    sa.Column('flow', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('method', sa.Text(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('body', router.store.columns.Json(), nullable=True),
    sa.Column('within_seconds', sa.Integer(), nullable=False),
    sa.Column('created_at', router.store.columns.Instant(), nullable=False),
    sa.Column('attempts', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('attempt_token', sa.Text(), nullable=True),
    sa.Column('attempted_at', router.store.columns.Instant(), nullable=True),
    sa.Column('not_before', router.store.columns.Instant(), nullable=True),
    sa.Column('give_up_at', router.store.columns.Instant(), nullable=True),
    sa.Column('ended_at', router.store.columns.Instant(), nullable=True),
    sa.Column('answer_status', sa.Integer(), nullable=True),
    sa.Column('problem', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_calls_conversation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calls')),
    sa.UniqueConstraint('idempotency_key', name=op.f('uq_calls_idempotency_key'))
    )
    op.create_index(op.f('ix_calls_conversation_id'), 'calls', ['conversation_id'], unique=False)
    op.create_index('ix_calls_under_way', 'calls', ['id'], unique=False, sqlite_where=sa.text("status IN ('waiting', 'calling')"), postgresql_where=sa.text("status IN ('waiting', 'calling')"))


def downgrade() -> None:
    op.drop_index('ix_calls_under_way', table_name='calls', sqlite_where=sa.text("status IN ('waiting', 'calling')"), postgresql_where=sa.text("status IN ('waiting', 'calling')"))
    op.drop_index(op.f('ix_calls_conversation_id'), table_name='calls')
    op.drop_table('calls')
    op.drop_column('queue_entries', 'answer_by')
    op.drop_column('timers', 'kind')
    op.drop_column('messages', 'template')
    op.drop_column('events', 'rung')
    op.drop_column('events', 'met')
