"""What ends by itself: requests nobody decided on, files nobody fetched, and whatever a killed worker left."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.audit.chain import record
from app.exports.compiling import FOLDER, file_of
from app.exports.models import Export, ExportRecent
from app.exports.states import UNFINISHED, ExportState


def end_old(session: Session, *, now: datetime) -> int:
    """End requests after seven days and files after 24 hours; return how many ended."""
    over = ((Export.state == ExportState.ASKED) & (Export.expires_at <= now)) | (
        (Export.state == ExportState.READY) & (Export.gone_at <= now)
    )
    ended = session.scalars(
        update(Export).where(over).values(state=ExportState.EXPIRED).returning(Export.id)
    ).all()  # fmt: skip
    for export_id in ended:
        record(session, actor="worker", action="export.expired", subject_kind="export", subject_id=export_id, now=now)
    unfinished = select(Export.id).where(Export.state.in_(UNFINISHED))
    session.execute(delete(ExportRecent).where(ExportRecent.export_id.not_in(unfinished)))
    return len(ended)


def remove_files(session: Session, var: Path) -> int:
    """Remove every file that is not waiting to be fetched; return how many. Nothing may be compiled meanwhile."""
    wanted = {
        file_of(var, each) for each in session.scalars(select(Export.id).where(Export.state == ExportState.READY))
    }
    folder = var / FOLDER
    unwanted = [path for path in folder.iterdir() if path not in wanted] if folder.is_dir() else []
    for path in unwanted:
        path.unlink(missing_ok=True)
    return len(unwanted)
