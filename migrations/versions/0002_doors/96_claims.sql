-- Which claim of a component holds, whoever made it: a writer who says what should be replaced (If-Match) is told when
-- another organisation was faster, although its claim is not theirs to read. The id and nothing else. Asked as the
-- system for this one statement; an error in between ends the transaction, and the local setting with it.
CREATE FUNCTION claim_in_force(assessment uuid, component uuid) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    asking CONSTANT text := COALESCE(current_setting('dti.caller', true), '');
    found_id uuid;
BEGIN
    PERFORM set_config('dti.caller', '{"system": true}', true);
    SELECT k.id INTO found_id FROM public.claims k
    WHERE k.assessment_id = assessment AND k.component_id = component ORDER BY k.seq DESC LIMIT 1;
    PERFORM set_config('dti.caller', asking, true);
    RETURN found_id;
END
$$;
