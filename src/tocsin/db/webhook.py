"""Webhooks in PostgreSQL: where programs are told."""

GET_WEBHOOK = """
    select id, organisation_id, centre_id, url, created_at, withdrawn_at from webhook
    where id = %(id)s
"""
HOLD_WEBHOOK = "select id from webhook where id = %(id)s for no key update"
ADD_WEBHOOK = """
    insert into webhook (id, organisation_id, centre_id, url, secret, created_at)
    values (
        %(id)s, %(organisation_id)s, %(centre_id)s, %(url)s, %(secret)s, %(created_at)s)
"""
SAVE_WEBHOOK = "update webhook set withdrawn_at = %(withdrawn_at)s where id = %(id)s"
