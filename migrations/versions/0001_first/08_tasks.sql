-- Task groups of plan 55, its budget by source of funds, and the remedial tasks of plan 187.
CREATE TABLE task_groups (
    id uuid PRIMARY KEY,
    code text NOT NULL UNIQUE,
    position integer NOT NULL,
    name text NOT NULL,
    task_count integer NOT NULL,
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE budget_lines (
    id uuid PRIMARY KEY,
    code text NOT NULL UNIQUE,
    position integer NOT NULL,
    name text NOT NULL,
    amount_million_vnd numeric(14, 3) NOT NULL,
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE tasks (
    id uuid PRIMARY KEY,
    code text NOT NULL UNIQUE,
    position integer NOT NULL,
    group_id uuid REFERENCES task_groups,
    section text,
    framework_id uuid REFERENCES frameworks,
    main_index integer,
    name text NOT NULL,
    owner_organisation_id uuid REFERENCES organisations,
    owner_group_id uuid REFERENCES organisation_groups,
    partners jsonb NOT NULL DEFAULT '[]',
    components text[] NOT NULL DEFAULT '{}',
    components_certainty certainty,
    frequency text,
    due_before_on date,
    valid_from date NOT NULL DEFAULT '-infinity',
    valid_to date NOT NULL DEFAULT 'infinity',
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity',
    CONSTRAINT one_owner CHECK (num_nonnulls(owner_organisation_id, owner_group_id) = 1)
);

CREATE INDEX tasks_order ON tasks (position, id);

CREATE INDEX tasks_components ON tasks USING gin (components);
