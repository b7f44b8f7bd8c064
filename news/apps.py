from collections.abc import Mapping

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from traffic import kinds


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = _("News")

    def ready(self) -> None:
        from gallery import showing

        from .models import Article
        from .pictures import ArticlePictures

        def public(ids: set[int]) -> Mapping[int, int | None]:
            articles = Article.objects.public().filter(pk__in=ids)
            return dict(articles.values_list("pk", "unit_id"))

        kinds.register("news.article", public=public)
        showing.register("news", ArticlePictures())
