-- An organisation is an identity; what it is called and where it stands are versions with validity and recording time.
CREATE TABLE organisations (
    id uuid PRIMARY KEY,
    slug text NOT NULL UNIQUE,
    kind text NOT NULL,
    level text CHECK (level IN ('province', 'department', 'district', 'commune', 'enterprise', 'individual')),
    recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE organisation_versions (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations,
    name text NOT NULL,
    short_name text,
    sort_key text COLLATE "C" NOT NULL,
    hierarchy text NOT NULL DEFAULT 'administrative',
    parent_id uuid REFERENCES organisations,
    national_code text,
    national_code_status text NOT NULL,
    statistics_code text,
    valid_from date NOT NULL DEFAULT '-infinity',
    valid_to date NOT NULL DEFAULT 'infinity',
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity',
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    CONSTRAINT one_version_a_day EXCLUDE USING gist (
        organisation_id WITH =, hierarchy WITH =,
        daterange(valid_from, valid_to) WITH &&, tstzrange(recorded_at, superseded_at) WITH &&)
);

CREATE INDEX organisation_versions_parent ON organisation_versions (parent_id);

CREATE INDEX organisation_versions_sort ON organisation_versions (sort_key, organisation_id);

CREATE TABLE organisation_duties (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations,
    duty text NOT NULL,
    valid_from date NOT NULL DEFAULT '-infinity',
    valid_to date NOT NULL DEFAULT 'infinity',
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity',
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL
);

-- Whether an organisation (slug) holds a duty on a day, by what is known now.
CREATE FUNCTION holds_duty(slug text, duty text, day date) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM public.organisation_duties t JOIN public.organisations o ON o.id = t.organisation_id
        WHERE o.slug = $1 AND t.duty = $2 AND t.superseded_at = 'infinity' AND t.valid_from <= $3 AND $3 < t.valid_to)
$$;

CREATE TABLE organisation_groups (
    id uuid PRIMARY KEY,
    slug text NOT NULL UNIQUE,
    name text NOT NULL,
    complete boolean NOT NULL,
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE organisation_group_members (
    id uuid PRIMARY KEY,
    group_id uuid NOT NULL REFERENCES organisation_groups,
    organisation_id uuid NOT NULL REFERENCES organisations,
    valid_from date NOT NULL DEFAULT '-infinity',
    valid_to date NOT NULL DEFAULT 'infinity',
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity',
    CONSTRAINT one_membership_a_day EXCLUDE USING gist (group_id WITH =, organisation_id WITH =,
        daterange(valid_from, valid_to) WITH &&, tstzrange(recorded_at, superseded_at) WITH &&)
);

-- One row: up to which day the register is known to be complete for what the sources name.
CREATE TABLE organisation_register (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    complete_until date NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now()
);
