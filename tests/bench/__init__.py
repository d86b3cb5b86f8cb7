"""What is measured and not tested: ``make bench``, or ``python -m tests.bench`` with a name."""
