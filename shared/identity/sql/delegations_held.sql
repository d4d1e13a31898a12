-- What was lent to a person and may still count: :to_subject who received it, :today the civil day. Where an assignment
-- of this installation gave the giver their roles, only those count that an assignment in the same organisation gives
-- them today: who left lends nothing any more. What a sign-on's own claims say of the giver nobody here can ask.
SELECT d.id, o.slug AS organisation, d.from_subject, d.first_on, d.last_on,
    CASE WHEN d.assigned THEN ARRAY(
        SELECT DISTINCT r FROM role_assignments p, unnest(p.roles) AS r
        WHERE p.issuer || ':' || p.subject = d.from_subject AND p.organisation_id = d.organisation_id
            AND p.first_on <= CAST(:today AS date) AND CAST(:today AS date) <= p.last_on AND p.ended_at IS NULL
            AND r = ANY (d.roles))
    ELSE d.roles END AS roles
FROM delegations d
JOIN organisations o ON o.id = d.organisation_id
WHERE d.to_subject = :to_subject AND d.revoked_at IS NULL AND d.last_on >= CAST(:today AS date)
ORDER BY d.given_at DESC, d.id DESC
