"""What a rule of the table (access.py) can say, and the grants that several operations share."""

from __future__ import annotations

from dataclasses import dataclass

from shared.identity import values
from shared.identity.relations import REGISTERED, RELATIONS, Hand, Kind, Relation, Stated


@dataclass(frozen=True)
class Access:
    """`public`: no token needed, a bad one is refused. Otherwise one of `roles`, or `system` with `scope`.

    `partly`: public, but a caller who is known reads more. `of`: what the operation is done with, in one of
    `relations` of the caller's organisation (else 404 where it may not be read, 403 where it may), in one of `states`
    (else 409; None: in all; in one of `skips` a level of approval would be left out: 403), by no hand of `barred`
    (403). `of_agency`: the relations where the assessment is that of one of the province's own agencies, if they are
    others. `writes`: kinds of rows it adds or changes for the caller's
    own organisation, `decides`: those of others that the coordinating department changes, and `law`: what it states for
    the whole province, asked by the guard; the database lets nothing else through.
    """

    public: bool = False
    roles: frozenset[str] = frozenset()
    scope: str | None = None
    partly: bool = False
    of: str | None = None
    relations: frozenset[Relation] = RELATIONS
    of_agency: frozenset[Relation] | None = None
    states: frozenset[str] | None = None
    skips: frozenset[str] = frozenset()
    barred: frozenset[Hand] = frozenset()
    writes: frozenset[Kind] = frozenset()
    decides: frozenset[Kind | Stated] = frozenset()


def roles(*names: values.Role) -> frozenset[str]:
    """These roles, no other word."""
    return frozenset(names)


PEOPLE = values.ROLES - {"system"}
PUBLIC = Access(public=True)
PARTLY = Access(public=True, partly=True)


def read(scope: str, of: str | None = None) -> Access:
    """Whoever is known, and a service account with the scope to read; `of`: what they read, for what each may see."""
    return Access(roles=PEOPLE, scope=f"{scope}:read", of=of)


AGENCY = roles("reporter", "approver")
COORDINATING = roles("reviewer", "coordinator")
AUDIT = Access(roles=roles("auditor"))
ADMIN = Access(roles=roles("admin"))
OWN: frozenset[Relation] = frozenset({"own"})
DUTY: frozenset[Relation] = frozenset({"coordinating"})
AUTHOR: frozenset[Hand] = frozenset({"author"})
HANDS: frozenset[Hand] = frozenset({"author", "signer"})
# States: of evidence that was not withdrawn, of an assessment, of an appeal, of an obligation and of its report.
STANDS, OPEN, CLOSED = frozenset({"undecided", "decided"}), frozenset({"open"}), frozenset({"closed"})
PENDING, OWED, DRAFTED = frozenset({"pending"}), frozenset({"owed"}), frozenset({"draft", "returned"})
IMPORT: frozenset[Kind] = frozenset({"import"})
REPORT: frozenset[Kind] = frozenset({"report"})
EVIDENCE: frozenset[Kind] = frozenset({"evidence"})
CLAIM: frozenset[Kind] = frozenset({"claim"})
APPEAL: frozenset[Kind] = frozenset({"appeal"})
MEASUREMENT: frozenset[Kind] = frozenset({"measurement"})
DELIVERABLE: frozenset[Kind] = frozenset({"deliverable"})


def decides_on_report() -> Access:
    """The coordinating department, on what an agency has signed, by none of its hands."""
    return Access(
        roles=COORDINATING,
        of="report",
        relations=DUTY,
        states=frozenset({"submitted"}),
        skips=frozenset({"draft"}),
        barred=HANDS,
        decides=REPORT,
    )


def states_law() -> Access:
    """Legal documents, targets, amendments, tasks: the coordinator, while their organisation holds the duty."""
    return Access(roles=roles("coordinator"), of="law", relations=DUTY, decides=frozenset[Kind | Stated]({"law"}))


def delivers() -> Access:
    """Who leads or co-leads the task, which its own rows say."""
    return Access(roles=AGENCY, scope="evidence:write", of="task", relations=REGISTERED, writes=DELIVERABLE)


def judges() -> Access:
    """Whether a target without figures is reached: a reviewer of the coordinating department, never by a document that
    they recorded themselves."""
    return Access(
        roles=roles("reviewer"),
        of="law",
        relations=DUTY,
        barred=AUTHOR,
        decides=frozenset[Kind | Stated]({"judgement"}),
    )


def contributes(scope: str, writes: frozenset[Kind]) -> Access:
    """Any agency to the province's open assessment, to an agency's own that agency alone."""
    return Access(
        roles=AGENCY,
        scope=f"{scope}:write",
        of="assessment",
        relations=REGISTERED,
        of_agency=OWN,
        states=OPEN,
        writes=writes,
    )


def on_assessment(*states: str) -> Access:
    """Which assessments there are, until when and for what: the coordinator, while holding the coordinating duty."""
    return Access(
        roles=roles("coordinator"),
        of="assessment" if states else "law",
        relations=DUTY,
        states=frozenset(states) or None,
        decides=frozenset[Kind | Stated]({"assessment"}),
    )
