"""Jobs and dead letters in the admin: what a designer sees, and that actions go through the services."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from umam.jobs import inline, services
from umam.jobs.models import DeadLetter, Job

pytestmark = pytest.mark.django_db
LIST = "admin:jobs_job_changelist"
LETTERS = "admin:jobs_deadletter_changelist"


def designer(user):
    user.is_staff = True
    user.save()
    wanted = Permission.objects.filter(content_type__app_label="jobs", codename__regex="^(view|change)_")
    user.user_permissions.set(wanted)
    return user


@pytest.fixture
def anna_s(client, anna):
    client.force_login(designer(anna))
    return client


@pytest.fixture
def berta_s(client, berta):
    client.force_login(designer(berta))
    return client


def act(client, where, name, *rows):
    data = {"action": name, "_selected_action": [str(row.pk) for row in rows]}
    return client.post(reverse(where) + ("?place=all" if where == LIST else ""), data, follow=True)


def dead(submit):
    job = submit("broken", word="boom")
    inline.drain(through_waits=True)
    job.refresh_from_db()
    return services.record_dead_letter(job_id=job.pk, reason="It broke three times.")


def test_the_board(anna_s, submit):
    root = submit("diamond", run=True)
    page = anna_s.get(reverse(LIST)).content.decode()
    assert str(root) in page
    assert "(a)" not in page
    assert "(a)" in anna_s.get(reverse(LIST) + "?place=steps").content.decode()
    assert str(root.pk) not in anna_s.get(reverse(LIST) + "?status__exact=failed").content.decode()
    assert str(root.pk) in anna_s.get(reverse(LIST) + "?kind=diamond").content.decode()


def test_one_job_with_tree_and_log(anna_s, submit):
    root = submit("diamond", word="b=broken:boom", run=True)
    page = anna_s.get(reverse("admin:jobs_job_change", args=[root.pk])).content.decode()
    assert "(d)" in page
    step = Job.objects.get(parent=root, role="b")
    page = anna_s.get(reverse("admin:jobs_job_change", args=[step.pk])).content.decode()
    assert "Attempt 1 failed" in page
    assert "ZeroDivisionError" not in page


def test_tracebacks_are_for_administrators(client, admin_user, submit):
    job = submit("broken", word="boom", run=True)
    client.force_login(admin_user)
    page = client.get(reverse("admin:jobs_job_change", args=[job.pk])).content.decode()
    assert "ZeroDivisionError" in page


def test_a_stranger_sees_nothing(berta_s, submit, universe):
    letter = dead(submit)
    for address in (reverse(LIST) + "?place=all", reverse(LETTERS)):
        page = berta_s.get(address).content.decode()
        assert str(letter.job_id) not in page
        assert universe.name not in page
    assert berta_s.get(reverse("admin:jobs_job_change", args=[letter.job_id])).status_code == 302


def test_a_stranger_s_actions_touch_nothing(berta_s, submit):
    job = submit("echo")
    act(berta_s, LIST, "cancel_jobs", job)
    job.refresh_from_db()
    assert job.status == "pending"


def test_who_may_only_look_changes_nothing(client, viewer, submit):
    client.force_login(designer(viewer))
    job = submit("echo")
    page = act(client, LIST, "cancel_jobs", job).content.decode()
    job.refresh_from_db()
    assert job.status == "pending"
    assert "but not change it" in page


def test_cancel_retry_and_requeue(anna_s, submit):
    job = submit("echo")
    act(anna_s, LIST, "cancel_jobs", job)
    job.refresh_from_db()
    assert job.status == "cancelled"
    act(anna_s, LIST, "retry_jobs", job)
    job.refresh_from_db()
    assert job.status == "pending"
    assert "1 sent again" in act(anna_s, LIST, "requeue_jobs", job).content.decode()
    assert "nothing to cancel" in act(anna_s, LIST, "cancel_jobs", submit("echo", run=True)).content.decode()


def test_dead_letters(anna_s, submit):
    letter = dead(submit)
    page = anna_s.get(reverse(LETTERS)).content.decode()
    assert "It broke three times." in page
    assert anna_s.get(reverse("admin:jobs_deadletter_change", args=[letter.pk])).status_code == 200
    act(anna_s, LETTERS, "requeue_letters", letter)
    letter.refresh_from_db()
    assert letter.resolution == "requeued"
    assert letter.job.status == "pending"
    inline.drain(through_waits=True)
    second = services.record_dead_letter(job_id=letter.job_id, reason="again")
    act(anna_s, LETTERS, "drop_letters", second)
    assert not DeadLetter.objects.filter(resolved_at=None).exists()


def test_rows_are_written_by_the_machine_alone(anna_s, submit):
    job = submit("echo")
    assert anna_s.get(reverse("admin:jobs_job_add")).status_code == 403
    assert anna_s.post(reverse("admin:jobs_job_delete", args=[job.pk])).status_code == 403
    anna_s.post(reverse("admin:jobs_job_change", args=[job.pk]), {"status": "completed", "label": "x"})
    job.refresh_from_db()
    assert (job.status, job.label) == ("pending", "Echo")


def test_the_board_costs_the_same_for_few_and_many(anna_s, submit):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            anna_s.get(reverse(LIST))
        return len(seen)

    submit("echo")
    queries()
    few = queries()
    for _ in range(8):
        submit("echo")
    assert queries() == few


def test_worker_processes_are_shown_to_administrators_only(anna_s, client, admin_user):
    address = reverse("admin:jobs_workerseen_changelist")
    assert anna_s.get(address).status_code == 403
    client.force_login(admin_user)
    assert client.get(address).status_code == 200


def press(client, row, name):
    address = reverse(f"admin:jobs_{row._meta.model_name}_change", args=[row.pk])
    return client.post(address, {f"jobs_{row._meta.model_name}_{name}": ""}, follow=True).content.decode()


def test_the_buttons_of_one_job_fit_its_state(anna_s, submit):
    job = submit("echo")
    page = anna_s.get(reverse("admin:jobs_job_change", args=[job.pk])).content.decode()
    assert "jobs_job_cancel_jobs" in page
    assert "jobs_job_retry_jobs" not in page
    assert 'name="_save"' not in page
    press(anna_s, job, "cancel_jobs")
    job.refresh_from_db()
    assert job.status == "cancelled"
    page = press(anna_s, job, "retry_jobs")
    job.refresh_from_db()
    assert job.status == "pending"
    assert "put into the queue again" in page
    assert "changed successfully" not in page


def test_the_form_of_a_job_writes_no_row(anna_s, submit, monkeypatch):
    job = submit("echo")

    def refuse(*args, **more):
        raise AssertionError("the page wrote a row that the machine may have changed meanwhile")

    monkeypatch.setattr(Job, "save", refuse)
    assert anna_s.post(reverse("admin:jobs_job_change", args=[job.pk]), {"_save": ""}).status_code == 302


def test_a_viewer_and_a_stranger_have_no_buttons(client, viewer, berta, submit):
    job = submit("echo")
    for person in (viewer, berta):
        client.force_login(designer(person))
        press(client, job, "cancel_jobs")
        job.refresh_from_db()
        assert job.status == "pending"


def test_the_buttons_of_a_dead_letter(anna_s, submit):
    letter = dead(submit)
    press(anna_s, letter, "drop_letters")
    letter.refresh_from_db()
    assert letter.resolution == "dropped"
    assert "jobs_deadletter_drop_letters" not in press(anna_s, letter, "drop_letters")


def test_states_are_told_in_words(anna_s, submit):
    job = submit("echo", run=True)
    page = anna_s.get(reverse("admin:jobs_job_change", args=[job.pk])).content.decode()
    assert "Completed" in page
    assert "(&#x27;completed" not in page
    assert "('completed" not in page
