"""What is kept: schema and migrations, connections and transactions, stores, ledgers, audit, search.

The ground floor. Only this package speaks SQL.
"""
