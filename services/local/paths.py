"""Which application owns which first segment after /v1; all else is the gateway's. deploy/edge.conf.template agrees."""

TARGETS = ("organisations", "legal-documents", "targets", "measurements", "tasks", "budget", "coverage", "changes")
REPORTING = ("reporting-regimes", "obligations", "reports", "evidence")
SCORING = ("frameworks", "assessments", "runs", "scores", "rankings")
