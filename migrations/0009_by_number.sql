-- Whether a page has to ask for the number of a code is known from the credential, without reading the set.
UPDATE identity_credentials SET config = replace(config, '}', ',"by_number":true}')
WHERE type = 'lookup_secret' AND config NOT LIKE '%by_number%' AND EXISTS (
    SELECT 1 FROM recovery_code_sets s WHERE s.project_id = identity_credentials.project_id
    AND s.identity_id = identity_credentials.identity_id AND s.policy LIKE '%in_sequence%');
