"""The public count of a petition, as JSON."""

from uuid import UUID

from flask import Blueprint, Response, jsonify

from app.web.reading import reader

api = Blueprint("api", __name__, url_prefix="/api/v1")


@api.get("/petitions/<uuid:petition_id>")
def petition(petition_id: UUID) -> Response:
    """Return ``{id, campaign, signatures: {confirmed, under_review, removed, as_of, frozen}}``, times in ISO 8601."""
    board = reader().board()
    campaign = board.get_by_petition(petition_id)
    tally = board.tally_of(campaign)
    return jsonify(
        {
            "id": str(petition_id),
            "campaign": campaign.slug,
            "wording": {
                "number": campaign.petition.wording.number,
                "sha256": campaign.petition.wording.sha256,
            },
            "signatures": {
                "confirmed": tally.confirmed,
                "under_review": tally.held,
                "removed": tally.removed,
                "as_of": tally.as_of.isoformat(),
                "frozen": tally.frozen,
            },
        }
    )
