"""The uploads of a person, for the copy of their data."""

from __future__ import annotations

from sqlalchemy import select

from workflows.files.models import UploadedFile
from workflows.people.personal_data import PersonalRecords, columns, rows_of

RECORDS = (
    PersonalRecords(
        "uploads", "上传的文件", "Uploaded files",
        columns(
            ("id", "编号", "Id"), ("name", "文件名", "Name"), ("kind", "类型", "Kind"),
            ("bytes", "字节数", "Bytes"), ("uploaded_at", "上传时间", "Uploaded"),
        ),
        rows_of(
            lambda user_id: select(
                UploadedFile.id, UploadedFile.name, UploadedFile.content_type, UploadedFile.size_bytes,
                UploadedFile.created_at,
            )
            .where(UploadedFile.owner_id == user_id)
            .order_by(UploadedFile.id)
        ),
    ),
)  # fmt: skip
