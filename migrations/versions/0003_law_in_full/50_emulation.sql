-- Sets of targets: what a document sets for every organisation of a level, each target one criterion. Both tables come
-- from the catalog and keep what they said before (`give_past`).
CREATE TABLE target_sets (
    id uuid PRIMARY KEY,
    slug text NOT NULL UNIQUE,
    position integer NOT NULL,
    name text NOT NULL,
    level text NOT NULL CHECK (level IN ('province', 'department', 'district', 'commune', 'enterprise', 'individual')),
    year integer NOT NULL,
    year_source_id uuid NOT NULL REFERENCES sources,
    valid_from date NOT NULL DEFAULT '-infinity',
    valid_to date NOT NULL DEFAULT 'infinity',
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity'
);

CREATE INDEX target_sets_order ON target_sets (position, id);

-- `repeats_id`: the target of another document whose indicator the criterion repeats; null where it is another one.
CREATE TABLE target_set_members (
    id uuid PRIMARY KEY,
    set_id uuid NOT NULL REFERENCES target_sets,
    target_id uuid NOT NULL REFERENCES targets,
    repeats_id uuid REFERENCES targets,
    position integer NOT NULL,
    difference text,
    applies_to text,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity',
    UNIQUE (set_id, target_id),
    CONSTRAINT nothing_repeats_itself CHECK (repeats_id <> target_id)
);

CREATE INDEX target_set_members_target ON target_set_members (target_id);

CREATE INDEX target_set_members_repeats ON target_set_members (repeats_id) WHERE repeats_id IS NOT NULL;

SELECT give_past('target_sets');

SELECT give_past('target_set_members');
