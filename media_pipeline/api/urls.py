from django.urls import path

from media_pipeline.api import views

urlpatterns = [
    path("video/generate/music-video", views.GenerateMusicVideo.as_view(), name="api-music-video-generate"),
    path(
        "video/music-video/<uuid:film_id>/status", views.FilmStatus.as_view(), name="api-music-video-status"
    ),
    path("music-videos/<uuid:film_id>", views.OneFilm.as_view(), name="api-music-video"),
    path("music-videos/<uuid:film_id>/scenes", views.Scenes.as_view(), name="api-music-video-scenes"),
    path(
        "music-videos/<uuid:film_id>/scenes/<int:index>/regenerate",
        views.RegenerateScene.as_view(),
        name="api-music-video-regenerate",
    ),
    path("music-videos/<uuid:film_id>/final", views.FinalFilm.as_view(), name="api-music-video-final"),
]
