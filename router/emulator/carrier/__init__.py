"""What happens to messages between the account and the phones: delivery, queues, faults, callbacks."""
