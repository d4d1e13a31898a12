"""The process that answers for frameworks, assessments, scores and rankings."""
