"""The ratings that a person gave, with the answers to them, and those that they answered.

A rating is about an organisation and not about a person: received ones are listed for who answered them.
"""

from __future__ import annotations

from sqlalchemy import or_, select

from workflows.business.ratings.models import Rating
from workflows.people.personal_data import PersonalRecords, columns, rows_of

RECORDS = (
    PersonalRecords(
        "ratings", "评价", "Ratings",
        columns(
            ("about", "订单或交易", "About"), ("rated", "被评价方", "Rated"),
            ("given", "本人评价", "Given by me"),
            ("quality", "质量", "Quality"), ("promptness", "时效", "Promptness"),
            ("communication", "沟通", "Communication"), ("words", "评语", "Words"),
            ("rated_at", "时间", "Rated"),
            ("answer", "回复", "Answer"), ("answered_at", "回复时间", "Answered"),
        ),
        rows_of(
            lambda user_id: select(
                Rating.about_number, Rating.rated_name, Rating.rated_by == user_id, Rating.quality,
                Rating.promptness, Rating.communication, Rating.words, Rating.rated_at, Rating.answer,
                Rating.answered_at,
            )
            .where(or_(Rating.rated_by == user_id, Rating.answered_by == user_id))
            .order_by(Rating.id)
        ),
    ),
)  # fmt: skip
