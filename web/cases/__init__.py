"""The page of one case: form, timeline, diagram, what happens next; for the applicant the task to do."""
