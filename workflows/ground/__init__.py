"""What every floor stands on: database, transaction, clock, errors, sentences, settings, calendar, audit."""
