"""`*.test.yaml`: what customers live through, written down beside the flow and run against it."""
