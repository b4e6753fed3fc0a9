-- The console gets nothing of pictures before its editor has a page for them: an upload holds what a camera wrote.
GRANT SELECT, INSERT, UPDATE, DELETE ON
    vigil.picture, vigil.picture_variant, vigil.campaign_portrait, vigil.share_card
TO vigil_worker;
