from django.urls import path

from umam.jobs.api import views

urlpatterns = [
    path("jobs", views.Jobs.as_view(), name="jobs"),
    path("jobs/<uuid:job_id>", views.OneJob.as_view(), name="job"),
    path("jobs/<uuid:job_id>/cancel", views.Cancel.as_view(), name="job-cancel"),
    path("jobs/<uuid:job_id>/retry", views.Retry.as_view(), name="job-retry"),
    path("jobs/<uuid:job_id>/approve", views.Approve.as_view(), name="job-approve"),
    path("jobs/<uuid:job_id>/reject", views.Reject.as_view(), name="job-reject"),
    path("jobs/<uuid:job_id>/tree", views.Tree.as_view(), name="job-tree"),
    path("jobs/<uuid:job_id>/log", views.Log.as_view(), name="job-log"),
    path("hooks/<slug:provider>/<str:token>", views.Hook.as_view(), name="job-hook"),
]
