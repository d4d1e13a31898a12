-- How the reasons of a publication are read: [{cause, applies_to: each | some | named, components, words, certainty}].
-- The reason itself stays on its list, in its own words.
ALTER TABLE published_reasons ADD COLUMN causes jsonb NOT NULL DEFAULT '[]';
