"""Paths of the staff's door, under ``/staff/``."""

from allauth.account import views as account
from django.urls import include, path

from moderation import (
    act_page,
    bulk_page,
    calls_page,
    cover_page,
    inbox,
    photos,
    presence_page,
    preview,
    report_page,
    views_page,
    work,
)
from moderation.entry import done as entry_done
from moderation.entry import page as entry
from moderation.field import page as field
from moderation.settings import leave_page, people_page, sessions_page, templates_page
from moderation.settings import page as settings_page

urlpatterns = [
    path("", inbox.inbox_page, name="staff-inbox"),
    path("r/<str:code>", report_page.report_page, name="staff-report"),
    path("r/<str:code>/advance", work.advance_report, name="staff-advance"),
    path("r/<str:code>/publish", work.publish_report, name="staff-publish"),
    path("r/<str:code>/screen", work.screen_report, name="staff-screen"),
    path("r/<str:code>/note", work.note_report, name="staff-note"),
    path("r/<str:code>/contact", work.show_contact, name="staff-contact"),
    path("r/<str:code>/calls/<int:letter_id>", work.call_done, name="staff-call-done"),
    path("r/<str:code>/act/<slug:deed>", act_page.do_act, name="staff-act"),
    path("r/<str:code>/photos/<int:photo_id>/cover", cover_page.cover, name="staff-cover"),
    path("r/<str:code>/here", presence_page.here, name="staff-here"),
    path("r/<str:code>/undo", act_page.undo_act, name="staff-undo"),
    path("views", views_page.save_view, name="staff-view-save"),
    path("views/<int:pk>/remove", views_page.remove_view, name="staff-view-remove"),
    path("bulk", bulk_page.bulk_page, name="staff-bulk"),
    path("bulk/undo", bulk_page.undo_bulk, name="staff-bulk-undo"),
    path("r/<str:code>/preview", preview.preview_letter, name="staff-preview"),
    path("new", entry.new, name="staff-entry"),
    path("new/kind", entry.kind, name="staff-entry-kind"),
    path("new/place", entry.place, name="staff-entry-place"),
    path("new/places.json", entry.places, name="staff-entry-places"),
    path("new/<str:code>", entry_done.done, name="staff-entry-done"),
    path("settings", settings_page.settings_page, name="staff-settings"),
    path("settings/changes", settings_page.changes_page, name="staff-changes"),
    path("settings/tokens", settings_page.make_token, name="staff-token-make"),
    path("settings/tokens/<int:pk>/end", settings_page.end_token, name="staff-token-end"),
    path("settings/sessions", sessions_page.sessions_page, name="staff-sessions"),
    path("settings/sessions/end", sessions_page.end_others, name="staff-sessions-end"),
    path("settings/sessions/<int:pk>/end", sessions_page.end_one, name="staff-session-end"),
    path("settings/leave", leave_page.own_leave, name="staff-leave"),
    path("settings/leave/<int:pk>/end", leave_page.end_leave, name="staff-leave-end"),
    path("settings/people", people_page.people_page, name="staff-people"),
    path("settings/people/new", people_page.new_person, name="staff-person-new"),
    path("settings/people/<int:pk>", people_page.edit_person, name="staff-person"),
    path("settings/people/<int:pk>/password", people_page.renew_password, name="staff-person-password"),
    path("settings/people/<int:pk>/factors", people_page.forget_factors, name="staff-person-factors"),
    path("settings/people/<int:pk>/leave", leave_page.person_leave, name="staff-person-leave"),
    path("settings/templates", templates_page.templates_page, name="staff-templates"),
    path("settings/templates/new", templates_page.new_template, name="staff-template-new"),
    path("settings/templates/<slug:code>", templates_page.edit_template, name="staff-template"),
    path("calls", calls_page.calls_page, name="staff-calls"),
    path("calls/<int:letter_id>", calls_page.write_down, name="staff-call-result"),
    path("calls/<int:letter_id>/number", calls_page.show_number, name="staff-call-number"),
    path("field", field.field_page, name="staff-field"),
    path("field/sw.js", field.worker, name="staff-field-worker"),
    path("field/manifest.webmanifest", field.manifest, name="staff-field-manifest"),
    path("photos/<int:photo_id>/<slug:size>", photos.photo, name="staff-photo"),
    path("login", account.login, name="account_login"),
    path("logout", account.logout, name="account_logout"),
    path("inactive", account.account_inactive, name="account_inactive"),
    path("reauthenticate", account.reauthenticate, name="account_reauthenticate"),
    path("password", account.password_change, name="account_change_password"),
    path("mfa/", include("allauth.mfa.urls")),
]
